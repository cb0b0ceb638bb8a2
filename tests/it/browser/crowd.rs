//! A crowded door in a real browser: with scripts the device works and its owner only looks on,
//! without them a button works after a while.

use std::time::{Duration, Instant};

use super::chromium::Look;
use super::inspector::Inspector;
use super::live::LiveSite;
use super::person::Person;

/// A door at which one visitor is a crowd, so that the work has its most bits: two above these.
fn crowded(bits: &str, wait: &str) -> LiveSite {
    LiveSite::with(
        &[],
        &[
            ("web.code_requests_per_minute", "20"),
            ("door.work_above_percent", "1"),
            ("door.work_bits", bits),
            ("door.wait_seconds", wait),
        ],
    )
}

fn types_the_address(person: &mut Person) {
    person.opens("/nl/start");
    person.browser.types("#address", "anna@example.org");
    std::thread::sleep(Duration::from_millis(2_000));
    person.clicks("main form button");
}

/// Waits until the page has another heading.
fn goes_on_by_itself(person: &mut Person, heading: &str) -> Duration {
    let since = Instant::now();
    while person.heading() == heading {
        assert!(
            since.elapsed() < Duration::from_secs(60),
            "{}",
            person.path()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    since.elapsed()
}

fn declares(person: &mut Person, site: &LiveSite) {
    let code = person.reads_the_mail();
    person.browser.types("#code", &code);
    person.clicks("main form button");
    assert_eq!(person.path(), "/nl/choose");
    person.fills_in_everything();
    person.ticks_everything_and_presses();
    assert_eq!(site.declarations(), 1);
}

#[test]
fn with_scripts_the_device_does_the_work_and_anna_goes_on_by_herself() {
    let site = crowded("14", "600");
    let mut anna = Person::at(&site.base, Look::WIDE);
    types_the_address(&mut anna);
    assert_eq!(
        anna.path(),
        "/nl/code",
        "nothing about her stands in an address"
    );
    assert_eq!(anna.heading(), "Nog even geduld");
    assert!(
        anna.browser
            .text("main")
            .contains("Uw apparaat lost een paar sommen op.")
    );
    assert!(
        !anna.browser.text("main").contains("600"),
        "nobody is told to wait"
    );
    let took = goes_on_by_itself(&mut anna, "Nog even geduld");
    println!("the most work took {} ms", took.as_millis());
    anna.looks();
    assert_eq!(
        (anna.heading().as_str(), anna.path().as_str()),
        ("Typ uw code", "/nl/code")
    );
    declares(&mut anna, &site);
}

#[test]
fn without_scripts_anna_waits_and_presses_a_button() {
    let site = crowded("24", "3");
    let small = Look {
        javascript: false,
        width: 320,
        height: 640,
        ..Look::WIDE
    };
    let mut anna = Person::at(&site.base, small);
    types_the_address(&mut anna);
    assert!(anna.browser.text("main").contains("Wacht"));
    anna.clicks("#go");
    assert!(
        anna.browser
            .text("main")
            .contains("Het is nog iets te vroeg.")
    );
    std::thread::sleep(Duration::from_secs(3));
    anna.clicks("#go");
    assert_eq!(anna.heading(), "Typ uw code");
    declares(&mut anna, &site);
}

#[test]
fn a_slow_device_gets_the_button_too() {
    let site = crowded("24", "20");
    let mut anna = Person::at(&site.base, Look::WIDE);
    anna.inspector = Inspector::with_axe();
    types_the_address(&mut anna);
    let script = "return document.querySelector('#go').checkVisibility()";
    let sees_it = |person: &Person| person.browser.runs(script).as_bool().unwrap();
    assert!(!sees_it(&anna));
    let since = Instant::now();
    while !sees_it(&anna) {
        assert!(since.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(100));
    }
    anna.looks();
    anna.clicks("#go");
    assert_eq!(anna.heading(), "Typ uw code");
    if let Some(inspector) = &anna.inspector {
        inspector.is_content(4);
    }
}
