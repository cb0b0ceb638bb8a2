//! Counting where the board is: the server exports, the board counts, the server releases. The
//! same figures come out however often anybody exports, counts or restores.

use enkel::domain::period::Quarter;
use enkel::domain::release::Period;
use enkel::flows::FlowError;
use enkel::flows::ceremony::{
    CeremonyError, Export, Imported, Outcome, count_export, export_quarter, import_outcome,
};
use enkel::flows::count::{Counted, count_quarter};
use enkel::store::releases;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, Citizen, TestApp, Visitor, about, varied};

on_both_databases!(
    the_board_counts_where_it_is,
    an_exported_quarter_is_counted_nowhere_else,
    an_export_outlives_the_loss_of_the_database,
    a_result_of_another_export_or_register_is_refused,
    whoever_carries_the_export_learns_nothing,
);

/// A register whose first quarter is over.
fn closed(on: Backend, people: usize) -> (TestApp, Quarter) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, people);
    let quarter = register.quarter();
    register.next_quarter();
    (register, quarter)
}

fn exports(register: &TestApp) -> Vec<u8> {
    export_quarter(&register.app, None).unwrap().text
}

fn counts(register: &TestApp, export: &[u8]) -> Vec<u8> {
    let key = register.app.keys.counting_key().unwrap().unwrap();
    let outcome = count_export(export, &key).unwrap();
    outcome.text().unwrap().into_bytes()
}

fn imports(register: &TestApp, outcome: &[u8]) -> Result<Imported, FlowError> {
    import_outcome(&register.app, outcome)
}

#[track_caller]
fn refused(outcome: Result<Imported, FlowError>) -> String {
    outcome.unwrap_err().causes()
}

fn the_board_counts_where_it_is(on: Backend) {
    let (register, quarter) = closed(on, 40);
    let exact = Board(&register).peeks(quarter);
    let export = exports(&register);
    // A second export is the same file, from another host too.
    assert_eq!(exports(&register), export);
    let host = register.another_host();
    assert_eq!(export_quarter(&host, Some(quarter)).unwrap().text, export);
    let outcome = counts(&register, &export);
    assert_eq!(
        counts(&register, &export),
        outcome,
        "the same noise each time"
    );

    let day = quarter.release_day();
    let early = imports(&register, &outcome).unwrap();
    assert_eq!(early, Imported::NotBefore(quarter, day));
    register.lives_until(day);
    assert_eq!(
        imports(&register, &outcome).unwrap(),
        Imported::Released(quarter)
    );
    assert_eq!(
        imports(&register, &outcome).unwrap(),
        Imported::Already(quarter)
    );

    let counted = Outcome::read(&outcome).unwrap().flows;
    let database = &register.app.store.register;
    let flows = database.read("flows", releases::flows).unwrap();
    let of_quarter = |flow: &&_| Period::Quarter(quarter) == period_of(flow);
    assert_eq!(flows.iter().filter(of_quarter).count(), counted.len());
    let total: i64 = counted[0].cells[0];
    let truth = exact
        .iter()
        .filter(|((_, table, _), _)| table == "total")
        .map(|(_, change)| change)
        .sum::<i64>();
    // The noise of `total` passes 280 once in 10^12 times.
    assert!((total - truth).abs() < 280, "{total}");
    assert_eq!(Board(&register).next(), quarter.next());
    Board(&register).counts();
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    register.is_sound();
}

fn period_of(flow: &enkel::domain::release::Flow) -> Period {
    flow.period
}

fn an_exported_quarter_is_counted_nowhere_else(on: Backend) {
    let (register, quarter) = closed(on, 12);
    let export = exports(&register);
    register.lives_until(quarter.release_day());
    let key = register.app.keys.counting_key().unwrap().unwrap();
    for key in [None, Some(&key)] {
        let counted = count_quarter(&register.app, None, key).unwrap();
        assert_eq!(
            counted,
            Counted::AtTheBoard(quarter),
            "two draws would cost the loss twice"
        );
    }
    imports(&register, &counts(&register, &export)).unwrap();
    let why = export_quarter(&register.app, Some(quarter)).err().unwrap();
    assert!(
        why.causes().contains(&quarter.to_string()),
        "{}",
        why.causes()
    );
    let why = export_quarter(&register.app, None).err().unwrap();
    assert!(matches!(why, FlowError::Refused(_)), "the next one is open");
    register.is_sound();
}

fn an_export_outlives_the_loss_of_the_database(on: Backend) {
    let mut register = TestApp::on(on);
    Crowd::of(&register.app, 30);
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.comes_in().declares(varied(3));
    let copy = register.is_copied();
    let quarter = register.quarter();
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.comes_in().withdraws();
    register.next_quarter();
    let export = exports(&register);
    let outcome = counts(&register, &export);
    register.is_restored_from(&copy);
    // Counts as drawn: its ballots are not in the restored box, and the export is the same file.
    assert_eq!(exports(&register), export);
    assert_eq!(counts(&register, &export), outcome);
    register.lives_until(quarter.release_day());
    assert_eq!(
        count_quarter(&register.app, None, None).unwrap(),
        Counted::AtTheBoard(quarter)
    );
    assert_eq!(
        imports(&register, &outcome).unwrap(),
        Imported::Released(quarter)
    );
    let mut jan = Citizen::of(&register, "jan@example.org");
    assert!(jan.comes_in().looks().is_none(), "nobody comes back");
    jan.declares(about(&["TR"]));
    register.next_quarter();
    Board(&register).counts();
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    register.is_sound();
}

fn a_result_of_another_export_or_register_is_refused(on: Backend) {
    let (register, quarter) = closed(on, 12);
    let (other, _) = closed(Backend::Sqlite, 12);
    let export = exports(&register);
    let key = other.app.keys.counting_key().unwrap().unwrap();
    let why = count_export(&export, &key).err().unwrap();
    assert!(matches!(why, CeremonyError::OtherKey), "{why}");
    for place in [40, export.len() / 2, export.len() - 3] {
        let mut changed = export.clone();
        changed[place] ^= 1;
        let why = count_export(&changed, &key).err().unwrap();
        assert!(matches!(why, CeremonyError::ExportUnreadable), "{why}");
    }
    register.lives_until(quarter.release_day());
    let foreign = counts(&other, &exports(&other));
    assert!(refused(imports(&register, &foreign)).contains("register"));
    let outcome = counts(&register, &export);
    let mut torn = outcome.clone();
    torn.truncate(outcome.len() - 1);
    refused(imports(&register, &torn));
    // Somebody makes up figures for this very export.
    let mut made_up = Outcome::read(&outcome).unwrap();
    made_up.export = "0".repeat(64);
    let text = made_up.text().unwrap();
    refused(imports(&register, text.as_bytes()));
    assert_eq!(Board(&register).next(), quarter, "nothing was released");
    imports(&register, &outcome).unwrap();
    let mut made_up = Outcome::read(&outcome).unwrap();
    made_up.flows[0].cells[0] += 1;
    let text = made_up.text().unwrap();
    refused(imports(&register, text.as_bytes()));
    register.is_sound();
}

fn whoever_carries_the_export_learns_nothing(on: Backend) {
    let lengths: Vec<usize> = [3, 200]
        .map(|people| {
            let (register, _) = closed(on, people);
            let export = exports(&register);
            let read = Export::read(&export).unwrap();
            assert!(
                read.boxes
                    .iter()
                    .all(|boxed| boxed.len() == read.boxes[0].len())
            );
            export.len()
        })
        .to_vec();
    assert_eq!(
        lengths[0], lengths[1],
        "three people and two hundred look alike"
    );
}
