//! Requests in shapes that no browser gives them: two lengths, two hosts, headers that proxies
//! believe, addresses that caches mistake for files. Whatever stands in front, nobody gets an
//! answer that was meant for another, and nothing is kept that one person saw.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::http::Request;
use super::tables::tables;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    no_request_hides_in_another,
    headers_that_proxies_believe_change_nothing,
    nothing_typed_into_an_address_becomes_a_header,
    an_address_that_looks_like_a_file_shows_nobodys_page,
    cookies_that_come_twice_or_in_crowds_open_nothing_new,
);

/// What comes back for these bytes, until the server closes or is quiet.
fn speaks(site: &Site, bytes: &str) -> String {
    let mut stream = TcpStream::connect(site.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_millis(700)))
        .unwrap();
    let _ = stream.write_all(bytes.as_bytes());
    let mut heard = Vec::new();
    let mut part = [0; 4_096];
    while let Ok(length) = stream.read(&mut part) {
        if length == 0 {
            break;
        }
        heard.extend_from_slice(&part[..length]);
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn answers_in(heard: &str) -> Vec<&str> {
    let heads = heard.split("HTTP/1.1 ").skip(1);
    heads.map(|head| &head[..3]).collect()
}

fn no_request_hides_in_another(on: Backend) {
    let site = Site::on(on);
    let host = site.host();
    let hidden = format!("GET /nl/privacy HTTP/1.1\r\nHost: {host}\r\n\r\n");
    // Two requests sent one after the other are two: the count below can tell.
    let plain = format!("GET /nl/safety HTTP/1.1\r\nHost: {host}\r\n\r\n{hidden}");
    assert_eq!(answers_in(&speaks(&site, &plain)), ["200", "200"]);
    let before = tables(&site.register);
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for lengths in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
        "Content-Length: 4\r\nContent-Length: 5\r\n",
        "Content-Length: 4, 5\r\n",
        "Content-Length: +4\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 4 4\r\n",
        "Content-Length : 4\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    ] {
        let sent = format!(
            "POST /nl/start HTTP/1.1\r\nHost: {host}\r\n{form}{lengths}\r\n0\r\n\r\n{hidden}"
        );
        let heard = speaks(&site, &sent);
        let answers = answers_in(&heard);
        assert!(answers.len() <= 1, "{lengths:?}: {answers:?}");
        assert!(
            answers.iter().all(|status| status.starts_with('4')),
            "{lengths:?}: {answers:?}"
        );
    }
    for head in [
        format!("GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: evil.example\r\nHost: {host}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: {host}@evil.example\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: {host}, evil.example\r\n\r\n"),
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
    ] {
        let heard = speaks(&site, &head);
        let answers = answers_in(&heard);
        assert!(
            answers.is_empty() || answers == ["400"],
            "{head}: {answers:?}"
        );
        assert!(!heard.contains("evil.example"), "{heard}");
    }
    assert_eq!(tables(&site.register), before);
}

fn headers_that_proxies_believe_change_nothing(on: Backend) {
    let site = Site::on(on);
    let date = |head: &(String, String)| head.0 != "date";
    for path in [
        "/",
        "/nl/",
        "/nl/figures",
        "/data/releases.json",
        "/nl/nothing",
        "/nl",
    ] {
        let plain = site.get(path);
        for (name, value) in [
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Server", "evil.example"),
            ("X-Host", "evil.example"),
            ("Forwarded", "host=evil.example;proto=http"),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Prefix", "/evil"),
            ("X-Original-URL", "/admin"),
            ("X-Rewrite-URL", "/admin"),
            ("X-HTTP-Method-Override", "POST"),
            ("X-HTTP-Method", "DELETE"),
            ("X-Method-Override", "PUT"),
            ("Base-Url", "https://evil.example"),
        ] {
            // Twice: what the first left in a shelf, the second would bring.
            let asked = Request::get(path).at_host(site.host()).with(name, value);
            for answer in [site.answers(&asked), site.get(path)] {
                assert_eq!(answer.status, plain.status, "{name} at {path}");
                assert_eq!(answer.body, plain.body, "{name} at {path}");
                let mut heads: Vec<_> = answer.headers.into_iter().filter(date).collect();
                let mut usual: Vec<_> = plain.headers.clone().into_iter().filter(date).collect();
                heads.sort();
                usual.sort();
                assert_eq!(heads, usual, "{name} at {path}");
            }
        }
    }
    // A form is what its method says, whatever stands in it.
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org");
    let before = tables(&site.register);
    let request =
        Request::get("/nl/kept?action=remove&_method=POST").with("X-HTTP-Method-Override", "POST");
    let answer = site.answers(&anna.dressed(request));
    assert!(answer.status < 400);
    assert_eq!(tables(&site.register), before);
}

