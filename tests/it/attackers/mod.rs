//! The attackers. Each first wins against a register of which one protection is really switched
//! off, then does the same against ours and fails.
//!
//! `./test` runs them small, `./test --long thief` (or `figures`, `flood`) at full size: it sets
//! `ENKEL_LONG`, and [`size`] is the only place that reads it. An attacker asks it for every number that grows,
//! `size(60, 2_000)`, and needs nothing else to take part.
//!
//! A protection is switched off in the tables ([`loses`], [`spoils`]), by a careless program in
//! front of the real service (`Site::behind`), or by a deed done without the flow that guards it.

mod archivist;
mod clock;
mod flood;
mod guesser;
mod replayer;
mod restorer;
mod scanner;
mod statistician;
mod stranger;
mod thief;

use enkel::store::Database;

use crate::app::{Backend, raw};

/// How much an attacker does: the first number in `./test`, the second in a long run.
pub fn size(short: usize, long: usize) -> usize {
    match std::env::var_os("ENKEL_LONG") {
        Some(part) if part == "thief" || part == "figures" || part == "flood" => long,
        _ => short,
    }
}

/// From here on this table loses whatever is put into it.
pub fn loses(database: &Database, on: Backend, table: &str) {
    let sql = match on {
        Backend::Sqlite => format!(
            "CREATE TRIGGER loses_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END"
        ),
        Backend::Postgres => {
            format!("CREATE RULE loses_{table} AS ON INSERT TO {table} DO INSTEAD NOTHING")
        }
    };
    raw::does(database, &sql);
}

/// From here on one number of every new row of this table is another.
pub fn spoils(database: &Database, on: Backend, table: &str, column: &str, value: i64) {
    match on {
        Backend::Sqlite => raw::does(
            database,
            &format!(
                "CREATE TRIGGER spoils_{table} AFTER INSERT ON {table} BEGIN \
                 UPDATE {table} SET {column} = {value} WHERE tag = NEW.tag; END"
            ),
        ),
        Backend::Postgres => {
            raw::does(
                database,
                &format!(
                    "CREATE FUNCTION spoils_{table}() RETURNS trigger LANGUAGE plpgsql AS \
                     $$ BEGIN NEW.{column} := {value}; RETURN NEW; END $$"
                ),
            );
            raw::does(
                database,
                &format!(
                    "CREATE TRIGGER spoils_{table} BEFORE INSERT ON {table} \
                     FOR EACH ROW EXECUTE FUNCTION spoils_{table}()"
                ),
            );
        }
    }
}

/// Chance that can be had again: the same number gives the same orders.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
