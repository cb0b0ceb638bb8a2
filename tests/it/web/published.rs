//! What anyone may read: pages, figures and files, and the headers around all of them.

use enkel::domain::locale::Locale;
use enkel::domain::release::Period;
use enkel::flows::publish::correct::correct;
use serde_json::Value;

use super::http::{Answer, Request};
use super::{Browser, Site};
use crate::app::{Backend, Board, Citizen, TestApp, Visitor, varied};

on_both_databases!(
    every_answer_keeps_itself_to_itself,
    public_pages_need_and_set_no_cookie,
    the_first_page_is_in_the_browsers_language,
    figures_carry_their_caveat,
    files_come_as_they_were_signed_and_are_not_sent_twice,
    before_the_first_release_there_is_nothing,
    figures_that_are_late_are_told_by_themselves,
    an_erratum_tells_its_reason_and_where_to_look,
);

/// A register with one quarter counted.
pub(super) fn counted(on: Backend) -> Site {
    let register = TestApp::on(on);
    for number in 0..120 {
        let mut citizen = Citizen::of(&register, &format!("c@c{number}.example"));
        citizen.comes_in().declares(varied(number));
    }
    register.next_quarter();
    Board(&register).counts();
    Site::of(register)
}

fn asked(site: &Site, path: &str, name: &str, value: &str) -> Answer {
    site.answers(&Request::get(path).at_host(site.host()).with(name, value))
}

fn every_answer_keeps_itself_to_itself(on: Backend) {
    let site = Site::on(on);
    for path in [
        "/",
        "/nl",
        "/nl/",
        "/en/start",
        "/nl/code",
        "/nl/privacy",
        "/nl/figures",
        "/en/figures/method",
        "/static/enkel.css",
        "/static/favicon.svg",
        "/data/releases.json",
        "/data/minisign.pub",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/nl/nothing",
        "/nothing",
        "/data/2026-Q3/nothing",
    ] {
        let answer = site.get(path);
        let policy = answer.header("content-security-policy").expect(path);
        for part in [
            "default-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {part}");
        }
        // Only pages of the door have a script, and it is ours.
        let door = ["/en/start", "/nl/code"].contains(&path);
        let script = policy.contains("script-src 'self'");
        assert!(!policy.contains("unsafe") && script == door, "{path}");
        assert_eq!(policy.contains("script-src"), door, "{path}");
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.header("permissions-policy").is_some(), "{path}");
        assert!(answer.header("server").is_none() && answer.header("x-powered-by").is_none());
    }
}

fn public_pages_need_and_set_no_cookie(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        for path in [
            "",
            "safety",
            "privacy",
            "paper",
            "about",
            "help",
            "figures",
            "figures/method",
        ] {
            let answer = site.get(&format!("/{locale}/{path}"));
            assert_eq!(answer.status, 200, "{locale} {path}");
            assert!(answer.header("set-cookie").is_none(), "{path}");
            let standing = Browser::at(&site).speaking(locale).word("standing-line");
            assert!(
                super::page::unescaped(&answer.body).contains(&standing),
                "{locale} {path}"
            );
            assert!(!answer.body.contains("<script"), "{path}");
        }
    }
    // At the door a cookie is a must, and it can be read by no script and no other site.
    let answer = site.get("/nl/start");
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Max-Age") && !cookie.contains("Expires") && !cookie.contains("Domain")
    );
    let secure = Site::with(on, &[("register.base_url", "https://enkel.example")]);
    let answer = secure.get("/nl/start");
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-visit=") && cookie.contains("Secure"));
    assert!(answer.header("strict-transport-security").is_some());
}

fn the_first_page_is_in_the_browsers_language(on: Backend) {
    let site = Site::on(on);
    for (asks, gets) in [
        ("en-GB,nl;q=0.5", "/en/"),
        ("ar,nl;q=0.1", "/nl/"),
        ("fr", "/nl/"),
    ] {
        let answer = asked(&site, "/", "Accept-Language", asks);
        assert_eq!(
            (answer.status, answer.header("location")),
            (302, Some(gets))
        );
        assert_eq!(answer.header("vary"), Some("Accept-Language"));
    }
    assert_eq!(site.get("/nl").header("location"), Some("/nl/"));
}

fn figures_carry_their_caveat(on: Backend) {
    let site = counted(on);
    for locale in Locale::WRITTEN {
        let reader = Browser::at(&site).speaking(locale);
        let ids = Visitor(&site.register).sees_releases();
        let mut pages: Vec<String> = ids
            .iter()
            .map(|id| format!("/{locale}/figures/{id}"))
            .collect();
        pages.extend([format!("/{locale}/figures"), format!("/{locale}/")]);
        for path in pages {
            let answer = site.get(&path);
            assert_eq!(answer.status, 200, "{path}");
            assert!(
                super::page::unescaped(&answer.body).contains(&reader.word("caveat")),
                "{path}"
            );
        }
    }
    for unknown in ["2026-Q4", "2026-W01", "2026-Q9", "nothing", "2026-Q3-e1"] {
        assert_eq!(
            site.get(&format!("/nl/figures/{unknown}")).status,
            404,
            "{unknown}"
        );
    }
}

