//! How many rows and bytes every table of both databases holds.

use std::collections::BTreeMap;

use crate::app::{TestApp, raw};

/// Per table and measure.
pub type Tables = BTreeMap<String, i64>;

/// Each table with what can be summed in it.
const REGISTER: [(&str, &[&str]); 9] = [
    (
        "registration",
        &["LENGTH(tag) + LENGTH(sealed)", "cohort", "epoch"],
    ),
    ("ballot", &["LENGTH(id) + LENGTH(sealed)", "epoch"]),
    ("done", &["LENGTH(nonce)", "expiry"]),
    ("consent_text", &["LENGTH(body)"]),
    ("flow", &["LENGTH(cells)"]),
    ("ledger", &["loss"]),
    ("release", &["place"]),
    ("release_file", &["LENGTH(content)"]),
    ("meta", &["LENGTH(value)"]),
];
const TRANSIT: [(&str, &[&str]); 3] = [
    ("letter", &["LENGTH(id) + LENGTH(sealed)", "tries", "day"]),
    (
        "attempt",
        &["LENGTH(tag)", "tries", "COALESCE(opened_with + 1, 0)"],
    ),
    (
        "budget",
        &["LENGTH(tag)", "mails", "long_mails", "wrong", "used"],
    ),
];

pub fn tables(register: &TestApp) -> Tables {
    let store = &register.app.store;
    let mut all = Tables::new();
    for (database, list) in [
        (&store.register, &REGISTER[..]),
        (&store.transit, &TRANSIT[..]),
    ] {
        let mut names = Vec::new();
        let mut wanted = Vec::new();
        for (table, sums) in list {
            names.push((*table).to_owned());
            wanted.push(("COUNT(*)".to_owned(), *table));
            for sum in *sums {
                names.push(format!("{table}: {sum}"));
                wanted.push((format!("COALESCE(SUM({sum}), 0)"), *table));
            }
        }
        all.extend(names.into_iter().zip(raw::numbers(database, &wanted)));
    }
    all
}

/// What differs between two looks.
pub fn written(before: &Tables, after: &Tables) -> Tables {
    let changes = after
        .iter()
        .map(|(what, now)| (what.clone(), now - before[what]));
    changes.filter(|(_, change)| *change != 0).collect()
}
