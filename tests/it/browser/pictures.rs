//! Pictures of a demonstration for the README. `tests/screenshots` starts it and runs this.

use std::path::PathBuf;

use super::chromium::Look;
use super::person::Person;

const NARROW: Look = Look {
    width: 390,
    height: 844,
    ..Look::WIDE
};

/// A picture's name, how the browser is set, and the way to the page.
type Picture = (&'static str, Look, fn(&mut Person));

const PICTURES: [Picture; 8] = [
    ("home-wide", Look::WIDE, |person| person.opens("/en/")),
    ("home-narrow-dark", in_the_dark(NARROW), |person| {
        person.opens("/nl/")
    }),
    ("start-narrow", NARROW, |person| person.opens("/nl/start")),
    ("form-narrow", NARROW, comes_to_the_nationalities),
    (
        "check-narrow-dark",
        in_the_dark(NARROW),
        comes_to_the_last_page,
    ),
    ("figures-wide", Look::WIDE, |person| {
        person.opens("/en/figures")
    }),
    (
        "release-wide-dark",
        in_the_dark(Look::WIDE),
        opens_the_newest_release,
    ),
    ("release-narrow", NARROW, opens_the_newest_release),
];

const fn in_the_dark(look: Look) -> Look {
    Look { dark: true, ..look }
}

fn comes_to_the_nationalities(person: &mut Person) {
    person.comes_in("nl", "anna@voorbeeld.example", |_| {});
    person.clicks("#choice-form");
    person.answers("#adult_dutch");
    person.browser.types("#nat1", "Marokko");
}

fn comes_to_the_last_page(person: &mut Person) {
    comes_to_the_nationalities(person);
    person.clicks(".go button");
    person.answers("input[name=more][value=no]");
}

fn opens_the_newest_release(person: &mut Person) {
    person.opens("/nl/figures");
    person.clicks("main a[href*='/figures/2'][href*='-Q']");
}

#[test]
#[ignore = "takes pictures of a demonstration that tests/screenshots starts"]
fn pictures_of_a_demonstration() {
    let given =
        |name| std::env::var_os(name).unwrap_or_else(|| panic!("{name}: run tests/screenshots"));
    let base = given("ENKEL_PICTURES_OF").into_string().unwrap();
    let folder = PathBuf::from(given("ENKEL_PICTURES_IN"));
    for (name, look, way) in PICTURES {
        let mut person = Person::at(&base, look);
        way(&mut person);
        std::fs::write(folder.join(format!("{name}.png")), person.browser.picture()).unwrap();
    }
}
