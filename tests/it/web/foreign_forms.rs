//! Forms that another page, tab or site sends in a visitor's name are refused and write nothing.

use super::http::Request;
use super::tables::tables;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    a_form_of_another_site_or_visit_is_refused,
    the_own_form_is_taken_however_the_browser_names_itself,
    a_second_tab_with_another_visit_writes_nothing,
);

/// Every page that takes a form, with fields that would do something.
const FORMS: [(&str, &[(&str, &str)]); 8] = [
    ("start", &[("address", "bea@example.org")]),
    ("code", &[("code", "12345678")]),
    ("choose", &[("action", "form")]),
    ("form/1", &[("adult_dutch", "yes")]),
    ("form/9", &[("declare", "yes"), ("consent_keep", "yes")]),
    ("kept", &[("action", "show")]),
    ("kept", &[("action", "remove")]),
    ("exit", &[]),
];

fn a_form_of_another_site_or_visit_is_refused(on: Backend) {
    let site = Site::on(on);
    Browser::at(&site).declares("anna@example.org", "MA");
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org").fills_in_the_least("TR");
    let mut other = Browser::at(&site);
    other.comes_in("other@example.org");
    let before = tables(&site.register);
    for (path, fields) in FORMS {
        let own = anna.form(path, fields);
        let token = anna.page.token().unwrap();
        let replaced = |by: &str| {
            let mut request = own.clone();
            let body = String::from_utf8(request.body).unwrap().replace(&token, by);
            request.body = body.into_bytes();
            request
        };
        for (what, request) in [
            ("no cookie", own.clone().without("Cookie")),
            ("no token", replaced("")),
            ("a made-up token", replaced(&"A".repeat(token.len()))),
            (
                "the token of another visit",
                replaced(&other.page.token().unwrap()),
            ),
            (
                "from another site",
                own.clone().with("Sec-Fetch-Site", "cross-site"),
            ),
            (
                "from a neighbour",
                own.clone().with("Sec-Fetch-Site", "same-site"),
            ),
            ("from an app", own.clone().with("Sec-Fetch-Site", "none")),
            (
                "from another origin",
                own.clone().with("Origin", "https://evil.example"),
            ),
            (
                "from the same host in clear",
                own.clone().with("Origin", "https://127.0.0.1:8080"),
            ),
        ] {
            let answer = site.answers(&request);
            assert_eq!(answer.status, 403, "{path}, {what}");
            // Without a cookie there is no visit, as after the last page was reloaded.
            let sentence = anna.word(match what {
                "no cookie" => "over-heading",
                _ => "message-forbidden-title",
            });
            assert!(answer.body.contains(&sentence), "{path}, {what}");
            assert!(answer.header("set-cookie").is_none(), "{path}, {what}");
        }
    }
    assert_eq!(tables(&site.register), before);
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), anna.word("done-replaced-title"));
}

fn the_own_form_is_taken_however_the_browser_names_itself(on: Backend) {
    let site = Site::on(on);
    let base = site.register.settings.register.base_url.as_str().to_owned();
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org");
    let plain = anna.form("choose", &[("action", "form")]);
    for request in [
        plain.clone(),
        plain.clone().with("Origin", "null"),
        plain.clone().with("Origin", &base),
        plain
            .clone()
            .with("Sec-Fetch-Site", "same-origin")
            .with("Origin", "null"),
    ] {
        assert_eq!(site.answers(&request).status, 303);
    }
}

fn a_second_tab_with_another_visit_writes_nothing(on: Backend) {
    let site = Site::on(on);
    let mut first = Browser::at(&site);
    first.comes_in("anna@example.org").fills_in_the_least("MA");
    // The same browser begins again in a second tab: one cookie, two pages.
    let mut second = Browser::at(&site);
    second.cookie.clone_from(&first.cookie);
    second.comes_in("bea@example.org");
    first.cookie.clone_from(&second.cookie);
    let before = tables(&site.register);
    first.presses_the_button();
    assert_eq!(first.page.status, 403);
    assert_eq!(tables(&site.register), before);
    let asked = Request::get("/nl/choose");
    assert_eq!(site.answers(&second.dressed(asked)).status, 200);
}
