//! What a thief of copies has: rows and ballots of one moment, keys of another.

use std::path::Path;

use enkel::app::App;
use enkel::crypto::keys::Keys;
use enkel::flows::epoch::{Looked, Raise, begin_fresh, finish, raise};
use enkel::store::ballots::Ballot;
use enkel::store::registrations::Registration;
use enkel::store::{ballots, registrations};

use super::goes_a_step;
use crate::app::crowd::Crowd;
use crate::app::{Backend, TestApp};

on_both_databases!(
    an_old_copy_goes_dark_with_the_step,
    a_copy_of_the_keys_opens_nothing_of_a_fresh_chain,
);

/// Rows and ballots as they lie in a copy of the database.
struct Copy {
    rows: Vec<Registration>,
    ballots: Vec<Ballot>,
}

impl Copy {
    fn of(app: &App) -> Self {
        let copied = app.store.register.read("copy", |conn| {
            let mut rows = Vec::new();
            for tag in registrations::older_tags(conn, 1_000)? {
                rows.extend(registrations::find(conn, &[tag])?);
            }
            let mut found = Vec::new();
            for quarter in ballots::quarters(conn)? {
                ballots::of_quarter(conn, quarter, |ballot| {
                    found.push(ballot);
                    Ok(())
                })?;
            }
            Ok(Self {
                rows,
                ballots: found,
            })
        });
        copied.unwrap()
    }

    /// How many rows and ballots some step of these keys opens.
    fn opened_with(&self, keys: &Path) -> (usize, usize) {
        let keys = Keys::load(keys, None).unwrap();
        let steps: Vec<_> = (0..40).filter_map(|step| keys.epoch(step).ok()).collect();
        assert!(!steps.is_empty());
        let row = |row: &&Registration| {
            let mut opens = steps.iter();
            opens.any(|key| key.id_in_row(&row.tag, &row.sealed).is_ok())
        };
        let ballot = |ballot: &&Ballot| {
            let mut opens = steps.iter();
            opens.any(|key| {
                key.open_ballot(&ballot.id, ballot.period, &ballot.sealed)
                    .is_ok()
            })
        };
        (
            self.rows.iter().filter(row).count(),
            self.ballots.iter().filter(ballot).count(),
        )
    }
}

fn an_old_copy_goes_dark_with_the_step(on: Backend) {
    let register = TestApp::on(on);
    let mut crowd = Crowd::of(&register.app, 30);
    let (copy, keys_before) = (Copy::of(&register.app), register.copies_keys("before"));
    goes_a_step(&register);
    let keys_after = register.copies_keys("after");
    assert_eq!(copy.opened_with(&keys_before), (30, 30), "the copy of then");
    assert_eq!(copy.opened_with(&keys_after), (0, 0));
    // An old copy of the keys opens what comes later: that is what --fresh is for.
    assert_eq!(Copy::of(&register.app).opened_with(&keys_before), (30, 30));
    crowd.all_are_found(&register.app);
}

fn a_copy_of_the_keys_opens_nothing_of_a_fresh_chain(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let mut crowd = Crowd::of(app, 30);
    let stolen = register.copies_keys("stolen");
    let (_, several) = begin_fresh(app).unwrap();
    assert!(!several);
    assert!(raise(app, Raise::ByHand).unwrap());
    assert_eq!(finish(app, None, &mut || true).unwrap(), Looked::InOrder);
    let copy = Copy::of(app);
    assert_eq!(copy.opened_with(&stolen), (0, 0));
    assert_eq!(copy.opened_with(&register.settings.keys.folder), (30, 30));
    crowd.all_are_found(app);
    goes_a_step(&register);
    assert_eq!(Copy::of(app).opened_with(&stolen), (0, 0));
    crowd.all_are_found(&register.another_host());
}
