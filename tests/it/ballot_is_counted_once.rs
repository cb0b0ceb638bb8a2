//! Somebody who can write to the database, and has no key, lays copies of counted ballots into the
//! next quarter's box: a join and a leave, so that rows and ballots still agree. The same events
//! would be drawn again, and their noise averaged away.

use enkel::domain::period::Quarter;
use enkel::flows::count::count_quarter;
use enkel::flows::epoch::{self, Raise};

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, raw};

on_both_databases!(
    a_copied_ballot_is_not_counted_in_another_quarter,
    a_copied_ballot_does_not_outlive_its_quarter_by_a_step_of_the_epoch,
);

/// A register with a copy of its ballot box, and the quarter that was counted.
fn with_a_copy(on: Backend) -> (TestApp, Quarter) {
    let register = TestApp::on(on);
    let mut crowd = Crowd::of(&register.app, 12);
    crowd.withdraws(&register.app, 3);
    let database = &register.app.store.register;
    raw::does(database, "CREATE TABLE kept_copy AS SELECT * FROM ballot");
    let counted = Board(&register).counts();
    (register, counted)
}

/// Lays the copies into a quarter's box.
fn lays(register: &TestApp, quarter: Quarter) {
    let database = &register.app.store.register;
    let change = format!("UPDATE kept_copy SET period = '{quarter}'");
    raw::does(database, &change);
    raw::does(database, "INSERT INTO ballot SELECT * FROM kept_copy");
}

fn a_copied_ballot_is_not_counted_in_another_quarter(on: Backend) {
    let (register, counted) = with_a_copy(on);
    lays(&register, counted.next());
    register.lives_until(counted.next().release_day());
    let before = raw::rows(&register.app.store.register, "flow");
    let why = count_quarter(&register.app, None, None).unwrap_err();
    assert!(why.causes().contains("does not open"), "{}", why.causes());
    assert_eq!(raw::rows(&register.app.store.register, "flow"), before);
    // Nothing of it stays once the copies are taken out again.
    let database = &register.app.store.register;
    raw::does(
        database,
        "DELETE FROM ballot WHERE id IN (SELECT id FROM kept_copy)",
    );
    Board(&register).counts();
    register.is_sound();
}

fn a_copied_ballot_does_not_outlive_its_quarter_by_a_step_of_the_epoch(on: Backend) {
    let (register, counted) = with_a_copy(on);
    lays(&register, counted.next());
    assert!(epoch::raise(&register.app, Raise::ByHand).unwrap());
    // Wrapped anew it would pass for one of the new quarter.
    let why = epoch::finish(&register.app, None, &mut || true).unwrap_err();
    assert!(why.causes().contains("does not open"), "{}", why.causes());
    let database = &register.app.store.register;
    raw::does(
        database,
        "DELETE FROM ballot WHERE id IN (SELECT id FROM kept_copy)",
    );
    let looked = epoch::finish(&register.app, None, &mut || true).unwrap();
    assert_eq!(looked, epoch::Looked::InOrder);
    register.is_sound();
}
