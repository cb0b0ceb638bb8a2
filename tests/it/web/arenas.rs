//! Whoever waits for an arena waits without a thread, and may leave.

use std::io::Write;
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

use enkel::crypto::CryptoError;
use enkel::crypto::derive::RootToCome;
use enkel::domain::email::EmailAddress;

use super::{Browser, Site};
use crate::app::Backend;
use crate::office::{Operator, PASSWORD};

on_both_databases!(
    while_many_wait_for_an_arena_pages_answer_and_the_next_is_told_to_come_back,
    passwords_at_the_office_take_few_places,
    whoever_leaves_keeps_nobody_out_and_comes_in_later_with_the_same_code,
);

/// So many may wait for each worker.
const EACH: usize = 32;
/// So many passwords may wait to be hashed.
const AT_THE_OFFICE: usize = 8;
const SOON: Duration = Duration::from_secs(20);

/// Hash workers that stand still: each one tells its outcome to somebody who does not listen yet.
struct Standstill {
    go: Vec<Sender<()>>,
}

struct Deaf {
    told: Mutex<Sender<()>>,
    go: Mutex<Receiver<()>>,
}

impl Wake for Deaf {
    fn wake(self: Arc<Self>) {
        self.told.lock().unwrap().send(()).unwrap();
        let _ = self.go.lock().unwrap().recv();
    }
}

impl Standstill {
    fn of(site: &Site, workers: usize) -> Self {
        let go = (0..workers).map(|_| one_stands_still(site));
        Self { go: go.collect() }
    }

    fn ends(self) {
        for go in self.go {
            go.send(()).unwrap();
        }
    }
}

fn one_stands_still(site: &Site) -> Sender<()> {
    loop {
        let (tell, told) = channel();
        let (go, stop) = channel();
        let waker = Waker::from(Arc::new(Deaf {
            told: Mutex::new(tell),
            go: Mutex::new(stop),
        }));
        let mut root = asks(site, "stands@still.example").unwrap();
        let polled = Pin::new(&mut root).poll(&mut Context::from_waker(&waker));
        // Now and then the outcome is there before anybody could be deaf to it.
        if polled.is_pending() {
            told.recv().unwrap();
            return go;
        }
    }
}

fn asks(site: &Site, address: &str) -> Result<RootToCome, CryptoError> {
    let app = &site.register.app;
    let address = EmailAddress::parse(address).unwrap();
    app.derivation.asks(&app.keys, &address.canonical())
}

fn is_full(site: &Site) -> bool {
    // What it asks for it leaves again at once.
    matches!(asks(site, "has@room.example"), Err(CryptoError::Busy))
}

fn comes_about(what: &str, mut is: impl FnMut() -> bool) {
    let since = Instant::now();
    while !is() {
        assert!(since.elapsed() < SOON, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// So many people, each with a code in hand.
fn at_the_door(site: &Site, many: usize) -> Vec<(Browser<'_>, String)> {
    let person = |number: usize| {
        let (mut visitor, address) = (Browser::at(site), format!("p{number}@example.org"));
        visitor.asks_for_a_code(&address);
        let code = visitor.reads_the_mail(&address);
        (visitor, code)
    };
    (0..many).map(person).collect()
}

fn types(visitor: &mut Browser, code: &str) -> u16 {
    visitor.sends("code", &[("code", code)]);
    visitor.status()
}

/// More than the server has threads for what waits.
fn while_many_wait_for_an_arena_pages_answer_and_the_next_is_told_to_come_back(on: Backend) {
    let workers = 2;
    let site = Site::with(on, &[("derivation.workers", "2")]);
    let mut inside = Browser::at(&site);
    inside.comes_in("inside@example.org");
    let mut people = at_the_door(&site, workers * (EACH + 1) + 1);
    let (mut late, code) = people.pop().unwrap();
    let still = Standstill::of(&site, workers);
    std::thread::scope(|scope| {
        for (visitor, code) in &mut people {
            scope.spawn(move || {
                assert_eq!(types(visitor, code), 303);
                assert_eq!(visitor.path, visitor.href("choose"));
            });
        }
        comes_about("all of them wait", || is_full(&site));
        let since = Instant::now();
        // It asks the database whether the visit has ended.
        inside.opens("choose");
        assert_eq!(inside.status(), 200);
        assert_eq!(site.get("/readyz").status, 503);
        assert_eq!(types(&mut late, &code), 503);
        let answer = late.first.as_ref().unwrap();
        assert!(answer.header("retry-after").is_some());
        assert!(
            since.elapsed() < Duration::from_secs(5),
            "nobody is held up"
        );
        still.ends();
    });
    assert_eq!(site.get("/readyz").status, 200);
    late.opens("code");
    assert_eq!(types(&mut late, &code), 303);
    assert_eq!(late.path, late.href("choose"));
}

fn whoever_leaves_keeps_nobody_out_and_comes_in_later_with_the_same_code(on: Backend) {
    let site = Site::with(on, &[("derivation.workers", "1")]);
    let mut people = at_the_door(&site, EACH + 1);
    let still = Standstill::of(&site, 1);
    let speak = |(visitor, code): &(Browser, String)| {
        let mut stream = TcpStream::connect(site.address()).unwrap();
        let form = visitor.form("code", &[("code", code)]);
        stream.write_all(&form.spoken()).unwrap();
        stream
    };
    let streams: Vec<_> = people.iter().map(speak).collect();
    comes_about("all of them wait", || is_full(&site));
    assert!(site.register.app.derivation.is_nearly_full());
    drop(streams);
    comes_about("their places are free", || {
        !site.register.app.derivation.is_nearly_full() && !is_full(&site)
    });
    still.ends();
    for (visitor, code) in &mut people {
        assert_eq!(types(visitor, code), 303);
        assert_eq!(visitor.path, visitor.href("choose"));
    }
}

/// Strangers may try passwords; they keep the hash workers from nobody.
fn passwords_at_the_office_take_few_places(on: Backend) {
    let site = Site::with(on, &[("derivation.workers", "1")]);
    let mut people = at_the_door(&site, EACH - AT_THE_OFFICE);
    let still = Standstill::of(&site, 1);
    let (tell, told) = channel();
    std::thread::scope(|scope| {
        for number in 0..2 * AT_THE_OFFICE {
            let (mut stranger, tell) = (Operator::stranger(&site), tell.clone());
            scope.spawn(move || {
                stranger.signs_in(&format!("name{number}"), PASSWORD, "123456");
                tell.send(stranger.page.status).unwrap();
            });
        }
        // Half of them are told so while nothing moves.
        for _ in 0..AT_THE_OFFICE {
            assert_eq!(told.recv_timeout(SOON).unwrap(), 503);
        }
        for (visitor, code) in &mut people {
            scope.spawn(move || assert_eq!(types(visitor, code), 303));
        }
        still.ends();
    });
    let rest: Vec<u16> = told.try_iter().collect();
    assert_eq!(rest, [422; AT_THE_OFFICE]);
}
