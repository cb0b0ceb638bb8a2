//! Draws: what was published in the journal is committed, byte for byte, and never drawn anew.

use enkel::domain::release::Period;
use enkel::flows::count::{Counted, count_quarter, publish_due_weeks};
use enkel::store::releases;

use crate::app::{Backend, Board, Citizen, TestApp, Visitor, raw, varied};

on_both_databases!(
    a_draw_that_was_not_committed_is_committed_as_it_was,
    a_changed_draw_is_refused,
);

/// A register whose quarter is due, with a counter that stopped after it had published its draw.
fn stopped_in_between(on: Backend) -> (TestApp, Vec<u8>) {
    let register = TestApp::on(on);
    for number in 0..5 {
        let mut jan = Citizen::of(&register, &format!("jan{number}@example.org"));
        jan.comes_in().declares(varied(number));
    }
    register.lives_until(register.quarter().release_day());
    let database = &register.app.store.register;
    raw::does(database, "ALTER TABLE release_file RENAME TO release_away");
    assert!(count_quarter(&register.app, None, None).is_err());
    raw::does(database, "ALTER TABLE release_away RENAME TO release_file");
    let drawn = register.app.journal.folder().draw(quarter(&register));
    (register, drawn.unwrap().expect("it was published first"))
}

fn quarter(register: &TestApp) -> Period {
    Period::Quarter(register.quarter().previous())
}

fn flows_of(register: &TestApp) -> String {
    let period = quarter(register);
    let database = &register.app.store.register;
    let read = database.read("files", |conn| releases::files(conn, period));
    let files = read.unwrap();
    let file = files.into_iter().find(|file| file.name == "flows.csv");
    let file = file.expect("it was released");
    String::from_utf8(file.content).unwrap()
}

fn a_draw_that_was_not_committed_is_committed_as_it_was(on: Backend) {
    let (register, drawn) = stopped_in_between(on);
    assert_eq!(Board(&register).next(), register.quarter().previous());
    // Whoever starts next, or draws anything else, brings it in.
    let host = register.another_host();
    assert_eq!(Board(&register).next(), register.quarter());
    let text = String::from_utf8(drawn).unwrap();
    let body: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(body["flows"].as_str().unwrap(), flows_of(&register));
    let again = count_quarter(&host, None, None).unwrap();
    assert!(matches!(again, Counted::StillOpen(_)), "{again:?}");
    publish_due_weeks(&host).unwrap();
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    register.is_sound();
}

fn a_changed_draw_is_refused(on: Backend) {
    let (register, drawn) = stopped_in_between(on);
    let name = format!("draws/{}.draw", quarter(&register));
    let file = register.settings.journal.folder.join(name);
    let text = String::from_utf8(drawn).unwrap();
    std::fs::write(&file, text.replacen("place\":", "place\": ", 1)).unwrap();
    let why = register.opens_with(&register.settings.keys.folder);
    let why = why.err().expect("it is refused").causes();
    assert!(why.contains("put the file back from a copy"), "{why}");
    let counted = count_quarter(&register.app, None, None);
    assert!(counted.is_err(), "nothing is drawn anew");
    assert_eq!(Board(&register).next(), register.quarter().previous());
    std::fs::write(&file, text).unwrap();
    drop(register.another_host());
    assert_eq!(Board(&register).next(), register.quarter());
}
