//! A restore that is killed at any moment: the register that lies there is as it was, or closed;
//! the same command again finishes it. It is never open half.

use std::path::Path;
use std::time::{Duration, Instant};

use enkel::crypto::random;
use enkel::store::{Store, meta};

use crate::app::{Backend, Citizen, location, open_again, varied};

use super::command_in;
use super::lost_machine::{Cupboard, address, is_kept_safe, lively, runs, withdraws};

on_both_databases!(a_restore_that_is_killed_is_not_begun_or_is_finished_by_another);

const KILLS: u32 = 15;

fn a_restore_that_is_killed_is_not_begun_or_is_finished_by_another(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    withdraws(&register, 1);
    let nobodys = register.closes();
    let folder = nobodys.folder.path();
    let words = cupboard.words_over_a_register();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let begun = Instant::now();
    runs(folder, &words).good();
    let whole = begun.elapsed();
    let (mut closed, mut open) = (0, 0);
    for _ in 0..KILLS {
        is_killed_on_the_way(folder, &words, whole);
        let Some(reason) = is_closed(&nobodys.settings) else {
            open += 1;
            let app = open_again(&nobodys.settings, &nobodys.clock, &nobodys.mail);
            let findings = enkel::flows::inspect::inspect(&app).unwrap();
            assert!(findings.iter().all(|one| one.wrong.is_none()));
            continue;
        };
        closed += 1;
        assert_eq!(reason, "restoring");
        // Killed while the transit store is made anew, that is what is missing first.
        let said = runs(folder, &["count"]).refused("");
        let sentence = ["was not finished", "enkel migrate"].map(|part| said.err.contains(part));
        assert!(sentence.contains(&true), "{}", said.err);
    }
    println!("{closed} times closed, {open} times open");
    assert!(closed > 0, "some kills came in the middle");
    is_restored(folder, &words);
    let register = nobodys.opens();
    register.is_sound();
    assert!(
        Citizen::of(&register, &address(1))
            .comes_in()
            .looks()
            .is_none()
    );
    assert_eq!(
        Citizen::of(&register, &address(2)).looks_again().answers,
        varied(2)
    );
}

/// The last kill may come after the register opened and before the fresh chain was alone; then the
/// program names the command that finishes that, and the administrator gives it.
fn is_restored(folder: &Path, words: &[&str]) {
    let said = runs(folder, words);
    if said.err.contains("run `enkel keys rotate`") {
        said.refused("");
        runs(folder, &["keys", "rotate"]).good();
        runs(folder, words).good();
    } else {
        said.good();
    }
}

/// Begins one and kills it, somewhere between its first moment and a little after its last.
fn is_killed_on_the_way(folder: &Path, words: &[&str], whole: Duration) {
    let mut child = command_in(folder, words).spawn().unwrap();
    let [one, two] = random::bytes::<2>().unwrap();
    let part = u32::from(u16::from_be_bytes([one, two]));
    std::thread::sleep(whole * part / 55_000);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn is_closed(settings: &enkel::config::Settings) -> Option<String> {
    let register = Store::register_alone(&location(settings)).unwrap();
    let read = register.read("closed", |conn| meta::get(conn, meta::CLOSED));
    read.unwrap()
}
