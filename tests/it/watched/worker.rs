//! An administrator of many hosts who watches each worker: whether its jobs come round and do
//! well, whether its relay is there, and whether letters get out. Not who asked for one, or when.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::rt::{System, time};
use enkel::app::App;
use enkel::jobs::{self, Running};
use enkel::mail::Transport;
use enkel::web::watch_worker;

use super::{LOOK_EVERY, WORKER, holds_just, scraped_at, tells_apart};
use crate::app::{Backend, Citizen, TestApp, raw};
use crate::hosts::HANG;
use crate::hosts::process::{Host, free, register};
use crate::relay_is_away::relay_at;
use crate::smtp::server::Sink;
use crate::web::http::Request;

on_both_databases!(
    an_administrator_watches_a_worker_beside_a_website_of_the_same_settings,
    he_sees_no_letter_go,
    he_sees_a_relay_that_is_away_before_anybody_wants_a_letter,
    he_sees_letters_that_are_held_up_and_never_a_few,
    he_sees_a_job_that_fails,
);

/// Jobs with those who watch them, in this process.
struct Worker {
    metrics: SocketAddr,
    jobs: Option<Arc<Running>>,
    ends: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Worker {
    /// Of this register, with its letters going this way.
    fn of(register: &TestApp, mailer: Arc<dyn Transport>) -> Self {
        let metrics = free();
        let mut host: App = register.another_host();
        host.mailer = mailer;
        host.settings.metrics.worker_listen = Some(metrics);
        let app = Arc::new(host);
        let jobs = Arc::new(jobs::start(&app).unwrap());
        let seen = jobs.clone();
        let ends = Arc::new(AtomicBool::new(false));
        let ended = ends.clone();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let each = Arc::new(move || seen.each().collect());
                watch_worker(&app, each, LOOK_EVERY).unwrap();
                while !ended.load(Ordering::SeqCst) {
                    time::sleep(Duration::from_millis(10)).await;
                }
            });
        });
        Self {
            metrics,
            jobs: Some(jobs),
            ends,
            thread: Some(thread),
        }
    }

    fn scraped(&self) -> String {
        scraped_at(self.metrics)
    }

    /// Waits until a look says so: jobs have a pace of their own.
    fn comes_to_say(&self, line: &str) {
        let since = Instant::now();
        while !self.scraped().lines().any(|said| said == line) {
            assert!(since.elapsed() < HANG, "{line}: {}", self.scraped());
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ = self.thread.take().unwrap().join();
        drop(self.jobs.take());
    }
}

fn in_memory(register: &TestApp) -> Arc<dyn Transport> {
    Arc::new(register.mail.clone())
}

