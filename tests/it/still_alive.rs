//! Whether the databases still answer: a full queue is no answer, and whoever asks waits for one.

use std::cell::Cell;
use std::sync::mpsc::channel;
use std::time::Duration;

use enkel::flows::ready::is_alive;
use enkel::store::{Database, StoreError};

use crate::app::{Backend, TestApp};

#[test]
fn databases_that_answer_are_asked_once() {
    let register = TestApp::on(Backend::Sqlite);
    is_alive(&register.app, &|| panic!("they have answered"));
}

/// More than the queue of a database takes; whoever is refused says so.
const CROWD: usize = 300;

fn writes(database: &Database) -> bool {
    let written = database.write("a write that waits", |_| Ok::<(), StoreError>(()));
    matches!(written, Err(StoreError::Busy))
}

#[test]
fn a_database_whose_queue_is_full_has_not_answered_until_it_takes_a_write() {
    let register = TestApp::on(Backend::Sqlite);
    let database = &register.app.store.register;
    let (goes_on, held) = channel::<()>();
    let (begun, begins) = channel();
    let (refused, refusals) = channel();
    let asked = Cell::new(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let held = database.write("a long one", move |_| {
                let _ = begun.send(());
                let _ = held.recv();
                Ok::<(), StoreError>(())
            });
            held.unwrap();
        });
        begins.recv().unwrap();
        for _ in 0..CROWD {
            let refused = refused.clone();
            scope.spawn(move || writes(database).then(|| refused.send(())));
        }
        refusals.recv().unwrap();
        is_alive(&register.app, &|| {
            asked.set(asked.get() + 1);
            if asked.get() == 3 {
                goes_on.send(()).unwrap();
            }
            std::thread::sleep(Duration::from_millis(2));
            true
        });
        drop(goes_on);
    });
    assert!(asked.get() >= 3, "it was given up too early");
}
