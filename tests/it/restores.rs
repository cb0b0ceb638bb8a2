//! After a restore: what of everything that can happen is there again, whether it happened before
//! the backup or after it. Each cell of the table in `docs/operations.md` is a test here.

mod given_up;
mod lapsed_meanwhile;
mod without_a_journal;

use enkel::domain::period::Quarter;
use enkel::domain::record::ChangeKind;
use enkel::flows::ceremony::export_quarter;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};
use enkel::flows::withdraw::Withdrawn;

use crate::app::books::ExactFlows;
use crate::app::{Backend, Board, Citizen, TestApp, Visitor, about, raw, varied};

on_both_databases!(
    joined_before_the_backup,
    joined_after_the_backup,
    replaced_before_the_backup,
    replaced_after_the_backup,
    withdrawn_before_the_backup,
    withdrawn_after_the_backup,
    lapsed_before_the_backup,
    lapsed_after_the_backup,
    counted_before_the_backup,
    counted_after_the_backup,
    exported_before_the_backup,
    exported_after_the_backup,
    released_before_the_backup,
    released_after_the_backup,
);

fn jan(register: &TestApp) -> Citizen<'_> {
    let mut jan = Citizen::of(register, "jan@example.org");
    jan.comes_in();
    jan
}

fn kept(register: &TestApp) -> Option<enkel::domain::answers::Answers> {
    jan(register).looks().map(|record| record.answers)
}

/// Counts all there is, with every check that counting makes, and sees that all fits together.
fn counts_on(register: &TestApp) {
    register.jobs_run();
    Board(register).counts();
    register.is_sound();
    let visitor = Visitor(register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

/// Everybody else, so that nobody is alone.
fn a_crowd(register: &TestApp) {
    for number in 0..7 {
        let mut other = Citizen::of(register, &format!("person{number}@example.org"));
        other.comes_in().declares(varied(number));
    }
}

fn joined_before_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    jan(&register).declares(varied(3));
    let copy = register.is_copied();
    register.is_restored_from(&copy);
    assert!(kept(&register) == Some(varied(3)));
    assert_eq!(
        Board(&register).peeks(register.quarter()).len(),
        copy_flows(&register)
    );
    counts_on(&register);
    // And goes on as any other.
    assert_eq!(jan(&register).declares(varied(4)), ChangeKind::Replaced);
    assert_eq!(jan(&register).withdraws(), Withdrawn::Gone);
    counts_on(&register);
}

fn copy_flows(register: &TestApp) -> usize {
    Board(register).peeks(register.quarter()).len()
}

fn joined_after_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    let copy = register.is_copied();
    jan(&register).declares(varied(3));
    register.is_restored_from(&copy);
    // Lost: the journal holds no declarations.
    assert!(kept(&register).is_none());
    assert_eq!(raw::rows(&register.app.store.register, "registration"), 7);
    assert_eq!(jan(&register).declares(varied(3)), ChangeKind::Joined);
    counts_on(&register);
}

fn replaced_before_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    jan(&register).declares(varied(3));
    register.next_quarter();
    jan(&register).declares(varied(4));
    let copy = register.is_copied();
    register.is_restored_from(&copy);
    assert!(kept(&register) == Some(varied(4)));
    counts_on(&register);
    counts_on(&register);
}

fn replaced_after_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    jan(&register).declares(varied(3));
    let copy = register.is_copied();
    register.next_quarter();
    jan(&register).declares(varied(4));
    register.is_restored_from(&copy);
    // The replacement is lost, with its ballots; the declaration before it is there.
    assert!(kept(&register) == Some(varied(3)));
    assert!(Board(&register).peeks(register.quarter()).is_empty());
    counts_on(&register);
    assert_eq!(jan(&register).withdraws(), Withdrawn::Gone);
    counts_on(&register);
    assert_eq!(rows_of_jan(&register), 0);
}

fn rows_of_jan(register: &TestApp) -> i64 {
    raw::rows(&register.app.store.register, "registration") - 7
}

fn withdrawn_before_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    jan(&register).declares(varied(3));
    register.next_quarter();
    jan(&register).withdraws();
    let copy = register.is_copied();
    register.is_restored_from(&copy);
    assert!(kept(&register).is_none());
    counts_on(&register);
    counts_on(&register);
}

fn withdrawn_after_the_backup(on: Backend) {
    // In the same quarter, in the next one, and after that was counted.
    for quarters in 0..3 {
        let mut register = TestApp::on(on);
        a_crowd(&register);
        jan(&register).declares(about(&["VN"]));
        let copy = register.is_copied();
        for _ in 0..quarters {
            register.next_quarter();
        }
        if quarters == 2 {
            Board(&register).counts();
        }
        let open = register.quarter();
        jan(&register).withdraws();
        register.is_restored_from(&copy);
        assert!(kept(&register).is_none(), "nobody comes back");
        let leave = Board(&register).peeks(open);
        let hers: ExactFlows = leave
            .into_iter()
            .filter(|((_, t, c), _)| t == "nationality" && c == "VN")
            .collect();
        let expected: &[i64] = if quarters == 0 { &[] } else { &[-1] };
        assert_eq!(hers.into_values().collect::<Vec<_>>(), expected);
        while Board(&register).next() <= open {
            counts_on(&register);
        }
        assert_eq!(jan(&register).declares(varied(1)), ChangeKind::Joined);
    }
}

fn lapsed_before_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    jan(&register).declares(varied(3));
    lives_on(&register, "2029-Q1");
    a_crowd(&register);
    let copy = register.is_copied();
    register.is_restored_from(&copy);
    assert!(kept(&register).is_none());
    assert_eq!(rows_of_jan(&register), 0);
    counts_on(&register);
}

