//! Double clicks, and twenty of the same request at once: one effect, one page. And two visits of
//! one mailbox against each other and against a re-wrap: what is kept afterwards is what one order
//! of them gives.

use std::collections::BTreeMap;

use enkel::crypto::keys::Keys;

use super::checker::{look, opens_the_box};
use super::closing;
use super::fleet::Fleet;
use super::ledger::Kept;
use super::person::Person;
use super::size;
use super::town::Town;
use super::trial::nothing_is_lost;
use crate::app::Backend;
use crate::web::http::{Answer, Request};

on_both_databases!(
    twenty_of_the_same_request_do_one_thing_and_show_one_page,
    declaring_and_withdrawing_at_once_ends_as_one_after_the_other,
    wrapped_anew_under_everybodys_hands_nothing_is_lost,
);

pub const TIMES: usize = 20;

/// All at the same moment, spread over the hosts.
pub fn at_once(town: &Town, requests: &[Request]) -> Vec<Answer> {
    let together = std::sync::Barrier::new(requests.len());
    let sends = |(number, request): (usize, &Request)| {
        together.wait();
        let host = town.hosts[number % town.hosts.len()];
        request.tried_at(host).expect("an answer")
    };
    std::thread::scope(|scope| {
        let all = requests.iter().enumerate();
        let all: Vec<_> = all.map(|one| scope.spawn(move || sends(one))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn same_page(answers: &[Answer], status: u16, holds: &str) {
    for answer in answers {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.body, answers[0].body);
        assert!(answer.body.contains(holds), "{}", answer.body);
    }
}

fn twenty_of_the_same_request_do_one_thing_and_show_one_page(on: Backend) {
    let mut fleet = Fleet::on(on);
    fleet.starts();
    let town = Town::before(&fleet);
    let mut anna = Person::new(&town, 0, 1);
    let mailbox = anna.moves_in();
    let address = anna.address(mailbox);
    let many = |request: &Request| vec![request.clone(); TIMES];
    let ledger = &town.ledger;
    for (state, title) in [("MA", &town.titles.declared), ("TR", &town.titles.replaced)] {
        anna.comes_in(mailbox).expect("a letter");
        let button = anna.fills_in(state);
        let pressed = at_once(&town, &many(&anna.walker.dressed(&button)));
        same_page(&pressed, 200, title);
        ledger.begins(&address, Kept::About(state));
        ledger.is_told(&address, Kept::About(state));
        is_as_told(&fleet, &town);
    }
    anna.comes_in(mailbox).expect("a letter");
    let button = anna.goes_away();
    let pressed = at_once(&town, &many(&anna.walker.dressed(&button)));
    same_page(&pressed, 200, &town.titles.removed);
    ledger.is_told(&address, Kept::Nothing);
    is_as_told(&fleet, &town);
    the_code_typed_twenty_times_is_one_visit(&town, &mut anna);
    fleet.stops();
    let wrong = closing::ends(&fleet, &town);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whoever clicks twice is not told that the code is wrong.
fn the_code_typed_twenty_times_is_one_visit(town: &Town, anna: &mut Person) {
    let mailbox = anna.moves_in();
    let typed = anna.types_nothing_yet(mailbox).expect("a letter");
    let answers = at_once(town, &vec![anna.walker.dressed(&typed); TIMES]);
    for answer in answers {
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(answer.header("location"), Some("/nl/choose"));
    }
}

fn is_as_told(fleet: &Fleet, town: &Town) {
    let store = fleet.store();
    let keys = Keys::load(&fleet.settings().keys.folder, None).unwrap();
    let mut looked = look(&store, &keys, &town.ledger.entries());
    opens_the_box(&store, &keys, &mut looked);
    assert!(looked.wrong.is_empty(), "{:#?}", looked.wrong);
}

fn declaring_and_withdrawing_at_once_ends_as_one_after_the_other(on: Backend) {
    let mut fleet = Fleet::on(on);
    fleet.starts();
    let town = Town::before(&fleet);
    let mut outcomes = BTreeMap::new();
    for number in 0..size(4, 60) {
        let mut anna = Person::new(&town, number, 7);
        let mailbox = anna.moves_in();
        anna.comes_in(mailbox).expect("a letter");
        let first = anna.fills_in("MA");
        let first = at_once(&town, &[anna.walker.dressed(&first)]);
        assert_eq!(first[0].status, 200);
        let anew = replaces_and_withdraws(&town, &mut anna, mailbox);
        let after = if anew {
            Kept::About("TR")
        } else {
            Kept::Nothing
        };
        town.ledger.is_told(&anna.address(mailbox), after);
        is_as_told(&fleet, &town);
        *outcomes.entry(anew).or_insert(0) += 1;
    }
    println!("declared after the withdrawal, how often: {outcomes:?}");
    fleet.stops();
    let wrong = closing::ends(&fleet, &town);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Two visits of one mailbox, each at its button: replaced and then withdrawn, or withdrawn and
/// then declared anew. Says whether it was the latter.
fn replaces_and_withdraws(town: &Town, anna: &mut Person, mailbox: usize) -> bool {
    anna.comes_in(mailbox).expect("a letter");
    let button = anna.fills_in("TR");
    let declares = anna.walker.dressed(&button);
    anna.comes_in(mailbox).expect("a letter");
    let withdraws = anna.walker.dressed(&anna.goes_away());
    let answers = at_once(town, &[declares, withdraws]);
    assert_eq!((answers[0].status, answers[1].status), (200, 200));
    assert!(answers[1].body.contains(&town.titles.removed));
    let anew = answers[0].body.contains(&town.titles.declared);
    assert!(anew || answers[0].body.contains(&town.titles.replaced));
    anew
}

/// The epoch goes on step by step while people press buttons, and processes die meanwhile.
fn wrapped_anew_under_everybodys_hands_nothing_is_lost(on: Backend) {
    nothing_is_lost("re-wrap and kill", Fleet::on(on), |trial| {
        for _ in 0..size(2, 25) {
            trial.waits_for_deeds(3);
            std::thread::scope(|scope| {
                let (home, given) = trial.fleet.command_parts();
                let rotate = scope.spawn(move || Fleet::rotates(&home, &given));
                trial.waits_for_a_moment();
                let many = trial.fleet.members.len();
                let victim = trial.dice.below(many);
                trial.fleet.members[victim].is_killed();
                trial.start_again(&[victim]);
                assert!(rotate.join().unwrap(), "the epoch went a step");
            });
            trial.faults += 1;
            trial.looks(true);
        }
    });
}
