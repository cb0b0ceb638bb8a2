//! What somebody does with their own account, and what the log says of it.

use enkel::crypto::totp;
use enkel::domain::operator::Role;
use enkel::flows::office::enrol::change_password;
use enkel::flows::office::sessions::{self, Seat};
use enkel::flows::office::sign_in::{confirm, sign_in};
use enkel::flows::office::{Outcome, Refusal};

use super::{PASSWORD, Way, comes_in, deeds};
use crate::app::{Backend, TestApp};

on_both_databases!(
    a_changed_password_is_the_one_that_opens,
    a_recovery_code_that_was_used_stands_in_the_log_and_a_usual_one_does_not,
);

const OTHER: &str = "negen ganzen op het dak";

/// A code that was not used before.
fn code(register: &TestApp, way: &Way) -> String {
    register.clock.passes(30);
    totp::code(&way.secret, register.app.now()).unwrap()
}

fn seat(register: &TestApp, way: &Way, password: &str) -> Result<Seat, Refusal> {
    let app = &register.app;
    let came: Outcome<_> = sign_in(app, &way.name, password, &code(register, way));
    let seat = |token: sessions::Token| sessions::seat(app, &token).unwrap().unwrap();
    came.unwrap().map(seat)
}

fn a_changed_password_is_the_one_that_opens(on: Backend) {
    let register = TestApp::on(on);
    let anna = comes_in(&register, "anna", &[Role::Editor]);
    let here = seat(&register, &anna, PASSWORD).unwrap();
    let wrong = change_password(&register.app, &here, OTHER, OTHER).unwrap();
    assert_eq!(wrong, Err(Refusal::OldPassword));
    let changed = change_password(&register.app, &here, PASSWORD, OTHER).unwrap();
    assert_eq!(changed, Ok(()));
    let left = sessions::of(&register.app, &here.operator.name).unwrap();
    assert_eq!(left.len(), 1, "her other sessions are over");
    assert_eq!(left[0].id, here.session.id);
    assert!(seat(&register, &anna, PASSWORD).is_err());
    assert!(seat(&register, &anna, OTHER).is_ok());
    assert!(deeds(&register).contains(&"anna changed-password".to_owned()));
}

fn a_recovery_code_that_was_used_stands_in_the_log_and_a_usual_one_does_not(on: Backend) {
    let register = TestApp::on(on);
    let anna = comes_in(&register, "anna", &[Role::Editor]);
    let here = seat(&register, &anna, PASSWORD).unwrap();
    let before = deeds(&register);
    let usual = code(&register, &anna);
    assert_eq!(confirm(&register.app, &here, &usual).unwrap(), Ok(()));
    assert_eq!(deeds(&register), before);
    let recovery = &anna.recovery[0];
    assert_eq!(confirm(&register.app, &here, recovery).unwrap(), Ok(()));
    let after = deeds(&register);
    assert_eq!(after[before.len()..], ["anna signed-in-recovery  confirm"]);
    let again = confirm(&register.app, &here, recovery).unwrap();
    assert_eq!(again, Err(Refusal::Code), "it is used up");
}
