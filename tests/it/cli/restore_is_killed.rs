//! A restore that is killed at any moment: the register that lies there is as it was, or closed;
//! the same command again finishes it. It is never open half.

use std::time::{Duration, Instant};

use enkel::crypto::random;
use enkel::store::{Store, meta};

use crate::app::{Backend, Citizen, TestApp, location, varied};

use super::command_in;
use super::lost_machine::{Cupboard, address, is_kept_safe, lively, runs, withdraws};

on_both_databases!(a_restore_that_is_killed_is_not_begun_or_is_finished_by_another);

const KILLS: u32 = 25;

fn a_restore_that_is_killed_is_not_begun_or_is_finished_by_another(on: Backend) {
    let cupboard = Cupboard::new();
    let register = lively(on, &cupboard);
    is_kept_safe(&register, &cupboard);
    withdraws(&register, 1);
    let TestApp {
        app,
        clock,
        mail,
        backend,
        settings,
        folder,
        database,
    } = register;
    drop(app);
    let (backup, escrow) = (cupboard.path("backup"), cupboard.escrow(1));
    let words = [
        "restore",
        &backup,
        "--identity",
        &cupboard.identity,
        "--escrow",
        &escrow,
        "--yes",
    ];
    let begun = Instant::now();
    runs(folder.path(), &words).good();
    let whole = u32::try_from(begun.elapsed().as_micros()).unwrap();
    let (mut closed, mut open) = (0, 0);
    for _ in 0..KILLS {
        let mut child = command_in(folder.path(), &words).spawn().unwrap();
        let [one, two] = random::bytes::<2>().unwrap();
        let part = u32::from(u16::from_be_bytes([one, two]));
        std::thread::sleep(Duration::from_micros(u64::from(
            whole / 65_536 * part + part,
        )));
        child.kill().unwrap();
        child.wait().unwrap();
        let Some(reason) = is_closed(&settings) else {
            open += 1;
            let app = crate::app::open_again(&settings, &clock, &mail);
            let findings = enkel::flows::inspect::inspect(&app).unwrap();
            assert!(findings.iter().all(|one| one.wrong.is_none()));
            continue;
        };
        closed += 1;
        assert_eq!(reason, "restoring");
        runs(folder.path(), &["count"]).refused("restore");
    }
    println!("{closed} times closed, {open} times open");
    assert!(closed > 0, "some kills came in the middle");
    runs(folder.path(), &words).good();
    let app = crate::app::open_again(&settings, &clock, &mail);
    let register = TestApp {
        app,
        clock,
        mail,
        backend,
        settings,
        folder,
        database,
    };
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

fn is_closed(settings: &enkel::config::Settings) -> Option<String> {
    let register = Store::register_alone(&location(settings)).unwrap();
    let read = register.read("closed", |conn| meta::get(conn, meta::CLOSED));
    read.unwrap()
}
