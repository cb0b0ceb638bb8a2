//! The power goes. A workload runs under strace; what it wrote and synced is then played on a
//! model of a disk, which is stopped before every step, with none, all, a beginning or any part of
//! what had not been synced. Each state that comes out is opened as a register and held to what
//! people had been told by then.
//!
//! Few states in `./test`, all of them in `./test --long crash`, which notes its figures in
//! `docs/reliability.md`. Without strace, or where it may not attach, these tests fail and say so.

mod calendar;
mod calls;
mod disk;
mod figures;
mod image;
mod look;
mod owed;
mod person;
mod reading;
mod replay;
mod served;
mod state;
mod strace;
mod trace;
mod weak;

use std::path::Path;
use std::time::Instant;

use disk::{Honesty, Model};
use figures::Figures;
use replay::{Plan, Seen, Tally, Wrong, at_the_end, replay};
use trace::Trace;

/// How much is tried: the first number in `./test`, the second in the long run.
fn size(short: usize, long: usize) -> usize {
    if is_long() { long } else { short }
}

fn is_long() -> bool {
    std::env::var_os("ENKEL_LONG").is_some_and(|part| part == "crash")
}

/// What is replayed must be what was written, to the last byte.
fn was_read_right(trace: &Trace) {
    let wrong = at_the_end(trace).differs_from(&trace.root);
    assert!(wrong.is_empty(), "the trace does not give {wrong:?}");
}

/// So many moments, spread over all of the trace.
fn plan(model: Model, from: usize, trace: &Trace, moments: usize) -> Plan {
    Plan {
        model,
        honesty: Honesty::Honest,
        from,
        every: trace.steps.len().div_ceil(moments).max(1),
        part: (0, 1),
        beginnings: size(4, 64),
        chances: size(2, 3),
        seed: 1 + moments as u64,
    }
}

fn is_kept(name: &'static str, model: Model, began: Instant, tally: &Tally) {
    let figures = Figures::of(name, model, began, tally);
    figures.are_noted();
    assert!(tally.is_clean(), "{figures:?}\n{}", tally.words.join("\n"));
}

/// A recorded workload, and what it owes at each line.
trait Workload: Sync {
    fn trace(&self) -> &Trace;
    /// From which line on the register was there.
    fn made(&self) -> usize;
    fn look(&self, folder: &Path, line: usize) -> Vec<(Wrong, String)>;
}

/// So many moments on a strict disk, so many on one as ext4 keeps it.
fn keeps_everything(name: &'static str, workload: &dyn Workload, strict: usize, journaled: usize) {
    let trace = workload.trace();
    was_read_right(trace);
    let mut seen = Seen::new();
    for (model, moments) in [(Model::Strict, strict), (Model::Journaled, journaled)] {
        // A long run that is cut off has noted the parts that it came through.
        let parts = size(1, 12);
        for part in 0..parts {
            let began = Instant::now();
            let mut plan = plan(model, workload.made(), trace, moments);
            plan.part = (part, parts);
            let look = &|folder: &Path, line| workload.look(folder, line);
            let tally = replay(trace, &plan, &mut seen, look);
            is_kept(name, model, began, &tally);
        }
    }
}

#[test]
fn nothing_that_people_were_told_is_lost_whenever_the_power_goes() {
    let recorded = served::Recorded::of(size(12, 48));
    keeps_everything("visitors", &recorded, size(30, 2_400), size(15, 1_200));
}

#[test]
fn keys_draws_and_the_journal_are_old_or_new_and_never_torn_whenever_the_power_goes() {
    let recorded = calendar::Recorded::of(size(3, 13));
    keeps_everything("a quarter", &recorded, size(30, 1_200), size(15, 600));
}

#[test]
fn a_disk_that_only_says_it_synced_is_found_out() {
    let recorded = served::Recorded::of(6);
    for honesty in [Honesty::LiesAboutFiles, Honesty::LiesAboutFolders] {
        let mut plan = plan(Model::Strict, recorded.made(), recorded.trace(), 12);
        (plan.honesty, plan.chances) = (honesty, 1);
        let look = &|folder: &Path, line| recorded.look(folder, line);
        let tally = replay(recorded.trace(), &plan, &mut Seen::new(), look);
        let (lost, closed) = (tally.of(Wrong::Lost), tally.of(Wrong::Closed));
        println!(
            "{honesty:?}: {lost} things lost, {closed} of {} closed",
            tally.states
        );
        assert!(lost + closed > 10, "{honesty:?}");
    }
}

#[test]
fn a_client_that_syncs_less_than_full_is_found_out() {
    let full = weak::rows_on("FULL", Honesty::Honest, 1);
    assert!(full.is_clean() && full.states > 100, "{:?}", full.words);
    let normal = weak::rows_on("NORMAL", Honesty::Honest, 4);
    assert!(normal.of(Wrong::Lost) > 20, "{:?}", normal.wrong);
    assert_eq!(normal.of(Wrong::Closed) + normal.of(Wrong::Half), 0);
    let off = weak::rows_on("OFF", Honesty::Honest, 8);
    assert!(off.of(Wrong::Lost) + off.of(Wrong::Closed) + off.of(Wrong::Half) > 20);
    let lied_to = weak::rows_on("FULL", Honesty::LiesAboutFiles, 8);
    assert!(lied_to.of(Wrong::Lost) > 20, "{:?}", lied_to.wrong);
    println!(
        "lost: FULL {}/{}, NORMAL {}/{}, OFF {}/{}, FULL on a lying disk {}/{}",
        full.of(Wrong::Lost),
        full.states,
        normal.of(Wrong::Lost),
        normal.states,
        off.of(Wrong::Lost),
        off.states,
        lied_to.of(Wrong::Lost),
        lied_to.states
    );
}
