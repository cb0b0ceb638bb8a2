//! Letters that do not arrive at once: greylisting, a relay that is down, refusals.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use enkel::app::App;
use enkel::domain::clock::{Clock, Timestamp};
use enkel::domain::email::EmailAddress;
use enkel::domain::locale::Locale;
use enkel::flows::FlowError;
use enkel::flows::ask_for_code::ask_for_code;
use enkel::flows::deliver::deliver;
use enkel::jobs;
use enkel::mail::{OutgoingLetter, Reason, SendError, Stage, Transport};

use crate::app::{Backend, Citizen, TestApp, raw};

on_both_databases!(
    greylisting_is_waited_out,
    a_relay_that_is_down_for_hours_gets_the_letter_later,
    after_twelve_hours_a_letter_is_erased,
    a_letter_refused_for_good_is_erased,
    a_lost_answer_leads_to_the_same_letter_again,
    an_outbox_that_is_full_refuses,
    an_outbox_that_several_hosts_fill_is_never_fuller,
    two_workers_send_a_letter_once,
    one_slow_recipient_keeps_nobody_else_waiting,
);

const OWNER: &str = "owner@example.org";

fn waiting(register: &TestApp) -> i64 {
    raw::rows(&register.app.store.transit, "letter")
}

fn answers(code: u16) -> SendError {
    let stage = Stage::Recipient;
    Reason::Answer { stage, code }.into()
}

/// Lets minutes pass, with the worker at work in each.
fn minutes_pass(register: &TestApp, minutes: usize) {
    for _ in 0..minutes {
        register.clock.passes(60);
        deliver(&register.app).unwrap();
    }
}

fn greylisting_is_waited_out(on: Backend) {
    let register = TestApp::on(on);
    register.mail.fail_next(3, answers(450));
    let mut owner = Citizen::of(&register, OWNER);
    owner.asks_for_a_code();
    assert_eq!((register.mail.attempts(), waiting(&register)), (1, 1));
    // Not again at once: the waits double, from half a minute.
    deliver(&register.app).unwrap();
    assert_eq!(register.mail.attempts(), 1);
    minutes_pass(&register, 10);
    assert_eq!(register.mail.attempts(), 4);
    assert_eq!((owner.letters().len(), waiting(&register)), (1, 0));
    owner.reads_the_mail().types_it();
}

fn a_relay_that_is_down_for_hours_gets_the_letter_later(on: Backend) {
    let register = TestApp::on(on);
    register
        .mail
        .down_until(register.clock.now().plus(11 * 3_600));
    let mut owner = Citizen::of(&register, OWNER);
    for _ in 0..3 {
        owner.asks_for_a_code();
    }
    minutes_pass(&register, 11 * 60 - 1);
    assert_eq!((owner.letters().len(), waiting(&register)), (0, 3));
    // A few tries an hour are enough.
    assert!(register.mail.attempts() < 3 * 60);
    minutes_pass(&register, 32);
    assert_eq!((owner.letters().len(), waiting(&register)), (3, 0));
    owner.reads_the_mail().types_it();
}

fn after_twelve_hours_a_letter_is_erased(on: Backend) {
    let register = TestApp::on(on);
    register
        .mail
        .down_until(register.clock.now().plus(13 * 3_600));
    let owner_asks = || {
        Citizen::of(&register, OWNER).asks_for_a_code();
    };
    owner_asks();
    register.clock.passes(12 * 3_600 - 1);
    register.jobs_run();
    assert_eq!(waiting(&register), 1);
    register.clock.passes(1);
    register.jobs_run();
    assert_eq!(waiting(&register), 0);
    register.clock.passes(3_600);
    owner_asks();
    assert_eq!(Citizen::of(&register, OWNER).letters().len(), 1);
}

fn a_letter_refused_for_good_is_erased(on: Backend) {
    let register = TestApp::on(on);
    register.mail.fail_next(1, answers(550));
    let mut owner = Citizen::of(&register, OWNER);
    owner.asks_for_a_code();
    assert_eq!((owner.letters().len(), waiting(&register)), (0, 0));
    owner.asks_for_a_code().reads_the_mail().types_it();
}

