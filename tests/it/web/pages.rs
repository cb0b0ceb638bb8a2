//! The pages to read: what stands on them follows from the settings, the files the initiative
//! brings, and nothing else; and none is heavier than an old phone can carry.

use super::{Browser, Site};
use crate::app::{Backend, TestApp};
use enkel::domain::locale::Locale;

on_both_databases!(
    every_page_at_the_foot_is_there,
    the_way_of_the_data_follows_from_the_settings,
    nobody_is_referred_to_whom_nobody_named,
    what_the_board_brings_stands_on_the_pages,
    holes_can_be_reported,
    a_link_shared_shows_nothing,
    the_number_is_the_published_one,
);

fn links(page: &str) -> Vec<String> {
    let parts = page.split(" href=\"").skip(1);
    let found = parts.map(|part| part.split('"').next().unwrap().to_owned());
    found.collect()
}

fn every_page_at_the_foot_is_there(on: Backend) {
    let site = Site::on(on);
    for locale in Locale::WRITTEN {
        let mut seen = std::collections::BTreeSet::new();
        let mut next = vec![format!("/{locale}/")];
        while let Some(path) = next.pop() {
            let path = path.split('#').next().unwrap().to_owned();
            let own = path.starts_with(&format!("/{locale}/")) && !path.contains("/countries/");
            if !own || path.contains("/data/") || !seen.insert(path.clone()) {
                continue;
            }
            let answer = site.get(&path);
            assert_eq!(answer.status, 200, "{path}");
            next.extend(links(&answer.body));
        }
        for page in [
            "safety",
            "paper",
            "questions",
            "examples",
            "advantages",
            "help",
            "about",
            "history",
            "privacy",
            "cookies",
            "accessibility",
            "data-path",
            "transparency",
            "for-municipalities",
            "for-researchers",
            "press",
            "countries",
            "figures",
            "start",
            "figures/method",
            "figures/representativeness",
        ] {
            assert!(
                seen.contains(&format!("/{locale}/{page}")),
                "no way to {page}"
            );
        }
    }
}

fn the_way_of_the_data_follows_from_the_settings(on: Backend) {
    let alone = Site::on(on);
    let mut reader = Browser::at(&alone);
    reader.opens("data-path");
    for key in [
        "data-path-clear",
        "data-path-mail-folder",
        "privacy-counting-automatic",
    ] {
        assert!(reader.reads(key), "{key}");
    }
    let others = Site::with(
        on,
        &[
            ("processors.host_name", "Serverhuis BV"),
            ("processors.host_place", "Nederland"),
            ("processors.backup_name", "Kluis BV"),
            ("processors.backup_place", "België"),
        ],
    );
    let mut reader = Browser::at(&others);
    for page in ["data-path", "transparency", "privacy"] {
        reader.opens(page);
        let words = reader.page.words();
        assert!(
            words.contains("Serverhuis BV") && words.contains("Kluis BV"),
            "{page}"
        );
    }
}

fn nobody_is_referred_to_whom_nobody_named(on: Backend) {
    let site = Site::on(on);
    let mut reader = Browser::at(&site);
    reader.opens("help");
    assert!(reader.reads("help-support-none"));
    reader.opens("transparency");
    assert!(
        reader.reads("transparency-requests-none") && reader.reads("transparency-funding-none")
    );
}

fn what_the_board_brings_stands_on_the_pages(on: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let help = write(
        "help.toml",
        "checked_on = \"2026-11-01\"\n[[organisation]]\nname = \"Luisterlijn <b>\"\n\
         nl = \"Praten\"\nen = \"Talking\"\nphone = \"000 111\"\nsource = \"brief\"\n",
    );
    let stated = write(
        "stated.toml",
        "stated_on = \"2026-11-02\"\n[[request]]\nperiod = \"2025\"\nkind = \"police\"\nnumber = 0\n\
         [[funding]]\nnl = \"Giften van leden\"\nen = \"Gifts of members\"\n",
    );
    let register = TestApp::with(
        on,
        &[("pages.help", &help), ("pages.transparency", &stated)],
    );
    let site = Site::of(register);
    let mut reader = Browser::at(&site);
    reader.opens("help");
    let words = reader.page.words();
    assert!(words.contains("Luisterlijn <b>") && words.contains("1 november 2026"));
    assert!(!reader.page.html.contains("<b>"));
    reader.opens("transparency");
    let words = reader.page.words();
    assert!(words.contains("2 november 2026") && words.contains("Giften van leden"));
    assert!(
        words.contains("2025 Politie of justitie 0"),
        "zero is a number: {words}"
    );
}

fn holes_can_be_reported(on: Backend) {
    let site = Site::with(on, &[("pages.security_contact", "holes@enkel.example")]);
    let answer = site.get("/.well-known/security.txt");
    assert_eq!(answer.status, 200);
    let line = |name: &str| {
        let found = answer.body.lines().find(|line| line.starts_with(name));
        found
            .unwrap_or_else(|| panic!("{name}: {}", answer.body))
            .to_owned()
    };
    assert_eq!(line("Contact:"), "Contact: mailto:holes@enkel.example");
    assert_eq!(line("Preferred-Languages:"), "Preferred-Languages: nl, en");
    // Within a year of the register's own clock.
    let until = site.register.app.now().day().plus(180);
    assert_eq!(
        line("Expires:"),
        format!("Expires: {}T00:00:00Z", until.date())
    );
    assert!(line("Canonical:").ends_with("/.well-known/security.txt"));
}

fn a_link_shared_shows_nothing(on: Backend) {
    let site = Site::on(on);
    for path in ["/nl/", "/nl/countries/ir", "/en/safety"] {
        let page = site.get(path).body;
        let shown: Vec<&str> = page.split("property=\"og:").skip(1).collect();
        assert_eq!(shown.len(), 4, "{path}");
        for one in shown {
            let one = one.split('>').next().unwrap().to_lowercase();
            for topic in [
                "national",
                "iran",
                "verklaring",
                "declar",
                "dutch",
                "nederlander",
            ] {
                assert!(!one.contains(topic), "{path}: {one}");
            }
        }
    }
    let image = site.get("/static/social.png");
    assert_eq!(image.header("content-type"), Some("image/png"));
}

fn the_number_is_the_published_one(on: Backend) {
    let site = Site::on(on);
    let mut reader = Browser::at(&site);
    for page in ["", "press"] {
        reader.opens(page);
        assert!(
            !reader.page.html.contains("class=\"number\""),
            "nothing was published"
        );
    }
    assert!(reader.reads("press-number-none"));
}
