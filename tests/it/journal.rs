//! The journal: what cannot be written down is not done, what was done is known after any crash,
//! and a draw that was published once is the one that counts.

mod damage;
mod draws;
mod first_form;
pub mod full;
mod killed;
mod replaced;

use enkel::app::App;
use enkel::domain::ids::Root;
use enkel::domain::leaf::{LeafKind, Verdict};
use enkel::flows::journal::{Books, OnFile};
use enkel::flows::withdraw::Withdrawn;
use enkel::store::ballots;

use crate::app::crowd::{a_root, declares_as, looks_as, withdraws_as};
use crate::app::{Backend, Board, TestApp, about, raw, varied};

on_both_databases!(
    a_withdrawal_and_a_counted_replacement_have_a_line_and_a_first_declaration_has_none,
    what_fails_after_its_line_is_settled_void_before_anything_else_is_written,
    a_journal_that_is_away_lets_nobody_withdraw_and_changes_nothing,
    a_line_whose_end_was_lost_with_the_power_was_done_also_after_the_count,
);

/// Every leaf with its end, as a restore reads them.
pub fn leaves(register: &TestApp) -> Vec<OnFile> {
    leaves_of(&register.app)
}

fn leaves_of(app: &App) -> Vec<OnFile> {
    let key = app.keys.journal();
    let folder = app.journal.folder();
    let hosts: Vec<String> = folder.hosts().unwrap().into_keys().collect();
    Books::all(folder, &key, &hosts).unwrap()
}

pub fn ends(register: &TestApp) -> Vec<(LeafKind, Option<Verdict>)> {
    let leaves = leaves(register);
    leaves.iter().map(|l| (l.leaf.kind, l.verdict)).collect()
}

fn declared(register: &TestApp, seed: usize) -> Root {
    let root = a_root();
    declares_as(&register.app, &root, varied(seed)).unwrap();
    root
}

/// Whether every leaf says of its ballots what the box shows.
pub fn tells_the_truth(register: &TestApp) {
    tells_the_truth_of(&register.app);
}

/// The same of any register's journal.
pub fn tells_the_truth_of(app: &App) {
    for on_file in leaves_of(app) {
        let read = app.store.register.read("look", |conn| {
            let mut there = Vec::new();
            for ballot in &on_file.leaf.ballots {
                there.push(ballots::contains(conn, &ballot.id)?);
            }
            Ok(there)
        });
        let there = read.unwrap();
        match on_file.verdict {
            Some(Verdict::Done) => assert!(there.iter().all(|there| *there)),
            Some(Verdict::Void) => assert!(there.iter().all(|there| !there)),
            other => panic!("{other:?}"),
        }
    }
}

fn a_withdrawal_and_a_counted_replacement_have_a_line_and_a_first_declaration_has_none(
    on: Backend,
) {
    let register = TestApp::on(on);
    let (jan, piet) = (a_root(), declared(&register, 4));
    declares_as(&register.app, &jan, about(&["MA"])).unwrap();
    assert_eq!(ends(&register), []);
    declares_as(&register.app, &jan, about(&["MA"])).unwrap();
    assert_eq!(ends(&register), [], "it moved nothing");
    declares_as(&register.app, &jan, about(&["TR"])).unwrap();
    withdraws_as(&register.app, &piet).unwrap();
    withdraws_as(&register.app, &piet).unwrap();
    let expected = [
        (LeafKind::Replacement, Some(Verdict::Done)),
        (LeafKind::Withdrawal, Some(Verdict::Done)),
    ];
    assert_eq!(ends(&register), expected);
    tells_the_truth(&register);
}

