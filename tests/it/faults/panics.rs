//! What goes wrong inside the program stays small: a panic costs one write, and a log that takes
//! nothing costs nothing.

use std::time::Duration;

use enkel::store::StoreError;

use super::fleet::Fleet;
use super::tracer::Tracer;
use super::trial::nothing_is_lost;
use crate::app::crowd::{a_root, declares_as};
use crate::app::{Backend, TestApp, about};

on_both_databases!(
    a_panic_in_a_write_costs_that_write_alone,
    a_log_that_takes_nothing_ends_no_thread,
);

fn a_panic_in_a_write_costs_that_write_alone(on: Backend) {
    let register = TestApp::on(on);
    let app = &register.app;
    let panics = || {
        let write = app.store.register.write("panic", |conn| {
            diesel::connection::SimpleConnection::batch_execute(conn, "DELETE FROM meta")?;
            if true {
                panic!("on purpose");
            }
            Ok::<(), StoreError>(())
        });
        write.is_ok()
    };
    for _ in 0..3 {
        let ended = std::thread::scope(|scope| scope.spawn(panics).join());
        assert!(!ended.unwrap_or(false), "nothing was written");
        declares_as(app, &a_root(), about(&["MA"])).unwrap();
    }
    assert_eq!(register.rows("registration"), 3);
    register.is_sound();
}

/// Its disk is full, or whoever read it is gone, while there is much to say.
fn a_log_that_takes_nothing_ends_no_thread(on: Backend) {
    let mut fleet = Fleet::on(on);
    fleet.logs_to("/dev/full");
    nothing_is_lost("log takes nothing", fleet, |trial| {
        trial.waits_for_deeds(2);
        let pids = trial.fleet.pids().into_iter();
        let tracers: Vec<Tracer> = pids.map(Tracer::breaks_the_disk_of).collect();
        std::thread::sleep(Duration::from_secs(1));
        drop(tracers);
        trial.faults += 1;
        trial.waits_for_deeds(5);
        assert_eq!(trial.fleet.extra_starts, 0, "nobody ended of it");
    });
}
