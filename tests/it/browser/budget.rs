//! What a page weighs on a cold visit, over the wire: bytes and requests, as Chromium counts them.

use serde_json::{Value, json};

use super::chromium::{Chromium, Look};
use super::everyone::PAGES;
use super::live::LiveSite;
use super::person::Person;

/// Bytes of a page for citizens, with everything it brings along.
const CITIZEN: u64 = 30 * 1_024;
/// Bytes of a page of figures.
const FIGURES: u64 = 100 * 1_024;
/// Page, stylesheet, icon, and in the door the script.
const REQUESTS: usize = 4;

/// Bytes and requests since the log was last read.
fn weighed(browser: &Chromium) -> (u64, usize) {
    let entries = browser.log("performance").into_iter();
    let messages: Vec<Value> = entries
        .map(|entry| {
            let text = entry["message"].as_str().unwrap().to_owned();
            serde_json::from_str::<Value>(&text).unwrap()["message"].take()
        })
        .collect();
    let of = |method: &'static str| messages.iter().filter(move |one| one["method"] == method);
    let asked = of("Network.requestWillBeSent").filter(|one| {
        let url = one["params"]["request"]["url"].as_str().unwrap();
        url.starts_with("http")
    });
    let bytes = of("Network.loadingFinished").map(|one| {
        let bytes = one["params"]["encodedDataLength"].as_f64().unwrap();
        bytes as u64
    });
    (bytes.sum(), asked.count())
}

/// What this page weighs when nothing of it was there before.
fn cold(person: &Person, url: &str) -> (u64, usize) {
    person
        .browser
        .chromium("Network.clearBrowserCache", &json!({}));
    person.browser.log("performance");
    person.browser.goes_to(url);
    // The icon comes a little after the page.
    std::thread::sleep(std::time::Duration::from_millis(300));
    weighed(&person.browser)
}

#[test]
fn an_old_phone_can_carry_every_page() {
    let site = LiveSite::new();
    let person = Person::at(&site.base, Look::WIDE);
    let mut heavy = Vec::new();
    let door = ["start", "code", "exit", "nothing"];
    for page in PAGES.iter().chain(&door) {
        let (bytes, requests) = cold(&person, &format!("{}/nl/{page}", site.base));
        println!("{page}: {bytes} bytes, {requests} requests");
        let budget = if page.starts_with("figures") || page.starts_with("for-") {
            FIGURES
        } else {
            CITIZEN
        };
        assert!(bytes > 2_000, "{page}: {bytes} bytes cannot be all of it");
        if bytes > budget || requests > REQUESTS {
            heavy.push(format!("{page}: {bytes} bytes, {requests} requests"));
        }
    }
    assert!(heavy.is_empty(), "{heavy:#?}");
}

#[test]
fn the_form_fits_the_budget_too() {
    let site = LiveSite::new();
    let mut anna = Person::at(&site.base, Look::WIDE);
    anna.comes_in("nl", "anna@example.org", |_| {});
    anna.fills_in_everything();
    for page in ["choose", "form/1", "form/2", "form/5", "form/9"] {
        let (bytes, requests) = cold(&anna, &format!("{}/nl/{page}", site.base));
        println!("{page}: {bytes} bytes, {requests} requests");
        assert!(
            bytes <= CITIZEN && requests <= REQUESTS,
            "{page}: {bytes} bytes, {requests}"
        );
    }
}

#[test]
fn style_and_script_are_small() {
    use std::io::Write;
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/static/");
    let style = std::fs::read(format!("{root}enkel.css")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&style).unwrap();
    let packed = packed.finish().unwrap().len();
    let script = std::fs::read(format!("{root}enkel.js")).unwrap().len();
    println!("style {packed} bytes packed, script {script} bytes");
    assert!(packed <= 10 * 1_024, "{packed}");
    assert!(script <= 5 * 1_024, "{script}");
}
