//! The sheet for municipalities is one page of paper, as a real browser prints it.

use data_encoding::BASE64;
use serde_json::json;

use super::chromium::Look;
use super::person::Person;
use crate::app::{Backend, Board, crowd::Crowd};
use crate::web::Site;

/// How many pages a PDF has: each has an object of type `Page`.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf).replace("/Type /Pages", "");
    text.matches("/Type /Page").count()
}

#[test]
fn the_sheet_of_a_quarter_is_printed_on_one_a4() {
    let site = Site::at_its_own_address(Backend::Sqlite);
    Crowd::of(&site.register.app, 2_000);
    site.register.next_quarter();
    Board(&site.register).counts();
    let base = site.register.settings.register.base_url.as_str();
    let mut person = Person::at(base, Look::WIDE);
    let a4 = json!({ "paperWidth": 8.27, "paperHeight": 11.69 });
    for (path, wanted) in [
        ("/nl/figures/2026-Q3/sheet", 1..=1),
        ("/en/figures/2026-Q3/sheet", 1..=1),
        // So the counting itself can tell one from many.
        ("/nl/figures/method", 3..=20),
    ] {
        person.opens(path);
        let printed = person.browser.chromium("Page.printToPDF", &a4);
        let pdf = BASE64.decode(printed["data"].as_str().unwrap().as_bytes());
        let found = pages(&pdf.unwrap());
        assert!(wanted.contains(&found), "{path}: {found} pages");
    }
}
