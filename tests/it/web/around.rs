//! The pages around the figures: what they say, and what they let other sites do.

use enkel::domain::locale::Locale;

use super::page::{Page, unescaped};
use super::{Browser, Site};
use crate::app::{Backend, Board, Visitor, crowd::Crowd};

on_both_databases!(
    every_page_around_the_figures_opens_without_a_cookie,
    the_dice_are_rolled_anew_and_kept_by_nobody,
    the_dice_refuse_kindly_what_is_no_small_number,
    the_dice_are_rolled_so_often_a_minute,
    one_page_alone_may_stand_in_another_site,
    the_number_is_an_image_that_brings_its_caveat,
    a_quarter_has_a_sheet_and_a_week_has_none,
    rates_stand_beside_a_count_that_the_operator_loads,
);

fn counted(site: &Site) {
    Crowd::of(&site.register.app, 600);
    site.register.next_quarter();
    Board(&site.register).counts();
}

fn words(site: &Site, path: &str) -> String {
    let answer = site.get(path);
    assert_eq!(answer.status, 200, "{path}");
    let html = answer.body;
    let said = Page { status: 200, html }.words();
    said.replace(['\u{2068}', '\u{2069}'], "")
}

fn every_page_around_the_figures_opens_without_a_cookie(on: Backend) {
    let site = Site::on(on);
    for round in ["empty", "counted"] {
        for locale in Locale::WRITTEN {
            for path in [
                "figures/method",
                "figures/representativeness",
                "figures/number.html",
                "for-researchers",
                "for-municipalities",
            ] {
                let answer = site.get(&format!("/{locale}/{path}"));
                assert_eq!(answer.status, 200, "{round} {locale} {path}");
                assert!(answer.header("set-cookie").is_none(), "{path}");
                assert!(!answer.body.contains("<script"), "{path}");
            }
        }
        if round == "empty" {
            counted(&site);
        }
    }
}

/// The numbers in the table of rolls.
fn rolls(html: &str) -> Vec<i64> {
    let body = html.split("<tbody>").nth(1).unwrap();
    let body = body.split("</tbody>").next().unwrap();
    let rows = body.split("<tr>").skip(1);
    let noisy = rows.map(|row| row.split("<td class=\"num\">").nth(1).unwrap());
    noisy
        .map(|cell| cell.split('<').next().unwrap().parse().unwrap())
        .collect()
}

fn the_dice_are_rolled_anew_and_kept_by_nobody(on: Backend) {
    let site = Site::on(on);
    let ask = || site.get("/nl/figures/dice?number=100&draws=24");
    let (one, other) = (ask(), ask());
    for answer in [&one, &other] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("set-cookie").is_none());
        let rolls = rolls(&answer.body);
        assert_eq!(rolls.len(), 10);
        // 24 draws of the nationalities' noise have a standard deviation of 23.
        assert!(
            rolls.iter().all(|roll| (roll - 100).abs() < 250),
            "{rolls:?}"
        );
        let reader = Browser::at(&site).speaking(Locale::Nl);
        assert!(answer.body.contains(&reader.word("dice-no-figures")));
    }
    assert_ne!(rolls(&one.body), rolls(&other.body));
}

