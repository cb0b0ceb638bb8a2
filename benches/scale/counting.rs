//! Counting day of so many ballots, in a register with so many more who joined long before.

use std::collections::BTreeMap;
use std::time::Instant;

use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};
use enkel::store::meta;

use crate::app::{Backend, TestApp};
use crate::{Figures, filling, forget_most_memory, guests, memory};

pub fn of(on: Backend, ballots: usize, rows: usize) -> Figures {
    let register = TestApp::opened(on, &[], "2026-06-30");
    joined_before(&register, rows);
    filling::fills(&register, ballots, ballots);
    register.clock.stands_on(register.quarter().release_day());
    let began = Instant::now();
    close_due_periods(&register.app).unwrap();
    let closed = began.elapsed();
    publish_due_weeks(&register.app).unwrap();
    let before = memory("VmRSS");
    forget_most_memory();
    let began = Instant::now();
    let counted = count_quarter(&register.app, None, None).unwrap();
    let took = began.elapsed();
    assert!(matches!(counted, Counted::Released(_)), "{counted:?}");
    vec![
        ("counting and releasing, seconds".into(), took.as_secs_f64()),
        ("memory MiB, at most".into(), memory("VmHWM")),
        ("memory MiB, before".into(), before),
        (
            "closing 15 weeks and the quarter, seconds".into(),
            closed.as_secs_f64(),
        ),
    ]
}

/// Rows whose joining was counted in the quarter before.
fn joined_before(register: &TestApp, rows: usize) {
    if rows == 0 {
        return;
    }
    guests::join(register, rows);
    let now = register.quarter();
    let many = i64::try_from(rows).unwrap();
    let noted = BTreeMap::from([(now.cohort(), many)]);
    let database = &register.app.store.register;
    database
        .write("the count before", move |conn| {
            meta::move_base(conn, now.previous(), &noted)
        })
        .unwrap();
}
