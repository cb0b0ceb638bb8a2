//! What is done once for all is done by one process, chosen through the database; and were several
//! to do it at once, it would still be done once.

use std::sync::{Arc, Mutex};

use enkel::app::App;
use enkel::domain::clock::{Clock, Timestamp};
use enkel::flows::FlowError;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{count_quarter, publish_due_weeks};
use enkel::flows::deliver::deliver;
use enkel::flows::epoch::{look_after, renew_escrow};
use enkel::flows::office::approve::take_effect;
use enkel::flows::sweep::sweep;
use enkel::flows::turn::{Candidate, Task};
use enkel::mail::transport::{Memory, Transport};
use enkel::mail::{OutgoingLetter, SendError};
use enkel::store::StoreError;
use enkel::store::outbox::{self, LEASE_SECONDS};

use crate::app::{Backend, Citizen, TestApp, Visitor, raw, varied};
use crate::hosts::takes_letters;

on_both_databases!(
    one_of_three_is_chosen_and_another_when_it_is_gone,
    one_that_was_held_up_finds_its_turn_taken,
    a_turn_that_was_given_back_is_taken_at_the_next_look,
    all_jobs_on_four_hosts_at_once_do_no_harm,
    a_worker_that_was_paused_past_its_lease_settles_nothing,
);

fn candidates() -> [Candidate; 3] {
    [(); 3].map(|()| Candidate::for_task(Task::Calendar))
}

fn one_of_three_is_chosen_and_another_when_it_is_gone(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut three = candidates();
    for _ in 0..4 {
        let chosen = three.iter_mut().map(|one| one.is_chosen(app).unwrap());
        assert_eq!(chosen.collect::<Vec<_>>(), [true, false, false]);
    }
    // The first one is killed: nobody gives its turn back. The others have seen it once since.
    let [_, second, third] = &mut three;
    assert!(second.is_chosen(app).unwrap());
    assert!(!third.is_chosen(app).unwrap());
    for _ in 0..3 {
        assert!(second.is_chosen(app).unwrap());
        assert!(!third.is_chosen(app).unwrap());
    }
    assert_eq!(
        raw::rows(&app.store.register, "meta WHERE key = 'calendar_turn'"),
        1
    );
}

fn one_that_was_held_up_finds_its_turn_taken(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let [mut first, mut second, _] = candidates();
    assert!(first.is_chosen(app).unwrap());
    assert!(!second.is_chosen(app).unwrap());
    assert!(second.is_chosen(app).unwrap(), "nothing moved");
    assert!(!first.is_chosen(app).unwrap());
    assert!(second.is_chosen(app).unwrap());
    // Nor does it give back what is no longer its own.
    first.steps_back(app).unwrap();
    assert!(second.is_chosen(app).unwrap());
}

fn a_turn_that_was_given_back_is_taken_at_the_next_look(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let [mut first, mut second, _] = candidates();
    assert!(first.is_chosen(app).unwrap());
    assert!(!second.is_chosen(app).unwrap());
    first.steps_back(app).unwrap();
    assert!(second.is_chosen(app).unwrap());
    assert!(!first.is_chosen(app).unwrap());
}

/// Everything that a worker does in one look, whoever else does it too.
fn does_all(app: &App) {
    close_due_periods(app).unwrap();
    publish_due_weeks(app).unwrap();
    count_quarter(app, None, None).unwrap();
    take_effect(app).unwrap();
    deliver(app).unwrap();
    sweep(app).unwrap();
    renew_escrow(app).unwrap();
    // Writing SQLite's file anew gives way to whoever reads it; the next look does it again.
    if let Err(error) = look_after(app, None, &mut || true) {
        let gave_way = matches!(error, FlowError::Store(StoreError::Conflict));
        assert!(gave_way, "{error:?}");
    }
}

fn all_jobs_on_four_hosts_at_once_do_no_harm(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..5 {
        let address = format!("jan{number}@example.org");
        let mut jan = Citizen::of(&register, &address);
        jan.comes_in().declares(varied(number));
    }
    let quarter = register.quarter();
    register.lives_until(quarter.release_day());
    let hosts: Vec<App> = (0..4).map(|_| register.another_host()).collect();
    let waiting: Vec<_> = (0..20)
        .map(|number| format!("piet{number}@example.org"))
        .collect();
    for address in &waiting {
        Citizen::of(&register, address).types_the_address();
    }
    std::thread::scope(|scope| {
        for app in &hosts {
            scope.spawn(|| (0..3).for_each(|_| does_all(app)));
        }
    });
    // What one of them could not do because another did it, the next look does.
    does_all(&register.app);
    register.delivers();
    for address in &waiting {
        assert_eq!(Citizen::of(&register, address).letters().len(), 1);
    }
    let flows = "flow WHERE table_id <> 'weekly'";
    assert_eq!(raw::rows(&register.app.store.register, flows), 8);
    assert_eq!(register.rows("registration"), 5);
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    register.is_sound();
}

/// A relay during whose dialogue something else happens, once.
struct Slow {
    relay: Memory,
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Transport for Slow {
    fn send(&self, letter: &OutgoingLetter, now: Timestamp) -> Result<(), SendError> {
        if let Some(meanwhile) = self.meanwhile.lock().unwrap().take() {
            meanwhile();
        }
        self.relay.send(letter, now)
    }
}

fn a_worker_that_was_paused_past_its_lease_settles_nothing(on: Backend) {
    let register = TestApp::on(on);
    Citizen::of(&register, "jan@example.org").types_the_address();
    let mut paused = register.another_host();
    let (clock, transit) = (register.clock.clone(), register.another_host());
    // Long enough for its lease to end. Another worker takes the letter up and holds it.
    let token = [9; 16];
    let meanwhile = move || {
        clock.passes(LEASE_SECONDS + 1);
        assert_eq!(takes_letters(&transit, token, clock.now()), 1);
    };
    paused.mailer = Arc::new(Slow {
        relay: register.mail.clone(),
        meanwhile: Mutex::new(Some(Box::new(meanwhile))),
    });
    deliver(&paused).unwrap();
    // It sent the letter and could not say so: the letter is still the other one's to settle.
    let waiting = || register.app.store.transit.read("letters", outbox::waiting);
    assert_eq!(waiting().unwrap(), 1);
    let held = "letter WHERE lease IS NOT NULL";
    assert_eq!(raw::rows(&register.app.store.transit, held), 1);
    register.clock.passes(LEASE_SECONDS + 1);
    register.delivers();
    assert_eq!(waiting().unwrap(), 0);
    let arrived = register.mail.arrived();
    assert_eq!(arrived.len(), 2, "only after a pause like this one");
    assert_eq!(
        arrived[0].letter.message_id, arrived[1].letter.message_id,
        "a mail program shows it once"
    );
}
