//! Looks into the register itself, past the door, while nothing is under way: everything that was
//! acknowledged is there exactly once, what was withdrawn is gone, what is in doubt is whole or
//! not there at all, and the ballot box tells the same story as the guest list (I1-I4).

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer};
use enkel::crypto::derive::mark;
use enkel::crypto::keys::Keys;
use enkel::domain::nationality::Nationality;
use enkel::domain::record::Record;
use enkel::store::{Store, meta};

use super::ledger::{Entry, Kept};
use crate::app::books::Books;
use crate::app::{about, exact_flows};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    tag: Vec<u8>,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
    #[diesel(sql_type = Integer)]
    epoch: i32,
}

/// The guest list as it stands there.
struct Guests<'a> {
    keys: &'a Keys,
    steps: Vec<u32>,
    rows: HashMap<Vec<u8>, Row>,
}

impl<'a> Guests<'a> {
    fn of(store: &Store, keys: &'a Keys) -> Self {
        let read = store.register.read("look at everybody", |conn| {
            let epoch = meta::calendar(conn)?.epoch;
            let all = diesel::sql_query("SELECT tag, sealed, epoch FROM registration");
            Ok((epoch, all.load::<Row>(conn)?))
        });
        let (epoch, rows) = read.unwrap();
        let rows = rows.into_iter().map(|row| (row.tag.clone(), row));
        Self {
            keys,
            steps: (epoch.oldest..=epoch.current).collect(),
            rows: rows.collect(),
        }
    }

    /// Takes what is there for somebody off the list: each row with what it says.
    fn takes(&mut self, entry: &Entry) -> Vec<Result<Kept, String>> {
        let mut found = Vec::new();
        for step in &self.steps {
            let key = self.keys.epoch(*step).unwrap();
            let tag = key.tag(&mark(&entry.root));
            let Some(row) = self.rows.remove(tag.bytes().as_slice()) else {
                continue;
            };
            if row.epoch != i32::try_from(*step).unwrap() {
                found.push(Err("a row of another epoch than its tag".to_owned()));
                continue;
            }
            let opened = key.open_row(&entry.root, &row.sealed);
            let record = opened
                .ok()
                .and_then(|(_, bytes)| Record::from_padded(&bytes));
            found.push(match record {
                Some(record) => Ok(Kept::About(code(record.answers.nationalities.chief()))),
                None => Err("a row does not open".to_owned()),
            });
        }
        found
    }
}

fn code(nationality: Nationality) -> &'static str {
    nationality.code()
}

/// What the register keeps for each address, and all that is wrong with it.
pub struct Looked {
    pub kept: BTreeMap<String, Kept>,
    /// Acknowledged and not there.
    pub lost: usize,
    pub wrong: Vec<String>,
}

/// Looks at everybody's row.
pub fn look(store: &Store, keys: &Keys, entries: &BTreeMap<String, Entry>) -> Looked {
    let mut guests = Guests::of(store, keys);
    let mut looked = Looked {
        kept: BTreeMap::new(),
        lost: 0,
        wrong: Vec::new(),
    };
    for (address, entry) in entries {
        let found = guests.takes(entry);
        let kept = match &found[..] {
            [] => Kept::Nothing,
            [Ok(kept)] => *kept,
            other => {
                looked.wrong.push(format!("{address}: {other:?}"));
                continue;
            }
        };
        if kept != entry.sure && entry.maybe != Some(kept) {
            looked.lost += 1;
            let (sure, maybe) = (entry.sure, entry.maybe);
            let wrong = format!("{address}: {kept:?} is kept, not {sure:?} or {maybe:?}");
            looked.wrong.push(wrong);
        }
        looked.kept.insert(address.clone(), kept);
    }
    if !guests.rows.is_empty() {
        let wrong = format!("{} rows of nobody", guests.rows.len());
        looked.wrong.push(wrong);
    }
    looked
}

/// Opens the ballot box of the open quarter, in which everybody joined: joins less leaves, cell
/// by cell, must be the guest list (I3 before its day).
pub fn opens_the_box(store: &Store, keys: &Keys, looked: &mut Looked) {
    let read = store.register.read("which quarter is open", meta::calendar);
    let quarter = read.unwrap().open.quarter;
    let mut books = Books::default();
    for (address, kept) in &looked.kept {
        if let Kept::About(state) = kept {
            books.declares(address, about(&[state]), quarter);
        }
    }
    let (found, expected) = (exact_flows(store, keys, quarter), books.flows(quarter));
    if found != expected {
        let wrong = format!("the box says {found:?}, the guest list {expected:?}");
        looked.wrong.push(wrong);
    }
}
