//! After all of it: every address of the books is looked up, and all rows and slips are accounted for.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use enkel::app::{App, SteadyClock};
use enkel::config::Settings;
use enkel::crypto::keys::Keys;
use enkel::crypto::random;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Nonce;
use enkel::flows::open_app::{Parts, open_app};
use enkel::flows::show_kept::{Shown, show_kept};
use enkel::mail::transport::Memory;
use enkel::store::{Store, outbox};
use enkel::text::Texts;

use super::crowd::{Books, Fate};
use super::machines::Cluster;
use crate::app::{location, raw};

/// What was found.
pub struct Found {
    pub acknowledged: usize,
    /// Acknowledged, and not so.
    pub lost: Vec<String>,
    /// Rows, slips, invariants and letters that do not add up.
    pub broken: Vec<String>,
    /// Sent, and never answered for certain: either is right, half is not.
    pub uncertain: usize,
}

impl Found {
    #[track_caller]
    pub fn judge(&self) {
        assert!(self.lost.is_empty(), "lost: {:?}", self.lost);
        assert!(self.broken.is_empty(), "broken: {:?}", self.broken);
        assert!(self.acknowledged > 0, "nobody came");
    }
}

pub fn look(cluster: &Cluster, books: &Books) -> Found {
    let app = register_of(cluster);
    let mut found = Found {
        acknowledged: books.acknowledged(),
        lost: Vec::new(),
        broken: books.all_puzzles(),
        uncertain: 0,
    };
    let (mut rows, mut slips) = (0, 0);
    for (address, fate) in books.fates() {
        let there = is_there(&app, &address);
        let (must, may) = match fate {
            Fate::Declaring => (None, u32::from(there)),
            Fate::Declared => (Some(true), 1),
            Fate::Withdrawing => (None, if there { 1 } else { 2 }),
            Fate::Withdrawn => (Some(false), 2),
        };
        if must.is_some_and(|must| must != there) {
            found.lost.push(format!("{address} {fate:?}"));
        }
        found.uncertain += usize::from(must.is_none());
        rows += i64::from(there);
        slips += i64::from(may);
    }
    let tables = [("registration", rows), ("ballot", slips)];
    found
        .broken
        .extend(tables.iter().filter_map(|(table, wanted)| {
            let there = raw::rows(&app.store.register, table);
            (there != *wanted).then(|| format!("{there} rows of {table}, not {wanted}"))
        }));
    found.broken.extend(letters_wait(&app));
    found.broken.extend(doctor_says(cluster));
    found
}

/// The register as one process more of its first host.
fn register_of(cluster: &Cluster) -> App {
    let settings = Settings::load(&cluster.path("host-1/enkel.toml"), &[]).unwrap();
    open_app(Parts {
        store: Store::open(&location(&settings), 4).unwrap(),
        keys: Keys::load(&settings.keys.folder, None).unwrap(),
        texts: Arc::new(Texts::with(&[]).unwrap()),
        mailer: Arc::new(Memory::default()),
        clock: Arc::new(SteadyClock::of_this_host()),
        watch_database_clock: false,
        settings,
    })
    .unwrap()
}

fn is_there(app: &App, address: &str) -> bool {
    let parsed = EmailAddress::parse(address).unwrap();
    let root = app.derivation.root(&app.keys, &parsed.canonical()).unwrap();
    let visit = Nonce::new(random::bytes().unwrap());
    matches!(show_kept(app, &root, visit).unwrap(), Shown::Kept(_))
}

/// The workers came back too: the outbox empties. A letter that a worker had in hand when the database went
/// away waits until its lease is over.
fn letters_wait(app: &App) -> Option<String> {
    let patience = Duration::from_secs(outbox::LEASE_SECONDS.unsigned_abs() + 60);
    let end = Instant::now() + patience;
    loop {
        let waiting = app
            .store
            .transit
            .read("what waits", outbox::waiting)
            .unwrap();
        if waiting == 0 {
            return None;
        }
        if Instant::now() > end {
            return Some(format!("{waiting} letters wait"));
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

fn doctor_says(cluster: &Cluster) -> Option<String> {
    let said = Command::new(env!("CARGO_BIN_EXE_enkel"))
        .args(["doctor", "--invariants", "--config"])
        .arg(cluster.path("host-1/enkel.toml"))
        .env_clear()
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    (!said.status.success()).then_some(text)
}
