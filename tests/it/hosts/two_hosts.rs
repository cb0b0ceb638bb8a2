//! A balancer that sends one visit to two hosts in turn: the whole story works, and the keys of
//! the hosts stay in step.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use enkel::app::App;
use enkel::flows::deliver::deliver;
use enkel::flows::step_keys::{Stepped, step_keys};

use crate::app::{Backend, Citizen, Served, TestApp, Typed, varied};
use crate::web::http::Request;
use crate::web::{Browser, Site};

on_both_databases!(
    a_visit_whose_requests_go_to_two_hosts_in_turn_is_one_visit,
    what_one_host_ended_the_other_does_not_open,
    keys_of_two_hosts_stay_in_step,
);

/// The same register with a second host, which has keys and a name of its own; each request goes
/// to the one that the one before did not go to.
fn balanced(on: Backend) -> (Site, Arc<AtomicUsize>) {
    let site = Site::on(on);
    let register = &site.register;
    let other = register.host_named("host-2", &register.copies_keys("keys-2"));
    let options = enkel::web::Options::at(([127, 0, 0, 1], 0).into());
    let second = Served::new(Arc::new(other.unwrap()), options);
    let turns = Arc::new(AtomicUsize::new(0));
    let counted = turns.clone();
    let balancer = Box::new(move |site: &Site, request: &Request| {
        let second: &Served = &second;
        match counted.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => site.passes_on(request),
            _ => request.sent_to(second.address),
        }
    });
    (site.behind(balancer), turns)
}

fn a_visit_whose_requests_go_to_two_hosts_in_turn_is_one_visit(on: Backend) {
    let (site, turns) = balanced(on);
    // With one more request in between, the other half of the pages falls to the other host.
    for (number, address) in ["anna@example.org", "bea@example.org"].iter().enumerate() {
        turns.store(number, Ordering::Relaxed);
        let mut visitor = Browser::at(&site);
        visitor.declares(address, "TR");
        assert_eq!(visitor.page.heading(), visitor.word("done-declared-title"));
        let mut again = Browser::at(&site);
        again.comes_in(address).sends("kept", &[("action", "show")]);
        assert!(again.page.words().contains("Turkije"));
    }
    assert_eq!(site.register.rows("registration"), 2);
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org")
        .sends("kept", &[("action", "remove")]);
    assert_eq!(anna.status(), 200);
    assert_eq!(site.register.rows("registration"), 1);
    assert!(turns.load(Ordering::Relaxed) > 20);
    site.register.is_sound();
}

fn what_one_host_ended_the_other_does_not_open(on: Backend) {
    let (site, _) = balanced(on);
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org");
    let cookie = anna.cookie.clone();
    anna.opens("exit").sends("exit", &[]);
    for _ in 0..2 {
        anna.cookie.clone_from(&cookie);
        anna.opens("choose");
        assert_eq!(anna.page.heading(), anna.word("over-heading"));
    }
}

fn keys_of_two_hosts_stay_in_step(on: Backend) {
    let register = TestApp::on(on);
    let keys = register.copies_keys("keys-2");
    let second: App = register.host_named("host-2", &keys).unwrap();
    // The second one looks at other hours, and misses a day now and then.
    for day in 0..9 {
        let today = register.clock.today();
        let mut jan = Citizen::of(&register, "jan@example.org");
        jan.types_the_address();
        deliver(&second).unwrap();
        jan.reads_the_mail();
        assert_eq!(jan.types(&jan.code.clone()), Typed::Open);
        let visit = jan.visit.clone().unwrap().padded().unwrap();
        let cookie = register.app.keys.seal_cookie(today, &visit).unwrap();
        assert!(second.keys.open_cookie(today, &cookie).is_some());
        let cookie = second.keys.seal_cookie(today, &visit).unwrap();
        assert!(register.app.keys.open_cookie(today, &cookie).is_some());
        register.next_day();
        if day % 3 != 1 {
            assert_eq!(step_keys(&second).unwrap(), Stepped::InStep);
        }
        assert_eq!(
            register
                .app
                .keys
                .visit_check(register.clock.today())
                .unwrap(),
            second.keys.visit_check(register.clock.today()).unwrap()
        );
    }
    assert!(raises_the_epoch(&register, &second));
}

/// A step of the epoch by one host; the other follows with its own file.
fn raises_the_epoch(register: &TestApp, second: &App) -> bool {
    use enkel::flows::epoch::{Looked, Raise, destroy_old, finish, raise};
    let mut jan = Citizen::of(register, "jan@example.org");
    jan.comes_in().declares(varied(4));
    assert!(raise(&register.app, Raise::ByHand).unwrap());
    let looked = finish(&register.app, None, &mut || true).unwrap();
    assert_eq!(looked, Looked::InOrder);
    assert!(destroy_old(second).unwrap());
    assert_eq!(second.keys.oldest().0, register.app.keys.oldest().0);
    jan.looks_again().answers == varied(4)
}