fn a_lost_answer_leads_to_the_same_letter_again(on: Backend) {
    let register = TestApp::on(on);
    register.mail.lose_next_answers(1);
    let mut owner = Citizen::of(&register, OWNER);
    owner.asks_for_a_code();
    minutes_pass(&register, 2);
    let arrived = register.mail.arrived();
    assert_eq!(arrived.len(), 2);
    assert!(arrived[0].letter == arrived[1].letter, "same id, same code");
    // The second sending was not charged: two letters more can be asked for.
    for _ in 0..3 {
        owner.asks_for_a_code();
    }
    assert_eq!(owner.letters().len(), 4);
}

fn an_outbox_that_is_full_refuses(on: Backend) {
    let register = TestApp::with(on, &[("mail.outbox_letters", "100")]);
    register.mail.down_until(register.clock.now().plus(60));
    let mut owner = Citizen::of(&register, OWNER);
    for _ in 0..100 {
        owner.types_the_address();
    }
    let address = EmailAddress::parse(OWNER).unwrap();
    let refused = ask_for_code(&register.app, address, Locale::Nl);
    assert!(matches!(refused, Err(FlowError::Busy)));
    assert_eq!(waiting(&register), 100);
}

fn an_outbox_that_several_hosts_fill_is_never_fuller(on: Backend) {
    let register = TestApp::with(on, &[("mail.outbox_letters", "100")]);
    register.mail.down_until(register.clock.now().plus(60));
    let hosts = [
        register.another_host(),
        register.another_host(),
        register.another_host(),
    ];
    let asks = |host: &App| {
        let address = EmailAddress::parse(OWNER).unwrap();
        match ask_for_code(host, address, Locale::Nl) {
            Ok(_) => true,
            Err(FlowError::Busy) => false,
            Err(error) => panic!("{error}"),
        }
    };
    // What one host knows of free places the others take from meanwhile.
    let mut queued = 0;
    for _ in 0..60 {
        queued += hosts.iter().filter(|host| asks(host)).count();
    }
    assert_eq!((queued, waiting(&register)), (100, 100));
}

fn two_workers_send_a_letter_once(on: Backend) {
    let register = TestApp::on(on);
    let other = register.another_host();
    for number in 0..40 {
        Citizen::of(&register, &format!("owner{number}@example.org")).types_the_address();
    }
    std::thread::scope(|scope| {
        for app in [&register.app, &other] {
            scope.spawn(|| while deliver(app).unwrap().taken > 0 {});
        }
    });
    assert_eq!((register.mail.attempts(), waiting(&register)), (40, 0));
}

/// A relay that is slow about everybody until it has two of us in hand.
#[derive(Default)]
struct SlowAlone {
    in_hand: Mutex<usize>,
    changed: Condvar,
    met: AtomicBool,
}

impl Transport for SlowAlone {
    fn send(&self, _: &OutgoingLetter, _: Timestamp) -> Result<(), SendError> {
        let mut in_hand = self.in_hand.lock().unwrap();
        *in_hand += 1;
        if *in_hand == 2 {
            self.met.store(true, Ordering::SeqCst);
            self.changed.notify_all();
        }
        let alone = |_: &mut usize| !self.met.load(Ordering::SeqCst);
        let waited = self.changed.wait_timeout_while(in_hand, GUARD, alone);
        *waited.unwrap().0 -= 1;
        Ok(())
    }
}

/// Nothing takes so long unless it hangs.
const GUARD: Duration = Duration::from_secs(60);

fn one_slow_recipient_keeps_nobody_else_waiting(on: Backend) {
    let register = TestApp::on(on);
    // More than one thread takes up at a time.
    for number in 0..32 {
        Citizen::of(&register, &format!("owner{number}@example.org")).types_the_address();
    }
    let relay = Arc::new(SlowAlone::default());
    let mut host = register.another_host();
    host.mailer = relay.clone();
    let begun = Instant::now();
    let jobs = jobs::start(&Arc::new(host)).unwrap();
    while waiting(&register) > 0 && begun.elapsed() < GUARD {
        std::thread::sleep(Duration::from_millis(10));
    }
    jobs.stop();
    assert!(relay.met.load(Ordering::SeqCst), "two letters side by side");
    assert_eq!(waiting(&register), 0);
}
