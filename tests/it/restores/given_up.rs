//! A restore that fails half way: the register that lay there is as it was, open if it was open,
//! and closed for the same reason if it was closed.

use std::path::PathBuf;
use std::sync::Arc;

use enkel::config::Settings;
use enkel::crypto::envelope::Identity;
use enkel::crypto::escrow::Escrow;
use enkel::domain::clock::Day;
use enkel::flows::FlowError;
use enkel::flows::back_up::back_up_to_file;
use enkel::flows::restore::{PutBack, put_back};
use enkel::store::{Store, meta};
use enkel::text::Texts;

use super::{jan, kept};
use crate::app::{Backend, TestApp, location, raw, varied};

on_both_databases!(a_restore_that_is_given_up_leaves_the_register_as_it_was);

/// The board's half, and what it would put back.
struct Cupboard {
    folder: tempfile::TempDir,
    identity: Identity,
    backup: PathBuf,
}

/// A register with Jan in it, and a backup with a row that no key opens.
fn with_a_bad_backup(on: Backend) -> (TestApp, Cupboard) {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::generate();
    let recipient = identity.recipient().to_string();
    let escrow = folder.path().join("escrow");
    let settings = [
        ("backup.recipient", recipient.as_str()),
        ("backup.escrow_folder", escrow.to_str().unwrap()),
    ];
    let register = TestApp::with(on, &settings);
    jan(&register).declares(varied(3));
    let database = &register.app.store.register;
    let tag = match on {
        Backend::Sqlite => "zeroblob(length(tag))",
        Backend::Postgres => "decode(repeat('00', length(tag)), 'hex')",
    };
    raw::does(
        database,
        &format!(
            "INSERT INTO registration (tag, sealed, cohort, epoch) \
             SELECT {tag}, sealed, cohort, epoch FROM registration"
        ),
    );
    let backup = folder.path().join("backup");
    back_up_to_file(&register.app, &identity.recipient(), &backup).unwrap();
    raw::does(
        database,
        "DELETE FROM registration WHERE tag IN (SELECT tag FROM registration ORDER BY tag LIMIT 1)",
    );
    let cupboard = Cupboard {
        folder,
        identity,
        backup,
    };
    (register, cupboard)
}

/// The restore is tried in the place of this register, and says why it is not done.
fn tries(settings: &Settings, today: Day, cupboard: &Cupboard) -> String {
    let escrow = cupboard.folder.path().join("escrow/epoch-00001.escrow.age");
    let escrow = Escrow::open(&escrow, &cupboard.identity).ok().unwrap();
    let refused = put_back(&PutBack {
        backup: &cupboard.backup,
        identity: &cupboard.identity,
        escrow: Arc::new(escrow),
        settings,
        location: &location(settings),
        credentials: None,
        texts: &Arc::new(Texts::load().unwrap()),
        today,
        overwrite: true,
        without: &[],
        chain: None,
    });
    match refused {
        Err(FlowError::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

/// Nobody serves the register while `meanwhile` happens; then it is opened again.
fn while_nobody_serves_it(register: TestApp, meanwhile: impl FnOnce(&Settings, Day)) -> TestApp {
    let closed = register.closes();
    meanwhile(&closed.settings, closed.clock.today());
    closed.opens()
}

/// Why the register is closed, after it was closed or opened by hand.
fn closed(settings: &Settings, by_hand: Option<Option<&'static str>>) -> Option<String> {
    let register = Store::open(&location(settings), 1).unwrap().register;
    if let Some(reason) = by_hand {
        let done = register.write("by hand", move |conn| match reason {
            Some(reason) => meta::set(conn, meta::CLOSED, reason),
            None => meta::remove(conn, meta::CLOSED),
        });
        done.unwrap();
    }
    let read = register.read("why", |conn| meta::get(conn, meta::CLOSED));
    read.unwrap()
}

fn a_restore_that_is_given_up_leaves_the_register_as_it_was(on: Backend) {
    let (register, cupboard) = with_a_bad_backup(on);
    let register = while_nobody_serves_it(register, |settings, today| {
        let why = tries(settings, today, &cupboard);
        assert!(why.contains("does not open with this escrow"), "{why}");
    });
    assert!(kept(&register) == Some(varied(3)));
    jan(&register).declares(varied(4));
    // One that was closed before is not opened by it.
    let register = while_nobody_serves_it(register, |settings, today| {
        closed(settings, Some(Some("moved")));
        tries(settings, today, &cupboard);
        assert_eq!(closed(settings, None).as_deref(), Some("moved"));
        closed(settings, Some(None));
    });
    assert!(kept(&register) == Some(varied(4)));
    register.is_sound();
}
