//! An exported quarter after the machine was lost: the export is its ballot box, whatever the
//! backup holds of it, and nobody who withdrew comes back.

use enkel::flows::ceremony::{Imported, import_outcome};
use enkel::flows::count::{Counted, count_quarter};

use super::{board_key, declares, exact, export, released, result, withdraws};
use crate::app::books::Books;
use crate::app::{Backend, Board, Citizen, Copy, TestApp, Visitor};

on_both_databases!(
    a_backup_from_before_the_close_gives_the_same_export,
    a_backup_from_between_close_and_export_gives_the_same_export,
    a_backup_from_after_the_export_gives_the_same_export,
    a_result_that_was_imported_before_the_loss_stays_imported,
);

#[derive(Clone, Copy, PartialEq)]
enum Copied {
    BeforeTheClose,
    BeforeTheExport,
    AfterTheExport,
}

fn a_backup_from_before_the_close_gives_the_same_export(on: Backend) {
    is_restored_and_counted(on, Copied::BeforeTheClose);
}

fn a_backup_from_between_close_and_export_gives_the_same_export(on: Backend) {
    is_restored_and_counted(on, Copied::BeforeTheExport);
}

fn a_backup_from_after_the_export_gives_the_same_export(on: Backend) {
    is_restored_and_counted(on, Copied::AfterTheExport);
}

/// Ten people, one of whom withdraws after the first possible backup.
fn lively(on: Backend, books: &mut Books) -> TestApp {
    let register = TestApp::on(on);
    for who in 0..10 {
        declares(&register, books, who, who);
    }
    register
}

fn is_restored_and_counted(on: Backend, when: Copied) {
    let mut books = Books::default();
    let mut register = lively(on, &mut books);
    let mut copy: Option<Copy> = (when == Copied::BeforeTheClose).then(|| register.is_copied());
    withdraws(&register, &mut books, 2);
    declares(&register, &mut books, 10, 3);
    register.next_quarter();
    if when == Copied::BeforeTheExport {
        copy = Some(register.is_copied());
    }
    let before = export(&register.app);
    if when == Copied::AfterTheExport {
        copy = Some(register.is_copied());
    }
    let quarter = before.quarter;
    // In the open quarter: a leave of somebody whom the export counts.
    withdraws(&register, &mut books, 4);
    let result = result(&register, &before.text);
    register.is_restored_from(&copy.unwrap());
    register.is_sound();
    assert!(Board(&register).peeks(quarter).is_empty());
    assert!(export(&register.app).text == before.text);
    register.lives_until(quarter.release_day());
    let key = board_key(&register);
    let counted = count_quarter(&register.app, None, Some(&key)).unwrap();
    assert_eq!(counted, Counted::AtTheBoard(quarter));
    let imported = import_outcome(&register.app, &result).unwrap();
    assert_eq!(imported, Imported::Released(quarter));
    let flows = released(&register, quarter);
    assert_eq!(exact(&before.text, &flows, &key), books.flows(quarter));
    for gone in [2, 4] {
        assert!(!is_kept(&register, gone), "nobody comes back");
    }
    assert!(is_kept(&register, 5));
    assert_eq!(is_kept(&register, 10), when != Copied::BeforeTheClose);
    // The next quarter's check rests on the note that the restore made.
    withdraws(&register, &mut books, 5);
    let next = register.quarter();
    let leaves = Board(&register).peeks(next);
    assert_eq!(leaves, books.flows(next));
    register.next_quarter();
    assert_eq!(Board(&register).counts(), next);
    register.is_sound();
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

fn is_kept(register: &TestApp, who: usize) -> bool {
    let mut citizen = Citizen::of(register, &format!("citizen{who}@example.org"));
    citizen.comes_in().looks().is_some()
}

fn a_result_that_was_imported_before_the_loss_stays_imported(on: Backend) {
    let mut books = Books::default();
    let mut register = lively(on, &mut books);
    register.next_quarter();
    let exported = export(&register.app);
    let copy = register.is_copied();
    let result = result(&register, &exported.text);
    register.lives_until(exported.quarter.release_day());
    import_outcome(&register.app, &result).unwrap();
    let flows = released(&register, exported.quarter);
    register.is_restored_from(&copy);
    assert!(released(&register, exported.quarter) == flows);
    let again = import_outcome(&register.app, &result).unwrap();
    assert_eq!(again, Imported::Already(exported.quarter));
    register.next_quarter();
    assert_eq!(Board(&register).counts(), exported.quarter.next());
    register.is_sound();
}
