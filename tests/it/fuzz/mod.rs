//! Any bytes at all, for everything that reads bytes from outside: a corpus, and some seconds of
//! mutation. `./test --long fuzz` gives the same functions to a fuzzer that watches which code it
//! reaches.

#[path = "../../../fuzz/plain/mod.rs"]
mod plain;

mod guided;
mod mutation;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use enkel::crypto::random;
use enkel::domain::ballot::Slip;
use enkel::domain::leaf::Line;
use enkel::domain::record::Record;
use enkel::domain::visit::Visit;

use crate::attackers::Dice;
use mutation::mutated;
use plain::{TARGETS, Target};

/// For each of the nine targets: ten seconds in all in `./test`, ten minutes in the long run.
fn long() -> Duration {
    match is_long() {
        true => Duration::from_secs(67),
        false => Duration::from_millis(1_100),
    }
}

fn is_long() -> bool {
    std::env::var_os("ENKEL_LONG").is_some_and(|part| part == "fuzz")
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name)
}

/// What the code of today makes, and the files that are kept.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let kept = std::fs::read_dir(folder(name)).into_iter().flatten();
    let mut files: Vec<PathBuf> = kept.map(|file| file.unwrap().path()).collect();
    files.sort();
    let kept = files.iter().map(|file| std::fs::read(file).unwrap());
    seeds::of(name).into_iter().chain(kept).collect()
}

/// The input on which a target breaks its promise, if one is found in that time.
fn found((_, target): Target, corpus: &[Vec<u8>], seed: u64, long: Duration) -> Option<Vec<u8>> {
    let breaks = |data: &[u8]| catch_unwind(AssertUnwindSafe(|| target(data))).is_err();
    if let Some(known) = corpus.iter().find(|data| breaks(data)) {
        return Some(known.clone());
    }
    let (mut dice, began) = (Dice(seed | 1), Instant::now());
    while began.elapsed() < long {
        let data = mutated(corpus, &mut dice);
        if breaks(&data) {
            return Some(data);
        }
    }
    None
}

fn keeps_its_promise(name: &str) {
    let target = TARGETS.into_iter().find(|target| target.0 == name).unwrap();
    let seed = u64::from_le_bytes(random::bytes().unwrap());
    let found = found(target, &corpus(name), seed, long());
    let shown = found.map(|data| String::from_utf8_lossy(&data).escape_debug().to_string());
    assert_eq!(shown, None, "seed {seed}");
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                keeps_its_promise(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_tried_and_has_a_corpus() {
            let tried = [$(stringify!($name)),*];
            assert_eq!(TARGETS.map(|(name, _)| name), tried);
            for name in tried {
                assert!(seeds::of(name).len() >= 3, "{name}");
            }
        }
    };
}

targets!(address code cookie record slip journal_line form configuration policy);

#[test]
fn a_fault_behind_three_conditions_is_found() {
    fn planted(data: &[u8]) {
        let hides = data.starts_with(b"a@") && data.len() > 20 && data.contains(&0xff);
        assert!(!hides);
    }
    let corpus = [b"a@example.org".to_vec(), b"bee@example.nl".to_vec()];
    let long = Duration::from_secs(20);
    assert!(found(("planted", planted), &corpus, 7, long).is_some());
}

/// Mutations of something that is refused at the first byte would try nothing.
#[test]
fn what_mutations_begin_from_is_right() {
    let all = |name: &str, is_right: fn(&[u8]) -> bool| {
        let wrong = seeds::of(name)
            .iter()
            .filter(|data| !is_right(data))
            .count();
        assert_eq!(wrong, 0, "{name}");
    };
    all("record", |data| Record::from_padded(data).is_some());
    all("slip", |data| Slip::from_bytes(data).is_some());
    all("journal_line", |data| Line::from_padded(data).is_some());
    let visits = seeds::of("cookie");
    let read = visits
        .iter()
        .filter(|data| Visit::from_padded(data).is_some());
    assert_eq!(read.count(), 3);
    let goes_on = |data: &[u8]| {
        plain::door::answered(data)
            .unwrap()
            .1
            .starts_with("HTTP/1.1 303")
    };
    assert!(goes_on(b"\x02action=form"));
    assert!(goes_on(b"\x03adult_dutch=on"));
    assert!(goes_on(b"\x05more=no") || goes_on(b"\x05more=yes"));
}
