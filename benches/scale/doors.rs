//! What a visitor's deeds take in a register of one size, past HTTP: each deed as the web calls
//! it, in the order of a visit.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use enkel::domain::code::CodeLength;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Root;
use enkel::domain::locale::Locale;
use enkel::domain::visit::{Stage, Visit};
use enkel::flows::ask_for_code::ask_for_code;
use enkel::flows::open_door::{Opened, open_door};
use enkel::flows::show_kept::{Shown, show_kept};
use enkel::flows::withdraw::{Withdrawn, withdraw};
use enkel::store::Location;

use crate::app::crowd::declares_as;
use crate::app::{Backend, TestApp, raw, varied};
use crate::{Figures, forget_most_memory, guests, memory};

/// People who were there before the register was filled.
const KNOWN: usize = 400;
/// Visits of new people, and of known ones.
const VISITS: usize = 2_000;

type Times = BTreeMap<&'static str, Vec<Duration>>;

pub fn with(on: Backend, rows: usize) -> Figures {
    let more = [("mail.outbox_letters", "1000000")];
    let register = TestApp::opened(on, &more, "2026-06-30");
    let known: Vec<Root> = (0..KNOWN)
        .map(|number| {
            let root = comes_in(&register, &format!("known{number}"), &mut Times::new());
            declares_as(&register.app, &root, varied(number)).unwrap();
            root
        })
        .collect();
    let began = Instant::now();
    guests::join(&register, rows);
    guests::settle(&register);
    let filled = began.elapsed().as_secs_f64();
    forget_most_memory();
    let mut times = Times::new();
    // A few warm up.
    visits(&register, &known, 100, &mut Times::new());
    visits(&register, &known, VISITS, &mut times);
    let mut figures: Figures = Vec::new();
    for (deed, mut took) in times {
        took.sort_unstable();
        for percent in [50, 99] {
            let share = took[(took.len() - 1) * percent / 100];
            let name = format!("{deed}, p{percent} µs");
            figures.push((name, share.as_secs_f64() * 1e6));
        }
    }
    figures.push(("memory MiB, at most".into(), memory("VmHWM")));
    figures.push(("the register's size, MiB".into(), size(&register)));
    figures.push(("filling, seconds (the bench's own)".into(), filled));
    figures
}

/// On disk, once its log is in it.
fn size(register: &TestApp) -> f64 {
    let bytes = match register.location() {
        Location::Folder(folder) => {
            register.app.store.register.empty_log().unwrap();
            let file = std::fs::metadata(folder.join("register.db"));
            i64::try_from(file.unwrap().len()).unwrap()
        }
        Location::Postgres(_) => {
            let all = "pg_total_relation_size('registration')";
            raw::number(&register.app.store.register, all, "meta LIMIT 1")
        }
    };
    bytes as f64 / 1_048_576.0
}

/// By turns a new person comes, and one who was there before.
fn visits(register: &TestApp, known: &[Root], many: usize, times: &mut Times) {
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    for visit in 0..many {
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let root = comes_in(register, &format!("new{number}"), times);
        timed(times, "declaring", || {
            declares_as(&register.app, &root, varied(number)).unwrap()
        });
        let somebody = &known[visit * 7 % known.len()];
        let nonce = enkel::domain::ids::Nonce::new(enkel::crypto::random::bytes().unwrap());
        let shown = timed(times, "looking at what is kept", || {
            show_kept(&register.app, somebody, nonce).unwrap()
        });
        assert!(matches!(shown, Shown::Kept(_)), "known among many");
        let gone = timed(times, "withdrawing", || {
            withdraw(&register.app, &root, nonce).unwrap()
        });
        assert_eq!(gone, Withdrawn::Gone);
    }
}

fn comes_in(register: &TestApp, name: &str, times: &mut Times) -> Root {
    let app = &register.app;
    let address = EmailAddress::parse(&format!("{name}@{name}.example")).unwrap();
    let canonical = address.canonical();
    let code = app.keys.visit(app.today()).unwrap();
    let code = code.code(&canonical, 0, CodeLength::Short);
    timed(times, "the derivation alone, 1 MiB", || {
        app.derivation.root(&app.keys, &canonical).unwrap()
    });
    let visit: Visit = timed(times, "asking for a code", || {
        ask_for_code(app, address, Locale::Nl).unwrap()
    });
    let opened = timed(
        times,
        "opening the door, a derivation of 1 MiB in it",
        || open_door(app, &visit, code).unwrap(),
    );
    match opened {
        Opened::Open(Visit {
            stage: Stage::Open { root, .. },
            ..
        }) => root,
        _ => panic!("the code opens"),
    }
}

fn timed<T>(times: &mut Times, deed: &'static str, does: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = does();
    times.entry(deed).or_default().push(began.elapsed());
    done
}
