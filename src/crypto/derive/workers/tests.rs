use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::*;
use crate::crypto::derive::argon2id;

const BLOCKS: usize = 64;

/// Workers whose hash the test holds up, and sees.
struct Held {
    /// Lets one hash go on; all of them once a test is over, before the workers are waited for.
    on: Sender<()>,
    workers: Workers,
    /// One is begun.
    begun: Receiver<()>,
    hashed: Arc<AtomicUsize>,
}

fn rules(most_waiting: usize, longest_wait: Duration) -> Rules {
    Rules {
        workers: 1,
        blocks: BLOCKS,
        most_waiting,
        longest_wait,
    }
}

const LONG: Duration = Duration::from_secs(3_600);
/// At this a worker fails, or worse.
const FAILS: &[u8] = b"fails";
const PANICS: &[u8] = b"panics";

fn held(rules: Rules) -> Held {
    let (on, go) = channel();
    let (begin, begun) = channel();
    let hashed = Arc::new(AtomicUsize::new(0));
    let (go, counted) = (Mutex::new(go), hashed.clone());
    let hash = move |asked: &Asked, _: &mut [Block]| {
        counted.fetch_add(1, Ordering::SeqCst);
        // A test that is over listens no more.
        let _ = begin.send(());
        let _ = go.lock().unwrap().recv_timeout(Duration::from_secs(5));
        outcome(asked)
    };
    Held {
        on,
        workers: Workers::start(rules, Box::new(hash)).unwrap(),
        begun,
        hashed,
    }
}

fn outcome(asked: &Asked) -> Outcome {
    match asked.input.as_slice() {
        FAILS => Err(CryptoError::Parameters),
        PANICS => panic!("on purpose"),
        other => Ok(Box::new(Zeroizing::new([other[0]; 32]))),
    }
}

fn ask(input: &[u8]) -> Box<Asked> {
    Box::new(Asked {
        secret: Secret::new([1; 32]),
        input: Zeroizing::new(input.to_vec()),
        salt: [2; 16],
    })
}

impl Held {
    fn asks(&self, input: &[u8]) -> Result<Answer, CryptoError> {
        self.workers.ask(ask(input))
    }

    /// One whose hash has begun, and goes on when the test says so.
    fn begins(&self, input: &[u8]) -> Answer {
        let answer = self.asks(input).unwrap();
        self.begun.recv().unwrap();
        answer
    }
}

/// What comes of it, or a failed test instead of one that hangs.
fn soon(answer: Answer) -> Outcome {
    let (tell, told) = channel();
    std::thread::spawn(move || tell.send(answer.wait()));
    told.recv_timeout(Duration::from_secs(20))
        .expect("an answer")
}

fn first_byte(answer: Answer) -> u8 {
    soon(answer).unwrap()[0]
}

#[test]
fn whoever_finds_the_queue_full_is_told_so_and_others_are_served_in_turn() {
    let held = held(rules(2, LONG));
    let first = held.begins(b"a");
    let (second, third) = (held.asks(b"b").unwrap(), held.asks(b"c").unwrap());
    assert_eq!(held.workers.waiting(), 2);
    assert!(matches!(held.asks(b"d"), Err(CryptoError::Busy)));
    held.on.send(()).unwrap();
    assert_eq!(first_byte(first), b'a');
    held.begun.recv().unwrap();
    let fourth = held.asks(b"d").unwrap();
    for (answer, byte) in [(second, b'b'), (third, b'c'), (fourth, b'd')] {
        held.on.send(()).unwrap();
        assert_eq!(first_byte(answer), byte);
    }
    assert_eq!(held.workers.waiting(), 0);
}

#[test]
fn who_left_costs_no_derivation_and_keeps_nobody_out() {
    let held = held(rules(3, LONG));
    let first = held.begins(b"a");
    let mut left: Vec<_> = (0..3).map(|_| held.asks(b"x").unwrap()).collect();
    assert!(matches!(held.asks(b"b"), Err(CryptoError::Busy)));
    left.pop();
    assert_eq!(held.workers.waiting(), 2);
    let second = held.asks(b"b").unwrap();
    drop(left);
    for (answer, byte) in [(first, b'a'), (second, b'b')] {
        held.on.send(()).unwrap();
        assert_eq!(first_byte(answer), byte);
    }
    assert_eq!(held.hashed.load(Ordering::SeqCst), 2);
}

#[test]
fn whoever_waited_too_long_is_told_so_and_not_derived_for() {
    let wait = Duration::from_millis(50);
    let held = held(rules(32, wait));
    let (first, second) = (held.begins(b"a"), held.asks(b"b").unwrap());
    std::thread::sleep(2 * wait);
    held.on.send(()).unwrap();
    // What was begun in time is finished.
    assert_eq!(first_byte(first), b'a');
    assert!(matches!(soon(second), Err(CryptoError::Busy)));
    assert_eq!(held.hashed.load(Ordering::SeqCst), 1);
}

#[test]
fn a_worker_outlives_failures_and_panics() {
    let held = held(rules(32, LONG));
    for _ in 0..3 {
        let answers = [FAILS, PANICS, b"a"].map(|input| held.asks(input).unwrap());
        (0..3).for_each(|_| held.on.send(()).unwrap());
        let [fails, panics, goes_well] = answers;
        assert!(matches!(soon(fails), Err(CryptoError::Parameters)));
        assert!(matches!(soon(panics), Err(CryptoError::Unfinished)));
        assert_eq!(first_byte(goes_well), b'a');
    }
    assert_eq!(held.workers.waiting(), 0);
}

#[test]
fn what_was_queued_is_done_before_the_workers_end() {
    let held = held(rules(32, LONG));
    let answers = [b"a", b"b", b"c"].map(|input| held.asks(input).unwrap());
    (0..3).for_each(|_| held.on.send(()).unwrap());
    drop(held.workers);
    assert_eq!(answers.map(first_byte), [b'a', b'b', b'c']);
}

#[test]
fn nothing_of_a_derivation_stays_in_its_arena_however_it_ends() {
    let params = argon2::Params::new(64, 1, 1, Some(32)).unwrap();
    let rules = rules(32, LONG);
    assert_eq!(params.block_count(), BLOCKS);
    let hash = move |asked: &Asked, arena: &mut [Block]| {
        argon2id(&params, asked, arena)?;
        assert!(!is_blank(arena));
        outcome(asked)
    };
    // No thread: its arena would be out of sight.
    let queue = Queue {
        rules,
        hash: Box::new(hash),
        line: Mutex::default(),
        more: Condvar::new(),
    };
    for input in [b"a".as_slice(), FAILS, PANICS] {
        let mut arena = Vec::new();
        let ended = catch_unwind(AssertUnwindSafe(|| queue.hashes(ask(input), &mut arena)));
        assert_eq!(ended.is_err(), input == PANICS);
        assert!(arena.len() == BLOCKS && is_blank(&arena));
    }
}

fn is_blank(arena: &[Block]) -> bool {
    let mut words = arena.iter().flat_map(|block| block.as_ref().iter());
    words.all(|word| *word == 0)
}
