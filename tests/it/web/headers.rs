//! Every address there is, read from the table of routes itself, and the headers each must bring.

use enkel::web::office::TABLE;

use super::Site;
use super::http::{Answer, Request};
use crate::app::Backend;

on_both_databases!(
    every_answer_keeps_itself_to_itself,
    every_answer_names_its_type_and_its_signs,
    cookies_stay_with_this_host_and_scripts_do_not_see_them,
    stopping_clears_the_cache_and_nothing_else,
);

const HOST: &str = "enkel.example";

fn secure(on: Backend) -> Site {
    Site::with(on, &[("register.base_url", "https://enkel.example")])
}

/// The addresses that stand in the source of the routes, with something in the place of names.
fn addresses() -> Vec<String> {
    let source = include_str!("../../../src/web/routes.rs");
    let (public, in_a_language) = source.split_once("fn in_a_language").unwrap();
    let named = |text: &str| {
        let parts: Vec<_> = text.split(['"']).collect();
        let odd = parts.iter().skip(1).step_by(2);
        let paths = odd.filter(|path| path.starts_with('/') && !path.contains("lang:"));
        paths.map(|path| (*path).to_owned()).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = named(public);
    all.retain(|path| !path.starts_with("/demo/"));
    let inside = named(in_a_language);
    assert!(all.len() > 20 && inside.len() > 30, "the table is read");
    all.extend(inside.iter().map(|path| format!("/nl{path}")));
    all.extend(TABLE.iter().map(|(_, path, _)| (*path).to_owned()));
    all.extend([
        "/nl".to_owned(),
        "/nothing".to_owned(),
        "/nl/nothing".to_owned(),
    ]);
    let given = [
        ("{n}", "1"),
        ("{iso2}", "MA"),
        ("{release}", "latest"),
        ("{file}", "figures.csv"),
        ("{lang}", "nl"),
        ("{table}", "T1"),
        ("{endpoint}", "TypedDataSet"),
    ];
    let filled = all.iter().map(|path| {
        given.iter().fold(path.clone(), |path, (name, value)| {
            path.replace(name, value)
        })
    });
    filled.collect()
}

fn is_for_everybodys_programs(path: &str) -> bool {
    ["/data/", "/OData", "/openapi.json"]
        .iter()
        .any(|start| path.starts_with(start))
        || path.ends_with(".svg") && path.contains("/figures/")
}

/// What is wrong with the headers of one answer.
fn faults(path: &str, answer: &Answer) -> Vec<String> {
    let mut faults = Vec::new();
    let mut must = |name: &str, value: &str| {
        let found: Vec<_> = answer
            .headers
            .iter()
            .filter(|(known, _)| known == name)
            .collect();
        if found.len() != 1 || found[0].1 != value {
            faults.push(format!("{path}: {name} is {found:?} and not {value}"));
        }
    };
    must("x-content-type-options", "nosniff");
    must("referrer-policy", "no-referrer");
    must("cross-origin-opener-policy", "same-origin");
    must("cross-origin-embedder-policy", "require-corp");
    must(
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    );
    let framed = path.ends_with("/number.html") && answer.status == 200;
    if !framed {
        must("x-frame-options", "DENY");
    }
    let programs = is_for_everybodys_programs(path);
    let open = framed || programs && answer.header("access-control-allow-origin").is_some();
    must(
        "cross-origin-resource-policy",
        if open { "cross-origin" } else { "same-origin" },
    );
    let policy = answer.header("content-security-policy").unwrap_or_default();
    for part in [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action '",
        "frame-ancestors",
    ] {
        if !policy.contains(part) {
            faults.push(format!("{path}: the policy lacks {part}: {policy}"));
        }
    }
    for part in ["unsafe", "http:", "https:", "data:", "blob:", " *;"] {
        if policy.contains(part) {
            faults.push(format!("{path}: the policy has {part}: {policy}"));
        }
    }
    let closed = answer.header("permissions-policy").unwrap_or_default();
    for what in ["camera", "microphone", "geolocation", "browsing-topics"] {
        if !closed.contains(&format!("{what}=()")) {
            faults.push(format!("{path}: {what} is not closed"));
        }
    }
    for name in ["server", "x-powered-by", "via"] {
        if answer.header(name).is_some() {
            faults.push(format!("{path}: {name} tells what runs here"));
        }
    }
    faults
}

/// What a shared cache must not keep: everything of the door and the office, and all refusals.
fn is_kept_by_nobody(path: &str, answer: &Answer) -> bool {
    let kept = answer.header("cache-control").unwrap_or_default();
    let door = ["start", "code", "choose", "form/1", "kept", "done", "exit"];
    let private =
        path.starts_with("/admin") || door.iter().any(|page| path == format!("/nl/{page}"));
    !private || kept.contains("no-store")
}

fn every_answer_keeps_itself_to_itself(on: Backend) {
    let site = secure(on);
    let mut found = Vec::new();
    for path in addresses() {
        for method in ["GET", "HEAD", "POST", "OPTIONS", "TRACE"] {
            let answer = site.answers(&Request::new(method, &path).at_host(HOST));
            let told = faults(&path, &answer);
            found.extend(told.iter().map(|fault| format!("{method} {fault}")));
            if !is_kept_by_nobody(&path, &answer) {
                found.push(format!("{method} {path} may be kept: {:?}", answer.headers));
            }
            if method == "TRACE" && answer.status == 200 {
                found.push(format!("{path} answers TRACE"));
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{found:#?}");
}

/// What is wrong with the type of an answer: it is named, says UTF-8 where it is text, and fits.
fn type_faults(path: &str, answer: &Answer) -> Option<String> {
    if answer.bytes.is_empty() {
        return None;
    }
    let full = answer.header("content-type").unwrap_or_default();
    let (kind, rest) = full.split_once(';').unwrap_or((full, ""));
    let is_text = kind.starts_with("text/") || kind.ends_with("xml");
    let body = answer.body.trim_start();
    let fits = match kind {
        "text/html" => body.starts_with("<!doctype html>") || body.starts_with("<!DOCTYPE html>"),
        "text/css" | "text/javascript" | "text/csv" | "text/plain" | "text/markdown"
        | "application/toml" | "application/yaml" => {
            !body.starts_with('<') && answer.body.as_bytes() == answer.bytes
        }
        kind if kind.ends_with("json") => serde_json::from_str::<serde_json::Value>(body).is_ok(),
        "image/svg+xml" => body.starts_with("<svg") || body.starts_with("<?xml"),
        kind if kind.ends_with("xml") => body.starts_with('<'),
        _ => !kind.is_empty() && answer.body.as_bytes() != answer.bytes,
    };
    let says = !is_text || rest.split(';').any(|part| part.trim() == "charset=utf-8");
    (!fits || !says).then(|| format!("{path}: {full:?} for {}", &body.get(..20).unwrap_or(body)))
}

fn every_answer_names_its_type_and_its_signs(on: Backend) {
    let site = secure(on);
    let (mut found, mut kinds) = (Vec::new(), std::collections::BTreeSet::new());
    for path in addresses() {
        for method in ["GET", "POST"] {
            let answer = site.answers(&Request::new(method, &path).at_host(HOST));
            kinds.extend(answer.header("content-type").map(str::to_owned));
            found.extend(type_faults(&path, &answer));
        }
    }
    let site = super::published::counted(on);
    let list = site.get("/data/releases.json").body;
    let addresses = list.split('"').filter(|text| text.starts_with("/data/"));
    for path in addresses {
        let answer = site.get(path);
        kinds.extend(answer.header("content-type").map(str::to_owned));
        found.extend(type_faults(path, &answer));
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(kinds.len() > 8, "{kinds:#?}");
}

fn cookies_stay_with_this_host_and_scripts_do_not_see_them(on: Backend) {
    let site = secure(on);
    let mut seen = 0;
    for path in addresses() {
        let answer = site.answers(&Request::get(&path).at_host(HOST));
        for (_, cookie) in answer
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie")
        {
            seen += 1;
            let (name, _) = cookie.split_once('=').unwrap();
            assert!(name.starts_with("__Host-"), "{path}: {cookie}");
            let mut words: Vec<_> = cookie.split("; ").skip(1).collect();
            words.sort_unstable();
            assert_eq!(
                words,
                ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"],
                "{path}"
            );
        }
    }
    assert!(seen > 0, "the door sets one");
}

fn stopping_clears_the_cache_and_nothing_else(on: Backend) {
    let site = Site::on(on);
    let mut anna = super::Browser::at(&site);
    anna.comes_in("anna@example.org");
    let clears = |answer: &Answer| answer.header("clear-site-data").map(str::to_owned);
    anna.opens("choose");
    assert_eq!(clears(anna.first.as_ref().unwrap()), None);
    anna.sends("exit", &[]);
    assert_eq!(anna.status(), 200);
    let told = clears(anna.first.as_ref().unwrap());
    assert_eq!(
        told.as_deref(),
        Some("\"cache\""),
        "cookies would reach other sites of the board"
    );
}

#[test]
fn a_header_that_is_missing_or_comes_twice_is_found() {
    let good = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let bare = Answer {
        status: 200,
        headers: vec![
            good(
                "content-security-policy",
                "default-src 'none'; script-src https: 'unsafe-inline'",
            ),
            good("referrer-policy", "no-referrer"),
            good("referrer-policy", "unsafe-url"),
            good("server", "enkel"),
        ],
        body: String::new(),
        bytes: Vec::new(),
    };
    let told = faults("/nl/", &bare).join("\n");
    for part in [
        "nosniff",
        "unsafe-url",
        "has unsafe",
        "has https:",
        "server tells",
        "camera",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_type_that_is_missing_or_does_not_fit_is_found() {
    let sent = |kind: &str, body: &str| Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), kind.to_owned())],
        body: body.to_owned(),
        bytes: body.as_bytes().to_vec(),
    };
    for (kind, body) in [
        ("", "{}"),
        ("text/html", "<!doctype html>"),
        ("text/html; charset=latin1", "<!doctype html>"),
        ("text/plain; charset=utf-8", "<script>"),
        ("application/json", "<!doctype html>"),
        ("image/svg+xml", "<svg>"),
    ] {
        assert!(type_faults("/", &sent(kind, body)).is_some(), "{kind}");
    }
    assert!(type_faults("/", &sent("application/json", "{}")).is_none());
}
