//! He turns the clock back behind counting day, over and over, so that week and quarter come by
//! again. A counter who goes by the clock counts them each time; ours goes by what was drawn.

use std::collections::BTreeSet;

use enkel::disclosure::families::Families;
use enkel::disclosure::{draw, sums::Sums};
use enkel::domain::period::{Quarter, Week};
use enkel::domain::release::Flow;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{count_quarter, publish_due_weeks};

use super::{Bits, size};
use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor, slips};

on_both_databases!(nothing_is_counted_twice_by_a_clock_set_back);

/// Broken: counts the quarter before today's whenever its day has come and it was not counted
/// since the clock last stood earlier.
struct ByTheClock {
    slips: Vec<enkel::domain::ballot::Slip>,
    last: Option<Quarter>,
    bits: Bits,
    draws: Vec<Vec<Flow>>,
}

impl ByTheClock {
    fn looks(&mut self, register: &TestApp) {
        let today = register.clock.today();
        let due = Quarter::of(today).previous();
        if today < due.release_day() {
            self.last = None;
        } else if self.last != Some(due) {
            self.last = Some(due);
            let sums = Sums::of(&self.slips, &Families::default(), due, due.year()).unwrap();
            let drawn = draw::quarter(&sums, &mut self.bits);
            self.draws.push(drawn.unwrap());
        }
    }
}

/// Everything that was published, byte for byte.
fn published(register: &TestApp) -> Vec<(String, Vec<u8>)> {
    let visitor = Visitor(register);
    let ids = visitor.sees_releases().into_iter();
    let files = ids.map(|id| {
        let flows = visitor.downloads(&id, "flows.csv");
        (id, flows)
    });
    files.collect()
}

fn nothing_is_counted_twice_by_a_clock_set_back(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 20);
    register.next_quarter();
    let quarter = Board(&register).next();
    let mut careless = ByTheClock {
        slips: slips(&register.app, quarter),
        last: None,
        bits: Bits::of("by the clock"),
        draws: Vec::new(),
    };
    Board(&register).counts();
    let first = published(&register);
    let counting_day = register.clock.today();
    let earlier = [
        counting_day.plus(-1),
        quarter.last_week().first_day(),
        quarter.first_week().first_day(),
        counting_day.plus(-370),
    ];
    for turn in 0..size(4, 40) {
        for day in [earlier[turn % earlier.len()], counting_day] {
            register.clock.stands_on(day);
            careless.looks(&register);
            close_due_periods(&register.app).unwrap();
            publish_due_weeks(&register.app).unwrap();
            for wanted in [None, Some(quarter)] {
                // Refused, not yet, or already: whatever it says, nothing is drawn.
                let _ = count_quarter(&register.app, wanted, None);
            }
            assert_eq!(published(&register), first);
        }
    }
    let draws: BTreeSet<String> = careless.draws.iter().map(|d| format!("{d:?}")).collect();
    assert!(draws.len() >= size(4, 40), "by the clock: a draw each time");
    // A clock far ahead closes what lies between once; when it is back, nothing opens again.
    register.clock.stands_on(counting_day.plus(30));
    close_due_periods(&register.app).unwrap();
    publish_due_weeks(&register.app).unwrap();
    let ahead = published(&register);
    assert!(ahead.starts_with(&first) && ahead.len() > first.len());
    register.clock.stands_on(counting_day);
    for _ in 0..5 {
        close_due_periods(&register.app).unwrap();
        publish_due_weeks(&register.app).unwrap();
        assert_eq!(published(&register), ahead);
        register.clock.stands_on(register.clock.today().plus(6));
    }
    let weeks: BTreeSet<Week> = ahead.iter().filter_map(|(id, _)| Week::parse(id)).collect();
    let names: BTreeSet<&String> = ahead.iter().map(|(id, _)| id).collect();
    assert_eq!(names.len(), ahead.len(), "each period once");
    assert!(weeks.len() > 13);
    register.is_sound();
}
