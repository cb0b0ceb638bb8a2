//! What does not fit is refused with a sentence, on the board's machine and on the server, and
//! changes nothing.

use enkel::flows::FlowError;
use enkel::flows::ceremony::{
    CeremonyError, Export, Exported, count_export, export_quarter, import_outcome,
};

use super::{board_key, declares, export, holds_a_ceremony, other_outcome, result};
use crate::app::books::Books;
use crate::app::{Backend, Board, TestApp, raw};

on_both_databases!(
    a_byte_that_was_changed_on_the_way_is_refused,
    another_register_and_its_key_are_refused,
    rows_and_ballots_that_differ_are_named_by_cohort_alone,
    quarters_are_exported_in_order_and_when_closed,
    only_the_result_of_that_export_is_released,
    a_lost_export_is_not_made_anew,
    an_export_that_was_changed_in_the_journal_is_refused,
);

/// A register with a closed quarter, and its books.
fn closed(on: Backend) -> (TestApp, Books) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for who in 0..6 {
        declares(&register, &mut books, who, who);
    }
    register.next_quarter();
    (register, books)
}

#[track_caller]
fn refused<T>(outcome: Result<T, FlowError>, because: &str) {
    let why = outcome.err().expect("it is refused").causes();
    assert!(why.contains(because), "{why}");
}

fn a_byte_that_was_changed_on_the_way_is_refused(on: Backend) {
    let (register, books) = closed(on);
    let Exported { text, .. } = export(&register.app);
    let key = board_key(&register);
    let whole = result(&register, &text);
    for place in (0..text.len()).step_by(997).chain([text.len() - 1]) {
        let mut changed = text.clone();
        changed[place] ^= 1;
        let counted = count_export(&changed, &key);
        assert!(matches!(counted, Err(CeremonyError::ExportUnreadable)));
    }
    assert!(count_export(&text[..text.len() - 1], &key).is_err());
    for place in (0..whole.len()).step_by(997) {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        refused(import_outcome(&register.app, &changed), "a byte is missing");
    }
    holds_a_ceremony(&register, &books);
}

fn another_register_and_its_key_are_refused(on: Backend) {
    let (register, books) = closed(on);
    let (other, _) = closed(on);
    let (ours, theirs) = (export(&register.app).text, export(&other.app).text);
    let counted = count_export(&theirs, &board_key(&register));
    assert!(matches!(counted, Err(CeremonyError::OtherKey)));
    let result = result(&other, &theirs);
    refused(import_outcome(&register.app, &result), "another register");
    // A box that was sealed for another lock, in a file that is otherwise made well.
    let mut mixed = Export::read(&ours).unwrap();
    mixed.boxes[5] = Export::read(&theirs).unwrap().boxes[5].clone();
    let counted = count_export(mixed.text().as_bytes(), &board_key(&register));
    assert!(matches!(counted, Err(CeremonyError::Box)));
    holds_a_ceremony(&register, &books);
}

fn rows_and_ballots_that_differ_are_named_by_cohort_alone(on: Backend) {
    let (register, _) = closed(on);
    let one = "DELETE FROM ballot WHERE id = (SELECT MIN(id) FROM ballot)";
    if register.backend == Backend::Sqlite {
        raw::does(&register.app.store.register, one);
    } else {
        let one = "DELETE FROM ballot WHERE id = (SELECT id FROM ballot ORDER BY id LIMIT 1)";
        raw::does(&register.app.store.register, one);
    }
    let text = export(&register.app).text;
    let why = count_export(&text, &board_key(&register)).err().unwrap();
    assert!(matches!(why, CeremonyError::RowsDiffer(_)));
    let digits: String = why
        .to_string()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    assert_eq!(digits, "2026", "no number but the cohort's year");
    // Where a restore had no journal, they need not balance, and the export says so.
    let mut unchecked = Export::read(&text).unwrap();
    unchecked.checked = false;
    assert!(count_export(unchecked.text().as_bytes(), &board_key(&register)).is_ok());
}

