//! A worker is stopped past its lease and goes on: what it then says about its letter counts for
//! nothing, and it does not begin another one.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use enkel::app::App;
use enkel::domain::clock::{Clock, Timestamp};
use enkel::flows::deliver::deliver;
use enkel::mail::transport::{Memory, Transport};
use enkel::mail::{OutgoingLetter, Reason, SendError, Stage};
use enkel::store::outbox::LEASE_SECONDS;

use super::fleet::Fleet;
use super::is_long;
use super::trial::nothing_is_lost;
use crate::app::{Backend, Citizen, TestApp, TestClock, raw};

on_both_databases!(
    what_a_worker_says_after_its_lease_counts_for_nothing,
    a_worker_that_was_stopped_begins_no_other_letter,
);

type Pause = Box<dyn FnOnce() + Send>;

/// A way to send that is interrupted once, in the middle.
struct Interrupted {
    during: Mutex<Option<Pause>>,
    outcome: Result<(), SendError>,
    sent: Memory,
}

impl Transport for Interrupted {
    fn send(&self, letter: &OutgoingLetter, now: Timestamp) -> Result<(), SendError> {
        self.sent.send(letter, now)?;
        if let Some(during) = self.during.lock().unwrap().take() {
            during();
        }
        self.outcome
    }
}

fn answers(code: u16) -> SendError {
    let stage = Stage::Recipient;
    Reason::Answer { stage, code }.into()
}

/// A worker that is stopped in the middle of its first letter; meanwhile time passes, and others
/// do something.
fn stopped_worker(
    register: &TestApp,
    outcome: Result<(), SendError>,
    meanwhile: impl FnOnce(&App) + Send + 'static,
) -> (App, Memory) {
    let (clock, other): (TestClock, App) = (register.clock.clone(), register.another_host());
    let pause: Pause = Box::new(move || {
        clock.passes(LEASE_SECONDS + 1);
        meanwhile(&other);
    });
    let mut worker = register.another_host();
    let sent = Memory::default();
    worker.mailer = Arc::new(Interrupted {
        during: Mutex::new(Some(pause)),
        outcome,
        sent: sent.clone(),
    });
    (worker, sent)
}

fn waiting(register: &TestApp) -> i64 {
    raw::rows(&register.app.store.transit, "letter")
}

fn what_a_worker_says_after_its_lease_counts_for_nothing(on: Backend) {
    for outcome in [Ok(()), Err(answers(550))] {
        let register = TestApp::on(on);
        Citizen::of(&register, "anna@example.org").types_the_address();
        // The other worker's relay says "later": the letter goes back, to be tried again.
        register.mail.fail_next(1, answers(450));
        let (worker, sent) = stopped_worker(&register, outcome, |other| {
            assert_eq!(deliver(other).unwrap().put_back, 1);
        });
        deliver(&worker).unwrap();
        assert_eq!((sent.arrived().len(), waiting(&register)), (1, 1));
        register.clock.passes(1_801);
        register.delivers();
        assert_eq!(waiting(&register), 0);
        let (first, second) = (sent.arrived(), register.mail.arrived());
        assert_eq!(second.len(), 1);
        assert_eq!(first[0].letter.message_id, second[0].letter.message_id);
    }
}

fn a_worker_that_was_stopped_begins_no_other_letter(on: Backend) {
    let register = TestApp::on(on);
    for address in ["anna@example.org", "bea@example.org"] {
        Citizen::of(&register, address).types_the_address();
    }
    let (worker, sent) = stopped_worker(&register, Ok(()), |other| {
        assert_eq!(deliver(other).unwrap().accepted, 2);
    });
    deliver(&worker).unwrap();
    assert_eq!(
        (sent.arrived().len(), register.mail.arrived().len()),
        (1, 2)
    );
    assert_eq!(waiting(&register), 0);
    let now = register.clock.now();
    register.clock.stands_at(now.plus(LEASE_SECONDS));
    register.delivers();
    assert_eq!(register.mail.arrived().len(), 2);
}

/// With real processes and real minutes, in the long run alone: one worker is stopped with letters
/// in its hands, the other takes them over, the first goes on.
#[test]
fn a_worker_stopped_for_longer_than_its_lease_does_no_harm() {
    if !is_long() {
        return;
    }
    nothing_is_lost(
        "worker stopped past its lease",
        Fleet::on(Backend::Postgres),
        |trial| {
            const WORKER: usize = 2;
            let leased = "letter WHERE lease IS NOT NULL";
            let mut held = 0;
            while held == 0 {
                trial.fleet.members[WORKER].goes_on();
                trial.waits_for_a_moment();
                trial.fleet.members[WORKER].is_stopped();
                // What the other one holds is settled by then.
                std::thread::sleep(Duration::from_secs(3));
                held = raw::number(&trial.fleet.store().transit, "COUNT(*)", leased);
            }
            std::thread::sleep(Duration::from_secs(LEASE_SECONDS.unsigned_abs() + 5));
            trial.fleet.members[WORKER].goes_on();
            trial.faults += 1;
            trial.waits_for_deeds(5);
            trial.looks(true);
        },
    );
}
