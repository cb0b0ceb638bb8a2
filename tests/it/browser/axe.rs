//! Every page of figures, and those around them, through axe-core, in a real browser: no violation at all.
//!
//! The script goes in through the driver, which our content policy does not bind; the site's own
//! policy stays as strict as it is.

use enkel::web::Options;

use super::chromium::Look;
use super::inspector::{axe, violations};
use super::live::free;
use super::person::Person;
use crate::app::{Backend, Board, Citizen, Served, TestApp, varied};

/// The pages, behind the language.
const PAGES: [&str; 16] = [
    "figures",
    "figures?table=nationality&sort=name&show=all",
    "figures?table=province",
    "figures?table=total",
    "figures?table=nothing",
    "figures/2026-Q4",
    "figures/2026-Q4?table=main_reason",
    "figures/2026-W47",
    "figures/2026-Q4/sheet",
    "figures/method",
    "figures/dice",
    "figures/dice?number=12&draws=4",
    "figures/dice?number=many",
    "figures/representativeness",
    "for-researchers",
    "for-municipalities",
];

const WIDTHS: [u32; 3] = [320, 768, 1_280];

/// A register with two quarters counted, so that every kind of figure is shown.
struct Counted {
    base: String,
    _served: Served,
    _register: TestApp,
}

fn site() -> Counted {
    let listen = free();
    let base = format!("http://{listen}");
    let register = TestApp::with(Backend::Sqlite, &[("register.base_url", &base)]);
    for quarter in 0..2 {
        for number in 0..90 {
            let mut citizen = Citizen::of(&register, &format!("c@c{quarter}-{number}.example"));
            citizen.comes_in().declares(varied(number));
        }
        register.next_quarter();
        Board(&register).counts();
    }
    let options = Options::at(listen);
    Counted {
        base,
        _served: Served::new(register.app.clone(), options),
        _register: register,
    }
}

#[test]
fn no_page_of_figures_shuts_anyone_out() {
    let Some(axe) = axe() else { return };
    let site = site();
    let mut faults = Vec::new();
    let long = std::env::var_os("ENKEL_LONG").is_some_and(|part| part == "access");
    let widths: &[u32] = if long { &WIDTHS } else { &WIDTHS[..1] };
    let looks = widths
        .iter()
        .flat_map(|width| [(*width, false), (*width, true)]);
    for (width, dark) in looks.filter(|(_, dark)| long || !dark) {
        let look = Look {
            width,
            dark,
            ..Look::WIDE
        };
        let mut reader = Person::at(&site.base, look);
        for language in ["nl", "en"] {
            for page in PAGES {
                reader.opens(&format!("/{language}/{page}"));
                for found in violations(&reader.browser, &axe) {
                    faults.push(format!("/{language}/{page} {width} dark {dark}: {found}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_page_that_shuts_people_out_is_found() {
    let Some(axe) = axe() else { return };
    let site = site();
    let mut reader = Person::at(&site.base, Look::WIDE);
    reader.opens("/nl/figures");
    let spoilt = "document.querySelector('.chart').removeAttribute('aria-labelledby');
        document.querySelectorAll('.chart title').forEach(title => title.remove());
        document.documentElement.removeAttribute('lang')";
    reader.browser.runs(spoilt);
    let found = violations(&reader.browser, &axe).join(" ");
    assert!(
        found.contains("html-has-lang") && found.contains("svg-img-alt"),
        "{found}"
    );
}