fn what_fails_after_its_line_is_settled_void_before_anything_else_is_written(on: Backend) {
    let register = TestApp::on(on);
    let database = &register.app.store.register;
    let (jan, piet) = (declared(&register, 1), declared(&register, 2));
    let fails = |deed: &dyn Fn() -> bool| {
        // The journal is written, and then the box will not take the ballot.
        raw::does(database, &refusing(on, true));
        assert!(deed());
        raw::does(database, &refusing(on, false));
    };
    if on == Backend::Postgres {
        raw::does(
            database,
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'no'; END $$",
        );
    }
    fails(&|| withdraws_as(&register.app, &jan).is_err());
    fails(&|| declares_as(&register.app, &piet, varied(3)).is_err());
    let open = [(LeafKind::Withdrawal, None), (LeafKind::Replacement, None)];
    assert_eq!(ends(&register), open);
    assert!(looks_as(&register.app, &jan).unwrap() == Some(varied(1)));
    assert!(looks_as(&register.app, &piet).unwrap() == Some(varied(2)));
    // Another host is the next to write to the same declaration.
    let other = register.another_host();
    assert_eq!(withdraws_as(&other, &jan).unwrap(), Withdrawn::Gone);
    declares_as(&register.app, &piet, varied(3)).unwrap();
    let after = [
        (LeafKind::Withdrawal, Some(Verdict::Void)),
        (LeafKind::Replacement, Some(Verdict::Void)),
        (LeafKind::Withdrawal, Some(Verdict::Done)),
        (LeafKind::Replacement, Some(Verdict::Done)),
    ];
    assert_eq!(ends(&register), after);
    tells_the_truth(&register);
    assert!(looks_as(&register.app, &jan).unwrap().is_none());
    register.is_sound();
}

/// From here on, or no longer, the ballot box refuses every ballot.
fn refusing(on: Backend, refuses: bool) -> String {
    match (on, refuses) {
        (Backend::Sqlite, true) => "CREATE TRIGGER refuses BEFORE INSERT ON ballot \
                                    BEGIN SELECT RAISE(ABORT, 'no'); END"
            .into(),
        (Backend::Sqlite, false) => "DROP TRIGGER refuses".into(),
        (Backend::Postgres, true) => "CREATE TRIGGER refuses BEFORE INSERT ON ballot \
                                      FOR EACH ROW EXECUTE FUNCTION refuses()"
            .into(),
        (Backend::Postgres, false) => "DROP TRIGGER refuses ON ballot".into(),
    }
}

fn a_journal_that_is_away_lets_nobody_withdraw_and_changes_nothing(on: Backend) {
    let register = TestApp::on(on);
    let folder = register.settings.journal.folder.clone();
    let away = folder.with_extension("away");
    let (jan, piet) = (declared(&register, 1), declared(&register, 2));
    for empty_folder_in_its_place in [false, true] {
        std::fs::rename(&folder, &away).unwrap();
        if empty_folder_in_its_place {
            std::fs::create_dir(&folder).unwrap();
        }
        let refused = withdraws_as(&register.app, &jan).unwrap_err().causes();
        assert!(refused.contains("is missing: put it back"), "{refused}");
        assert!(declares_as(&register.app, &piet, varied(7)).is_err());
        assert!(looks_as(&register.app, &jan).unwrap() == Some(varied(1)));
        assert!(looks_as(&register.app, &piet).unwrap() == Some(varied(2)));
        // Who comes for the first time needs no line.
        declared(&register, 3);
        if empty_folder_in_its_place {
            assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
            std::fs::remove_dir(&folder).unwrap();
        }
        std::fs::rename(&away, &folder).unwrap();
    }
    assert_eq!(withdraws_as(&register.app, &jan).unwrap(), Withdrawn::Gone);
    assert_eq!(raw::rows(&register.app.store.register, "registration"), 3);
    tells_the_truth(&register);
}

fn a_line_whose_end_was_lost_with_the_power_was_done_also_after_the_count(on: Backend) {
    let register = TestApp::on(on);
    let (jan, _piet) = (declared(&register, 1), declared(&register, 2));
    withdraws_as(&register.app, &jan).unwrap();
    register.next_quarter();
    Board(&register).counts();
    let done = [(LeafKind::Withdrawal, Some(Verdict::Done))];
    assert_eq!(ends(&register), done);
    // Only the leaf was on the disk for sure; its ballot was burnt since.
    damage::empties_all_after(&register, 1);
    assert_eq!(ends(&register), [(LeafKind::Withdrawal, None)]);
    drop(register.another_host());
    assert_eq!(ends(&register), done);
}
