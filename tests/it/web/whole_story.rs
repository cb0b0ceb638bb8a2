//! A visitor's whole way through the site, in both languages.

use enkel::domain::locale::Locale;
use serde_json::Value;

use super::{Browser, Site};
use crate::app::{Backend, Board, Citizen, TestApp, varied};

on_both_databases!(
    a_visitor_goes_all_the_way_in_dutch,
    a_visitor_goes_all_the_way_in_english,
    the_download_says_all_that_is_kept,
    a_visitor_replaces_and_withdraws,
    the_last_page_says_about_how_many_there_are,
    stopping_ends_the_visit_everywhere,
);

const ANNA: &str = "anna@example.org";

/// Every page of the form with an answer.
const ANSWERS: [(&str, &[(&str, &str)]); 8] = [
    ("form/1", &[("adult_dutch", "yes")]),
    ("form/2", &[("nat1", "MA"), ("nat3", "IR")]),
    ("form/3", &[("more", "yes")]),
    ("form/4", &[("acquired", "parent")]),
    ("form/5", &[("main_reason", "only_dutch")]),
    ("form/6", &[("tried", "refused")]),
    ("form/7", &[("province", "PV26")]),
    ("form/8", &[("birth_band", "")]),
];

fn fills_in_everything(browser: &mut Browser) {
    browser.sends("choose", &[("action", "form")]);
    for (number, (path, fields)) in (1..).zip(ANSWERS) {
        assert_eq!(browser.path, browser.href(path));
        let mut fields = fields.to_vec();
        fields.push(("action", "next"));
        browser.sends(path, &fields);
        assert_eq!(
            browser.status(),
            303,
            "page {number}: {}",
            browser.page.words()
        );
    }
    assert_eq!(browser.path, browser.href("form/9"));
    let ticks = ["declare", "consent_keep", "consent_optional"].map(|name| (name, "yes"));
    browser.sends("form/9", &ticks);
}

fn all_the_way(on: Backend, locale: Locale, last_day: &str) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site).speaking(locale);
    anna.opens("").opens("start");
    assert_eq!(anna.page.heading(), anna.word("start-heading"));
    site.register.clock.passes(2);
    anna.sends("start", &[("address", ANNA)]);
    assert_eq!((anna.status(), anna.path.clone()), (303, anna.href("code")));
    let code = anna.reads_the_mail(ANNA);
    anna.sends("code", &[("code", &code)]);
    assert_eq!(anna.page.heading(), anna.word("choose-heading"));
    fills_in_everything(&mut anna);
    assert_eq!(anna.status(), 200);
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
    assert!(
        anna.page.words().contains(last_day),
        "{}",
        anna.page.words()
    );
    assert!(anna.reads("done-help-link") && anna.reads("standing-line"));
    assert!(
        !anna.page.html.contains("class=\"number\""),
        "nothing is released yet"
    );
    assert!(anna.cookie.is_none(), "the cookie is cleared");
    anna.opens("choose");
    assert_eq!(anna.page.heading(), anna.word("over-heading"));

    anna.comes_in(ANNA).sends("kept", &[("action", "show")]);
    assert_eq!(anna.page.heading(), anna.word("kept-heading"));
    let words = site.register.app.texts.words(locale);
    for kept in [
        words.state("MA"),
        words.state("IR"),
        "Utrecht".to_owned(),
        last_day.to_owned(),
    ] {
        assert!(anna.page.words().contains(&kept), "{kept}");
    }
    assert!(!anna.page.words().contains("example.org"));
    site.register.is_sound();
}

fn a_visitor_goes_all_the_way_in_dutch(on: Backend) {
    all_the_way(on, Locale::Nl, "31 december 2028");
}

fn a_visitor_goes_all_the_way_in_english(on: Backend) {
    all_the_way(on, Locale::En, "31 December 2028");
}

