//! Lets the power go before every step of a trace, in several ways each time, and looks at what
//! is left.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;

use super::disk::{Disk, Honesty, Model, Part, SECTOR};
use super::image::Image;
use super::trace::{Deed, Trace};
use crate::attackers::Dice;

/// How much of all that is possible is tried.
pub struct Plan {
    pub model: Model,
    pub honesty: Honesty,
    /// From this line of the trace on.
    pub from: usize,
    /// Every so many steps the power goes,
    pub every: usize,
    /// at this one of so many such moments: the part of a long run that can be noted by itself.
    pub part: (usize, usize),
    /// Besides none and all of what was not synced: so many beginnings of it,
    pub beginnings: usize,
    /// and so many parts by chance.
    pub chances: usize,
    pub seed: u64,
}

/// What is wrong with one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// It does not open.
    Closed,
    /// Something is gone of which somebody had been told that it is kept, or back that was
    /// told to be gone.
    Lost,
    /// It opens, and is not whole.
    Half,
}

/// What came of it.
#[derive(Default)]
pub struct Tally {
    pub moments: usize,
    /// States that differ in a byte, or in what had been promised.
    pub states: usize,
    pub images: HashSet<u64>,
    pub wrong: BTreeMap<Wrong, usize>,
    /// The first few, in words.
    pub words: Vec<String>,
}

impl Tally {
    pub fn of(&self, wrong: Wrong) -> usize {
        self.wrong.get(&wrong).copied().unwrap_or(0)
    }

    pub fn is_clean(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// Looks at a folder with a state, in which the power was on up to this line.
pub type Look<'a> = dyn Fn(&Path, usize) -> Vec<(Wrong, String)> + Sync + 'a;

/// So many looks at once: a register that opens and closes waits for its own threads mostly.
const EYES: usize = 8;

/// States that were looked at: what is on the disk, and how much had been promised.
pub type Seen = HashSet<(u64, usize)>;

/// One state to look at.
struct State {
    image: Image,
    /// The step before whose end the power went, and its line.
    step: usize,
    line: usize,
}

/// Plays the trace; each state that was not seen before is looked at.
pub fn replay(trace: &Trace, plan: &Plan, seen: &mut Seen, look: &Look<'_>) -> Tally {
    let tally = Mutex::new(Tally::default());
    let (give, take) = sync_channel(EYES);
    let take = Mutex::new(take);
    let moments = std::thread::scope(|scope| {
        for _ in 0..EYES {
            scope.spawn(|| {
                loop {
                    let next = take.lock().unwrap().recv();
                    let Ok(state) = next else { break };
                    let wrong = looked_at(&state, look);
                    tally.lock().unwrap().takes(&state, wrong);
                }
            });
        }
        let moments = states(trace, plan, seen, &mut |state| give.send(state).unwrap());
        drop(give);
        moments
    });
    let tally = tally.into_inner().unwrap();
    Tally { moments, ..tally }
}

/// Hands over every state; at how many moments the power went.
fn states(trace: &Trace, plan: &Plan, seen: &mut Seen, each: &mut dyn FnMut(State)) -> usize {
    let mut disk = Disk::at_start(trace, plan.model, plan.honesty);
    let mut dice = Dice(plan.seed | 1);
    let mut moments = 0;
    for step in 0..=trace.steps.len() {
        // The power goes while this step is done: whoever was told before its end was told.
        let line = trace.steps.get(step).map_or(usize::MAX, |step| step.ended);
        let (part, parts) = plan.part;
        let is_moment = step % plan.every == 0 && (step / plan.every) % parts == part;
        let is_due = is_moment || step == trace.steps.len();
        if is_due && line > plan.from {
            moments += 1;
            for parts in choices(&disk, plan, &mut dice) {
                let image = disk.image(&parts);
                if seen.insert((image.number(), promised(trace, line))) {
                    each(State { image, step, line });
                }
            }
        }
        if step < trace.steps.len() {
            disk.takes(step);
        }
    }
    moments
}

/// A look that fails itself found something too.
fn looked_at(state: &State, look: &Look<'_>) -> Vec<(Wrong, String)> {
    let folder = tempfile::tempdir().unwrap();
    state.image.is_laid_in(folder.path());
    let looked = catch_unwind(AssertUnwindSafe(|| look(folder.path(), state.line)));
    looked.unwrap_or_else(|_| vec![(Wrong::Half, "the look itself failed".to_owned())])
}

/// How much had been told by then.
fn promised(trace: &Trace, line: usize) -> usize {
    let answers = trace.answered.values().filter(|at| **at < line).count();
    answers + trace.said.iter().filter(|(at, _)| *at < line).count()
}

impl Tally {
    fn takes(&mut self, state: &State, wrong: Vec<(Wrong, String)>) {
        self.states += 1;
        self.images.insert(state.image.number());
        if self.states.is_multiple_of(500) {
            println!("{} states, {} wrong", self.states, self.words.len());
        }
        for (wrong, words) in wrong {
            *self.wrong.entry(wrong).or_default() += 1;
            if self.words.len() < 12 {
                let (step, line) = (state.step, state.line);
                self.words
                    .push(format!("step {step}, line {line}: {wrong:?}: {words}"));
            }
        }
    }
}

/// Everything that had been done, synced or not: what the running program sees.
pub fn at_the_end(trace: &Trace) -> Image {
    let mut disk = Disk::at_start(trace, Model::Strict, Honesty::Honest);
    for number in 0..trace.steps.len() {
        disk.takes(number);
    }
    disk.image(&vec![Part::All; disk.open.len()])
}

fn choices(disk: &Disk<'_>, plan: &Plan, dice: &mut Dice) -> Vec<Vec<Part>> {
    let many = disk.open.len();
    let beginning = |length: usize| {
        let part = |place| {
            if place < length {
                Part::All
            } else {
                Part::Nothing
            }
        };
        (0..many).map(part).collect::<Vec<_>>()
    };
    let pace = many.div_ceil(plan.beginnings).max(1);
    let mut all: Vec<Vec<Part>> = (0..=many).step_by(pace).map(beginning).collect();
    all.push(beginning(many));
    if many > 0 {
        all.extend((0..plan.chances).map(|_| by_chance(disk, dice)));
    }
    all
}

fn by_chance(disk: &Disk<'_>, dice: &mut Dice) -> Vec<Part> {
    let likely = 1 + dice.below(9);
    let names_until = dice.below(disk.open.len() + 1);
    let open = disk.open.iter().enumerate();
    let parts = open.map(|(place, number)| {
        let there = dice.below(10) < likely;
        match &disk.trace.steps[*number].deed {
            Deed::Names(_) if disk.model == Model::Journaled => all_if(place < names_until),
            Deed::Write { at, bytes, .. } if !there => match dice.below(8) {
                0..=2 => Part::Sectors(some_sectors(*at as usize, bytes.len(), dice)),
                // Where data are ordered before the length, it does not grow alone.
                3 if disk.model == Model::Strict => Part::Room,
                _ => Part::Nothing,
            },
            _ => all_if(there),
        }
    });
    parts.collect()
}

fn all_if(there: bool) -> Part {
    if there { Part::All } else { Part::Nothing }
}

fn some_sectors(at: usize, length: usize, dice: &mut Dice) -> Vec<bool> {
    let many = (at + length).div_ceil(SECTOR) - at / SECTOR;
    (0..many).map(|_| dice.below(2) == 0).collect()
}
