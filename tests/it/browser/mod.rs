//! The whole story in a real browser, against a real server with its jobs.

mod axe;
mod budget;
mod chromium;
mod crowd;
mod everyone;
mod first_paint;
mod inspector;
mod live;
mod office;
mod person;
mod pictures;
mod sheet;

use std::time::Duration;

use chromium::Look;
use live::LiveSite;
use person::Person;

const TAB: char = '\u{E004}';

/// What the pages after the button, of what is kept, and after removing say.
const DUTCH: [&str; 3] = [
    "Uw verklaring telt mee",
    "Marokko",
    "Uw verklaring is weggehaald",
];
const ENGLISH: [&str; 3] = [
    "Your declaration counts",
    "Morocco",
    "Your declaration has been removed",
];

/// Declares, looks, and removes it again.
fn whole_story(language: &str, look: Look, titles: [&str; 3]) {
    let site = LiveSite::new();
    let mut anna = Person::at(&site.base, look);
    anna.opens("/");
    assert_eq!(anna.path(), format!("/{language}/"), "as the browser asks");
    anna.clicks("main a[href$='/start']");
    anna.comes_in(language, "anna@example.org", |_| {});
    anna.fills_in_everything();
    anna.ticks_everything_and_presses();
    let [declared, kept, removed] = titles;
    assert_eq!(anna.heading(), declared);
    assert_eq!(site.declarations(), 1);
    anna.comes_in(language, "anna@example.org", |_| {});
    anna.clicks("button[value=show]");
    assert!(anna.browser.text("dl.answers").contains(kept));
    anna.clicks("button[value=remove]");
    assert_eq!(anna.heading(), removed);
    assert_eq!(site.declarations(), 0);
    for path in [
        "safety",
        "privacy",
        "paper",
        "about",
        "help",
        "figures",
        "figures/method",
    ] {
        anna.opens(&format!("/{language}/{path}"));
    }
}

#[test]
fn the_whole_story_in_dutch_without_scripts_on_a_small_screen() {
    let small = Look {
        javascript: false,
        width: 320,
        height: 640,
        ..Look::WIDE
    };
    whole_story("nl", small, DUTCH);
}

#[test]
fn the_whole_story_in_english_with_scripts_on_a_wide_screen() {
    let english = Look {
        language: "en",
        ..Look::WIDE
    };
    whole_story("en", english, ENGLISH);
}

#[test]
fn nothing_is_wider_than_the_smallest_screen() {
    let small = Look {
        width: 320,
        height: 640,
        dark: true,
        ..Look::WIDE
    };
    whole_story("nl", small, DUTCH);
}

/// Presses Tab until something that fits has the attention.
fn tabs_to(person: &Person, css: &str) {
    let script = format!("return document.activeElement.matches(\"{css}\")");
    for _ in 0..80 {
        person.browser.presses(TAB);
        if person.browser.runs(&script) == true {
            return;
        }
    }
    panic!("no way to {css} with the keyboard at {}", person.path());
}

fn types_on(person: &Person, text: &str) {
    for key in text.chars() {
        person.browser.presses(key);
    }
}

#[test]
fn the_keyboard_is_enough() {
    let site = LiveSite::new();
    let mut anna = Person::at(&site.base, Look::WIDE);
    let goes_on = |anna: &mut Person| {
        tabs_to(anna, ".go button");
        anna.enters();
    };
    anna.opens("/nl/");
    tabs_to(&anna, "main a[href$='/start']");
    anna.enters();
    tabs_to(&anna, "#address");
    types_on(&anna, "anna@example.org");
    std::thread::sleep(Duration::from_millis(2_000));
    anna.enters();
    let code = anna.reads_the_mail();
    tabs_to(&anna, "#code");
    types_on(&anna, &code);
    anna.enters();
    tabs_to(&anna, "#choice-form");
    anna.enters();
    for (field, keys) in [
        ("#adult_dutch", " "),
        ("#nat1", "Marok"),
        ("input[name=more]", " "),
    ] {
        tabs_to(&anna, field);
        types_on(&anna, keys);
        goes_on(&mut anna);
    }
    for _ in 4..=8 {
        goes_on(&mut anna);
    }
    for tick in ["#declare", "#consent_keep", "#consent_optional"] {
        tabs_to(&anna, tick);
        anna.browser.presses(' ');
    }
    goes_on(&mut anna);
    assert_eq!(anna.heading(), "Uw verklaring telt mee");
    assert_eq!(site.declarations(), 1);
}

#[test]
fn the_back_button_shows_what_was_answered() {
    let site = LiveSite::new();
    let mut anna = Person::at(&site.base, Look::WIDE);
    anna.comes_in("nl", "anna@example.org", |_| {});
    anna.clicks("#choice-form");
    anna.answers("#adult_dutch");
    anna.browser.types("#nat1", "Turkije");
    anna.clicks(".go button");
    anna.answers("input[name=more][value=yes]");
    anna.goes_back();
    anna.goes_back();
    assert_eq!(
        (anna.path().as_str(), anna.browser.value("#nat1").as_str()),
        ("/nl/form/2", "Turkije")
    );
    anna.browser.empties("#nat1");
    anna.browser.types("#nat1", "Marokko");
    anna.clicks(".go button");
    anna.answers("input[name=more][value=no]");
    anna.ticks_everything_and_presses();
    assert_eq!(anna.heading(), "Uw verklaring telt mee");
    // Back from the last page: the visit is over, and no answer is seen.
    anna.goes_back();
    assert_eq!(anna.heading(), "Uw bezoek is voorbij");
    assert!(!anna.browser.text("main").contains("Marokko"));
}

#[test]
fn a_form_left_open_in_another_tab_writes_nothing() {
    let site = LiveSite::new();
    let mut anna = Person::at(&site.base, Look::WIDE);
    anna.comes_in("nl", "anna@example.org", |_| {});
    anna.clicks("#choice-form");
    anna.answers("#adult_dutch");
    anna.browser.types("#nat1", "Turkije");
    anna.clicks(".go button");
    anna.answers("input[name=more][value=no]");
    let first = anna.browser.opens_a_tab();
    anna.comes_in("nl", "bea@example.org", |_| {});
    anna.browser.closes_the_tab();
    anna.browser.looks_at(&first);
    anna.ticks_everything_and_presses();
    assert_eq!(anna.heading(), "Dit formulier hoort niet bij uw bezoek");
    assert_eq!(site.declarations(), 0);
}