fn quarters_are_exported_in_order_and_when_closed(on: Backend) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    declares(&register, &mut books, 1, 1);
    let first = register.quarter();
    let until = first.next().first_week().first_day().plus(-1).iso();
    let open = format!("still open until {until}: export it after that");
    refused(export_quarter(&register.app, None).map(drop), &open);
    register.next_quarter();
    register.next_quarter();
    let early = export_quarter(&register.app, Some(first.next()));
    refused(early.map(drop), "in order");
    assert_eq!(export(&register.app).quarter, first);
    // The second waits for the result of the first.
    let early = export_quarter(&register.app, Some(first.next()));
    refused(early.map(drop), "in order");
    holds_a_ceremony(&register, &books);
    let late = export_quarter(&register.app, Some(first));
    refused(late.map(drop), "never counted twice");
    assert_eq!(export(&register.app).quarter, first.next());
}

fn only_the_result_of_that_export_is_released(on: Backend) {
    let (register, _) = closed(on);
    let quarter = register.quarter().previous();
    register.lives_until(quarter.release_day());
    let text = export(&register.app).text;
    let ours = result(&register, &text);
    // Somebody left out a box on the way: another file, another noise, no release.
    let mut fewer = Export::read(&text).unwrap();
    fewer.boxes.pop();
    fewer.checked = false;
    let theirs = count_export(fewer.text().as_bytes(), &board_key(&register)).unwrap();
    let theirs = theirs.text().unwrap();
    refused(
        import_outcome(&register.app, theirs.as_bytes()),
        "another export",
    );
    for odd in [
        other_outcome(&ours, |outcome| drop(outcome.flows.pop())),
        other_outcome(&ours, |outcome| outcome.policy = 7),
        other_outcome(&ours, |outcome| outcome.flows[0].cells[0] = i64::MAX),
        other_outcome(&ours, |outcome| outcome.flows.swap(0, 1)),
    ] {
        refused(import_outcome(&register.app, &odd), "are not those that");
    }
    let next = other_outcome(&ours, |outcome| outcome.quarter = quarter.next());
    refused(import_outcome(&register.app, &next), "never exported");
    assert_eq!(Board(&register).next(), quarter, "nothing was released");
    import_outcome(&register.app, &ours).unwrap();
    let second = other_outcome(&ours, |outcome| outcome.flows[0].cells[0] += 1);
    refused(import_outcome(&register.app, &second), "other figures");
    register.is_sound();
}

fn a_lost_export_is_not_made_anew(on: Backend) {
    let (register, _) = closed(on);
    let Exported { quarter, text, .. } = export(&register.app);
    let ours = result(&register, &text);
    register.app.journal.folder().burn_export(quarter).unwrap();
    let again = export_quarter(&register.app, None);
    refused(again.map(drop), "the file it has");
    register.lives_until(quarter.release_day());
    // The register itself remembers which file it was.
    import_outcome(&register.app, &ours).unwrap();
    register.is_sound();
}

fn an_export_that_was_changed_in_the_journal_is_refused(on: Backend) {
    let (register, books) = closed(on);
    let Exported { quarter, text, .. } = export(&register.app);
    let name = format!("draws/{quarter}.export");
    let file = register.settings.journal.folder.join(name);
    let whole = std::fs::read(&file).unwrap();
    // Another box in it, and the sum inside made right again: the mark below is not.
    let mut other = Export::read(&text).unwrap();
    other.boxes.swap(0, 1);
    let mark = &whole[text.len()..];
    std::fs::write(&file, [other.text().as_bytes(), mark].concat()).unwrap();
    let again = export_quarter(&register.app, None);
    refused(again.map(drop), "put the file back");
    std::fs::write(&file, &whole).unwrap();
    holds_a_ceremony(&register, &books);
}
