//! The clock jumps two hours or four hundred days, ahead and back, and comes back. Where keys are
//! stepped without asking, and where the host is believed whatever it says, things are gone that
//! cannot be brought back; on ours no key is destroyed, nothing ends early, and an alarm is raised.

use std::sync::Arc;

use enkel::app::SteadyClock;
use enkel::domain::letter::LETTER_LIFE_SECONDS;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::end_visit::has_ended;
use enkel::flows::step_keys::{Stepped, in_doubt_since, step_keys};
use enkel::flows::sweep::sweep;

use crate::app::{Backend, Citizen, TestApp, TestClock, Typed, raw, varied};

on_both_databases!(
    a_host_that_is_believed_ends_things_early_and_ours_does_not,
    keys_that_step_unasked_are_gone_and_ours_stay,
    a_jump_across_a_restart_destroys_no_key,
);

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const JUMPS: [i64; 4] = [2 * HOUR, -2 * HOUR, 400 * DAY, -400 * DAY];

/// A register on a host whose clock can be set wrong.
struct Host {
    register: TestApp,
    since_start: TestClock,
}

impl Host {
    /// One that is believed whatever it says.
    fn believed(on: Backend) -> Self {
        Self {
            register: TestApp::on(on),
            since_start: TestClock::on("2026-01-01"),
        }
    }

    /// One as `enkel serve` runs on.
    fn ours(on: Backend) -> Self {
        let mut host = Self::believed(on);
        let clock = SteadyClock::new(
            Arc::new(host.register.clock.clone()),
            Arc::new(host.since_start.clone()),
        );
        host.register.goes_by(Arc::new(clock));
        host
    }

    fn passes(&self, seconds: i64) {
        self.register.clock.passes(seconds);
        self.since_start.passes(seconds);
    }

    fn jumps(&self, seconds: i64) {
        self.register.clock.passes(seconds);
    }

    /// What the calendar's job does every minute.
    fn jobs_look(&self) -> Stepped {
        let app = &self.register.app;
        let stepped = step_keys(app).unwrap();
        if stepped == Stepped::InStep {
            close_due_periods(app).unwrap();
            sweep(app).unwrap();
        }
        stepped
    }

    fn lives_for(&self, hours: i64) {
        for _ in 0..hours {
            self.passes(HOUR);
            assert_eq!(self.jobs_look(), Stepped::InStep);
        }
    }
}

/// What is lost when the clock of this host jumps so far for a while.
fn lost(host: &Host, jump: i64) -> Vec<&'static str> {
    let register = &host.register;
    host.lives_for(26);
    let oldest = register.app.keys.oldest();
    let opened = register.rows("registration");
    let week = raw::number(
        &register.app.store.register,
        "COUNT(*)",
        "meta WHERE key LIKE 'rows.%'",
    );
    // A letter that waits for eleven of its twelve hours, since the relay is away.
    let mut waits = Citizen::of(register, "waits@example.org");
    waits.types_the_address();
    host.passes(LETTER_LIFE_SECONDS - HOUR);
    let mut asked = Citizen::of(register, "asked@example.org");
    asked.types_the_address();
    let code = code_of(register, &asked);
    let mut inside = Citizen::of(register, "inside@example.org");
    inside.types_the_address();
    assert_eq!(inside.types(&code_of(register, &inside)), Typed::Open);
    let mut ended = Citizen::of(register, "ended@example.org");
    ended.types_the_address().leaves();
    host.passes(300);

    host.jumps(jump);
    let mut lost = Vec::new();
    let mut note = |is_lost: bool, what| {
        if is_lost && !lost.contains(&what) {
            lost.push(what);
        }
    };
    for _ in 0..5 {
        let alarmed = host.jobs_look() == Stepped::ClockInDoubt;
        let doctor_sees = in_doubt_since(&register.app).unwrap().is_some();
        note(!alarmed || !doctor_sees, "no alarm");
        host.passes(60);
    }
    let now = register.app.now();
    note(inside.visit.as_ref().unwrap().is_over(now), "a visit");
    note(asked.types(&code) != Typed::Open, "a code");
    host.jumps(-jump);
    note(host.jobs_look() != Stepped::InStep, "an alarm that stays");
    note(
        in_doubt_since(&register.app).unwrap().is_some(),
        "an alarm that stays",
    );
    note(register.app.keys.oldest() != oldest, "a key");
    note(
        raw::rows(&register.app.store.transit, "letter") != 4,
        "a letter",
    );
    let nonce = ended.visit.as_ref().unwrap().nonce;
    note(!has_ended(&register.app, nonce).unwrap(), "an ended visit");
    let closed = raw::number(
        &register.app.store.register,
        "COUNT(*)",
        "meta WHERE key LIKE 'rows.%'",
    );
    note(closed != week, "an open week");
    assert_eq!(register.rows("registration"), opened);
    lost
}

