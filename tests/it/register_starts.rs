//! What must be right before anybody is served: the texts, the cost of a derivation, where the
//! counting key lies, and that no code used before can open again.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use enkel::app::App;
use enkel::config::{CountingMode, Settings};
use enkel::crypto::CountingKeyPlace;
use enkel::crypto::keys::Keys;
use enkel::domain::consent::{ConsentText, Purpose};
use enkel::domain::locale::Locale;
use enkel::flows::FlowError;
use enkel::flows::consent_texts::{all_texts, texts_in_force};
use enkel::flows::open_app::{Parts, open_app};
use enkel::store::{Store, meta};
use enkel::text::Texts;

use crate::app::{Backend, Citizen, TestApp, Typed, raw, varied};

on_both_databases!(
    a_text_that_changed_gets_a_new_version_and_the_old_one_stays,
    a_start_without_change_adds_no_text,
    a_register_made_too_cheaply_is_none_for_real_people,
    what_a_derivation_costs_was_settled_when_the_register_was_made,
    in_a_ceremony_no_start_with_the_counting_key_here,
    after_the_transit_store_was_lost_no_used_code_opens,
    a_start_that_broke_off_starts_afresh_again,
    a_transit_store_of_another_register_counts_as_lost,
    visit_keys_of_another_host_are_refused_until_they_are_copied,
    a_process_that_missed_the_fresh_start_is_refused,
    of_two_that_start_at_once_the_second_finds_the_note_of_the_first,
);

#[test]
fn the_embedded_sqlite_is_compiled_as_this_project_says() {
    let register = TestApp::on(Backend::Sqlite);
    let used = |option: &str| {
        let asked = format!("MAX(sqlite_compileoption_used('{option}'))");
        raw::number(&register.app.store.register, &asked, "meta") == 1
    };
    for option in ["THREADSAFE=2", "DEFAULT_MEMSTATUS=0", "OMIT_LOAD_EXTENSION"] {
        assert!(used(option), "{option}: see .cargo/config.toml");
    }
    for option in ["ENABLE_FTS5", "ENABLE_RTREE", "ENABLE_MEMORY_MANAGEMENT"] {
        assert!(!used(option), "{option}: see .cargo/config.toml");
    }
}

fn opens(register: &TestApp, settings: &Settings, keys: Keys) -> Result<App, FlowError> {
    open_app(Parts {
        settings: settings.clone(),
        store: Store::open(&register.location(), 2)?,
        keys,
        texts: Arc::new(Texts::load().unwrap()),
        mailer: Arc::new(register.mail.clone()),
        clock: Arc::new(register.clock.clone()),
        watch_database_clock: false,
    })
}

fn keys(settings: &Settings) -> Keys {
    Keys::load(&settings.keys.folder, None).unwrap()
}

fn starts(register: &TestApp, settings: &Settings) -> Result<App, FlowError> {
    opens(register, settings, keys(settings))
}

#[track_caller]
fn refused(started: Result<App, FlowError>, because: &str) {
    match started.err() {
        Some(FlowError::Refused(why)) => assert!(why.contains(because), "{why}"),
        other => panic!("not refused: {other:?}"),
    }
}

fn of(texts: &[ConsentText], purpose: Purpose) -> ConsentText {
    let found = texts.iter().find(|text| text.purpose == purpose);
    found.unwrap().clone()
}

fn a_text_that_changed_gets_a_new_version_and_the_old_one_stays(on: Backend) {
    let mut register = TestApp::on(on);
    let before = all_texts(&register.app).unwrap();
    Citizen::of(&register, "jan@example.org")
        .comes_in()
        .declares(varied(1));
    let mut settings = register.settings.clone();
    settings.register.name = "Een andere naam".into();
    register.app = starts(&register, &settings).unwrap().into();
    for locale in Locale::WRITTEN {
        let now = texts_in_force(&register.app, locale).unwrap();
        let declaration = of(&now, Purpose::Declaration);
        assert_eq!(declaration.version, 2, "{locale:?}");
        assert!(declaration.text.contains("Een andere naam"));
        // A text that does not name the register stays what it was.
        assert_eq!(of(&now, Purpose::AdultAndDutch).version, 1);
    }
    let after = all_texts(&register.app).unwrap();
    assert!(before.iter().all(|text| after.contains(text)));
    let mut jan = Citizen::of(&register, "jan@example.org");
    let agreed = jan.looks_again().consents;
    let agreed = agreed
        .iter()
        .find(|consent| consent.purpose == Purpose::Declaration);
    assert_eq!(agreed.unwrap().version, 1);
    let mut an = Citizen::of(&register, "an@example.org");
    an.comes_in().declares(varied(2));
    let agreed = an.looks_again().consents;
    assert!(
        agreed
            .iter()
            .any(|one| one.purpose == Purpose::Declaration && one.version == 2)
    );
}