fn lapsed_after_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    jan(&register).declares(varied(3));
    lives_on(&register, "2028-Q4");
    a_crowd(&register);
    let copy = register.is_copied();
    register.next_quarter();
    assert!(kept(&register).is_none());
    register.is_restored_from(&copy);
    assert!(kept(&register).is_none(), "it lapses once more");
    assert_eq!(rows_of_jan(&register), 0);
    counts_on(&register);
    counts_on(&register);
}

/// Quarter by quarter, counting each.
fn lives_on(register: &TestApp, until: &str) {
    let until = Quarter::parse(until).unwrap();
    while register.quarter() < until {
        register.next_quarter();
        if register.quarter() < until {
            Board(register).counts();
        }
    }
}

fn counted_before_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    Board(&register).counts();
    let flows = flows(&register);
    let copy = register.is_copied();
    register.is_restored_from(&copy);
    assert_eq!(self::flows(&register), flows);
    counts_on(&register);
}

fn counted_after_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    jan(&register).declares(varied(3));
    let copy = register.is_copied();
    let counted = Board(&register).counts();
    let flows = flows(&register);
    // With the clock set back it is the journal that knows.
    register.clock.stands_on(counted.first_week().first_day());
    register.is_restored_from(&copy);
    assert_eq!(self::flows(&register), flows, "drawn once");
    let again = count_quarter(&register.app, Some(counted), None).unwrap();
    assert_eq!(again, Counted::Already(counted));
    assert_eq!(raw::rows(&register.app.store.register, "ballot"), 0);
    register.clock.stands_on(counted.release_day());
    assert!(kept(&register).is_some());
    jan(&register).withdraws();
    counts_on(&register);
}

/// Every published flow, as a reader has it.
fn flows(register: &TestApp) -> Vec<(String, Vec<u8>)> {
    let visitor = Visitor(register);
    let flows = |id: &String| visitor.downloads(id, "flows.csv");
    visitor
        .sees_releases()
        .iter()
        .map(|id| (id.clone(), flows(id)))
        .collect()
}

fn exported_before_the_backup(on: Backend) {
    is_exported_and_restored(on, true);
}

fn exported_after_the_backup(on: Backend) {
    is_exported_and_restored(on, false);
}

/// What becomes of its figures is told in `ceremony::restored`.
fn is_exported_and_restored(on: Backend, before: bool) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    register.next_quarter();
    let export = |register: &TestApp| export_quarter(&register.app, None).unwrap();
    let early = before.then(|| export(&register).text);
    let copy = register.is_copied();
    let file = early.unwrap_or_else(|| export(&register).text);
    register.is_restored_from(&copy);
    let quarter = register.quarter().previous();
    assert!(Board(&register).peeks(quarter).is_empty());
    assert!(export(&register).text == file, "one export of a quarter");
    register.lives_until(quarter.release_day());
    let counted = count_quarter(&register.app, None, None).unwrap();
    assert_eq!(counted, Counted::AtTheBoard(quarter));
    register.is_sound();
}

fn released_before_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    Board(&register).counts();
    let files = files(&register);
    let copy = register.is_copied();
    register.is_restored_from(&copy);
    assert_eq!(self::files(&register), files);
    counts_on(&register);
}

fn released_after_the_backup(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    let copy = register.is_copied();
    Board(&register).counts();
    publish_due_weeks(&register.app).unwrap();
    let files = files(&register);
    assert!(files.len() > 10);
    register.is_restored_from(&copy);
    assert_eq!(
        self::files(&register),
        files,
        "not a byte changed, signatures included"
    );
    register.jobs_run();
    let next = Board(&register).counts().to_string();
    let note = Visitor(&register).downloads(&next, "release.json");
    assert!(
        String::from_utf8(note)
            .unwrap()
            .contains("restored from a copy")
    );
    let after = Board(&register).counts().to_string();
    let note = Visitor(&register).downloads(&after, "release.json");
    assert!(
        !String::from_utf8(note)
            .unwrap()
            .contains("restored from a copy")
    );
    Visitor(&register).checks_the_archive();
}

/// Every published byte.
fn files(register: &TestApp) -> Vec<(String, Vec<Vec<u8>>)> {
    let visitor = Visitor(register);
    let names = [
        "figures.csv",
        "flows.csv",
        "release.json",
        "SHA256SUMS",
        "SHA256SUMS.minisig",
    ];
    let files = |id: &String| names.map(|name| visitor.downloads(id, name)).to_vec();
    visitor
        .sees_releases()
        .iter()
        .map(|id| (id.clone(), files(id)))
        .collect()
}

/// The page for volunteers has a row for everything that can happen, and a test for each cell.
#[test]
fn the_table_for_volunteers_has_a_test_for_each_cell() {
    let page = include_str!("../../docs/operations.md");
    let tests = include_str!("restores.rs");
    let section = page.split("### What a restore does").nth(1).unwrap();
    let table: Vec<Vec<&str>> = section
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(table[0], ["", "before the backup", "after it"]);
    let deeds = [
        ("join", "joined"),
        ("replacement", "replaced"),
        ("withdrawal", "withdrawn"),
        ("lapse", "lapsed"),
        ("count", "counted"),
        ("export for a ceremony", "exported"),
        ("release", "released"),
    ];
    assert_eq!(table.len(), 2 + deeds.len());
    for (row, (heading, deed)) in table[2..].iter().zip(deeds) {
        assert_eq!(row[0], heading);
        assert!(row.len() == 3 && row.iter().all(|cell| !cell.is_empty()));
        for when in ["before", "after"] {
            let test = format!("\nfn {deed}_{when}_the_backup(on: Backend)");
            assert!(tests.contains(&test), "{heading}, {when}");
        }
    }
}
