//! What a count would meet, without making it: the board hears yes, no and powers of ten.

use enkel::flows::count::dry_run::dry_run;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, raw};

on_both_databases!(
    the_board_hears_whether_it_can_count_and_nothing_else,
    a_box_that_does_not_agree_is_told_and_left_alone,
    a_dry_run_changes_nothing,
);

fn answers(register: &TestApp) -> Vec<(String, Option<bool>)> {
    let outlook = dry_run(&register.app, None).unwrap();
    let conditions = outlook.conditions.into_iter();
    conditions.map(|one| (one.what, one.holds)).collect()
}

fn the_board_hears_whether_it_can_count_and_nothing_else(on: Backend) {
    let register = TestApp::on(on);
    let crowd = Crowd::of(&register.app, 37);
    let open = answers(&register);
    assert_eq!(open[0], ("the quarter is closed".to_owned(), Some(false)));
    // Of an open quarter nothing more is looked at: no power of ten of slips that still come.
    assert!(
        open[1..].iter().all(|(_, holds)| holds.is_none()),
        "{open:?}"
    );
    assert!(!open.iter().any(|(what, _)| what.starts_with("slips")));
    register.lives_until(register.quarter().release_day());
    let closed = answers(&register);
    assert!(
        closed.iter().all(|(_, holds)| *holds == Some(true)),
        "{closed:?}"
    );
    assert!(closed.contains(&("slips: from 10 to 99".to_owned(), Some(true))));
    assert!(!closed.iter().any(|(what, _)| what.contains("37")));
    Board(&register).counts();
    assert_eq!(answers(&register)[0].1, Some(false), "the next one is open");
    drop(crowd);
}

fn a_box_that_does_not_agree_is_told_and_left_alone(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 12);
    register.lives_until(register.quarter().release_day());
    let database = &register.app.store.register;
    let one = "DELETE FROM ballot WHERE id = (SELECT min(id) FROM ballot)";
    raw::does(
        database,
        if on == Backend::Sqlite {
            one
        } else {
            "DELETE FROM ballot WHERE id = (SELECT id FROM ballot ORDER BY id LIMIT 1)"
        },
    );
    let told = answers(&register);
    let agree = told
        .iter()
        .find(|(what, _)| what.contains("agree"))
        .unwrap();
    assert_eq!(agree.1, Some(false));
    let other = TestApp::on(Backend::Sqlite);
    let key = other.app.keys.counting_key().unwrap().unwrap();
    let outlook = dry_run(&register.app, Some(&key)).unwrap();
    let opens = outlook
        .conditions
        .iter()
        .find(|one| one.what.contains("slip opens"));
    assert_eq!(opens.unwrap().holds, Some(false));
}

fn a_dry_run_changes_nothing(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 12);
    register.lives_until(register.quarter().release_day());
    let state = || {
        let rows = [
            "registration",
            "ballot",
            "flow",
            "ledger",
            "release",
            "meta",
            "done",
        ]
        .map(|table| raw::rows(&register.app.store.register, table));
        let files = |folder: &std::path::Path| {
            let mut found = Vec::new();
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    found.push((path.clone(), std::fs::read(&path).unwrap()));
                }
            }
            found.sort();
            found
        };
        let journal = &register.settings.journal.folder;
        (rows, files(journal), files(&journal.join("draws")))
    };
    let before = state();
    for _ in 0..3 {
        dry_run(&register.app, None).unwrap();
    }
    assert!(state() == before);
}