fn an_administrator_watches_a_worker_beside_a_website_of_the_same_settings(on: Backend) {
    let (site, worker) = (free(), free());
    let (at_site, at_worker) = (site.to_string(), worker.to_string());
    let both = [
        ("metrics.listen", at_site.as_str()),
        ("metrics.worker_listen", at_worker.as_str()),
    ];
    let register = register(on, &both);
    let keys = register.settings.keys.folder.clone();
    let website = Host::starts(&register, "host-1", &keys);
    let jobs = Host::runs(&register, "host-1", &keys, &["worker"], &[]);
    let since = Instant::now();
    let answers = |at: SocketAddr| {
        let asked = Request::get("/metrics").at_host("watch.example");
        loop {
            match asked.tried_at(at) {
                Ok(answer) if answer.status == 200 => return answer.body,
                _ => assert!(since.elapsed() < HANG, "{at}: {}", jobs.says()),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let told = answers(worker);
    // At the first look nobody has asked the relay yet; what comes later the others show.
    let at_first = WORKER.iter().filter(|(name, _)| *name != "enkel_relay_up");
    holds_just(&told, at_first);
    assert!(!told.contains("enkel_ready"), "a worker has no visitors");
    let told = answers(site);
    assert!(told.contains("enkel_ready"));
    assert!(
        !told.contains("enkel_job_up"),
        "another process does the jobs: {told}"
    );
    let elsewhere = Request::get("/nl/start").at_host("watch.example");
    assert_eq!(elsewhere.sent_to(worker).status, 404);
    // A second worker of the same settings says what it lacks, and does nothing.
    let second = Host::runs(&register, "host-1", &keys, &["worker"], &[]);
    assert_eq!(second.ends().code(), Some(1));
    assert!(jobs.says().contains("metrics.worker_listen"));
    jobs.is_told_to_stop();
    assert!(jobs.ends().success());
    website.is_told_to_stop();
    assert!(website.ends().success());
}

fn he_sees_no_letter_go(on: Backend) {
    let register = TestApp::on(on);
    let worker = Worker::of(&register, in_memory(&register));
    worker.comes_to_say("enkel_relay_up 1");
    let as_usual = |told: &str| format!("{told}usual_letters {}\n", register.mail.attempts());
    let before = worker.scraped();
    holds_just(&before, WORKER.iter());
    let usual = as_usual(&before);
    let mut owner = Citizen::of(&register, "owner@example.org");
    owner.types_the_address();
    let since = Instant::now();
    while register.mail.attempts() == 0 {
        assert!(since.elapsed() < HANG, "nobody sent it");
        std::thread::sleep(Duration::from_millis(20));
    }
    let after = worker.scraped();
    assert!(tells_apart(&before, &after).is_empty(), "{before}{after}");
    let told = tells_apart(&usual, &as_usual(&after));
    assert!(
        told.contains("usual_letters"),
        "as programs usually tell it"
    );
}

fn he_sees_a_relay_that_is_away_before_anybody_wants_a_letter(on: Backend) {
    let register = TestApp::on(on);
    let nobody_there = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody_there.local_addr().unwrap().port();
    drop(nobody_there);
    let worker = Worker::of(&register, Arc::new(relay_at(port)));
    worker.comes_to_say("enkel_relay_up 0");
    let relay = Sink::on(port, &[]).expect("nobody else took the port");
    worker.comes_to_say("enkel_relay_up 1");
    assert!(relay.mails().is_empty(), "it was asked, and got nothing");
    drop(relay);
    worker.comes_to_say("enkel_relay_up 0");
    // One that takes the connection and says nothing holds up no look, and no end.
    let silent = TcpListener::bind(("127.0.0.1", port)).unwrap();
    worker.comes_to_say("enkel_relay_up 0");
    let since = Instant::now();
    drop(worker);
    assert!(since.elapsed() < Duration::from_secs(5), "{since:?}");
    drop(silent);
}

fn he_sees_letters_that_are_held_up_and_never_a_few(on: Backend) {
    let register = TestApp::on(on);
    let now = register.clock.today().start();
    register.mail.down_until(now.plus(2 * 86_400));
    let worker = Worker::of(&register, in_memory(&register));
    let asks = |number: usize| {
        Citizen::of(&register, &format!("owner{number}@example.org")).types_the_address();
    };
    let tried = |letters: usize| {
        let since = Instant::now();
        while register.mail.attempts() < letters {
            assert!(since.elapsed() < HANG, "{letters}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    (0..15).for_each(asks);
    tried(15);
    worker.comes_to_say("enkel_letters_held_up 0");
    let before = worker.scraped();
    asks(15);
    tried(16);
    worker.comes_to_say("enkel_letters_held_up 1");
    let told = tells_apart(&before, &worker.scraped());
    assert_eq!(told.len(), 1, "{told:?}");
}

fn he_sees_a_job_that_fails(on: Backend) {
    let register = TestApp::on(on);
    let hands = &register.app.store.register;
    let renames = |from: &str, to: &str| {
        raw::does(hands, &format!("ALTER TABLE {from} RENAME TO {to}"));
    };
    // The calendar sweeps here, and nobody at the door looks meanwhile.
    renames("done", "elsewhere");
    let worker = Worker::of(&register, in_memory(&register));
    worker.comes_to_say("enkel_job_failed{job=\"calendar\"} 1");
    let told = worker.scraped();
    for fine in [
        "enkel_job_up{job=\"calendar\"} 1",
        "enkel_job_failed{job=\"post\"} 0",
        "enkel_database_up{database=\"register\"} 1",
    ] {
        assert!(told.lines().any(|line| line == fine), "{fine}: {told}");
    }
    renames("elsewhere", "done");
}
