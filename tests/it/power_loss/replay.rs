//! Lets the power go before every step of a trace, in several ways each time, and looks at what
//! is left.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::disk::{Disk, Honesty, Image, Model, Part, SECTOR};
use super::trace::{Deed, Trace};
use crate::attackers::Dice;

/// How much of all that is possible is tried.
pub struct Plan {
    pub model: Model,
    pub honesty: Honesty,
    /// From this line of the trace on.
    pub from: usize,
    /// Every so many steps the power goes.
    pub every: usize,
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

pub type Look<'a> = dyn FnMut(&Path, usize) -> Vec<(Wrong, String)> + 'a;

impl Tally {
    pub fn of(&self, wrong: Wrong) -> usize {
        self.wrong.get(&wrong).copied().unwrap_or(0)
    }

    pub fn is_clean(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// States that were looked at: what is on the disk, and how much had been promised.
pub type Seen = HashSet<(u64, usize)>;

/// Plays the trace; `look` gets a folder with each state that was not seen before, and the line up
/// to which the power was on.
pub fn replay(trace: &Trace, plan: &Plan, seen: &mut Seen, look: &mut Look<'_>) -> Tally {
    let mut disk = Disk::at_start(trace, plan.model, plan.honesty);
    let mut tally = Tally::default();
    let mut dice = Dice(plan.seed | 1);
    for number in 0..=trace.steps.len() {
        // The power goes while this step is done: whoever was told before its end was told.
        let line = trace
            .steps
            .get(number)
            .map_or(usize::MAX, |step| step.ended);
        let is_due = number % plan.every == 0 || number == trace.steps.len();
        if is_due && line > plan.from {
            tally.moments += 1;
            for parts in choices(&disk, plan, &mut dice) {
                let image = disk.image(&parts);
                let state = (image.number(), promised(trace, line));
                if seen.insert(state) {
                    tally.takes(&image, state.0, number, line, look);
                }
            }
        }
        if number < trace.steps.len() {
            disk.takes(number);
        }
    }
    tally
}

/// How much had been told by then.
fn promised(trace: &Trace, line: usize) -> usize {
    let answers = trace.answered.values().filter(|at| **at < line).count();
    answers + trace.said.iter().filter(|(at, _)| *at < line).count()
}

impl Tally {
    fn takes(
        &mut self,
        image: &Image,
        image_number: u64,
        number: usize,
        line: usize,
        look: &mut Look<'_>,
    ) {
        let folder = tempfile::tempdir().unwrap();
        image.is_laid_in(folder.path());
        self.states += 1;
        self.images.insert(image_number);
        for (wrong, words) in look(folder.path(), line) {
            *self.wrong.entry(wrong).or_default() += 1;
            if self.words.len() < 12 {
                self.words
                    .push(format!("step {number}, line {line}: {wrong:?}: {words}"));
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
