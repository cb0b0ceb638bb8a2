//! The pages of states, and telling that something is wrong on one.

use super::http::Request;
use super::page::Page;
use super::tables::tables;
use super::{Browser, Site};
use crate::app::{Backend, raw};
use enkel::domain::locale::Locale;
use enkel::store::reports;

on_both_databases!(
    every_state_has_a_page_and_nothing_else_has,
    a_state_is_found_by_searching,
    a_page_says_itself_when_it_may_be_out_of_date,
    a_reader_tells_what_is_wrong_and_stays_unknown,
    a_report_that_is_none_changes_nothing,
    a_report_from_a_page_that_was_not_shown_here_is_not_taken,
    reports_are_bounded,
);

fn every_state_has_a_page_and_nothing_else_has(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        for state in enkel::domain::nationality::Nationality::states() {
            let code = state.code().to_lowercase();
            let answer = site.get(&format!("/{locale}/countries/{code}"));
            assert_eq!(answer.status, 200, "{code}");
            // Nobody's browser keeps which states were looked at.
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
    for wrong in ["MA", "nl", "zz", "not_told", "marokko", "%00", "ma/x"] {
        let answer = site.get(&format!("/nl/countries/{wrong}"));
        assert_eq!(answer.status, 404, "{wrong}");
    }
    let mut reader = Browser::at(&site);
    reader.opens("countries/fr");
    assert!(reader.reads("country-none-lead"));
    assert!(reader.page.words().contains("GLOBALCIT 2024, code"));
    reader.opens("countries/gr");
    assert!(reader.reads("country-disagreement-title"));
}

fn a_state_is_found_by_searching(on: Backend) {
    let site = Site::on(on);
    let mut reader = Browser::at(&site);
    reader.opens("countries?q=morocco");
    assert!(reader.page.html.contains("role=\"search\""));
    let found = reader.page.html.split("aria-live").nth(1).unwrap();
    let found = found.split("</section>").next().unwrap();
    assert!(found.contains("countries/ma\"") && found.matches("<li>").count() == 1);
    reader.opens("countries?q=%3Cscript%3E");
    assert!(reader.reads("countries-found-none") && !reader.page.html.contains("<script"));
    for odd in [
        "countries?q=",
        "countries?p=1",
        "countries?q=a&q=b",
        "countries?%ff",
    ] {
        reader.opens(odd);
        assert_eq!(reader.page.status, 200, "{odd}");
    }
}

fn a_page_says_itself_when_it_may_be_out_of_date(on: Backend) {
    let site = Site::on(on);
    let banner = |site: &Site| {
        let answer = site.get("/en/countries/ma");
        answer.body.contains("may be out of date")
    };
    assert!(!banner(&site));
    site.register.clock.passes(400 * 86_400);
    assert!(banner(&site));
}

fn told(site: &Site) -> Vec<String> {
    let read = site
        .register
        .app
        .store
        .register
        .read("reports", reports::all);
    read.unwrap().iter().map(|report| report.line()).collect()
}

fn a_reader_tells_what_is_wrong_and_stays_unknown(on: Backend) {
    let site = Site::on(on);
    let mut reader = Browser::at(&site);
    let link = "https://wet.example/art/19?reader=anna#me";
    reader.opens("countries/ma");
    reader.sends("countries/ma", &[("part", "law"), ("link", link)]);
    assert!(reader.reads("country-reported-title"));
    reader.sends("countries/ma", &[("part", "law"), ("link", link)]);
    reader.opens("countries/ir");
    reader.sends("countries/ir", &[("part", "missing"), ("link", "")]);
    assert_eq!(
        told(&site),
        ["IR missing ", "MA law https://wet.example/art/19"]
    );
    // Nothing else was written, and it does not say which came first.
    let kept = raw::number(
        &site.register.app.store.register,
        "SUM(LENGTH(value))",
        "meta WHERE key = 'reports'",
    );
    assert_eq!(kept, told(&site).join("\n").len() as i64);
}

fn a_report_that_is_none_changes_nothing(on: Backend) {
    let site = Site::on(on);
    let before = tables(&site.register);
    let mut reader = Browser::at(&site);
    reader.opens("countries/ma");
    for link in [
        "anna@example.org",
        "http://wet.example",
        "https://",
        "javascript:alert(1)",
    ] {
        reader.sends("countries/ma", &[("part", "law"), ("link", link)]);
        assert_eq!(reader.status(), 422, "{link}");
        assert_eq!(reader.page.faults(), [reader.word("fault-source")]);
        keeps(&reader, link);
    }
    reader.sends("countries/ma", &[("part", "<b>"), ("link", "")]);
    assert_eq!(reader.status(), 422);
    // A machine that presses every button chooses nothing.
    reader.sends("countries/ma", &[("part", ""), ("link", "")]);
    assert_eq!(reader.page.faults(), [reader.word("fault-answer-unknown")]);
    reader.sends("countries/zz", &[("part", "law")]);
    assert_eq!(reader.status(), 404);
    let form = [("part", "law"), ("link", "")];
    let foreign = Request::form("/nl/countries/ma", &form)
        .at_host(site.host())
        .with("Origin", "https://elsewhere.example");
    assert_eq!(site.answers(&foreign).status, 403);
    assert_eq!(tables(&site.register), before);
}

/// What was typed stays in the form.
fn keeps(reader: &Browser<'_>, link: &str) {
    let html = &reader.page.html;
    assert!(html.contains(&format!("value=\"{link}\"")), "{link}");
    assert!(html.contains("<option value=\"law\" selected>"), "{link}");
}

/// A browser too old to say where a form comes from, led by a page elsewhere; and readers whose page
/// is old or whose network is another by now, who lose nothing.
fn a_report_from_a_page_that_was_not_shown_here_is_not_taken(on: Backend) {
    let site = Site::with(on, &[("web.trusted_proxies", "127.0.0.1/32")]);
    let report = [("part", "law"), ("link", "https://wet.example/a")];
    let from = |request: Request, network: &str| request.with("X-Forwarded-For", network);
    let shown = |path: &str, network: &str| {
        let request = from(Request::get(path).at_host(site.host()), network);
        let page = Page {
            status: 200,
            html: site.answers(&request).body,
        };
        page.token().unwrap()
    };
    let sent = |token: &str, network: &str| {
        let mut all = vec![("token", token)];
        all.extend(report);
        let request = Request::form("/nl/countries/ma", &all).at_host(site.host());
        from(request, network)
    };
    let mine = shown("/nl/countries/ma", "192.0.2.1");
    let made_elsewhere = shown("/nl/countries/ma", "198.51.100.7");
    let of_another_page = shown("/nl/countries/ir", "192.0.2.1");
    let before = tables(&site.register);
    let mut reader = Browser::at(&site);
    for token in ["", "x", &made_elsewhere, &of_another_page] {
        // A page without a policy of referrers, in a frame without rights, says `null`.
        let answer = site.answers(&sent(token, "192.0.2.1").with("Origin", "null"));
        reader.page = Page {
            status: answer.status,
            html: answer.body,
        };
        assert_eq!(reader.page.status, 403, "{token}");
        assert_eq!(reader.page.faults(), [reader.word("fault-page-old")]);
        keeps(&reader, "https://wet.example/a");
    }
    assert_eq!(tables(&site.register), before);
    // The page that came back holds a token that is good.
    let fresh = reader.page.token().unwrap();
    assert_eq!(site.answers(&sent(&fresh, "192.0.2.1")).status, 200);
    assert_eq!(told(&site).len(), 1);
    // Where the browser itself says that the form is ours, it may have moved since.
    let moved = sent(&mine, "203.0.113.9").with("Sec-Fetch-Site", "same-origin");
    assert_eq!(site.answers(&moved).status, 200);
    site.register.clock.passes(3 * 86_400);
    assert_eq!(site.answers(&sent(&mine, "192.0.2.1")).status, 403);
}

fn reports_are_bounded(on: Backend) {
    let site = Site::on(on);
    let mut reader = Browser::at(&site);
    let full = site.register.app.store.register.write("many", |conn| {
        for number in 0..reports::MOST {
            let line = format!("MA law https://a.example/{number}");
            let report = enkel::domain::report::Report::from_line(&line).unwrap();
            assert!(reports::add(conn, report)?);
        }
        Ok(())
    });
    full.unwrap();
    reader.opens("countries/ma");
    reader.sends("countries/ma", &[("part", "words"), ("link", "")]);
    assert!(reader.reads("country-reported-full"));
    assert_eq!(told(&site).len(), reports::MOST);
    // What waits already is no news, and no refusal.
    reader.opens("countries/ma");
    reader.sends(
        "countries/ma",
        &[("part", "law"), ("link", "https://a.example/7")],
    );
    assert!(reader.reads("country-reported-title"));
}
