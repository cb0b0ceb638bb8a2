//! A journal that is lost for good: a new one takes its place, the register goes on with it, and it
//! is not forgotten what was lost.

use enkel::flows::FlowError;
use enkel::flows::open_app::new_journal;
use enkel::flows::withdraw::Withdrawn;

use super::{declared, tells_the_truth_of};
use crate::app::crowd::withdraws_as;
use crate::app::{Backend, TestApp, Without};

on_both_databases!(a_new_journal_takes_the_place_of_a_lost_one_and_says_what_was_lost);

fn a_new_journal_takes_the_place_of_a_lost_one_and_says_what_was_lost(on: Backend) {
    let mut register = TestApp::on(on);
    let (jan, piet) = (declared(&register, 1), declared(&register, 2));
    let copy = register.is_copied();
    withdraws_as(&register.app, &jan).unwrap();
    let folder = register.settings.journal.folder.clone();
    let takes_its_place = |register: &TestApp| {
        let app = &register.app;
        new_journal(&app.store, &app.keys, &register.settings)
    };
    let refused = takes_its_place(&register);
    assert!(matches!(refused, Err(FlowError::Refused(_))), "it is there");
    std::fs::rename(&folder, folder.with_extension("lost")).unwrap();
    takes_its_place(&register).unwrap();
    let host = register.another_host();
    assert_eq!(withdraws_as(&host, &piet).unwrap(), Withdrawn::Gone);
    tells_the_truth_of(&host);
    drop(host);
    // Jan's line is gone: a backup of before it comes back only where somebody says so.
    match register.is_restored(&copy, &Without::default()) {
        Err(FlowError::Refused(why)) => assert!(why.contains("--without-journal"), "{why}"),
        other => panic!("{other:?}"),
    }
}