fn the_download_says_all_that_is_kept(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA);
    fills_in_everything(&mut anna);
    anna.comes_in(ANNA).sends("kept", &[("action", "download")]);
    let answer = anna.first.clone().unwrap();
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment; filename=\"data.json\"")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let file: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(file["nationalities"], serde_json::json!(["MA", "IR"]));
    assert_eq!(file["optional_answers"]["province"], "PV26");
    assert_eq!(file["optional_answers"]["birth_cohort"], Value::Null);
    assert_eq!(file["counted_as"]["nationality"], "MA");
    assert_eq!(file["kept_until"], "2028-12-31");
    assert_eq!(file["joined_in"], "2026-Q3");
    let consents = file["consents"].as_array().unwrap();
    assert_eq!(consents.len(), 4);
    for consent in consents {
        let text = consent["text"].as_str().unwrap();
        let sha256 = enkel::crypto::digest::sha256(text.as_bytes());
        assert_eq!(consent["sha256"], enkel::crypto::digest::hex(&sha256));
        assert_eq!(consent["language"], "nl");
        assert_eq!(consent["day"], "2026-06-29");
    }
    assert!(!answer.body.contains("anna"));
}

fn a_visitor_replaces_and_withdraws(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.declares(ANNA, "MA").declares(ANNA, "TR");
    assert_eq!(anna.page.heading(), anna.word("done-replaced-title"));
    anna.comes_in(ANNA).sends("kept", &[("action", "show")]);
    assert!(anna.page.words().contains("Turkije") && !anna.page.words().contains("Marokko"));
    anna.sends("kept", &[("action", "remove")]);
    assert_eq!(anna.page.heading(), anna.word("done-removed-title"));
    assert!(anna.reads("done-removed-backups"));
    anna.comes_in(ANNA).sends("kept", &[("action", "show")]);
    assert!(anna.reads("kept-none"));
    anna.sends("kept", &[("action", "download")]);
    assert!(anna.reads("kept-none"), "there is nothing to download");
    anna.sends("kept", &[("action", "remove")]);
    assert_eq!(anna.page.heading(), anna.word("done-nothing-kept-title"));
    site.register.is_sound();
}

fn the_last_page_says_about_how_many_there_are(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..150 {
        let mut citizen = Citizen::of(&register, &format!("c{number}@big{number}.example"));
        citizen.comes_in().declares(varied(number));
    }
    register.next_quarter();
    Board(&register).counts();
    let site = Site::of(register);
    let shown = crate::app::Visitor(&site.register)
        .sees_about()
        .expect("enough of them");
    for (locale, key) in [(Locale::Nl, "nl"), (Locale::En, "en")] {
        let mut bea = Browser::at(&site).speaking(locale);
        bea.declares(&format!("bea@{key}.example"), "MA");
        let words = site.register.app.texts.words(locale);
        let sentence = words.say_with("done-one-of", "n", shown);
        let sentence: String = sentence.chars().filter(|c| !is_isolation(*c)).collect();
        let page: String = bea
            .page
            .words()
            .chars()
            .filter(|c| !is_isolation(*c))
            .collect();
        assert!(page.contains(&sentence), "{sentence}: {page}");
        assert!(bea.reads("caveat"), "no number without its caveat");
    }
}

/// The signs that keep a number's direction apart from that of the words around it.
fn is_isolation(sign: char) -> bool {
    ('\u{2066}'..='\u{2069}').contains(&sign)
}

fn stopping_ends_the_visit_everywhere(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let copied = anna.cookie.clone();
    anna.sends("exit", &[]);
    assert_eq!(anna.page.heading(), anna.word("over-stopped-heading"));
    assert!(anna.cookie.is_none());
    for path in [
        "code", "choose", "form/1", "form/2", "form/9", "kept", "exit",
    ] {
        anna.cookie.clone_from(&copied);
        anna.opens(path);
        let heading = anna.page.heading();
        let over = [anna.word("over-heading"), anna.word("over-stopped-heading")];
        assert!(over.contains(&heading), "{path}: {heading}");
    }
}
