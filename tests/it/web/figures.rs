//! The pages and files of figures: views as links, charts to download, what changed.

use super::http::Answer;
use super::page::unescaped;
use super::{Browser, Site};
use crate::app::{Backend, Board, Citizen, TestApp, varied};

on_both_databases!(
    a_chart_can_be_taken_home_with_its_caveat,
    what_is_not_there_is_told_in_a_sentence,
    an_address_that_is_half_known_shows_the_usual_view,
    a_release_tells_what_changed_in_published_numbers,
);

/// A register with two quarters counted.
fn counted(on: Backend) -> Site {
    let register = TestApp::on(on);
    for quarter in 0..2 {
        for number in 0..60 {
            let mut citizen = Citizen::of(&register, &format!("c@c{quarter}-{number}.example"));
            citizen.comes_in().declares(varied(number));
        }
        register.next_quarter();
        Board(&register).counts();
    }
    Site::of(register)
}

fn kind(answer: &Answer) -> &str {
    answer.header("content-type").unwrap()
}

fn a_chart_can_be_taken_home_with_its_caveat(on: Backend) {
    let site = counted(on);
    for language in enkel::domain::locale::Locale::WRITTEN {
        let caveat = Browser::at(&site).speaking(language).word("caveat");
        let start = format!("/{language}/figures/2026-Q4/total");
        let svg = site.get(&format!("{start}.svg"));
        assert_eq!(
            (svg.status, kind(&svg)),
            (200, "image/svg+xml; charset=utf-8")
        );
        // In the picture the caveat stands in lines; the description has it whole.
        assert!(svg.body.contains(&caveat) && svg.body.contains("CC BY 4.0"));
        let policy = svg.header("content-security-policy").unwrap();
        assert!(policy.contains("style-src 'sha256-") && !policy.contains("unsafe"));
        assert_eq!(svg.body, site.get(&format!("{start}.svg")).body);
        let csv = site.get(&format!("{start}.csv"));
        assert!(kind(&csv).starts_with("text/csv"));
        let mut lines = csv.body.lines();
        assert_eq!(
            lines.next(),
            Some("release,table,count,margin_95,status,note")
        );
        assert!(lines.all(|line| line.contains(&caveat)));
        let png = site.get(&format!("{start}.png"));
        assert_eq!((png.status, kind(&png)), (200, "image/png"));
    }
    let table = site.get("/en/figures/2026-Q4/province.csv");
    assert!(table.body.contains("2026-Q4,province,PV26,Utrecht,"));
}

fn what_is_not_there_is_told_in_a_sentence(on: Backend) {
    let site = counted(on);
    for path in [
        "2026-Q4/nothing.svg",
        "2026-Q4/total.pdf",
        "2026-Q4/total",
        "2026-Q4/region_province.svg",
        "2027-Q4/total.svg",
        "2026-Q4-e1/total.csv",
        "nothing/total.png",
    ] {
        let answer = site.get(&format!("/en/figures/{path}"));
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("<h1>"), "{path}");
    }
}

fn an_address_that_is_half_known_shows_the_usual_view(on: Backend) {
    let site = counted(on);
    let told = Browser::at(&site).word("view-misread");
    for query in [
        "table=x",
        "sort=%00",
        "region=europe",
        "show=%3Cscript%3E",
        "table=province&region=europe",
    ] {
        for page in ["figures", "figures/2026-Q4"] {
            let answer = site.get(&format!("/nl/{page}?{query}"));
            assert_eq!(answer.status, 200, "{query}");
            assert!(unescaped(&answer.body).contains(&told), "{query}");
            assert!(!answer.body.contains("<script"), "{query}");
        }
    }
    let answer = site.get("/nl/figures?sort=name&table=nationality&other=1");
    assert!(!unescaped(&answer.body).contains(&told));
    let canonical = "href=\"/nl/figures?table=nationality&sort=name\"";
    assert!(
        unescaped(&answer.body).contains(canonical),
        "one address each"
    );
}

fn a_release_tells_what_changed_in_published_numbers(on: Backend) {
    let site = counted(on);
    let first = site.get("/en/figures/2026-Q3");
    let second = site.get("/en/figures/2026-Q4");
    assert!(!first.body.contains("id=\"changed\""));
    assert!(second.body.contains("id=\"changed\""));
    // Every file of the release, and the way to the release before it.
    for link in [
        "/data/2026-Q4/figures.csv",
        "/data/2026-Q4/SHA256SUMS.minisig",
        "/en/figures/2026-Q3\"",
    ] {
        assert!(second.body.contains(link), "{link}");
    }
    assert!(first.body.contains("/en/figures/2026-Q4\""));
}
