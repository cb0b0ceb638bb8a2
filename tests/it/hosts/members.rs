//! A member of the cluster that does not belong: with another salt, other parameters or another
//! time. It is refused, or what it does is right; never half.

use std::sync::Arc;

use enkel::app::{App, HostClock};
use enkel::crypto::keys::Keys;
use enkel::domain::clock::{Clock, Timestamp};
use enkel::flows::FlowError;
use enkel::flows::deliver::deliver;
use enkel::flows::open_app::{Parts, open_app};
use enkel::flows::step_keys::{Stepped, step_keys};
use enkel::store::Store;
use enkel::text::Texts;

use crate::app::crowd::{a_root, declares_as, looks_as, withdraws_as};
use crate::app::{Backend, Citizen, TestApp, raw, varied};
use crate::hosts::takes_letters;
use crate::web::tables::{Tables, tables};

on_both_databases!(
    a_member_that_would_derive_with_another_salt_is_refused,
    a_running_host_whose_database_became_anothers_writes_nothing,
);

const DAY: i64 = 86_400;

fn a_member_that_would_derive_with_another_salt_is_refused(on: Backend) {
    let register = TestApp::on(on);
    let database = &register.app.store.register;
    for (fact, other) in [
        ("derivation_salt", "00112233445566778899aabbccddeeff"),
        ("derivation_memory_kib", "2048"),
        ("derivation_passes", "2"),
    ] {
        let kept = register
            .app
            .store
            .register
            .read("fact", |conn| enkel::store::meta::get(conn, fact));
        let set = |value: &str| {
            let sql = format!("UPDATE meta SET value = '{value}' WHERE key = '{fact}'");
            raw::does(database, &sql);
        };
        set(other);
        match register.opens_with(&register.settings.keys.folder).err() {
            Some(FlowError::Refused(why)) => assert!(why.contains(fact), "{why}"),
            other => panic!("{fact}: {other:?}"),
        }
        set(&kept.unwrap().unwrap());
    }
    // A register of before this was noted: the next start notes it.
    raw::does(database, "DELETE FROM meta WHERE key = 'check.derivation'");
    register.another_host();
    assert_eq!(
        raw::rows(database, "meta WHERE key = 'check.derivation'"),
        1
    );
}

/// As when a balancer in front of the databases leads to the wrong one.
fn a_running_host_whose_database_became_anothers_writes_nothing(on: Backend) {
    let register = TestApp::on(on);
    let other = TestApp::on(on);
    let (root, new) = (a_root(), a_root());
    declares_as(&register.app, &root, varied(1)).unwrap();
    let facts = other.app.store.register.read("facts", |conn| {
        enkel::store::meta::starting_with(conn, "check.")
    });
    for (key, value) in facts.unwrap() {
        let sql = format!("UPDATE meta SET value = '{value}' WHERE key = '{key}'");
        raw::does(&register.app.store.register, &sql);
    }
    let before = tables(&register);
    assert!(declares_as(&register.app, &new, varied(2)).is_err());
    assert!(declares_as(&register.app, &root, varied(2)).is_err());
    assert!(withdraws_as(&register.app, &root).is_err());
    assert!(
        looks_as(&register.app, &root).is_err(),
        "not: nothing is kept"
    );
    assert_eq!(tables(&register), before);
}

/// A host's clock that is wrong by so many seconds.
struct Wrong(i64);

impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        HostClock.now().plus(self.0)
    }
}

/// A register that opened today, by the clocks of this machine and of its PostgreSQL.
fn today() -> TestApp {
    TestApp::opened(Backend::Postgres, &[], &HostClock.now().day().iso())
}

fn member(register: &TestApp, wrong_by: i64) -> App {
    let parts = Parts {
        settings: register.settings.clone(),
        store: Store::open(&register.location(), 2).unwrap(),
        keys: Keys::load(&register.settings.keys.folder, None).unwrap(),
        texts: Arc::new(Texts::load().unwrap()),
        mailer: Arc::new(register.mail.clone()),
        clock: Arc::new(Wrong(wrong_by)),
        watch_database_clock: true,
    };
    open_app(parts).unwrap()
}

#[test]
fn a_worker_with_another_days_clock_follows_no_calendar() {
    let register = today();
    let keys = register.app.keys.oldest();
    for wrong_by in [-DAY, DAY, -400, 400] {
        let worker = member(&register, wrong_by);
        let before = tables(&register);
        assert_eq!(step_keys(&worker).unwrap(), Stepped::ClockInDoubt);
        assert_eq!(worker.keys.oldest(), keys, "no key is destroyed");
        // The doubt itself is noted.
        let besides = |all: Tables| -> Tables {
            let kept = all
                .into_iter()
                .filter(|(name, _)| !name.starts_with("meta"));
            kept.collect()
        };
        assert_eq!(besides(tables(&register)), besides(before));
    }
    assert_eq!(step_keys(&member(&register, 0)).unwrap(), Stepped::InStep);
}

#[test]
fn a_worker_with_a_fast_clock_takes_no_letter_out_of_anothers_hands() {
    let register = today();
    let mut jan = Citizen::of(&register, "jan@example.org");
    let right = member(&register, 0);
    let (early, late) = (member(&register, -DAY), member(&register, DAY));
    let asked = enkel::flows::ask_for_code::ask_for_code(
        &right,
        enkel::domain::email::EmailAddress::parse(&jan.address).unwrap(),
        enkel::domain::locale::Locale::Nl,
    );
    jan.visit = Some(asked.unwrap());
    // The right one holds it, and is in the middle of sending.
    let (now, token) = (right.now(), [7; 16]);
    assert_eq!(takes_letters(&right, token, now), 1);
    for worker in [&early, &late] {
        assert_eq!(deliver(worker).unwrap().taken, 0);
    }
    // By its own clock alone the fast one would have taken it.
    let (fast, other) = (late.now(), [8; 16]);
    let taken = takes_letters(&late, other, fast);
    assert_eq!(taken, 0, "it is over twelve hours old by that clock");
    let taken = takes_letters(&late, other, right.now().plus(3_600));
    assert_eq!(taken, 1, "the check on this check");
    let slow = member(&register, 3_600);
    assert_eq!(deliver(&slow).unwrap().taken, 0);
}
