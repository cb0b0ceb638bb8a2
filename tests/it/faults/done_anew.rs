//! Work that was done and then taken back with its group is done anew. What it told the journal
//! the first time stays there, and must not become a second draw.
//!
//! On SQLite alone: PostgreSQL has no groups.

use std::sync::Arc;
use std::time::Duration;

use enkel::app::App;
use enkel::domain::period::Week;
use enkel::domain::release::Period;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};
use enkel::flows::publish::correct::correct;
use enkel::flows::step_keys::step_keys;
use enkel::store::{Conn, StoreError, releases};

use crate::app::{Backend, Board, Citizen, TestApp, Visitor, varied};

fn a_register_with_people() -> TestApp {
    let register = TestApp::on(Backend::Sqlite);
    for number in 0..3 {
        let mut person = Citizen::of(&register, &format!("person{number}@example.org"));
        person.comes_in().declares(varied(number));
    }
    register
}

/// Does something whose one write shares its group with another, which fails after it.
fn done_anew<T>(register: &TestApp, work: impl FnOnce() -> T) -> T {
    let database = &register.app.store.register;
    let before = database.read("look", published).unwrap();
    fails_after_it(&register.app, before);
    let done = work();
    // Behind whatever still waits there.
    database.write("test", |_| Ok(())).unwrap();
    assert_ne!(database.read("look", published).unwrap(), before);
    done
}

/// How many releases there are: any of these deeds makes one.
fn published(conn: &mut Conn) -> Result<usize, StoreError> {
    Ok(releases::all(conn)?.len())
}

/// Takes its turn again and again, in one group, until that has changed; and fails then.
fn fails_after_it(app: &Arc<App>, before: usize) {
    let own = app.clone();
    let turn = app.store.register.write_later("test", move |conn| {
        if published(conn)? != before {
            return Err(StoreError::Busy);
        }
        std::thread::sleep(Duration::from_millis(10));
        fails_after_it(&own, before);
        Ok(())
    });
    drop(turn.unwrap());
}

fn is_whole(register: &TestApp) {
    let visitor = Visitor(register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    register.is_sound();
}

#[test]
fn a_quarter_is_drawn_once_and_whoever_counted_it_hears_so() {
    let register = a_register_with_people();
    let quarter = Board(&register).next();
    register.lives_until(quarter.release_day());
    let counts = || count_quarter(&register.app, None, None).unwrap();
    assert_eq!(done_anew(&register, counts), Counted::Released(quarter));
    is_whole(&register);
}

#[test]
fn a_week_is_drawn_once_and_whoever_published_it_hears_so() {
    let register = a_register_with_people();
    let week = Week::of(register.clock.today());
    register.lives_until(week.next().first_day().plus(-1));
    register.clock.stands_on(week.next().first_day());
    step_keys(&register.app).unwrap();
    close_due_periods(&register.app).unwrap();
    let publishes = || publish_due_weeks(&register.app).unwrap();
    assert_eq!(done_anew(&register, publishes), [week]);
    is_whole(&register);
}

#[test]
fn an_erratum_is_published_once() {
    let register = a_register_with_people();
    let quarter = Board(&register).counts();
    let before = Visitor(&register).sees_releases().len();
    let period = Period::Quarter(quarter);
    let corrects = || correct(&register.app, period, "A label was wrong.").unwrap();
    let erratum = done_anew(&register, corrects);
    assert_eq!(erratum.to_string(), format!("{quarter}-e1"));
    assert_eq!(Visitor(&register).sees_releases().len(), before + 1);
    is_whole(&register);
}