fn a_start_without_change_adds_no_text(on: Backend) {
    let register = TestApp::on(on);
    let before = all_texts(&register.app).unwrap();
    let other = starts(&register, &register.settings).unwrap();
    assert_eq!(all_texts(&other).unwrap(), before);
    // A text that is missing in one language moves the purpose up in all of them.
    raw::does(
        &register.app.store.register,
        "DELETE FROM consent_text WHERE language = 'en' AND purpose = 'keep-and-count'",
    );
    starts(&register, &register.settings).unwrap();
    for locale in Locale::WRITTEN {
        let now = texts_in_force(&register.app, locale).unwrap();
        assert_eq!(of(&now, Purpose::KeepAndCount).version, 2);
    }
}

fn a_register_made_too_cheaply_is_none_for_real_people(on: Backend) {
    let register = TestApp::on(on);
    let mut settings = register.settings.clone();
    settings.production = true;
    refused(starts(&register, &settings), "derivation");
    // What the settings say now does not make the marks any dearer.
    settings.derivation.memory_mib = 64;
    refused(starts(&register, &settings), "derivation");
    settings.production = false;
    starts(&register, &settings).unwrap();
}

fn what_a_derivation_costs_was_settled_when_the_register_was_made(on: Backend) {
    let mut register = TestApp::with(on, &[("derivation.memory_mib", "46")]);
    Citizen::of(&register, "jan@example.org")
        .comes_in()
        .declares(varied(1));
    let mut settings = register.settings.clone();
    settings.production = true;
    settings.derivation.memory_mib = 64;
    register.app = starts(&register, &settings).unwrap().into();
    let kept = Citizen::of(&register, "jan@example.org").comes_in().looks();
    assert!(kept.is_some());
}

fn in_a_ceremony_no_start_with_the_counting_key_here(on: Backend) {
    let register = TestApp::on(on);
    let mut settings = register.settings.clone();
    settings.counting.mode = CountingMode::Ceremony;
    refused(starts(&register, &settings), "counting.key");
    let credentials = register.folder.path().join("credentials");
    std::fs::create_dir(&credentials).unwrap();
    let here = settings.keys.folder.join("counting.key");
    let board = register.folder.path().join("counting.key");
    std::fs::rename(&here, credentials.join("counting.key")).unwrap();
    let loaded = Keys::load(&settings.keys.folder, Some(&credentials)).unwrap();
    refused(opens(&register, &settings, loaded), "credentials");
    std::fs::rename(credentials.join("counting.key"), board).unwrap();
    starts(&register, &settings).unwrap();
}

/// As after a disk broke: what is made anew in its place is empty.
fn loses_the_transit_store(register: &TestApp) {
    if register.backend == Backend::Postgres {
        let transit = &register.app.store.transit;
        raw::does(transit, "DROP SCHEMA transit CASCADE");
    } else {
        let folder = register.folder.path().join("db");
        for file in ["transit.db", "transit.db-wal", "transit.db-shm"] {
            std::fs::remove_file(folder.join(file)).unwrap();
        }
    }
    Store::migrate(&register.location()).unwrap();
}

/// Jan comes in; what he typed.
fn uses_a_code(register: &TestApp) -> String {
    let mut jan = Citizen::of(register, "jan@example.org");
    jan.comes_in();
    jan.code
}

fn tries_again(register: &TestApp, code: &str) -> Typed {
    Citizen::of(register, "jan@example.org")
        .types_the_address()
        .types(code)
}

fn after_the_transit_store_was_lost_no_used_code_opens(on: Backend) {
    let mut register = TestApp::on(on);
    let code = uses_a_code(&register);
    let mut waiting = Citizen::of(&register, "an@example.org");
    waiting.asks_for_a_code();
    let visit = waiting.visit.clone().unwrap().padded().unwrap();
    let today = register.clock.today();
    let cookie = register.app.keys.seal_cookie(today, &visit).unwrap();
    assert_eq!(tries_again(&register, &code), Typed::Wrong);
    loses_the_transit_store(&register);
    register.app = starts(&register, &register.settings).unwrap().into();
    assert_eq!(tries_again(&register, &code), Typed::Wrong);
    assert!(register.app.keys.open_cookie(today, &cookie).is_none());
    uses_a_code(&register);
    // Once is enough: the next start goes on with the same keys.
    let fresh = register.app.keys.visit_check(today).unwrap();
    let other = starts(&register, &register.settings).unwrap();
    assert_eq!(other.keys.visit_check(today).unwrap(), fresh);
    register.next_day();
    register.next_day();
    starts(&register, &register.settings).unwrap();
    register.is_sound();
}

