//! One process re-wraps at a time; one that has gone is taken over, and must not come back.

use enkel::flows::epoch::{Looked, Raise, Rewrap, finish, raise, rewrap};

use crate::app::crowd::Crowd;
use crate::app::{Backend, TestApp, raw};

on_both_databases!(
    the_second_of_two_is_refused_and_goes_on_when_the_first_is_gone,
    one_that_wakes_up_after_it_was_taken_over_writes_nothing,
);

fn theirs(rewrapped: Rewrap) -> String {
    match rewrapped {
        Rewrap::SomebodyElse(turn) => turn,
        other => panic!("{other:?}"),
    }
}

fn the_second_of_two_is_refused_and_goes_on_when_the_first_is_gone(on: Backend) {
    let register = TestApp::on(on);
    let (app, other) = (&register.app, register.another_host());
    let mut crowd = Crowd::of(app, 700);
    assert!(raise(app, Raise::ByHand).unwrap());
    let mut seen: Option<String> = None;
    let done = rewrap(app, None, &mut || {
        // It moves on with each batch, so what was seen before does not help.
        let turn = theirs(rewrap(&other, seen.as_deref(), &mut || true).unwrap());
        assert_ne!(seen, Some(turn.clone()));
        seen = Some(turn);
        true
    });
    assert_eq!(done.unwrap(), Rewrap::Done);
    // A process that was killed in the middle leaves its turn behind.
    assert!(matches!(
        finish(app, None, &mut || true),
        Ok(Looked::InOrder)
    ));
    assert!(raise(app, Raise::ByHand).unwrap());
    let gone = "INSERT INTO meta (key, value) VALUES ('rewrap_turn', '0011223344556677 1')";
    raw::does(&app.store.register, gone);
    let turn = theirs(rewrap(&other, None, &mut || true).unwrap());
    assert_eq!(
        rewrap(&other, Some(&turn), &mut || true).unwrap(),
        Rewrap::Done
    );
    crowd.all_are_found(app);
    register.is_sound();
}

fn one_that_wakes_up_after_it_was_taken_over_writes_nothing(on: Backend) {
    let register = TestApp::on(on);
    let (app, other) = (&register.app, register.another_host());
    let mut crowd = Crowd::of(app, 700);
    assert!(raise(app, Raise::ByHand).unwrap());
    let mut sleeps = 0;
    let outcome = rewrap(app, None, &mut || {
        sleeps += 1;
        let turn = theirs(rewrap(&other, None, &mut || true).unwrap());
        let taken = rewrap(&other, Some(&turn), &mut || false).unwrap();
        assert_eq!(taken, Rewrap::Stopped, "one batch, and the turn goes back");
        true
    });
    theirs(outcome.unwrap());
    assert_eq!(sleeps, 1, "nothing after the first batch");
    // The other one's batch and ours: ours was the first alone.
    let left = raw::rows(&app.store.register, "registration WHERE epoch = 1");
    assert_eq!(left, 0, "two batches of 350 in all");
    let ballots = raw::rows(&app.store.register, "ballot WHERE epoch = 1");
    assert_eq!(ballots, 700);
    assert_eq!(finish(app, None, &mut || true).unwrap(), Looked::InOrder);
    crowd.all_are_found(app);
    register.is_sound();
}
