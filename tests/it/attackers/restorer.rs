//! The restorer puts old copies back, over and over, with whatever clock he likes, to get back
//! people who withdrew, or a second draw of a quarter whose difference to the first shows what
//! the noise hides. On a plain copy he wins; a restore with the journal gives him neither.

use std::sync::Mutex;

use enkel::crypto::random;
use enkel::domain::declaration::Declaration;
use enkel::domain::ids::{Nonce, Root};
use enkel::domain::period::Quarter;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::declare::{Declared, declare};
use enkel::flows::show_kept::{Shown, show_kept};
use enkel::flows::withdraw::{Withdrawn, withdraw};

use super::size;
use crate::app::{Backend, Board, Citizen, Copy, TestApp, Visitor, varied};

on_both_databases!(
    a_plain_copy_brings_everybody_back,
    counting_again_without_the_journal_draws_a_second_time,
    on_ours_nobody_comes_back_and_nothing_is_drawn_twice,
);

/// Somebody whose door is open: the root alone is asked for, as the flows are.
struct Person(Root);

fn nonce() -> Nonce {
    Nonce::new(random::bytes().unwrap())
}

impl Person {
    fn declares(&self, register: &TestApp, like: &Declaration, seed: usize) {
        let declaration = Declaration {
            answers: varied(seed),
            consents: like.consents.clone(),
            visit: nonce(),
        };
        let declared = declare(&register.app, &self.0, declaration).unwrap();
        assert!(matches!(declared, Declared::Kept { .. }));
    }

    fn withdraws(&self, register: &TestApp) {
        let gone = withdraw(&register.app, &self.0, nonce()).unwrap();
        assert_eq!(gone, Withdrawn::Gone);
    }

    fn is_kept(&self, register: &TestApp) -> bool {
        match show_kept(&register.app, &self.0, nonce()).unwrap() {
            Shown::Kept(_) => true,
            Shown::Nothing => false,
            Shown::Over => panic!("the visit was not over"),
        }
    }
}

struct Crowd {
    people: Vec<Person>,
    like: Declaration,
}

impl Crowd {
    /// This many people declare, several at a time.
    fn of(register: &TestApp, number: usize) -> Self {
        let mut first = Citizen::of(register, "first@example.org");
        let like = first.comes_in().fills_in(varied(0));
        first.declares(varied(0));
        let people = (0..number).map(|_| Person(Root::new(random::bytes().unwrap())));
        let crowd = Self {
            people: people.collect(),
            like,
        };
        crowd.each(|place, one| one.declares(register, &crowd.like, place));
        crowd
    }

    fn each(&self, does: impl Fn(usize, &Person) + Sync) {
        let next = Mutex::new(0..self.people.len());
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    loop {
                        let Some(place) = next.lock().unwrap().next() else {
                            return;
                        };
                        does(place, &self.people[place]);
                    }
                });
            }
        });
    }

    fn how_many_are_kept(&self, register: &TestApp) -> usize {
        let people = self.people.iter();
        people.filter(|one| one.is_kept(register)).count()
    }
}

fn how_many() -> usize {
    size(60, 500)
}

/// The flows of one quarter, as a reader has them.
fn drawn(register: &TestApp, quarter: Quarter) -> Vec<u8> {
    Visitor(register).downloads(&quarter.to_string(), "flows.csv")
}

/// The database is put back as it was copied and nothing else: no journal is asked.
fn puts_the_plain_copy_back(register: &mut TestApp, copy: &Copy) {
    register.journal_is_forgotten();
    register.is_restored_from(copy);
}

fn a_plain_copy_brings_everybody_back(on: Backend) {
    let mut register = TestApp::on(on);
    let crowd = Crowd::of(&register, how_many());
    let copy = register.is_copied();
    crowd.each(|_, one| one.withdraws(&register));
    assert_eq!(crowd.how_many_are_kept(&register), 0);
    puts_the_plain_copy_back(&mut register, &copy);
    assert_eq!(crowd.how_many_are_kept(&register), how_many(), "he wins");
}

fn counting_again_without_the_journal_draws_a_second_time(on: Backend) {
    let mut register = TestApp::on(on);
    let _crowd = Crowd::of(&register, how_many());
    register.next_quarter();
    let copy = register.is_copied();
    let quarter = Board(&register).counts();
    let first = drawn(&register, quarter);
    puts_the_plain_copy_back(&mut register, &copy);
    let again = count_quarter(&register.app, Some(quarter), None).unwrap();
    assert_eq!(again, Counted::Released(quarter));
    assert_ne!(drawn(&register, quarter), first, "two draws: he wins");
}

fn on_ours_nobody_comes_back_and_nothing_is_drawn_twice(on: Backend) {
    let mut register = TestApp::on(on);
    let crowd = Crowd::of(&register, how_many());
    let stays = Crowd {
        people: (0..5)
            .map(|_| Person(Root::new(random::bytes().unwrap())))
            .collect(),
        like: crowd.like.clone(),
    };
    // They left and came back before the backup: those rows stay.
    stays.each(|place, one| one.declares(&register, &stays.like, place));
    stays.each(|_, one| one.withdraws(&register));
    stays.each(|place, one| one.declares(&register, &stays.like, place + 1));
    let before = register.is_copied();
    let half = crowd.people.len() / 2;
    crowd.each(|place, one| {
        if place < half {
            one.withdraws(&register);
        }
    });
    register.next_quarter();
    let between = register.is_copied();
    crowd.each(|place, one| {
        if place >= half {
            one.withdraws(&register);
        }
    });
    // Some join once more, which no copy knows of: lost, and never the old row.
    crowd.each(|place, one| {
        if place < 5 {
            one.declares(&register, &crowd.like, place);
        }
    });
    let quarter = Board(&register).counts();
    let first = drawn(&register, quarter);
    let now = register.clock.today();
    for (copy, day) in [
        (&before, now),
        (&between, quarter.first_week().first_day()),
        (&before, quarter.release_day().plus(-40)),
        (&between, now),
    ] {
        register.clock.stands_on(day);
        register.is_restored_from(copy);
        assert_eq!(crowd.how_many_are_kept(&register), 0, "he fails");
        assert_eq!(stays.how_many_are_kept(&register), 5);
        let again = count_quarter(&register.app, Some(quarter), None).unwrap();
        assert_eq!(again, Counted::Already(quarter));
        assert_eq!(drawn(&register, quarter), first, "one draw for ever");
        assert!(
            Board(&register).peeks(quarter).is_empty(),
            "no slip is left to count"
        );
    }
    register.clock.stands_on(now);
    register.jobs_run();
    Board(&register).counts();
    register.is_sound();
}
