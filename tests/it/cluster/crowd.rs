//! People who come and go while the machines fail, and the books of what they were told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use enkel::crypto::keys::Keys;

use super::browser::{Answer, Browser};
use super::machines::Cluster;
use super::person::Person;

const PEOPLE: usize = 8;
/// Every so manieth person comes back at once to withdraw.
const LEAVES: usize = 3;
/// Who presses the last button and hears nothing certain goes on pressing so long.
const INSISTS: Duration = Duration::from_secs(60);

/// How far an address came. What ends in `ing` was sent and is not certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Declaring,
    Declared,
    Withdrawing,
    Withdrawn,
}

/// What was acknowledged, and when.
#[derive(Default)]
pub struct Books {
    fates: Mutex<BTreeMap<String, Fate>>,
    acknowledged: Mutex<Vec<Instant>>,
    puzzles: Mutex<Vec<String>>,
}

impl Books {
    pub fn notes(&self, address: &str, fate: Fate) {
        let now = Instant::now();
        self.fates.lock().unwrap().insert(address.to_owned(), fate);
        if matches!(fate, Fate::Declared | Fate::Withdrawn) {
            self.acknowledged.lock().unwrap().push(now);
        }
    }

    /// A last page that neither acknowledges nor asks to try again.
    pub fn puzzles(&self, address: &str, answer: &Answer) {
        let told = format!("{address}: {} {:?}", answer.status, answer.location());
        self.puzzles.lock().unwrap().push(told);
    }

    pub fn fates(&self) -> BTreeMap<String, Fate> {
        self.fates.lock().unwrap().clone()
    }

    pub fn acknowledged(&self) -> usize {
        self.acknowledged.lock().unwrap().len()
    }

    pub fn all_puzzles(&self) -> Vec<String> {
        self.puzzles.lock().unwrap().clone()
    }
}

/// The people, until they are sent home.
pub struct Crowd {
    books: Arc<Books>,
    over: Arc<AtomicBool>,
    people: Vec<JoinHandle<()>>,
}

impl Crowd {
    pub fn at(cluster: &Cluster) -> Self {
        let keys = Arc::new(Keys::load(&cluster.path("host-1/keys"), None).unwrap());
        let (books, over) = (Arc::<Books>::default(), Arc::<AtomicBool>::default());
        let next = Arc::new(AtomicUsize::new(0));
        let people = (0..PEOPLE).map(|_| {
            let (keys, books, over) = (keys.clone(), books.clone(), over.clone());
            let (next, front) = (next.clone(), cluster.front());
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let began = Instant::now();
                    let person = Person {
                        // A small domain of its own, so that no domain's limit is met.
                        address: format!("jan@number{number}.example"),
                        number,
                        keys: &keys,
                        books: &books,
                        gives_up: &|| began.elapsed() > INSISTS,
                    };
                    let browser = &mut Browser::new(front, 2 * number);
                    if person.declares(browser).is_some() && person.number.is_multiple_of(LEAVES) {
                        person.withdraws(&mut Browser::new(front, 2 * number + 1));
                    }
                }
            })
        });
        Self {
            people: people.collect(),
            books,
            over,
        }
    }

    pub fn goes_on_for(&self, long: Duration) {
        std::thread::sleep(long);
        self.is_acknowledged(1, Instant::now() + super::HANG);
    }

    /// Waits until so many more were acknowledged.
    pub fn is_acknowledged(&self, more: usize, end: Instant) {
        let wanted = self.books.acknowledged() + more;
        while self.books.acknowledged() < wanted {
            assert!(Instant::now() < end, "nobody is acknowledged any more");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The longest time between two that were acknowledged, from the last one before `began` on.
    pub fn longest_silence_since(&self, began: Instant) -> Duration {
        let all = self.books.acknowledged.lock().unwrap();
        let before = all.iter().rposition(|at| *at < began).unwrap_or(0);
        let gaps = all[before..].windows(2).map(|two| two[1] - two[0]);
        gaps.max().unwrap_or_default()
    }

    /// Whoever is under way finishes first.
    pub fn goes_home(self) -> Arc<Books> {
        self.over.store(true, Ordering::Relaxed);
        for person in self.people {
            person.join().unwrap();
        }
        self.books
    }
}
