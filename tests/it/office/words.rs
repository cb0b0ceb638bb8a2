//! The board's own words: whose they are, for whom they wait, and which version they are.

use std::collections::BTreeMap;

use enkel::domain::consent::Purpose;
use enkel::domain::country::Atlas;
use enkel::domain::locale::Locale;
use enkel::domain::operator::{Deed, Role, Roles};
use enkel::domain::proposal::Kind;
use enkel::flows::consent_texts::texts_in_force;
use enkel::flows::office::approve::{approve, fingerprint, of_kind};
use enkel::flows::office::pages::{add_to_page, country_key, write_country};
use enkel::flows::office::texts::{Typed, propose};
use enkel::flows::office::waiting::for_person;
use enkel::flows::office::{Refusal, documents};

use super::comes_in;
use crate::app::{Backend, TestApp};

on_both_databases!(
    each_purpose_has_versions_of_its_own,
    what_was_decided_waits_for_nobody,
    each_state_has_a_page_of_its_own,
    only_pages_and_languages_of_the_site_are_added_to,
);

/// A register with two people who write.
fn with_two_editors(on: Backend) -> TestApp {
    let register = TestApp::on(on);
    for name in ["emma", "erik"] {
        comes_in(&register, name, &[Role::Editor]);
    }
    register
}

/// Emma proposes these words for both languages, from so many days on.
fn proposes(register: &TestApp, purpose: Purpose, text: &str, days: i32) -> Result<(), Refusal> {
    let texts = Locale::WRITTEN.map(|locale| (locale, format!("{locale:?} {text}")));
    let typed = Typed {
        texts: BTreeMap::from(texts),
        from: register.clock.today().plus(days).iso(),
        instead_of: String::new(),
    };
    propose(&register.app, "emma", purpose, typed).unwrap()
}

fn approves(register: &TestApp, purpose: Purpose) {
    let waiting = of_kind(&register.app, Kind::Consent).unwrap();
    let mine = waiting.iter().find(|one| one.subject == purpose.code());
    let seen = fingerprint(mine.unwrap());
    let done = approve(&register.app, "erik", Kind::Consent, purpose.code(), &seen);
    done.unwrap().unwrap();
}

fn version(register: &TestApp, purpose: Purpose) -> u16 {
    let texts = texts_in_force(&register.app, Locale::Nl).unwrap();
    let mine = texts.iter().find(|text| text.purpose == purpose);
    mine.unwrap().version
}

fn each_purpose_has_versions_of_its_own(on: Backend) {
    let register = with_two_editors(on);
    let often = Purpose::AdultAndDutch;
    for (text, number) in [("first\nand more", 2), ("second", 3), ("third", 4)] {
        proposes(&register, often, text, 0).unwrap();
        approves(&register, often);
        assert_eq!(version(&register, often), number);
    }
    assert_eq!(version(&register, Purpose::KeepAndCount), 1);
    proposes(&register, Purpose::KeepAndCount, "once", 0).unwrap();
    approves(&register, Purpose::KeepAndCount);
    assert_eq!(version(&register, Purpose::KeepAndCount), 2);
    // Signs that nobody sees could make a text read other than it is agreed to.
    for unseen in ["a bell \u{7} rings", "turned \u{202e}round", "a tab\there"] {
        let refused = proposes(&register, often, unseen, 0);
        assert_eq!(refused, Err(Refusal::NotEveryLanguage), "{unseen:?}");
    }
}

fn what_was_decided_waits_for_nobody(on: Backend) {
    let register = with_two_editors(on);
    let waits = |who: &str, role| {
        let roles = Roles::of([role]);
        for_person(&register.app, who, &roles).unwrap().len()
    };
    proposes(&register, Purpose::AdultAndDutch, "later", 3).unwrap();
    assert_eq!(waits("erik", Role::Editor), 1);
    assert_eq!(waits("emma", Role::Editor), 0, "it is her own");
    assert_eq!(waits("erik", Role::Releaser), 0, "it is for editors");
    approves(&register, Purpose::AdultAndDutch);
    assert_eq!(version(&register, Purpose::AdultAndDutch), 1, "not yet");
    assert_eq!(waits("erik", Role::Editor), 0, "it waits for its day alone");
}

fn each_state_has_a_page_of_its_own(on: Backend) {
    let register = TestApp::on(on);
    let atlas = Atlas::shipped().unwrap();
    let some: Vec<_> = atlas.countries().take(3).collect();
    assert_eq!(some.len(), 3);
    for country in &some {
        let about = (&atlas.sources, *country);
        let written = write_country(&register.app, "emma", about, 0, Deed::ChangedPage);
        written.unwrap().unwrap();
    }
    for country in some {
        let key = country_key(country.state.code());
        let kept = documents::newest(&register.app, &key).unwrap().unwrap();
        assert_eq!((kept.version, Some(kept.body)), (1, country.text()));
    }
}

fn only_pages_and_languages_of_the_site_are_added_to(on: Backend) {
    let register = TestApp::on(on);
    let adds = |page, locale| {
        let added = add_to_page(&register.app, "emma", (page, locale), 0, "Iets.");
        added.unwrap()
    };
    assert_eq!(adds("nowhere", Locale::Nl), Err(Refusal::Markdown));
    assert!(!register.app.texts.speaks(Locale::Tr));
    assert_eq!(adds("about", Locale::Tr), Err(Refusal::Markdown));
    assert_eq!(register.rows("document"), 0);
    assert_eq!(adds("about", Locale::Nl), Ok(()));
}
