//! A rolling upgrade under load: a migration that adds is run while two hosts serve, then they
//! are started anew one after the other. Nothing that was acknowledged is lost, and no request
//! that somebody took fails.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use enkel::store::Store;

use super::process::{Host, register};
use crate::app::{Backend, TestApp, raw};
use crate::web::http::{Answer, Request};
use crate::web::{Browser, Site};

/// What a balancer does: hosts that are ready in turn, and the other one where nobody listens.
struct Balancer {
    hosts: [RwLock<Option<Host>>; 2],
    turn: AtomicUsize,
}

impl Balancer {
    fn passes_on(&self, request: &Request) -> Answer {
        for _ in 0..200 {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % 2;
            let host = self.hosts[turn].read().unwrap();
            let ready = host.as_ref().filter(|host| host.is_ready());
            if let Some(answer) = ready.and_then(|host| host.answers(request)) {
                return answer;
            }
            drop(host);
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nobody serves");
    }

    /// Ends one host as a service manager does, and starts it anew.
    fn restarts(&self, number: usize, register: &TestApp, keys: &Path) {
        // Visitors are still sent to it until it says itself that it is not ready.
        let host = self.hosts[number].read().unwrap();
        host.as_ref().unwrap().is_told_to_stop();
        drop(host);
        std::thread::sleep(Duration::from_millis(1_200));
        let stopped = self.hosts[number].write().unwrap().take().unwrap();
        let said = stopped.says();
        assert!(stopped.ends().success(), "{said}");
        let started = Host::starts(register, &format!("host-{}", number + 1), keys);
        *self.hosts[number].write().unwrap() = Some(started);
    }
}

/// As the next version's migration would: a table and a column that programs of today do not know.
const ADDED: &str = "ALTER TABLE done ADD COLUMN added TEXT; \
    CREATE TABLE next_version (key TEXT NOT NULL PRIMARY KEY)";

#[test]
fn hosts_are_upgraded_one_by_one_while_people_declare() {
    let register = register(Backend::Postgres, &[("web.drain_seconds", "1")]);
    let keys = [
        register.settings.keys.folder.clone(),
        register.copies_keys("keys-2"),
    ];
    let host = |number: usize| {
        let host = Host::starts(&register, &format!("host-{}", number + 1), &keys[number]);
        RwLock::new(Some(host))
    };
    let balancer = Arc::new(Balancer {
        hosts: [host(0), host(1)],
        turn: AtomicUsize::new(0),
    });
    let through = balancer.clone();
    let through = Box::new(move |_: &Site, request: &Request| through.passes_on(request));
    let site = Site::of(register).behind(through);
    let over = AtomicBool::new(false);
    let acknowledged = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for visitor in 0..3 {
            let (site, over, acknowledged) = (&site, &over, &acknowledged);
            scope.spawn(move || {
                let mut visits = 0;
                while !over.load(Ordering::Relaxed) {
                    visits += 1;
                    let address = format!("visitor{visitor}-{visits}@example.org");
                    // Each step of it panics on any answer but the right one.
                    Browser::at(site).declares(&address, "TR");
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let (balancer, site, over) = (&balancer, &site, &over);
        scope.spawn(move || {
            let goes_on = || {
                let before = acknowledged_of(site);
                while acknowledged_of(site) < before + 3 {
                    std::thread::sleep(Duration::from_millis(20));
                }
            };
            goes_on();
            for sql in ADDED.split("; ") {
                raw::does(&site.register.app.store.register, sql);
            }
            goes_on();
            for (number, keys) in keys.iter().enumerate() {
                balancer.restarts(number, &site.register, keys);
                goes_on();
            }
            over.store(true, Ordering::Relaxed);
        });
    });
    let acknowledged = acknowledged.into_inner();
    assert!(acknowledged >= 12);
    assert_eq!(acknowledged_of(&site), acknowledged);
    let mut found = Browser::at(&site);
    found.comes_in("visitor0-1@example.org");
    found.sends("kept", &[("action", "show")]);
    assert!(found.page.words().contains("Turkije"));
    site.register.is_sound();
    assert_eq!(Store::migrate(&site.register.location()).unwrap(), []);
}

fn acknowledged_of(site: &Site) -> usize {
    usize::try_from(site.register.rows("registration")).unwrap()
}
