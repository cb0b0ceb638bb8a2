//! Which language somebody is spoken to in, and what is said where there is no such page.

use enkel::domain::locale::Locale;

use super::http::Request;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    a_language_that_nobody_read_is_not_offered,
    a_language_for_a_look_is_offered_everywhere,
    somebody_declares_from_right_to_left,
    what_is_not_there_is_told_kindly_in_the_visitors_language,
    hostile_heads_are_harmless,
);

fn a_language_that_nobody_read_is_not_offered(on: Backend) {
    let site = Site::on(on);
    let home = site.get("/nl/").body;
    for locale in Locale::EVERY {
        let offered = site.register.app.texts.speaks(locale);
        let status = site.get(&format!("/{locale}/")).status;
        assert_eq!(status, if offered { 200 } else { 404 }, "{locale}");
        let linked = home.contains(&format!("hreflang=\"{locale}\""));
        assert_eq!(linked, offered, "{locale}");
    }
    let asked = Request::get("/")
        .at_host(site.host())
        .with("Accept-Language", "ar-XB");
    assert_eq!(site.answers(&asked).header("location"), Some("/nl/"));
}

fn a_language_for_a_look_is_offered_everywhere(on: Backend) {
    let site = Site::with(on, &[("register.preview_languages", "tr,ar,fa")]);
    for (locale, direction) in [("tr", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("nl", "ltr")] {
        let page = site.get(&format!("/{locale}/safety")).body;
        assert!(page.contains(&format!("<html lang=\"{locale}\" dir=\"{direction}\">")));
        for other in ["nl", "en", "tr", "ar", "fa"] {
            let link = format!(
                "hreflang=\"{other}\" href=\"{}/{other}/safety\"",
                site.register.settings.register.base_url.as_str()
            );
            assert!(page.contains(&link), "{locale}: {link}");
        }
    }
    let robots = site.get("/robots.txt").body;
    assert!(robots.contains("Disallow: /fa/start"));
}

fn somebody_declares_from_right_to_left(on: Backend) {
    let site = Site::with(on, &[("register.preview_languages", "ar-XB")]);
    let mut anna = Browser::at(&site).speaking(Locale::Mirrored);
    anna.declares("anna@example.org", "MA");
    anna.comes_in("anna@example.org")
        .sends("kept", &[("action", "show")]);
    assert!(anna.page.html.contains("dir=\"rtl\""));
    assert!(anna.page.words().contains("Ẽñĝļîšĥ") || anna.reads("kept-heading"));
}

fn what_is_not_there_is_told_kindly_in_the_visitors_language(on: Backend) {
    let site = Site::on(on);
    for (path, asked, locale) in [
        ("/nl/nothing", "en", Locale::Nl),
        ("/en/countries/zz", "nl", Locale::En),
        ("/de/figures", "de,en;q=0.8", Locale::En),
        ("/tr/", "nl", Locale::Nl),
        ("/xx", "", Locale::Nl),
        ("/nl/form/99", "", Locale::Nl),
        ("/NL/", "en", Locale::En),
        ("/..%2f..%2fetc", "en", Locale::En),
    ] {
        let request = Request::get(path)
            .at_host(site.host())
            .with("Accept-Language", asked);
        let answer = site.answers(&request);
        assert_eq!(answer.status, 404, "{path}");
        let words = site.register.app.texts.words(locale);
        for key in [
            "message-not-found-title",
            "nav-figures",
            "nav-questions",
            "message-to-home",
        ] {
            assert!(answer.body.contains(&words.say(key)), "{path}: {key}");
        }
    }
}

fn hostile_heads_are_harmless(on: Backend) {
    let site = Site::on(on);
    let long = "x,".repeat(3_000);
    for (name, value) in [
        ("Accept-Language", "\u{202e}<script>alert(1)</script>"),
        ("Accept-Language", long.as_str()),
        ("Accept-Language", "en;q=1e999,nl;q=NaN"),
        ("Accept", "*/*;q=-1"),
        ("Cookie", "visit=%00; visit=; =; visit"),
        ("Referer", "javascript:alert(1)"),
    ] {
        let request = Request::get("/").at_host(site.host()).with(name, value);
        let answer = site.answers(&request);
        assert!(
            [302, 400].contains(&answer.status),
            "{name} {value}: {}",
            answer.status
        );
    }
    for host in ["evil.example", "", "127.0.0.1:1", "a b", "nl"] {
        let answer = site.answers(&Request::get("/nl/").at_host(host));
        assert_eq!(answer.status, 400, "{host}");
        assert!(!answer.body.contains("evil.example"));
    }
    let mut reader = Browser::at(&site);
    for query in [
        "?lang=en",
        "?%00",
        "?%3Cscript%3E",
        "?next=https://evil.example",
        "?a=1&a=2",
    ] {
        reader.opens(&format!("safety{query}"));
        assert_eq!(reader.page.status, 200, "{query}");
        assert!(
            !reader.page.html.contains("evil.example") && !reader.page.html.contains("<script")
        );
    }
    let large = Request::get("/nl/")
        .at_host(site.host())
        .with("X-Large", &"x".repeat(200_000));
    let answer = site.answers(&large);
    assert!(
        [400, 413, 431].contains(&answer.status),
        "{}",
        answer.status
    );
    assert_eq!(site.get("/nl/").status, 200, "and the next one is served");
}
