//! Limits per network, the same whatever address is typed, and whose network it is behind a proxy.

use super::http::Answer;
use super::tables::tables;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    one_network_gets_so_many_codes_an_hour,
    one_network_sends_so_many_forms_a_minute,
    behind_a_trusted_proxy_each_network_has_its_own,
    an_untrusted_header_frees_nobody,
    a_full_outbox_refuses_everyone,
);

/// Asks for a code as somebody whose proxy adds these headers.
fn asks(site: &Site, address: &str, forwarded: &[&str]) -> Answer {
    let mut stranger = Browser::at(site);
    stranger.opens("start");
    site.register.clock.passes(2);
    let mut request = stranger.form("start", &[("address", address)]);
    for line in forwarded {
        request = request.with("X-Forwarded-For", line);
    }
    site.answers(&request)
}

fn one_network_gets_so_many_codes_an_hour(on: Backend) {
    let site = Site::with(on, &[("web.code_requests_per_prefix_per_hour", "3")]);
    for number in 0..3 {
        assert_eq!(
            asks(&site, &format!("a{number}@example.org"), &[]).status,
            303
        );
    }
    let before = tables(&site.register);
    for address in ["a0@example.org", "new@example.org"] {
        let answer = asks(&site, address, &[]);
        assert_eq!(answer.status, 429);
        assert!(
            answer
                .header("retry-after")
                .unwrap()
                .parse::<u32>()
                .unwrap()
                > 0
        );
        let title = Browser::at(&site).word("message-too-many-title");
        assert!(answer.body.contains(&title));
    }
    // A form that asks for nothing is no request for a code.
    assert_eq!(asks(&site, "nonsense", &[]).status, 422);
    assert_eq!(tables(&site.register), before);
}

fn one_network_sends_so_many_forms_a_minute(on: Backend) {
    let site = Site::with(on, &[("web.posts_per_prefix_per_minute", "5")]);
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org");
    for _ in 0..3 {
        anna.opens("choose")
            .sends("choose", &[("action", "prolong")]);
        assert_eq!(anna.status(), 303);
    }
    anna.sends("choose", &[("action", "prolong")]);
    assert_eq!(anna.status(), 429);
    anna.opens("choose");
    assert_eq!(anna.page.status, 200, "reading goes on");
}

fn behind_a_trusted_proxy_each_network_has_its_own(on: Backend) {
    let site = Site::with(
        on,
        &[
            ("web.code_requests_per_prefix_per_hour", "1"),
            ("web.trusted_proxies", "127.0.0.1/32"),
        ],
    );
    let status = |address: &str, forwarded: &[&str]| asks(&site, address, forwarded).status;
    assert_eq!(status("a@example.org", &["198.51.100.1"]), 303);
    assert_eq!(status("b@example.org", &["198.51.100.2"]), 303);
    assert_eq!(status("c@example.org", &["198.51.100.1"]), 429);
    // What a visitor writes himself stands further left, and helps nobody.
    assert_eq!(
        status("d@example.org", &["203.0.113.77, 198.51.100.1"]),
        429
    );
    assert_eq!(
        status("e@example.org", &["203.0.113.78", "198.51.100.1"]),
        429
    );
    assert_eq!(status("f@example.org", &["2001:db8:1:2::3"]), 303);
    assert_eq!(
        status("g@example.org", &["2001:db8:1:7f::9"]),
        429,
        "one /56"
    );
    assert_eq!(status("h@example.org", &["2001:db8:2:2::3"]), 303);
}

fn an_untrusted_header_frees_nobody(on: Backend) {
    let site = Site::with(on, &[("web.code_requests_per_prefix_per_hour", "1")]);
    assert_eq!(asks(&site, "a@example.org", &["198.51.100.1"]).status, 303);
    assert_eq!(asks(&site, "b@example.org", &["198.51.100.2"]).status, 429);
}

fn a_full_outbox_refuses_everyone(on: Backend) {
    let site = Site::with(on, &[("mail.outbox_letters", "2")]);
    for number in 0..2 {
        assert_eq!(
            asks(&site, &format!("a{number}@example.org"), &[]).status,
            303
        );
    }
    let before = tables(&site.register);
    let answer = asks(&site, "one.more@example.org", &[]);
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some() && answer.header("set-cookie").is_none());
    // Whoever is to come later leaves: a connection that only waits takes memory from the others.
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(tables(&site.register), before);
    assert_eq!(site.get("/readyz").status, 503);
    assert_eq!(site.get("/healthz").status, 200);
    site.register.delivers();
    assert_eq!(site.get("/readyz").status, 200);
    assert_eq!(asks(&site, "one.more@example.org", &[]).status, 303);
}
