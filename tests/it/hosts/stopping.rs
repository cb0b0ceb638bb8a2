//! A host that is told to stop: it is no longer ready, then it takes no more, and what it had
//! begun it finishes.

use std::time::{Duration, Instant};

use super::HANG;
use super::process::{Host, register};
use crate::app::Backend;
use crate::web::failing_database::Holder;
use crate::web::http::Request;
use crate::web::{Browser, Site};

on_both_databases!(
    what_was_begun_is_answered_after_the_signal,
    an_idle_connection_holds_nobody_up,
);

const TICKS: [(&str, &str); 3] = [
    ("declare", "yes"),
    ("consent_keep", "yes"),
    ("action", "next"),
];

fn until(what: &str, holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < HANG, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn what_was_begun_is_answered_after_the_signal(on: Backend) {
    let register = register(on, &[("web.drain_seconds", "3")]);
    let keys = register.settings.keys.folder.clone();
    let host = Host::starts(&register, "host-1", &keys);
    let address = host.address;
    let through = Box::new(move |_: &Site, request: &Request| request.sent_to(address));
    let site = Site::of(register).behind(through);
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org").fills_in_the_least("MA");
    let press = anna.form("form/9", &TICKS);
    let holder = Holder::of(&site.register);
    let answer = std::thread::scope(|scope| {
        let pressed = scope.spawn(|| press.sent_to(address));
        // It is in the register's hands by now; were it not, it would be refused below.
        std::thread::sleep(Duration::from_millis(500));
        host.is_told_to_stop();
        until("not ready, but still serving", || {
            host.tells("/readyz") == Some(503)
        });
        until("nobody is let in", || host.tells("/healthz").is_none());
        assert!(!pressed.is_finished(), "the register is still held");
        holder.lets_go();
        pressed.join().unwrap()
    });
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(&anna.word("done-declared-title")));
    assert_eq!(site.register.rows("registration"), 1);
    let said = host.says();
    assert!(host.ends().success(), "{said}");
    site.register.is_sound();
}

fn an_idle_connection_holds_nobody_up(on: Backend) {
    use std::io::{Read, Write};
    let register = register(on, &[]);
    let keys = register.settings.keys.folder.clone();
    let host = Host::starts(&register, "host-1", &keys);
    let mut idle = std::net::TcpStream::connect(host.address).unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    assert!(idle.read(&mut [0; 1_024]).unwrap() > 0);
    let since = Instant::now();
    host.is_told_to_stop();
    assert!(host.ends().success());
    assert!(since.elapsed() < Duration::from_secs(20), "{since:?}");
}
