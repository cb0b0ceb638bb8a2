//! The same requests again, from a copied cookie, in any order: nothing comes back that was
//! withdrawn, and nothing is written twice.

use super::http::Request;
use super::tables::{tables, written};
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    pressing_twice_shows_the_same_page_and_writes_once,
    nothing_comes_back_after_withdrawing,
    nothing_is_written_after_stopping,
    a_used_code_opens_no_second_visit,
);

const ANNA: &str = "anna@example.org";

fn press(browser: &Browser) -> Request {
    browser.form("form/9", &[("declare", "yes"), ("consent_keep", "yes")])
}

fn pressing_twice_shows_the_same_page_and_writes_once(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let button = press(&anna);
    let first = site.answers(&button);
    assert!(first.body.contains(&anna.word("done-declared-title")));
    let after = tables(&site.register);
    for _ in 0..3 {
        let again = site.answers(&button);
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    assert_eq!(tables(&site.register), after);
    // The same for two at once.
    let mut bea = Browser::at(&site);
    bea.comes_in("bea@example.org").fills_in_the_least("TR");
    let button = press(&bea);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| site.answers(&button)))
            .collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.body == first.body));
    let wrote = written(&after, &tables(&site.register));
    assert_eq!((wrote["registration"], wrote["ballot"]), (1, 1));
}

/// Every form of one visit, each with each of the visit's cookies.
fn every_form_with_every_cookie(browser: &Browser) -> Vec<Request> {
    let cookies: Vec<_> = browser.sent.iter().map(cookie_of).collect();
    let mixed = browser.sent.iter().rev().flat_map(|request| {
        let each = cookies
            .iter()
            .map(|cookie| request.clone().without("Cookie").with("Cookie", cookie));
        each.collect::<Vec<_>>()
    });
    mixed.collect()
}

fn cookie_of(request: &Request) -> String {
    let found = request.headers.iter().find(|(name, _)| name == "Cookie");
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn nothing_comes_back_after_withdrawing(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA)
        .fills_in_the_least("MA")
        .presses_the_button();
    let mut later = Browser::at(&site);
    later.comes_in(ANNA).fills_in_the_least("TR");
    later.sends("kept", &[("action", "remove")]);
    assert_eq!(later.page.heading(), later.word("done-removed-title"));
    let before = tables(&site.register);
    for visit in [&anna, &later] {
        for request in every_form_with_every_cookie(visit) {
            let answer = site.answers(&request);
            assert!(answer.status < 500, "{}", request.path);
            let shown = ["done-declared-title", "done-replaced-title"].map(|key| anna.word(key));
            assert!(
                shown.iter().all(|title| !answer.body.contains(title)),
                "{}",
                request.path
            );
            assert_eq!(site.register.rows("registration"), 0, "{}", request.path);
        }
    }
    let wrote = written(&before, &tables(&site.register));
    assert!(
        wrote.keys().all(|what| !what.starts_with("ballot")),
        "{wrote:?}"
    );
    site.register.is_sound();
}

fn nothing_is_written_after_stopping(on: Backend) {
    let site = Site::on(on);
    Browser::at(&site).declares(ANNA, "MA");
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("TR");
    let button = press(&anna);
    let remove = anna.form("kept", &[("action", "remove")]);
    let show = anna.form("kept", &[("action", "show")]);
    anna.sends("exit", &[]);
    let before = tables(&site.register);
    for request in [&button, &remove, &show] {
        let answer = site.answers(request);
        assert!(
            answer.body.contains(&anna.word("over-heading")),
            "{}",
            request.path
        );
        assert!(!answer.body.contains("Marokko"));
    }
    assert_eq!(tables(&site.register), before);
    for request in every_form_with_every_cookie(&anna) {
        site.answers(&request);
    }
    let after = written(&before, &tables(&site.register));
    assert!(
        after
            .keys()
            .all(|what| !what.starts_with("registration") && !what.starts_with("ballot"))
    );
}

fn a_used_code_opens_no_second_visit(on: Backend) {
    let site = Site::on(on);
    let mut thief = Browser::at(&site);
    thief.asks_for_a_code(ANNA);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA);
    let code = thief.reads_the_mail(ANNA);
    thief.sends("code", &[("code", &code)]);
    assert_eq!(thief.status(), 422);
    assert_eq!(thief.page.faults(), [thief.word("fault-code-wrong")]);
}
