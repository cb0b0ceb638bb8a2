//! Whoever asks whether a host is ready hears no before anybody is refused.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use enkel::domain::email::EmailAddress;

use super::http::Request;
use super::{Browser, Site};
use crate::app::{Backend, Citizen};

on_both_databases!(
    readiness_ends_before_the_outbox_is_full,
    readiness_ends_before_a_derivation_is_refused,
);

/// One who is derived for, and as many as may wait for the one worker.
const CROWD: usize = 1 + 32;

fn asks(site: &Site, address: &str) -> u16 {
    let mut visitor = Browser::at(site);
    visitor.opens("start");
    site.register.clock.passes(2);
    visitor.sends("start", &[("address", address)]);
    visitor.status()
}

fn readiness_ends_before_the_outbox_is_full(on: Backend) {
    let site = Site::with(on, &[("mail.outbox_letters", "20")]);
    let ready = || site.get("/readyz").status;
    for number in 0..18 {
        assert_eq!(ready(), 200, "{number}");
        Citizen::of(&site.register, &format!("a{number}@example.org")).types_the_address();
    }
    assert_eq!(ready(), 503);
    // Nobody is refused yet.
    assert_eq!(asks(&site, "b1@example.org"), 303);
    assert_eq!(asks(&site, "b2@example.org"), 303);
    assert_eq!(asks(&site, "b3@example.org"), 503);
    site.register.delivers();
    assert_eq!(ready(), 200);
}

/// One worker derives for one of them, and lets all the others wait.
fn readiness_ends_before_a_derivation_is_refused(on: Backend) {
    let site = Site::with(
        on,
        &[("derivation.memory_mib", "16"), ("derivation.workers", "1")],
    );
    assert_eq!(site.get("/readyz").status, 200);
    let app = &site.register.app;
    let derives = |number: usize| {
        let address = EmailAddress::parse(&format!("a{number}@example.org")).unwrap();
        app.derivation.root(&app.keys, &address.canonical())
    };
    let derived = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for number in 0..CROWD {
            let (derives, derived) = (&derives, &derived);
            scope.spawn(move || {
                derives(number).expect("nobody is refused yet");
                derived.fetch_add(1, Ordering::Relaxed);
            });
        }
        let mut ended = false;
        while !ended && derived.load(Ordering::Relaxed) < CROWD {
            ended = site.get("/readyz").status == 503;
        }
        assert!(ended, "never said that it was nearly full");
    });
    assert_eq!(site.get("/readyz").status, 200);
}

/// Requests that wait for the register take the places, until there is almost none left.
#[test]
fn readiness_ends_before_the_queue_is_full() {
    let settings = [("web.queue", "20"), ("database.connections", "4")];
    let site = Site::with(Backend::Postgres, &settings);
    // What was published is known by now, and is not asked for again today.
    assert_eq!(site.get("/nl/privacy").status, 200);
    let mut holder = PgConnection::establish(&site.register.database.url).unwrap();
    holder
        .batch_execute("BEGIN; LOCK TABLE register.meta")
        .unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..18 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    site.passes_on(&Request::get("/readyz").at_host("x"));
                }
            });
        }
        let since = Instant::now();
        // One that is told at once did not wait for the register.
        let quick = || {
            let asked = Instant::now();
            let status = site.get("/readyz").status;
            status == 503 && asked.elapsed() < Duration::from_secs(1)
        };
        let mut full = false;
        while !full && since.elapsed() < Duration::from_secs(60) {
            full = quick();
        }
        // A page that needs no register is served, and so would one be that does.
        let page = site.get("/nl/privacy").status;
        over.store(true, Ordering::Relaxed);
        holder.batch_execute("ROLLBACK").unwrap();
        assert!(full, "never full");
        assert_eq!(page, 200);
    });
    assert_eq!(site.get("/readyz").status, 200);
}
