//! A journal that is lost for good: what stood in it alone cannot be made good, so guest list and
//! ballot box need not balance any more, and the count must not stand still for ever.

use enkel::domain::period::Quarter;
use enkel::store::meta;

use super::{a_crowd, jan, kept};
use crate::app::{Backend, Board, TestApp, Visitor, Without, raw, varied};

on_both_databases!(quarters_that_lost_their_journal_are_counted_though_they_do_not_balance);

/// A ballot is missing that only a line of the journal would bring back.
fn loses_a_ballot(register: &TestApp) {
    let one = "DELETE FROM ballot WHERE id IN (SELECT id FROM ballot LIMIT 1)";
    raw::does(&register.app.store.register, one);
}

fn is_unchecked(register: &TestApp, quarter: Quarter) -> bool {
    let database = &register.app.store.register;
    let read = database.read("checked", |conn| meta::is_unchecked(conn, quarter));
    read.unwrap()
}

fn quarters_that_lost_their_journal_are_counted_though_they_do_not_balance(on: Backend) {
    let mut register = TestApp::on(on);
    a_crowd(&register);
    jan(&register).declares(varied(3));
    register.next_week();
    let copy = register.is_copied();
    jan(&register).withdraws();
    register.journal_is_forgotten();
    let archive = Visitor(&register).takes_home();
    let host = register.settings.register.host_name.clone();
    let lost = Without {
        hosts: &[host.as_str()],
        chain: Some(archive.path()),
    };
    register.is_restored(&copy, &lost).unwrap();
    assert!(kept(&register) == Some(varied(3)), "nobody could know");
    let quarter = register.quarter();
    assert!(is_unchecked(&register, quarter));
    assert!(!is_unchecked(&register, quarter.next()), "from then on");
    loses_a_ballot(&register);
    register.leaps_to(quarter.release_day());
    assert_eq!(Board(&register).counts(), quarter);
    register.is_sound();
}
