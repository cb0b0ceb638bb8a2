//! Many requests, hosts and counters at the same moment: each thing still happens once.

use std::sync::Barrier;

use enkel::app::App;
use enkel::domain::ballot::Sign;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};
use enkel::flows::declare::declare;
use enkel::flows::withdraw::withdraw;

use crate::app::{Backend, Board, Citizen, TestApp, Visitor, raw, slips, varied};

on_both_databases!(
    twenty_presses_of_one_button_write_once,
    twenty_visits_to_one_mailbox_keep_one_declaration,
    declaring_against_withdrawing_leaves_one_truth,
    two_hosts_count_a_quarter_once,
    two_hosts_close_a_period_once,
);

/// Does all of these at the same moment and gives what came of each.
fn at_once<T: Send>(deeds: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
    let start = &Barrier::new(deeds.len());
    std::thread::scope(|scope| {
        let running: Vec<_> = deeds
            .into_iter()
            .map(|deed| {
                scope.spawn(move || {
                    start.wait();
                    deed()
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// Rows of the guest list, and joins less leaves in the box: I3 while nothing was counted.
fn agree(register: &TestApp) -> i64 {
    let rows = raw::rows(&register.app.store.register, "registration");
    let slips = slips(&register.app, register.quarter());
    let net: i64 = slips.iter().map(|slip| slip.sign.value()).sum();
    assert_eq!(rows, net);
    rows
}

fn twenty_presses_of_one_button_write_once(on: Backend) {
    let register = TestApp::on(on);
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.comes_in();
    let (page, root) = (jan.fills_in(varied(5)), jan.root());
    let app = &register.app;
    let answers = at_once(
        (0..20)
            .map(|_| -> Box<dyn FnOnce() -> _ + Send> {
                Box::new(|| declare(app, &root, page.clone()).unwrap())
            })
            .collect(),
    );
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(agree(&register), 1);
    assert_eq!(slips(app, register.quarter()).len(), 1);
}

fn twenty_visits_to_one_mailbox_keep_one_declaration(on: Backend) {
    let register = TestApp::on(on);
    let other = register.another_host();
    let visits: Vec<_> = (0..20)
        .map(|number| {
            let mut jan = Citizen::of(&register, "jan@example.org");
            jan.comes_in();
            (jan.fills_in(varied(number)), jan.root())
        })
        .collect();
    at_once(
        visits
            .iter()
            .enumerate()
            .map(|(number, (page, root))| -> Box<dyn FnOnce() -> _ + Send> {
                let app = if number % 2 == 0 {
                    &register.app
                } else {
                    &other
                };
                Box::new(move || declare(app, root, page.clone()).unwrap())
            })
            .collect(),
    );
    assert_eq!(agree(&register), 1);
    let slips = slips(&register.app, register.quarter());
    let joins = slips.iter().filter(|slip| slip.sign == Sign::Join).count();
    assert_eq!(slips.len(), 2 * joins - 1);
}

fn declaring_against_withdrawing_leaves_one_truth(on: Backend) {
    let register = TestApp::on(on);
    for number in 0..8 {
        let address = format!("jan{number}@example.org");
        Citizen::of(&register, &address)
            .comes_in()
            .declares(varied(number));
        let visit = |seed| {
            let mut jan = Citizen::of(&register, &address);
            jan.comes_in();
            (jan.fills_in(varied(seed)), jan.root())
        };
        let visits: Vec<_> = (0..6).map(visit).collect();
        let app = &register.app;
        at_once(
            visits
                .iter()
                .enumerate()
                .map(|(place, (page, root))| -> Box<dyn FnOnce() + Send> {
                    if place % 2 == 0 {
                        Box::new(move || {
                            declare(app, root, page.clone()).unwrap();
                        })
                    } else {
                        Box::new(move || {
                            withdraw(app, root, page.visit).unwrap();
                        })
                    }
                })
                .collect(),
        );
        let left = Citizen::of(&register, &address).comes_in().looks();
        let before = raw::rows(&app.store.register, "registration");
        if left.is_some() {
            Citizen::of(&register, &address).comes_in().withdraws();
        }
        let after = raw::rows(&app.store.register, "registration");
        assert_eq!(before - after, i64::from(left.is_some()));
        agree(&register);
    }
}

/// A quarter that is closed and due, on a register with a few declarations.
fn due() -> impl Fn(Backend) -> TestApp {
    |on| {
        let register = TestApp::on(on);
        for number in 0..6 {
            let address = format!("jan{number}@example.org");
            let mut jan = Citizen::of(&register, &address);
            jan.comes_in().declares(varied(number));
        }
        let day = register.quarter().release_day();
        register.lives_until(day);
        register
    }
}

fn two_hosts_count_a_quarter_once(on: Backend) {
    let register = due()(on);
    let hosts: Vec<App> = (0..3).map(|_| register.another_host()).collect();
    let quarter = register.quarter().previous();
    let counted = at_once(
        hosts
            .iter()
            .map(|app| -> Box<dyn FnOnce() -> _ + Send> {
                Box::new(|| count_quarter(app, Some(quarter), None).unwrap())
            })
            .collect(),
    );
    let released = counted.iter().filter(|c| **c == Counted::Released(quarter));
    assert_eq!(released.count(), 1, "{counted:?}");
    let already = counted.iter().filter(|c| **c == Counted::Already(quarter));
    assert_eq!(already.count(), 2, "{counted:?}");
    let flows = raw::number(
        &register.app.store.register,
        "COUNT(*)",
        "flow WHERE table_id <> 'weekly'",
    );
    assert_eq!(flows, 8);
    assert_eq!(Board(&register).counts_what_is_due(), []);
    register.is_sound();
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

fn two_hosts_close_a_period_once(on: Backend) {
    let register = due()(on);
    Board(&register).counts();
    register.clock.stands_on(register.clock.today().plus(150));
    let hosts: Vec<App> = (0..3).map(|_| register.another_host()).collect();
    let closed = at_once(
        hosts
            .iter()
            .map(|app| -> Box<dyn FnOnce() -> _ + Send> {
                Box::new(|| {
                    let closed = close_due_periods(app).unwrap();
                    (closed, publish_due_weeks(app).unwrap())
                })
            })
            .collect(),
    );
    let mut weeks: Vec<_> = closed
        .iter()
        .flat_map(|(closed, _)| closed.iter().map(|close| close.week))
        .collect();
    let mut published: Vec<_> = closed.iter().flat_map(|(_, weeks)| weeks.clone()).collect();
    weeks.sort_unstable();
    published.sort_unstable();
    assert_eq!(weeks.len(), 21);
    assert!(weeks.windows(2).all(|two| two[0].next() == two[1]));
    register.jobs_run();
    assert!(published.windows(2).all(|two| two[0].next() == two[1]));
    Board(&register).counts_what_is_due();
    register.is_sound();
}
