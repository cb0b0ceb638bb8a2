//! Every page and every state of it, for everyone: on the smallest screen, in longer words, from
//! right to left, in forced colours, by keyboard alone, without scripts.

use std::time::Duration;

use enkel::domain::locale::Locale;

use super::chromium::Look;
use super::inspector::Inspector;
use super::live::LiveSite;
use super::person::Person;

/// Every page to read, behind the language.
pub const PAGES: [&str; 26] = [
    "",
    "safety",
    "paper",
    "questions",
    "help",
    "figures",
    "figures/method",
    "figures/representativeness",
    "countries",
    "countries?q=guin",
    "countries?q=nothing",
    "countries/ma",
    "countries/gr",
    "countries/fr",
    "examples",
    "advantages",
    "history",
    "about",
    "privacy",
    "data-path",
    "cookies",
    "transparency",
    "accessibility",
    "press",
    "for-researchers",
    "for-municipalities",
];

const SMALL: Look = Look {
    width: 320,
    height: 640,
    ..Look::WIDE
};

/// Through the door and out again, with everything that can be wrong on the way.
fn every_state(person: &mut Person, lang: &str) {
    let wrong = |person: &mut Person, css: &str| {
        person.clicks(css);
        assert!(person.browser.has("#faults"), "{}", person.path());
    };
    person.opens(&format!("/{lang}/start"));
    wrong(person, "main form button");
    person.browser.types("#address", "jan@rotterdam.nl");
    std::thread::sleep(Duration::from_millis(1_500));
    wrong(person, "main form button");
    person.comes_in(lang, "anna@example.org", |person| {
        wrong(person, "main form button");
        wrong(person, "#again");
    });
    person.clicks("#choice-form");
    wrong(person, ".go button");
    person.answers("#adult_dutch");
    wrong(person, ".go button");
    person.browser.types("#nat1", "korea");
    wrong(person, ".go button");
    person.answers("#nat1");
    wrong(person, ".go button");
    person.answers("input[name=more][value=yes]");
    for _ in 4..=8 {
        person.answers("#answer-2");
    }
    wrong(person, ".go button");
    person.ticks_everything_and_presses();
    person.comes_in(lang, "anna@example.org", |_| {});
    person.clicks("button[value=show]");
    person.clicks("button[value=remove]");
    person.comes_in(lang, "bea@example.org", |_| {});
    person.clicks("button[value=show]");
    person.clicks(".exit button");
    for path in ["kept", "done", "exit", "nothing", "form/77", "countries/zz"] {
        person.opens(&format!("/{lang}/{path}"));
    }
}

fn everywhere(lang: &str, look: Look, inspector: Option<Inspector>) {
    let Some(inspector) = inspector else { return };
    let site = LiveSite::speaking(&Locale::PSEUDO);
    let mut person = Person::at(&site.base, look);
    person.inspector = Some(inspector.clone());
    for page in PAGES {
        person.opens(&format!("/{lang}/{page}"));
    }
    every_state(&mut person, lang);
    inspector.is_content(PAGES.len() + 39);
}

#[test]
fn nobody_is_shut_out_on_the_smallest_screen() {
    everywhere("nl", SMALL, Inspector::with_axe());
}

#[test]
fn nobody_is_shut_out_from_right_to_left() {
    everywhere("ar-XB", SMALL, Inspector::with_axe());
}

#[test]
fn longer_words_fit_on_the_smallest_screen() {
    everywhere("en-XA", SMALL, Some(Inspector::without_axe()));
}

#[test]
fn text_twice_as_large_fits_on_a_wide_screen() {
    everywhere("nl", Look::WIDE, Some(Inspector::without_axe()));
}

/// In the long run: every width, light and dark, both languages.
#[test]
fn nobody_is_shut_out_on_any_screen() {
    if std::env::var_os("ENKEL_LONG").is_none_or(|part| part != "access") {
        return;
    }
    for (width, dark) in [
        (320, true),
        (768, false),
        (768, true),
        (1_280, false),
        (1_280, true),
    ] {
        let look = Look {
            width,
            dark,
            ..Look::WIDE
        };
        for lang in ["nl", "en", "ar-XB"] {
            everywhere(lang, look, Inspector::with_axe());
        }
    }
}

