//! A thief with exactly these things. What he lacks he puts his own in the place of, so that he
//! can run the register's own program on his haul.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::Binary;
use enkel::crypto::CountingKeyPlace;
use enkel::crypto::ballot_box::CountingKey;
use enkel::crypto::derive::mark;
use enkel::crypto::keys::Keys;
use enkel::domain::answers::Answers;
use enkel::domain::ballot::Slip;
use enkel::domain::email::{CanonicalAddress, EmailAddress};
use enkel::domain::letter::Letter;
use enkel::domain::record::Record;
use enkel::store::ballots::Ballot;
use enkel::store::copy::{self, Page};
use enkel::store::registrations::Registration;
use tempfile::TempDir;

use crate::app::TestApp;

/// The register's tables, as they lie in a database or a copy.
pub struct Tables {
    pub rows: Vec<Registration>,
    pub ballots: Vec<Ballot>,
}

impl Tables {
    pub fn of(pages: Vec<Page>) -> Self {
        let (mut rows, mut ballots) = (Vec::new(), Vec::new());
        for page in pages {
            match page {
                Page::Registration(some) => rows.extend(some),
                Page::Ballot(some) => ballots.extend(some),
                _ => {}
            }
        }
        Self { rows, ballots }
    }

    pub fn stolen_from(register: &TestApp) -> Self {
        let mut pages = Vec::new();
        let read = register.app.store.register.read("steal", |conn| {
            copy::each_page(conn, 100, &mut |page| {
                pages.push(page);
                Ok(())
            })
        });
        read.unwrap();
        Self::of(pages)
    }
}

/// A folder of keys, of which some are the register's.
pub struct Haul {
    folder: TempDir,
    pub keys: Keys,
}

impl Haul {
    /// These files of the register; all others are the thief's own.
    pub fn of(register: &TestApp, files: &[&str]) -> Self {
        Self::with(register, &register.settings.keys.folder, files)
    }

    /// The same from another folder, such as one that paper or an escrow filled.
    pub fn with(register: &TestApp, from: &Path, files: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("keys");
        let today = register.clock.today();
        Keys::create(&dir, today, &CountingKeyPlace::Automatic).unwrap();
        for name in files {
            std::fs::copy(from.join(name), dir.join(name)).unwrap();
        }
        let keys = Keys::load(&dir, None).unwrap();
        Self { folder, keys }
    }

    /// What is declared at this address, which he has on a list. Salt and cost of the derivation
    /// stand in the database, so he has them.
    pub fn finds(&self, register: &TestApp, tables: &Tables, address: &str) -> Option<Answers> {
        let root = register
            .app
            .derivation
            .root(&self.keys, &canonical(address));
        let root = root.unwrap();
        tables.rows.iter().find_map(|row| {
            let epoch = self.keys.epoch(row.epoch).ok()?;
            if epoch.tag(&mark(&root)) != row.tag {
                return None;
            }
            let (_, record) = epoch.open_row(&root, &row.sealed).ok()?;
            Some(Record::from_padded(&record)?.answers)
        })
    }

    /// How many rows come out of their wrap: ids and marks, no record.
    pub fn unwraps(&self, tables: &Tables) -> usize {
        let unwrapped = tables.rows.iter().filter(|row| {
            let epoch = self.keys.epoch(row.epoch);
            epoch.is_ok_and(|epoch| epoch.id_in_row(&row.tag, &row.sealed).is_ok())
        });
        unwrapped.count()
    }

    pub fn counting(&self) -> CountingKey {
        self.keys.counting_key().unwrap().unwrap()
    }

    /// The slips that he can read.
    pub fn reads_slips(&self, tables: &Tables) -> Vec<Slip> {
        let counting = self.counting();
        let slips = tables.ballots.iter().filter_map(|ballot| {
            let epoch = self.keys.epoch(ballot.epoch).ok()?;
            let boxed = epoch
                .open_ballot(&ballot.id, ballot.period, &ballot.sealed)
                .ok()?;
            Slip::from_bytes(&counting.open(&boxed).ok()?)
        });
        slips.collect()
    }

    /// To whom the letters go that wait.
    pub fn reads_letters(&self, register: &TestApp) -> Vec<String> {
        let letters = waiting(register).into_iter().filter_map(|sealed| {
            let padded = self.keys.open_letter(&sealed).ok()?;
            let letter = Letter::from_padded(&padded)?;
            Some(letter.recipient.expose().to_string())
        });
        letters.collect()
    }

    pub fn place(&self) -> std::path::PathBuf {
        self.folder.path().join("keys")
    }
}

pub fn canonical(address: &str) -> CanonicalAddress {
    EmailAddress::parse(address).unwrap().canonical()
}

#[derive(QueryableByName)]
struct Sealed {
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

fn waiting(register: &TestApp) -> Vec<Vec<u8>> {
    let read = register.app.store.transit.read("steal letters", |conn| {
        let rows: Vec<Sealed> = diesel::sql_query("SELECT sealed FROM letter").load(conn)?;
        Ok(rows.into_iter().map(|row| row.sealed).collect())
    });
    read.unwrap()
}