fn a_start_that_broke_off_starts_afresh_again(on: Backend) {
    let mut register = TestApp::on(on);
    let today = register.clock.today();
    let check = |app: &App| app.keys.visit_check(today).unwrap();
    for broken in [
        "DELETE FROM meta WHERE key = 'transit_id'",
        "UPDATE meta SET value = 'claimed' WHERE key = 'transit_id'",
        "DELETE FROM meta WHERE key IN ('transit_id', 'visit_check')",
    ] {
        let before = check(&register.app);
        raw::does(&register.app.store.register, broken);
        register.app = starts(&register, &register.settings).unwrap().into();
        assert_ne!(check(&register.app), before, "{broken}");
        starts(&register, &register.settings).unwrap();
    }
}

fn a_transit_store_of_another_register_counts_as_lost(on: Backend) {
    let register = TestApp::on(on);
    let today = register.clock.today();
    let before = register.app.keys.visit_check(today).unwrap();
    raw::does(
        &register.app.store.transit,
        "UPDATE identity SET id = 'that of another register'",
    );
    let again = starts(&register, &register.settings).unwrap();
    assert_ne!(again.keys.visit_check(today).unwrap(), before);
}

fn copies(from: &Path, to: &Path) {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

fn visit_keys_of_another_host_are_refused_until_they_are_copied(on: Backend) {
    let register = TestApp::on(on);
    let mut second = register.settings.clone();
    second.keys.folder = register.folder.path().join("keys-of-the-second");
    copies(&register.settings.keys.folder, &second.keys.folder);
    starts(&register, &second).unwrap();
    loses_the_transit_store(&register);
    let first = starts(&register, &register.settings).unwrap();
    refused(starts(&register, &second), "visit.ratchet");
    let file = |settings: &Settings| settings.keys.folder.join("visit.ratchet");
    std::fs::copy(file(&register.settings), file(&second)).unwrap();
    let other = starts(&register, &second).unwrap();
    let today = register.clock.today();
    assert_eq!(
        other.keys.visit_check(today).unwrap(),
        first.keys.visit_check(today).unwrap()
    );
    // Keys made elsewhere are no better.
    let made = register.folder.path().join("made");
    Keys::create(&made, today, &CountingKeyPlace::Automatic).unwrap();
    std::fs::copy(made.join("visit.ratchet"), file(&second)).unwrap();
    refused(starts(&register, &second), "visit.ratchet");
}

/// Two processes of one host start together after a loss.
fn a_process_that_missed_the_fresh_start_is_refused(on: Backend) {
    let register = TestApp::on(on);
    loses_the_transit_store(&register);
    let read_before = keys(&register.settings);
    starts(&register, &register.settings).unwrap();
    let late = opens(&register, &register.settings, read_before);
    assert!(matches!(late.err(), Some(FlowError::Key(_))));
    starts(&register, &register.settings).unwrap();
}

/// Starts while another process holds the register and notes `theirs` about the visit keys.
fn starts_beside(register: &TestApp, theirs: &str) -> Result<App, FlowError> {
    let (held, holds) = std::sync::mpsc::channel();
    let parts = Parts {
        settings: register.settings.clone(),
        store: Store::open(&register.location(), 2)?,
        keys: keys(&register.settings),
        texts: Arc::new(Texts::load().unwrap()),
        mailer: Arc::new(register.mail.clone()),
        clock: Arc::new(register.clock.clone()),
        watch_database_clock: false,
    };
    let first = register.app.clone();
    let theirs = theirs.to_owned();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let noted = first.store.register.write("note first", move |conn| {
                conn.hold_calendar()?;
                let _ = held.send(());
                // Long enough for the other one to have read what was noted before.
                std::thread::sleep(Duration::from_millis(120));
                meta::set(conn, "visit_check", &theirs)
            });
            noted.unwrap();
        });
        holds.recv().unwrap();
        open_app(parts)
    })
}

fn of_two_that_start_at_once_the_second_finds_the_note_of_the_first(on: Backend) {
    let register = TestApp::on(on);
    // The day that was noted lies behind the keys.
    register.next_day();
    register.next_day();
    let keys = keys(&register.settings);
    let day = keys.oldest().1;
    let noted = "UPDATE meta SET value = '2026-06-29 0' WHERE key = 'visit_check'";
    let other = format!("{} {}", day.iso(), "0".repeat(64));
    refused(starts_beside(&register, &other), "at the same time");
    raw::does(&register.app.store.register, noted);
    let ours = format!("{} {}", day.iso(), keys.visit_check(day).unwrap());
    starts_beside(&register, &ours).unwrap();
    starts(&register, &register.settings).unwrap();
}
