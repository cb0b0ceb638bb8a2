//! The board on counting day, and what it could see if it looked inside the ballots.

use enkel::app::App;
use enkel::crypto::keys::Keys;
use enkel::disclosure::families::Families;
use enkel::disclosure::sums::Sums;
use enkel::domain::ballot::Slip;
use enkel::domain::period::Quarter;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::families;
use enkel::store::{Store, StoreError, ballots, meta};

use super::books::ExactFlows;
use super::register::TestApp;

pub struct Board<'a>(pub &'a TestApp);

impl Board<'_> {
    /// Waits for the day and counts the oldest quarter that is closed and not counted.
    pub fn counts(&self) -> Quarter {
        let next = self.next();
        if self.0.clock.today() < next.release_day() {
            self.0.lives_until(next.release_day());
        }
        let counted = count_quarter(&self.0.app, None, None).unwrap();
        assert_eq!(counted, Counted::Released(next));
        next
    }

    /// Counts all that can be counted today.
    pub fn counts_what_is_due(&self) -> Vec<Quarter> {
        let mut released = Vec::new();
        while let Counted::Released(quarter) = count_quarter(&self.0.app, None, None).unwrap() {
            released.push(quarter);
        }
        released
    }

    /// The oldest quarter that was not counted.
    pub fn next(&self) -> Quarter {
        let register = &self.0.app.store.register;
        let next = register.read("next", |conn| match meta::base(conn)? {
            Some((counted, _)) => Ok(counted.next()),
            None => meta::first_quarter(conn),
        });
        next.unwrap()
    }

    /// The exact flows of one quarter, before any noise: no one but a test sees them.
    pub fn peeks(&self, quarter: Quarter) -> ExactFlows {
        exact_flows(&self.0.app.store, &self.0.app.keys, quarter)
    }

    /// The families of tables that the register adopted.
    pub fn families(&self) -> Families {
        let register = &self.0.app.store.register;
        register.read("families", families::of_register).unwrap()
    }
}

/// The exact flows in the box of one quarter, wherever the register lies.
pub fn exact_flows(store: &Store, keys: &Keys, quarter: Quarter) -> ExactFlows {
    let register = &store.register;
    let families = register.read("families", families::of_register).unwrap();
    let first = register.read("first", meta::first_quarter).unwrap();
    let slips = slips_in(store, keys, quarter);
    let sums = Sums::of(&slips, &families, quarter, first.year()).unwrap();
    let mut flows = ExactFlows::new();
    for (cohort, _, table, cells) in sums.iter() {
        for (place, change) in cells.iter().enumerate().filter(|(_, change)| **change != 0) {
            let cell = table.cell_codes(place).join("|");
            let key = (cohort.year(), table.code().to_owned(), cell);
            *flows.entry(key).or_default() += change;
        }
    }
    // What moved from one family to another is no change in its cell.
    flows.retain(|_, change| *change != 0);
    flows
}

/// Opens the ballots of one quarter with the register's own keys.
pub fn slips(app: &App, quarter: Quarter) -> Vec<Slip> {
    slips_in(&app.store, &app.keys, quarter)
}

fn slips_in(store: &Store, keys: &Keys, quarter: Quarter) -> Vec<Slip> {
    let counting = keys.counting_key().unwrap().unwrap();
    let mut slips = Vec::new();
    let read = store.register.read("open the ballots", |conn| {
        ballots::of_quarter(conn, quarter, |ballot| {
            let wrap = keys.epoch(ballot.epoch).map_err(StoreError::given_up)?;
            let boxed = wrap
                .open_ballot(&ballot.id, ballot.period, &ballot.sealed)
                .unwrap();
            let slip = counting.open(&boxed).unwrap();
            slips.push(Slip::from_bytes(&slip).unwrap());
            Ok(())
        })
    });
    read.unwrap();
    slips
}