/// Whatever can be pressed or typed into has an edge that forced colours do not take away.
#[test]
fn everything_keeps_its_edge_in_forced_colours() {
    let site = LiveSite::new();
    let mut person = Person::at(&site.base, SMALL);
    let media = serde_json::json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
    person
        .browser
        .chromium("Emulation.setEmulatedMedia", &media);
    let script = "return [...document.querySelectorAll(
        'button:not(.quiet), .button, input:not([type=hidden]), select')].filter(one => {
        const css = getComputedStyle(one);
        return one.checkVisibility() && !['checkbox', 'radio'].includes(one.type)
            && (css.borderTopStyle === 'none' || parseFloat(css.borderTopWidth) < 1);
    }).map(one => one.outerHTML)";
    for page in ["", "start", "countries", "safety", "figures/dice"] {
        person.opens(&format!("/nl/{page}"));
        assert_eq!(
            person
                .browser
                .runs("return matchMedia('(forced-colors: active)').matches"),
            true
        );
        let bare = person.browser.runs(script);
        assert_eq!(bare, serde_json::json!([]), "{page}");
    }
}

#[test]
fn an_inspector_finds_what_shuts_people_out() {
    let Some(inspector) = Inspector::with_axe() else {
        return;
    };
    let site = LiveSite::new();
    let mut person = Person::at(&site.base, SMALL);
    person.opens("/nl/start");
    let spoilt = "document.querySelector('label').remove();
        const narrow = document.createElement('button');
        narrow.textContent = 'x';
        narrow.style = 'min-height: 0; height: 12px; width: 12px; padding: 0; outline: none !important';
        narrow.style.setProperty('outline', 'none', 'important');
        const wide = document.createElement('p');
        wide.style = 'white-space: nowrap; width: 20rem';
        wide.textContent = 'Een regel die niet afbreekt en precies past';
        document.querySelector('main').append(narrow, wide)";
    person.browser.runs(spoilt);
    inspector.looks(&person.browser, "spoilt");
    let found = inspector.faults.borrow().join("\n");
    for fault in [
        "label",
        "too small to press",
        "focus is not seen",
        "too wide",
    ] {
        assert!(found.contains(fault), "{fault}: {found}");
    }
}

/// With and without the script: whoever comes after finds nothing, not even with Back.
fn stops_and_leaves_nothing(javascript: bool, stop: impl FnOnce(&mut Person)) {
    let site = LiveSite::new();
    let look = Look {
        javascript,
        ..SMALL
    };
    let mut anna = Person::at(&site.base, look);
    anna.comes_in("nl", "anna@example.org", |_| {});
    anna.clicks("#choice-form");
    anna.answers("#adult_dutch");
    anna.browser.types("#nat1", "Marokko");
    stop(&mut anna);
    assert_eq!(anna.heading(), "U bent gestopt");
    for _ in 0..3 {
        anna.goes_back();
        let text = anna.browser.text("main");
        assert!(!text.contains("nationaliteit wilt u niet"), "{text}");
        assert!(!anna.browser.has("#nat1") && !anna.browser.has("#choice-form"));
    }
}

#[test]
fn stopping_works_with_the_script() {
    stops_and_leaves_nothing(true, |anna| anna.clicks(".exit button"));
}

#[test]
fn stopping_works_without_the_script() {
    stops_and_leaves_nothing(false, |anna| anna.clicks(".exit button"));
}

#[test]
fn pressing_escape_twice_stops() {
    const ESCAPE: char = '\u{E00C}';
    stops_and_leaves_nothing(true, |anna| {
        anna.browser.leaves(|browser| {
            browser.presses(ESCAPE);
            browser.presses(ESCAPE);
        });
    });
}

#[test]
fn the_script_names_countries_while_somebody_types() {
    let site = LiveSite::new();
    let mut anna = Person::at(&site.base, SMALL);
    anna.comes_in("nl", "anna@example.org", |_| {});
    anna.clicks("#choice-form");
    anna.answers("#adult_dutch");
    anna.browser.types("#nat1", "argentinie");
    assert_eq!(anna.browser.text("#nat1 + [role=status]"), "Argentinië");
    anna.browser.empties("#nat1");
    anna.browser.types("#nat1", "mar");
    let told = anna.browser.text("#nat1 + [role=status]");
    assert!(
        told.contains("Marokko") && told.contains("Marshalleilanden"),
        "{told}"
    );
}
