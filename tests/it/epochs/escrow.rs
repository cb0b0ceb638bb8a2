//! The escrow follows the epoch's steps; where it cannot be written the steps go on all the same.

use enkel::crypto::envelope::Identity;
use enkel::crypto::escrow::Escrow;
use enkel::flows::epoch::{Looked, Raise, begin_fresh, escrow_is_missing, finish, raise};

use super::goes_a_step;
use crate::app::{Backend, TestApp};

on_both_databases!(the_escrow_follows_each_step_and_its_failure_stops_nothing);

fn the_escrow_follows_each_step_and_its_failure_stops_nothing(on: Backend) {
    let identity = Identity::generate();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("escrow");
    let recipient = identity.recipient().to_string();
    let register = TestApp::with(
        on,
        &[
            ("backup.recipient", &recipient),
            ("backup.escrow_folder", folder.to_str().unwrap()),
        ],
    );
    let app = &register.app;
    let file = |step: u32| folder.join(format!("epoch-{step:05}.escrow.age"));
    let opens = |step| Escrow::open(&file(step), &identity).is_ok();
    let finishes = || assert_eq!(finish(app, None, &mut || true).unwrap(), Looked::InOrder);
    assert!(escrow_is_missing(&register.settings, &app.keys));
    finishes();
    assert!(opens(1) && !escrow_is_missing(&register.settings, &app.keys));
    let first = std::fs::read(file(1)).unwrap();
    finishes();
    assert_eq!(std::fs::read(file(1)).unwrap(), first, "written once");
    goes_a_step(&register);
    goes_a_step(&register);
    assert!(!file(1).exists(), "the newest two alone");
    assert!(opens(2) && opens(3));
    begin_fresh(app).unwrap();
    assert!(raise(app, Raise::ByHand).unwrap());
    finishes();
    assert!(opens(4));
    // Something lies where the folder should be.
    std::fs::rename(&folder, place.path().join("away")).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    goes_a_step(&register);
    assert_eq!(app.keys.oldest().0, 5);
    assert!(
        escrow_is_missing(&register.settings, &app.keys),
        "doctor says so"
    );
    std::fs::remove_file(&folder).unwrap();
    finishes();
    assert!(opens(5));
}