fn files_come_as_they_were_signed_and_are_not_sent_twice(on: Backend) {
    let site = counted(on);
    let list = site.get("/data/releases.json");
    let parsed: Value = serde_json::from_str(&list.body).unwrap();
    let releases = parsed["releases"].as_array().unwrap();
    let seen = Visitor(&site.register).sees_releases();
    assert_eq!(releases.len(), seen.len());
    assert_eq!(parsed["licence"], "CC BY 4.0");
    for release in releases {
        for file in release["files"].as_array().unwrap() {
            comes_as_it_was_signed(&site, file.as_str().unwrap());
        }
    }
    open_to_other_sites_and_sent_once(&site, "/data/releases.json");
    open_to_other_sites_and_sent_once(&site, "/data/minisign.pub");
    let latest = site.get("/data/latest/figures.csv");
    let newest = Some("/data/2026-Q3/figures.csv");
    assert_eq!((latest.status, latest.header("location")), (302, newest));
    for nothing in [
        "/data/2026-Q4/figures.csv",
        "/data/2026-Q3/secret",
        "/data/latest/..%2fx",
        "/data/x/y",
    ] {
        assert_eq!(site.get(nothing).status, 404, "{nothing}");
    }
}

fn comes_as_it_was_signed(site: &Site, path: &str) {
    let (id, name) = path.trim_start_matches("/data/").split_once('/').unwrap();
    let answer = site.get(path);
    assert_eq!(answer.status, 200, "{path}");
    let signed = Visitor(&site.register).downloads(id, name);
    assert_eq!(answer.bytes, signed, "{path}");
    let kept = answer.header("cache-control").unwrap();
    assert!(kept.contains("immutable"), "{path}");
    open_to_other_sites_and_sent_once(site, path);
}

fn open_to_other_sites_and_sent_once(site: &Site, path: &str) {
    let answer = site.get(path);
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{path}");
    }
    let tag = answer.header("etag").unwrap();
    let again = asked(site, path, "If-None-Match", tag);
    assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    assert_eq!(again.header("etag"), Some(tag), "{path}");
    let other = asked(site, path, "If-None-Match", "\"other\"");
    assert_eq!(other.status, 200, "{path}");
}

fn before_the_first_release_there_is_nothing(on: Backend) {
    let site = Site::on(on);
    let list: Value = serde_json::from_str(&site.get("/data/releases.json").body).unwrap();
    assert_eq!(list["releases"], serde_json::json!([]));
    for path in [
        "/data/latest/figures.csv",
        "/data/2026-Q3/figures.csv",
        "/demo/mailbox",
    ] {
        assert_eq!(site.get(path).status, 404, "{path}");
    }
    assert_eq!(site.get("/nl/figures").status, 200);
}

fn figures_that_are_late_are_told_by_themselves(on: Backend) {
    let site = counted(on);
    let late = |site: &Site| {
        let list: Value = serde_json::from_str(&site.get("/data/releases.json").body).unwrap();
        list["delayed"].clone()
    };
    assert_eq!(late(&site), serde_json::json!([]));
    assert!(!site.get("/nl/figures").body.contains("te laat"));
    let quarter = Board(&site.register).next();
    site.register.lives_until(quarter.release_day().plus(1));
    let due = quarter.release_day().iso();
    let wanted = serde_json::json!([{"release": quarter.to_string(), "due": due}]);
    assert_eq!(late(&site), wanted);
    assert!(site.get("/nl/figures").body.contains("te laat"));
    assert!(site.get("/en/figures").body.contains("are late"));
    assert!(site.get("/data/feed.atom").body.contains("are late"));
    Board(&site.register).counts();
    assert_eq!(late(&site), serde_json::json!([]));
    assert!(!site.get("/nl/figures").body.contains("te laat"));
}

fn an_erratum_tells_its_reason_and_where_to_look(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..9 {
        let mut citizen = Citizen::of(&register, &format!("c@c{number}.example"));
        citizen.comes_in().declares(varied(number));
    }
    let quarter = Board(&register).counts();
    let reason = "A label said <b>more</b> than it should.";
    correct(&register.app, Period::Quarter(quarter), reason).unwrap();
    let site = Site::of(register);
    let erratum = site.get(&format!("/nl/figures/{quarter}-e1"));
    assert_eq!(erratum.status, 200);
    let told = "A label said &#60;b&#62;more&#60;/b&#62; than it should.";
    assert!(erratum.body.contains(&format!("<q lang=\"en\">{told}</q>")));
    assert!(erratum.body.contains(&format!("/nl/figures/{quarter}\"")));
    let corrected = site.get(&format!("/nl/figures/{quarter}"));
    assert!(
        corrected
            .body
            .contains(&format!("/nl/figures/{quarter}-e1\""))
    );
    assert!(!corrected.body.contains(told));
}