fn nothing_typed_into_an_address_becomes_a_header(on: Backend) {
    let site = Site::on(on);
    for path in [
        "/nl%0d%0aX-Evil:%201",
        "/nl/%0d%0aX-Evil:%201",
        "/nl?x=%0d%0aX-Evil:%201",
        "/nl/start?%0d%0aSet-Cookie:%20x=y",
        "//evil.example/%2e%2e",
        "/nl//evil.example",
        "/%5cevil.example",
        "/data/latest/%0d%0aX-Evil:1",
        "/data/latest/..%2f..%2fetc%2fpasswd",
        "/nl/figures/%0aX-Evil:1/sheet",
    ] {
        let answer = site.get(path);
        assert!(answer.header("x-evil").is_none(), "{path}");
        let mut set = answer.headers.iter();
        assert!(
            !set.any(|(name, value)| name == "set-cookie" && !value.starts_with("visit=")),
            "{path}"
        );
        let leads = answer.header("location").unwrap_or("/");
        assert!(
            leads.starts_with('/') && !leads.starts_with("//"),
            "{path} leads to {leads}"
        );
    }
}

fn an_address_that_looks_like_a_file_shows_nobodys_page(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.declares("anna@example.org", "MA");
    anna.comes_in("anna@example.org");
    anna.sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes"), ("action", "next")])
        .sends("form/2", &[("nat1", "MA"), ("action", "next")]);
    // Hers alone, on the address it belongs to, and kept by nobody.
    let typed = |answer: &super::http::Answer| answer.body.contains("value=\"Marokko\"");
    let own = site.answers(&anna.dressed(Request::get("/nl/form/2")));
    assert!(typed(&own), "{}", own.body);
    for tail in [
        "/x.css",
        ".css",
        ";x.css",
        "%2fx.css",
        "%3fx.css",
        "%23x.css",
        "/%2e%2e/x.css",
        "%00.css",
        "/..%2f..%2fstatic/enkel.css",
        "?x=y.css",
        "?.js",
    ] {
        let answer = site.answers(&anna.dressed(Request::get(&format!("/nl/form/2{tail}"))));
        let kept = answer.header("cache-control").unwrap_or_default();
        assert!(
            kept.contains("no-store"),
            "{tail}: {} {kept}",
            answer.status
        );
        assert!(!typed(&answer) || tail.starts_with('?'), "{tail}");
        let stranger = site.get(&format!("/nl/form/2{tail}"));
        assert!(!typed(&stranger), "{tail} is somebody else's now");
    }
}

fn cookies_that_come_twice_or_in_crowds_open_nothing_new(on: Backend) {
    let site = Site::on(on);
    let (mut anna, mut mallory) = (Browser::at(&site), Browser::at(&site));
    anna.comes_in("anna@example.org").opens("choose");
    mallory.comes_in("mallory@example.org").opens("choose");
    let (hers, his) = (
        anna.cookie.clone().unwrap(),
        mallory.cookie.clone().unwrap(),
    );
    let before = tables(&site.register);
    let crowd: String = (0..200).map(|number| format!("c{number}=x; ")).collect();
    let token = anna.page.token().unwrap();
    for (cookies, status) in [
        (vec![format!("visit={hers}")], 303),
        // His first: her form is foreign to it, so nothing of either visit is mixed.
        (vec![format!("visit={his}; visit={hers}")], 403),
        (vec![format!("visit={his}"), format!("visit={hers}")], 403),
        (vec![format!("Visit={hers}")], 403),
        (vec![format!("{crowd}visit={hers}")], 303),
        (vec![format!("visit=\"{hers}\"")], 303),
        (vec![format!("visit={hers}, visit={his}")], 403),
    ] {
        let fields = [("token", token.as_str()), ("action", "prolong")];
        let mut request = Request::form("/nl/choose", &fields).at_host(site.host());
        for cookie in &cookies {
            request = request.with("Cookie", cookie);
        }
        assert_eq!(site.answers(&request).status, status, "{cookies:?}");
    }
    // Larger than any head may be.
    let vast = Request::get("/nl/choose").at_host(site.host()).with(
        "Cookie",
        &format!("visit={hers}; x={}", "y".repeat(200_000)),
    );
    let refused = vast
        .tried_at(site.address())
        .map_or(0, |answer| answer.status);
    assert!([0, 400, 431].contains(&refused), "{refused}");
    assert_eq!(tables(&site.register), before);
}