/// The code that a letter will bring, without sending it: letters are to wait.
fn code_of(register: &TestApp, citizen: &Citizen<'_>) -> String {
    let visit = citizen.visit.as_ref().unwrap();
    let key = register.app.keys.visit(visit.day().unwrap()).unwrap();
    let address = enkel::domain::email::EmailAddress::parse(&citizen.address).unwrap();
    let code = key.code(
        &address.canonical(),
        0,
        enkel::domain::code::CodeLength::Short,
    );
    code.grouped().replace(' ', "")
}

fn a_host_that_is_believed_ends_things_early_and_ours_does_not(on: Backend) {
    let broken = lost(&Host::believed(on), 2 * HOUR);
    for what in ["no alarm", "a visit", "a letter", "a key"] {
        assert!(broken.contains(&what), "{what}: {broken:?}");
    }
    for jump in JUMPS {
        assert_eq!(lost(&Host::ours(on), jump), Vec::<&str>::new(), "{jump}");
    }
}

fn keys_that_step_unasked_are_gone_and_ours_stay(on: Backend) {
    for ours in [false, true] {
        let register = TestApp::on(on);
        register.next_day();
        let today = register.clock.today();
        let mut jan = Citizen::of(&register, "jan@example.org");
        jan.asks_for_a_code().reads_the_mail();
        register.clock.stands_on(today.plus(400));
        if ours {
            assert_eq!(step_keys(&register.app).unwrap(), Stepped::ClockInDoubt);
        } else {
            register.app.keys.step_daily(today.plus(399)).unwrap();
        }
        register.clock.stands_on(today);
        assert_eq!(register.app.keys.visit(today).is_ok(), ours);
        if ours {
            jan.types_it().declares(varied(1));
        }
    }
}

/// A process that starts with a wrong clock has nothing to count on from: the day that was
/// believed last stands in the register.
fn a_jump_across_a_restart_destroys_no_key(on: Backend) {
    let register = TestApp::on(on);
    register.next_day();
    let today = register.clock.today();
    let oldest = register.app.keys.oldest();
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.asks_for_a_code().reads_the_mail();
    // However often the job looks while the clock stands there.
    for (day, expected) in [
        (today.plus(400), Stepped::ClockInDoubt),
        (today.plus(-400), Stepped::ClockInDoubt),
        (today, Stepped::InStep),
    ] {
        register.clock.stands_on(day);
        for _ in 0..20 {
            assert_eq!(step_keys(&register.app).unwrap(), expected);
            register.clock.passes(1_800);
        }
    }
    assert_eq!(register.app.keys.oldest(), oldest);
    register.clock.stands_on(today);
    jan.types_it().declares(varied(1));
    // A host that was down for long is believed once its clock has gone on to the next day.
    register.clock.stands_on(today.plus(30));
    assert_eq!(step_keys(&register.app).unwrap(), Stepped::ClockInDoubt);
    register.clock.stands_on(today.plus(31));
    assert_eq!(step_keys(&register.app).unwrap(), Stepped::InStep);
    let now = register.clock.today();
    assert_eq!(register.app.keys.oldest(), (1, now.plus(-1), now.plus(-1)));
    let seen = "meta WHERE key LIKE 'clock_%'";
    assert_eq!(raw::rows(&register.app.store.register, seen), 1);
}
