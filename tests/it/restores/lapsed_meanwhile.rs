//! Somebody whose declaration had moved on to a later year after the backup, and who then withdrew:
//! in the backup it still is of the year that lapsed meanwhile.

use enkel::domain::period::Quarter;
use enkel::domain::record::ChangeKind;
use enkel::flows::withdraw::Withdrawn;

use super::{jan, kept};
use crate::app::{Backend, Citizen, TestApp, varied};

on_both_databases!(who_renewed_and_withdrew_after_the_backup_is_taken_off_once);

fn leaps_into(register: &TestApp, quarter: &str) {
    let quarter = Quarter::parse(quarter).unwrap();
    register.leaps_to(quarter.first_week().first_day());
}

/// He joined in 2026 and renewed in 2028, so that he stayed when his first year lapsed.
fn who_renewed_and_withdrew_after_the_backup_is_taken_off_once(on: Backend) {
    let mut register = TestApp::opened(on, &[], "2026-09-28");
    jan(&register).declares(varied(3));
    leaps_into(&register, "2028-Q4");
    Citizen::of(&register, "piet@example.org")
        .comes_in()
        .declares(varied(1));
    let copy = register.is_copied();
    assert_eq!(jan(&register).declares(varied(5)), ChangeKind::Replaced);
    leaps_into(&register, "2029-Q1");
    assert!(kept(&register) == Some(varied(5)), "he moved on");
    leaps_into(&register, "2029-Q2");
    assert_eq!(jan(&register).withdraws(), Withdrawn::Gone);
    register.is_restored_from(&copy);
    assert!(kept(&register).is_none());
    assert_eq!(register.rows("registration"), 1, "the other one");
    register.is_sound();
}
