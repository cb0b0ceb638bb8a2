//! The calendar file: read by a strict reader, and found to say nothing but a day.

use std::collections::{BTreeMap, BTreeSet};

use enkel::domain::clock::Day;
use enkel::domain::locale::Locale;

use super::http::{Answer, Request};
use super::tables::tables;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    whoever_declared_takes_a_reminder_along,
    what_is_kept_offers_the_same,
    only_years_that_can_be_kept_have_one,
);

const ANNA: &str = "anna@example.org";
const LAST_DAY: &str = "2028-12-31";

/// A calendar's lines: name with parameters, and value. Panics at whatever RFC 5545 forbids.
fn read(file: &str) -> Vec<(String, String)> {
    assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "a line of {} bytes", line.len());
    }
    let unfolded = file.replace("\r\n ", "");
    let lines = unfolded.trim_end_matches("\r\n").split("\r\n");
    let read = lines.map(|line| {
        let (name, value) = line.split_once(':').expect("a name and a value");
        let bare = name.split(';').next().unwrap();
        assert!(!bare.is_empty() && bare.chars().all(|c| c.is_ascii_uppercase() || c == '-'));
        (name.to_owned(), value.to_owned())
    });
    read.collect()
}

/// The one event of a file, without the filling before it.
fn event(file: &str) -> BTreeMap<String, String> {
    let lines = read(file);
    let is = |place: usize, name: &str, value: &str| {
        assert_eq!(lines[place], (name.to_owned(), value.to_owned()));
    };
    is(0, "BEGIN", "VCALENDAR");
    is(1, "VERSION", "2.0");
    assert_eq!(lines[2].0, "PRODID");
    assert_eq!(lines[3].0, "X-FILLING");
    is(4, "BEGIN", "VEVENT");
    is(lines.len() - 2, "END", "VEVENT");
    is(lines.len() - 1, "END", "VCALENDAR");
    let inside = &lines[5..lines.len() - 2];
    let found: BTreeMap<_, _> = inside.iter().cloned().collect();
    assert_eq!(found.len(), inside.len(), "no property twice");
    found
}

/// The button of the page that is shown, pressed.
fn presses(browser: &Browser) -> Answer {
    let year = browser.page.value("year").expect("a year on the page");
    assert!(browser.reads("reminder-save") && browser.reads("reminder-hint"));
    let request = Request::form(&browser.href("done"), &[("year", &year)]);
    browser.site.answers(&browser.dressed(request))
}

/// All that a reminder may be; gives its day and its name among others.
fn is_neutral(answer: &Answer, locale: Locale) -> (String, String) {
    let (name, title) = match locale {
        Locale::Nl => ("herinnering.ics", "Herinnering"),
        _ => ("reminder.ics", "Reminder"),
    };
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/calendar; charset=utf-8")
    );
    let disposition = format!("attachment; filename=\"{name}\"");
    assert_eq!(answer.header("content-disposition"), Some(&*disposition));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("set-cookie"), None);
    assert_eq!(answer.body.len(), 12_288, "as long as any page of the door");
    let mut event = event(&answer.body);
    assert_eq!(event.remove("SUMMARY").as_deref(), Some(title));
    assert_eq!(event.remove("DTSTAMP").as_deref(), Some("20260629T000000Z"));
    assert_eq!(event.remove("TRANSP").as_deref(), Some("TRANSPARENT"));
    let day = event.remove("DTSTART;VALUE=DATE").unwrap();
    let uid = event.remove("UID").unwrap();
    assert!(uid.len() == 36 && uid.chars().all(|c| c.is_ascii_hexdigit() || c == '-'));
    assert_eq!(event, BTreeMap::new(), "and not a word more");
    for word in [
        "enkel",
        "http",
        "127.0.0.1",
        "register",
        "verklaring",
        "declaration",
    ] {
        assert!(!answer.body.to_lowercase().contains(word), "{word}");
    }
    (day, uid)
}

fn whoever_declared_takes_a_reminder_along(on: Backend) {
    let site = Site::on(on);
    for (locale, who) in [(Locale::Nl, ANNA), (Locale::En, "bea@example.org")] {
        let mut anna = Browser::at(&site).speaking(locale);
        anna.declares(who, "MA");
        let before = tables(&site.register);
        let mut days = BTreeSet::new();
        let mut uids = BTreeSet::new();
        for _ in 0..40 {
            let (day, uid) = is_neutral(&presses(&anna), locale);
            let iso = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
            let ahead = Day::parse_iso(LAST_DAY).unwrap().number()
                - Day::parse_iso(&iso).expect("a day").number();
            assert!((42..70).contains(&ahead), "{ahead} days before");
            days.insert(day);
            uids.insert(uid);
        }
        // Neither could be searched for in many calendars at once.
        assert_eq!(uids.len(), 40);
        assert!(days.len() > 10, "{days:?}");
        assert_eq!(tables(&site.register), before);
    }
}

fn what_is_kept_offers_the_same(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.declares(ANNA, "MA");
    anna.comes_in(ANNA).sends("kept", &[("action", "show")]);
    // The clock went on by seconds, and the file knows only days.
    is_neutral(&presses(&anna), Locale::Nl);
    anna.sends("kept", &[("action", "remove")]);
    assert_eq!(anna.page.value("year"), None, "nothing to be reminded of");
}

fn only_years_that_can_be_kept_have_one(on: Backend) {
    let site = Site::on(on);
    let status = |fields: &[(&str, &str)]| {
        let request = Request::form("/nl/done", fields).at_host(site.host());
        site.answers(&request).status
    };
    for year in ["2024", "2025", "2026"] {
        assert_eq!(status(&[("year", year)]), 200, "{year}");
    }
    for year in [
        "2023",
        "2028",
        "",
        "x",
        "99999999999",
        "-1",
        "2147483647",
        "-2147483648",
    ] {
        assert_eq!(status(&[("year", year)]), 400, "{year}");
    }
    assert_eq!(status(&[]), 400);
}
