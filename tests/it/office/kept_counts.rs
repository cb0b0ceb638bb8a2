//! What was counted in the office is counted once: the same again is no other count, and what
//! stopped half way goes on from where it stood.

use enkel::domain::operator::Role;
use enkel::domain::proposal::Kind;
use enkel::domain::release::Period;
use enkel::flows::back_up::back_up_to_file;
use enkel::flows::office::approve::{approve, fingerprint, of_kind, propose_erratum, take_effect};
use enkel::flows::office::count::count;
use enkel::flows::office::overview::{drill_done, overview};
use enkel::flows::office::{Outcome, Refusal};

use super::{comes_in, deeds};
use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor, raw};

on_both_databases!(
    the_same_count_again_changes_nothing_and_another_is_refused,
    an_erratum_that_was_made_is_not_made_again,
    the_office_sees_what_waits_and_when_a_backup_was_last_tried,
);

/// What waits about releases, word for word.
fn counted(register: &TestApp) -> Vec<String> {
    let waiting = of_kind(&register.app, Kind::Release).unwrap();
    waiting.into_iter().map(|one| one.body).collect()
}

fn the_same_count_again_changes_nothing_and_another_is_refused(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 12);
    let quarter = register.quarter();
    let counts = |by, quarter| -> Outcome<()> { count(&register.app, by, quarter) };
    let open = counts("anna", quarter).unwrap();
    assert_eq!(open, Err(Refusal::StillOpen), "it is next, and open");
    register.next_quarter();
    let later = counts("anna", quarter.next()).unwrap();
    assert_eq!(later, Err(Refusal::StillOpen), "it is not next either");
    assert_eq!(counts("anna", quarter).unwrap(), Ok(()));
    let first = counted(&register);
    assert_eq!(first.len(), 1);
    assert_eq!(counts("bram", quarter).unwrap(), Ok(()));
    assert_eq!(counted(&register), first);
    let lines = deeds(&register);
    let lines = lines.iter().filter(|line| line.contains(" counted "));
    assert_eq!(lines.collect::<Vec<_>>(), ["anna counted 2026-Q3"]);
    // What waits is other than what is counted now: neither takes the other's place.
    raw::does(
        &register.app.store.register,
        "UPDATE proposal SET body = body || ' ' WHERE kind = 'release'",
    );
    let changed = counted(&register);
    assert_ne!(changed, first);
    let refused = counts("bram", quarter).unwrap();
    assert_eq!(refused, Err(Refusal::Counted));
    assert_eq!(counted(&register), changed);
}

/// The proposed erratum, named exactly.
fn seen(register: &TestApp) -> String {
    fingerprint(&of_kind(&register.app, Kind::Erratum).unwrap()[0])
}

fn an_erratum_that_was_made_is_not_made_again(on: Backend) {
    let register = TestApp::on(on);
    for name in ["anna", "bram"] {
        comes_in(&register, name, &[Role::Releaser]);
    }
    Crowd::of(&register.app, 9);
    register.leaps_to(register.quarter().release_day());
    let quarter = Board(&register).counts();
    let period = Period::Quarter(quarter);
    let proposes = |reason| propose_erratum(&register.app, "anna", period, reason);
    let approves = || {
        let (name, seen) = (quarter.to_string(), seen(&register));
        approve(&register.app, "bram", Kind::Erratum, &name, &seen)
    };
    let errata = || -> Vec<String> {
        let all = Visitor(&register).sees_releases().into_iter();
        all.filter(|id| id.contains("-e")).collect()
    };
    proposes("A label was wrong.").unwrap().unwrap();
    approves().unwrap().unwrap();
    assert_eq!(errata(), ["2026-Q3-e1"]);
    // As if the server had stopped after it came out and before that was noted.
    let stopped = "UPDATE proposal SET state = 'approved' WHERE kind = 'erratum'";
    raw::does(&register.app.store.register, stopped);
    take_effect(&register.app).unwrap();
    take_effect(&register.app).unwrap();
    assert_eq!(errata(), ["2026-Q3-e1"]);
    // Another reason is another erratum.
    proposes("Another label was wrong.").unwrap().unwrap();
    approves().unwrap().unwrap();
    assert_eq!(errata(), ["2026-Q3-e1", "2026-Q3-e2"]);
}

fn the_office_sees_what_waits_and_when_a_backup_was_last_tried(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 9);
    let sees = || overview(&register.app, Some(Vec::new())).unwrap();
    let (quarter, tried) = (register.quarter(), |by| drill_done(&register.app, by));
    assert_eq!(sees().next, (quarter, false), "it is open");
    assert_eq!(tried("anna").unwrap(), Err(Refusal::NoBackup));
    let board = enkel::crypto::envelope::Identity::generate();
    let home = tempfile::tempdir().unwrap();
    back_up_to_file(&register.app, &board.recipient(), home.path()).unwrap();
    assert_eq!(sees().drill, None);
    for by in ["anna", "bram", "cato"] {
        tried(by).unwrap().unwrap();
        assert_eq!(sees().drill, Some(register.clock.today()));
        register.next_day();
    }
    // Where registers of earlier versions have it.
    let drills = "document WHERE kind = 'drill' AND name = 'backup'";
    let versions = raw::number(&register.app.store.register, "MAX(version)", drills);
    assert_eq!(versions, 3);
    register.next_quarter();
    assert_eq!(sees().next, (quarter, true), "it waits to be counted");
    count(&register.app, "anna", quarter).unwrap().unwrap();
    assert_eq!(sees().next, (quarter, false), "it waits for another person");
}
