//! Who steals the stick, or counts again and again to take the noise off by averaging.

use enkel::crypto::random;
use enkel::disclosure::draw;
use enkel::disclosure::families::Families;
use enkel::disclosure::noise::{NoRandomness, RandomBits};
use enkel::disclosure::sums::Sums;
use enkel::domain::ballot::SLIP_BYTES;
use enkel::domain::export::Entry;
use enkel::domain::release::Flow;
use enkel::domain::table::TableId;
use enkel::flows::ceremony::{Export, count_export};

use super::{board_key, declares, export};
use crate::app::books::Books;
use crate::app::{Backend, TestApp};

on_both_databases!(
    the_stick_tells_a_thief_neither_who_nor_how_many,
    counting_again_averages_nothing_out,
);

const LOOKS: usize = 400;

fn with_people(on: Backend, people: usize) -> TestApp {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for who in 0..people {
        declares(&register, &mut books, who, who);
    }
    register.next_quarter();
    register
}

fn the_stick_tells_a_thief_neither_who_nor_how_many(on: Backend) {
    let (few, many) = (with_people(on, 1), with_people(on, 30));
    let (one, other) = (export(&few.app).text, export(&many.app).text);
    assert_eq!(one.len(), other.len());
    let (one, other) = (Export::read(&one).unwrap(), Export::read(&other).unwrap());
    // All that is legible is the same for both, but the registers' own names and chance.
    let legible = |export: &Export| (export.quarter, export.first_year, export.adopted.clone());
    assert_eq!(legible(&one), legible(&other));
    let boxes = |export: &Export| export.boxes.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(boxes(&one), boxes(&other));
    let different: std::collections::BTreeSet<_> = other.boxes.iter().collect();
    assert_eq!(different.len(), 1_000, "no two boxes are alike");
    // He may make boxes of his own, but opens none without the key.
    let key = board_key(&few);
    assert!(other.boxes.iter().all(|boxed| key.open(boxed).is_err()));
    // With the key they are the slips, in an order that tells nothing about when they came.
    let key = board_key(&many);
    let slips = |boxed: &Vec<u8>| {
        let bytes = key.open(boxed).unwrap();
        assert_eq!(bytes.len(), SLIP_BYTES);
        matches!(Entry::from_bytes(&bytes), Some(Entry::Slip(_)))
    };
    let places: Vec<usize> = (0..1_000).filter(|at| slips(&other.boxes[*at])).collect();
    assert_eq!(places.len(), 30);
    assert!(places[29] - places[0] > 100, "{places:?}");
}

/// A careless program's source: new chance at each count.
struct Fresh;

impl RandomBits for Fresh {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        random::fill(bytes).map_err(|_| NoRandomness)
    }
}

fn total(flows: &[Flow]) -> i64 {
    let flow = flows.iter().find(|flow| flow.table == TableId::Total);
    flow.unwrap().cells[0]
}

/// The mean of many looks, rounded: what an averager believes.
fn believes(looks: impl Iterator<Item = i64>) -> i64 {
    let looks: Vec<i64> = looks.collect();
    (looks.iter().sum::<i64>() as f64 / looks.len() as f64).round() as i64
}

fn counting_again_averages_nothing_out(on: Backend) {
    const PEOPLE: i64 = 12;
    let register = with_people(on, PEOPLE as usize);
    let text = export(&register.app).text;
    let key = board_key(&register);
    // The careless program: counts of one export have noises of their own, and the mean tells.
    let read = Export::read(&text).unwrap();
    let mut slips = Vec::new();
    for boxed in &read.boxes {
        if let Some(Entry::Slip(slip)) = Entry::from_bytes(&key.open(boxed).unwrap()) {
            slips.push(slip);
        }
    }
    let sums = Sums::of(&slips, &Families::default(), read.quarter, read.first_year).unwrap();
    let careless = || total(&draw::quarter(&sums, &mut Fresh).unwrap());
    let found = believes((0..LOOKS).map(|_| careless()));
    // The mean of 400 has a standard deviation of 0.7.
    assert!((found - PEOPLE).abs() <= 4, "{found}");
    // Ours: the hundredth look is the first one again.
    let first = count_export(&text, &key).unwrap();
    for _ in 0..5 {
        assert!(count_export(&text, &key).unwrap() == first);
    }
    // And the one noise is not nothing.
    let noisy = first.flows.iter().flat_map(|flow| &flow.cells);
    assert!(noisy.filter(|cell| **cell != 0).count() > 100);
}
