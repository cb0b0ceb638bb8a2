//! Mail scanners and link checkers open every address they see: GET and HEAD change nothing, and
//! show nobody's answers.

use super::http::{Answer, Request};
use super::tables::tables;
use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(
    opening_every_page_changes_nothing_and_shows_nothing,
    head_is_get_without_its_body,
);

/// Every page that a visit could be on.
const PAGES: [&str; 32] = [
    "/",
    "/nl",
    "/nl/",
    "/nl/start",
    "/nl/code",
    "/nl/choose",
    "/nl/form/0",
    "/nl/form/1",
    "/nl/form/2",
    "/nl/form/3",
    "/nl/form/4",
    "/nl/form/5",
    "/nl/form/6",
    "/nl/form/7",
    "/nl/form/8",
    "/nl/form/9",
    "/nl/kept",
    "/nl/kept?action=remove",
    "/nl/done",
    "/nl/exit",
    "/nl/safety",
    "/nl/privacy",
    "/nl/paper",
    "/nl/about",
    "/nl/help",
    "/nl/figures",
    "/nl/figures/method",
    "/nl/form/9?declare=yes&consent_keep=yes",
    "/data/releases.json",
    "/robots.txt",
    "/healthz",
    "/readyz",
];

/// A body without what differs by chance.
fn plain(answer: &Answer) -> String {
    let parts = answer.body.split("name=\"token\" value=\"");
    let cut = parts.map(|part| part.split_once("\">").map_or(part, |(_, rest)| rest));
    cut.collect()
}

fn opening_every_page_changes_nothing_and_shows_nothing(on: Backend) {
    let site = Site::on(on);
    let kept = "kept@example.org";
    Browser::at(&site).declares(kept, "MA");
    let mut owner = Browser::at(&site);
    owner.comes_in(kept);
    let mut nobody = Browser::at(&site);
    nobody.comes_in("none@example.org");
    let before = tables(&site.register);
    for path in PAGES {
        let with_kept = site.answers(&owner.dressed(Request::get(path)));
        let without = site.answers(&nobody.dressed(Request::get(path)));
        assert_eq!(with_kept.status, without.status, "{path}");
        assert_eq!(plain(&with_kept), plain(&without), "{path}");
        for method in ["HEAD", "GET"] {
            let answer = site.answers(&owner.dressed(Request::new(method, path)));
            assert!(answer.status < 500, "{method} {path}");
        }
    }
    assert_eq!(tables(&site.register), before, "nothing was written");
    // And the visit goes on as if nobody had looked.
    owner.sends("kept", &[("action", "show")]);
    assert!(owner.page.words().contains("Marokko"));
}

fn head_is_get_without_its_body(on: Backend) {
    let site = Site::on(on);
    let mut owner = Browser::at(&site);
    owner.comes_in("kept@example.org");
    for path in PAGES {
        let get = site.answers(&owner.dressed(Request::get(path)));
        let head = site.answers(&owner.dressed(Request::new("HEAD", path)));
        assert_eq!(head.body, "", "{path}");
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(
            head.header("content-length"),
            get.header("content-length"),
            "{path}"
        );
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{path}"
        );
    }
}
