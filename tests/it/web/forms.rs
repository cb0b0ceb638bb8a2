//! Forms that are not right yet: all that is wrong is said at once, and nothing typed is lost.

use enkel::domain::locale::Locale;

use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    everything_that_is_wrong_is_said_at_once,
    what_was_typed_stays,
    back_shows_what_was_answered,
    asking_for_more_time_loses_nothing,
    saying_no_skips_the_optional_pages,
    a_visit_lasts_twenty_minutes_after_its_last_page_and_two_hours_at_most,
);

const ANNA: &str = "anna@example.org";

fn everything_that_is_wrong_is_said_at_once(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        let mut anna = Browser::at(&site).speaking(locale);
        anna.comes_in(ANNA);
        let told = |browser: &Browser, keys: &[&str]| {
            assert_eq!(browser.status(), 422);
            let wanted: Vec<String> = keys.iter().map(|key| browser.word(key)).collect();
            assert_eq!(browser.page.faults(), wanted);
        };
        anna.sends("choose", &[]);
        told(&anna, &["fault-choice-missing"]);
        anna.sends("choose", &[("action", "form")])
            .sends("form/1", &[]);
        told(&anna, &["fault-adult-and-dutch-missing"]);
        anna.sends("form/1", &[("adult_dutch", "yes")])
            .sends("form/2", &[("nat2", "QQ"), ("nat3", "MA"), ("nat4", "IR")]);
        let wrong = ["too-many", "missing", "unknown@second"]
            .map(|what| format!("fault-nationality-{what}"));
        told(&anna, &wrong.each_ref().map(String::as_str));
        anna.sends("form/2", &[("nat1", "MA"), ("nat2", "MA")]);
        told(&anna, &["fault-nationality-twice@second"]);
        anna.sends("form/2", &[("nat1", "MA")]).sends("form/3", &[]);
        told(&anna, &["fault-more-missing"]);
        anna.sends("form/3", &[("more", "yes")]);
        for (number, field) in
            (4..=8).zip(["acquired", "main_reason", "tried", "province", "birth_band"])
        {
            let path = format!("form/{number}");
            anna.sends(&path, &[(field, "nonsense")]);
            told(&anna, &["fault-answer-unknown"]);
            anna.sends(&path, &[]);
        }
        anna.sends("form/9", &[]);
        told(
            &anna,
            &[
                "fault-declare-missing",
                "fault-consent-keep-missing",
                "fault-consent-optional-missing",
            ],
        );
        assert_eq!(site.register.rows("registration"), 0);
    }
}

fn what_was_typed_stays(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.opens("start")
        .sends("start", &[("address", "anna at \"example\"")]);
    assert_eq!(
        anna.page.value("address").as_deref(),
        Some("anna at \"example\"")
    );
    anna.comes_in(ANNA)
        .sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes")])
        .sends("form/2", &[("nat2", "TR"), ("nat3", "MA")]);
    assert_eq!(anna.status(), 422);
    for (list, typed) in [("nat2", "Turkije"), ("nat3", "Marokko")] {
        assert_eq!(anna.page.value(list).as_deref(), Some(typed));
    }
    anna.sends("form/2", &[("nat1", "MA")])
        .sends("form/3", &[("more", "yes")]);
    for number in 4..=8 {
        anna.sends(&format!("form/{number}"), &[]);
    }
    anna.sends("form/9", &[("consent_keep", "yes")]);
    assert_eq!(anna.status(), 422);
    assert_eq!(anna.page.chosen("consent_keep").as_deref(), Some("yes"));
    assert_eq!(anna.page.chosen("declare"), None);
}

fn back_shows_what_was_answered(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).sends("choose", &[("action", "form")]);
    assert_eq!(
        anna.page.chosen("adult_dutch"),
        None,
        "always blank at first"
    );
    anna.sends("form/1", &[("adult_dutch", "yes")])
        .sends("form/2", &[("nat1", "TR"), ("nat2", "MA")])
        .sends("form/3", &[("more", "yes")])
        .sends("form/4", &[("acquired", "parent")])
        .sends("form/5", &[]);
    for (path, back, field, answer) in [
        ("form/6", "form/5", "main_reason", None),
        ("form/5", "form/4", "acquired", Some("parent")),
        ("form/4", "form/3", "more", Some("yes")),
        ("form/2", "form/1", "adult_dutch", Some("yes")),
    ] {
        anna.opens(path);
        let link = format!("<p class=\"back\"><a href=\"{}\"", anna.href(back));
        assert!(anna.page.html.contains(&link), "{path}");
        anna.opens(back);
        assert_eq!(anna.page.chosen(field).as_deref(), answer, "{back}");
    }
    anna.opens("form/2");
    for (list, name) in [("nat1", "Turkije"), ("nat2", "Marokko"), ("nat3", "")] {
        assert_eq!(anna.page.value(list).as_deref(), Some(name));
    }
    // An answer can be taken back.
    anna.sends("form/4", &[]).opens("form/4");
    assert_eq!(anna.page.chosen("acquired"), None);
}

fn asking_for_more_time_loses_nothing(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA)
        .sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes")]);
    site.register.clock.passes(19 * 60);
    anna.sends("form/2", &[("nat1", "TR"), ("action", "prolong")]);
    assert_eq!(
        (anna.status(), anna.path.clone()),
        (303, anna.href("form/2"))
    );
    assert_eq!(anna.page.value("nat1").as_deref(), Some("Turkije"));
    site.register.clock.passes(19 * 60);
    // What is still to be mended is no reason to refuse more time.
    anna.sends(
        "form/2",
        &[("nat1", "TR"), ("nat2", "TR"), ("action", "prolong")],
    );
    assert_eq!(anna.path, anna.href("form/2"));
    anna.sends("form/2", &[("nat1", "TR")])
        .sends("form/3", &[("more", "no")]);
    site.register.clock.passes(19 * 60);
    anna.sends("form/9", &[("declare", "yes"), ("action", "prolong")]);
    assert_eq!(anna.path, anna.href("form/9"));
    assert_eq!(
        site.register.rows("registration"),
        0,
        "more time is no button"
    );
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
}

fn saying_no_skips_the_optional_pages(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA)
        .sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes")])
        .sends("form/2", &[("nat1", "MA")]);
    anna.sends("form/3", &[("more", "no")]);
    assert_eq!(anna.path, anna.href("form/9"));
    assert!(!anna.page.html.contains("consent_optional"));
    anna.opens("form/5");
    assert_eq!(
        anna.path,
        anna.href("form/3"),
        "no way around it by typing the address"
    );
}

fn a_visit_lasts_twenty_minutes_after_its_last_page_and_two_hours_at_most(on: Backend) {
    let site = Site::on(on);
    let clock = &site.register.clock;
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA);
    clock.passes(20 * 60 + 1);
    anna.opens("choose");
    assert_eq!(anna.page.heading(), anna.word("over-heading"));
    anna.comes_in(ANNA);
    for _ in 0..7 {
        clock.passes(17 * 60);
        anna.opens("choose");
        assert_eq!(anna.page.heading(), anna.word("choose-heading"));
    }
    clock.passes(61);
    anna.opens("choose");
    assert_eq!(anna.page.heading(), anna.word("over-heading"));
}