fn the_dice_refuse_kindly_what_is_no_small_number(on: Backend) {
    let site = Site::on(on);
    let refused = "Choose a whole number from 0 to 1,000. Nothing was rolled.";
    for query in [
        "?draws=1",
        "?number=&draws=1",
        "?number=1001&draws=1",
        "?number=-1&draws=1",
        "?number=1e3&draws=1",
        "?number=99999999999999999999&draws=1",
        "?number=%3Cb%3E&draws=1",
        "?number=30&draws=2&x=1",
        "?number=30",
    ] {
        let answer = site.get(&format!("/en/figures/dice{query}"));
        assert_eq!(answer.status, 422, "{query}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let said = unescaped(&answer.body).replace(['\u{2068}', '\u{2069}'], "");
        let number_is_right = query.contains("=30");
        assert_eq!(said.contains(refused), !number_is_right, "{query}");
        assert!(!answer.body.contains("<b>") && !answer.body.contains("<tbody>"));
        assert_eq!(
            answer.body,
            site.get(&format!("/en/figures/dice{query}")).body
        );
    }
    // What was typed stands there whole: cut off, it would be a number that nobody typed.
    let answer = site.get("/en/figures/dice?number=1000.0001&draws=1");
    assert!(answer.body.contains("value=\"1000.0001\""));
    // Whoever asks for nothing gets the form, and no fault.
    let bare = site.get("/en/figures/dice");
    assert_eq!(bare.status, 200);
    assert!(!bare.body.contains("<tbody>") && !unescaped(&bare.body).contains(refused));
    for query in ["?number=1&number=2&draws=1", "?%ff"] {
        let answer = site.get(&format!("/en/figures/dice{query}"));
        assert!(
            (400..500).contains(&answer.status),
            "{query}: {}",
            answer.status
        );
    }
}

fn the_dice_are_rolled_so_often_a_minute(on: Backend) {
    let site = Site::with(on, &[("web.posts_per_prefix_per_minute", "3")]);
    let ask = || site.get("/en/figures/dice?number=1&draws=1").status;
    assert_eq!([ask(), ask(), ask(), ask()], [200, 200, 200, 429]);
}

fn one_page_alone_may_stand_in_another_site(on: Backend) {
    let site = Site::on(on);
    counted(&site);
    let answer = site.get("/nl/figures/number.html");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors *"), "{policy}");
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'none'"));
    assert_eq!(answer.header("x-frame-options"), None);
    assert!(!answer.body.contains("<form") && !answer.body.contains("<button"));
    let reader = Browser::at(&site).speaking(Locale::Nl);
    assert!(unescaped(&answer.body).contains(&reader.word("caveat")));
    for path in [
        "/nl/figures",
        "/nl/figures/number.svg",
        "/nl/figures/2026-Q3/sheet",
        "/nl/for-researchers",
        "/nl/start",
        "/nl/figures/nothing",
    ] {
        let answer = site.get(path);
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
    }
}

fn the_number_is_an_image_that_brings_its_caveat(on: Backend) {
    let site = Site::on(on);
    for round in ["none", "about"] {
        let answer = site.get("/en/figures/number.svg");
        assert_eq!(
            answer.header("content-type"),
            Some("image/svg+xml; charset=utf-8")
        );
        let resource = answer.header("cross-origin-resource-policy");
        assert_eq!(resource, Some("cross-origin"));
        let svg = unescaped(&answer.body);
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        for part in ["<script", "<style", "style=", "href=", "url("] {
            assert!(!svg.contains(part), "{part}");
        }
        let plain = svg.split('<').filter_map(|part| part.split('>').nth(1));
        let plain = plain
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let caveat = Browser::at(&site).speaking(Locale::En).word("caveat");
        assert!(plain.contains(&caveat), "{round}: {plain}");
        if round == "none" {
            counted(&site);
        } else {
            let number = Visitor(&site.register).sees_about().unwrap();
            assert!(
                plain.contains(&format!("About {number} declarations")),
                "{plain}"
            );
        }
    }
}

fn a_quarter_has_a_sheet_and_a_week_has_none(on: Backend) {
    let site = Site::on(on);
    counted(&site);
    let said = words(&site, "/en/figures/2026-Q3/sheet");
    for word in [
        "Utrecht",
        "Caribbean",
        "65",
        "Only people who sign up",
        "municipality",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let week = Visitor(&site.register).sees_releases().remove(0);
    for nothing in [week.as_str(), "2026-Q4", "2026-Q9", "x", "..%2fx"] {
        let answer = site.get(&format!("/en/figures/{nothing}/sheet"));
        assert_eq!(answer.status, 404, "{nothing}");
    }
    assert!(words(&site, "/nl/for-municipalities").contains("Cijfers 2026-Q3"));
}

fn rates_stand_beside_a_count_that_the_operator_loads(on: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("counted.csv");
    let lines = "MA,1000,2014-01-01,Somebody\nTR,4000,2014-01-01,Somebody\n\
                 SM,2000,2014-01-01,Somebody\nrest,20000,2014-01-01,Somebody\n";
    std::fs::write(
        &file,
        format!("nationality,population,date,source\n{lines}"),
    )
    .unwrap();
    let site = Site::with(on, &[("figures.reference", file.to_str().unwrap())]);
    let path = "/en/figures/representativeness";
    assert!(words(&site, path).contains("there is no total yet"));
    counted(&site);
    let said = words(&site, path);
    let place = |word: &str| said.find(word).unwrap_or_else(|| panic!("{word}: {said}"));
    // CV, then the groups, then R beside its floor.
    assert!(place("(CV) is") < place("Morocco") && place("Morocco") < place("R-indicator is"));
    assert!(place("R-indicator is") < place("lowest value at this rate is"));
    assert!(said.contains("Source: Somebody.") && said.contains("1 January 2014"));
    assert!(said.contains("All others together") && !said.contains("San Marino"));
    assert!(said.contains("not a sample") && said.contains("made for samples"));
    let plain = Site::on(on);
    assert!(words(&plain, path).contains("1,306,274"));
    assert!(words(&plain, path).contains("We do not make those numbers up"));
}
