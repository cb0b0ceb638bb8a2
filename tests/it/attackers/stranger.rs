//! The stranger types addresses, many of each kind, and looks for anything that tells one kind
//! from another (I8): new, known, over-budget and blocked. He is a classifier over everything an
//! answer has once what differs by chance is masked, and over what each request writes.

use std::collections::{BTreeMap, BTreeSet};

use enkel::domain::code::MAILS_PER_CODE;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Nonce;
use enkel::flows::deliver::deliver;
use enkel::flows::show_kept::{Shown, show_kept};

use super::size;
use crate::app::{Backend, Citizen, TestApp, varied};
use crate::web::http::{Answer, Request, field};
use crate::web::strangers::{Masked, masked};
use crate::web::tables::{Tables, tables, written};
use crate::web::{Browser, Site};

on_both_databases!(
    whoever_is_greeted_is_told_apart,
    whoever_gets_a_page_of_another_length_is_told_apart,
    whoever_is_written_to_at_once_is_told_apart,
    on_ours_the_stranger_tells_nobody_apart,
);

/// The kinds of address. All addresses are of one length, since a faulty one is shown again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    New,
    Known,
    OverBudget,
    Blocked,
}

const KINDS: [Kind; 4] = [Kind::New, Kind::Known, Kind::OverBudget, Kind::Blocked];
/// How many addresses of a kind one day has: none of the known ones gets over its budget.
const A_DAY: usize = 20;
const BLOCKED: [(&str, &str); 1] = [("mail.blocked_domains", "stop.example")];

impl Kind {
    fn address(self, number: usize) -> String {
        match self {
            Self::New => format!("n{number:05}@fine{:05}.example", number / A_DAY),
            Self::Known => format!("k{:05}@know{:05}.example", number % A_DAY, 0),
            Self::OverBudget => format!("o{:05}@many{:05}.example", number % A_DAY, 0),
            Self::Blocked => format!("b{number:05}@{:05}.stop.example", 0),
        }
    }
}

/// What one step of one sample was like: each feature with its value.
type Features = BTreeMap<(&'static str, String), String>;

fn features(step: &'static str, seen: &Masked, wrote: &Tables, into: &mut Features) {
    let mut note = |name: &str, value: String| into.insert((step, name.to_owned()), value);
    note("status", seen.status.to_string());
    note("length", seen.length.to_string());
    note("body", seen.body.clone());
    // Their order is that of the server's thread, and threads take turns whoever asks.
    let names: BTreeSet<&str> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    note("header names", format!("{names:?}"));
    for (name, value) in &seen.headers {
        note(name, value.clone());
    }
    note("writes", format!("{wrote:?}"));
}

/// One stranger who types one address, guesses once, and looks at the choice.
fn sample(site: &Site, address: &str) -> Features {
    let mut stranger = Browser::at(site);
    let mut seen = Features::new();
    let mut before = tables(&site.register);
    let mut looks = |step, browser: &Browser| {
        let after = tables(&site.register);
        let answer = browser.first.as_ref().unwrap();
        let wrote = written(&before, &after);
        features(step, &masked(answer, browser, address), &wrote, &mut seen);
        before = after;
    };
    looks("start", stranger.opens("start"));
    site.register.clock.passes(2);
    looks(
        "start, typed",
        stranger.sends("start", &[("address", address)]),
    );
    looks("code", stranger.opens("code"));
    site.register.delivers();
    looks("code, after the worker", stranger.opens("code"));
    looks(
        "code, typed",
        stranger.sends("code", &[("code", "00000000")]),
    );
    looks("choose", stranger.opens("choose"));
    // What the worker wrote differs, and must: that look is the worker's and not the stranger's.
    seen.remove(&("code, after the worker", "writes".to_owned()));
    seen
}

/// The page of the choice as somebody sees it who has the code.
fn chosen(site: &Site, address: &str) -> Features {
    let mut owner = Browser::at(site);
    owner.comes_in(address);
    let before = tables(&site.register);
    owner.opens("choose");
    let wrote = written(&before, &tables(&site.register));
    let answer = owner.first.as_ref().unwrap();
    let mut seen = Features::new();
    features(
        "the open choice",
        &masked(answer, &owner, address),
        &wrote,
        &mut seen,
    );
    seen
}

/// All samples of a kind: how often each feature had each value.
#[derive(Default, PartialEq, Eq)]
struct Samples(BTreeMap<(&'static str, String), BTreeMap<String, usize>>);

impl Samples {
    fn add(&mut self, seen: Features) {
        for (feature, value) in seen {
            *self.0.entry(feature).or_default().entry(value).or_default() += 1;
        }
    }

    /// The features by which the best rule about one of them is right more often than chance.
    fn tells_from(&self, other: &Self) -> BTreeSet<(&'static str, String)> {
        let all = self.0.keys().chain(other.0.keys());
        let told = all.filter(|feature| self.0.get(*feature) != other.0.get(*feature));
        told.cloned().collect()
    }
}

/// Samples of every kind, one of each in turn, so that time cannot tell them apart.
fn samples(site: &Site, times: usize) -> BTreeMap<Kind, Samples> {
    let mut all: BTreeMap<Kind, Samples> = BTreeMap::new();
    for number in 0..A_DAY {
        let mut known = Citizen::of(&site.register, &Kind::Known.address(number));
        known.comes_in().declares(varied(number));
    }
    for number in 0..times {
        if number % A_DAY == 0 {
            a_new_day(&site.register);
        }
        for kind in KINDS {
            let seen = sample(site, &kind.address(number));
            all.entry(kind).or_default().add(seen);
        }
    }
    all
}

/// The same for the choice behind the door. Only those come there whose letter arrived.
fn open_choices(site: &Site) -> BTreeMap<Kind, Samples> {
    let mut all: BTreeMap<Kind, Samples> = BTreeMap::new();
    site.register.next_day();
    for number in 0..A_DAY {
        for kind in [Kind::New, Kind::Known] {
            let seen = chosen(site, &kind.address(number));
            all.entry(kind).or_default().add(seen);
        }
    }
    all
}

/// Yesterday's budgets are swept; letters of the over-budget are spent again.
fn a_new_day(register: &TestApp) {
    register.next_day();
    for number in 0..A_DAY {
        let mut often = Citizen::of(register, &Kind::OverBudget.address(number));
        for _ in 0..=MAILS_PER_CODE {
            often.types_the_address();
        }
    }
    register.delivers();
}

/// By which features any two of these kinds are told apart.
fn told(all: &BTreeMap<Kind, Samples>, kinds: [Kind; 2]) -> BTreeSet<(&'static str, String)> {
    all[&kinds[0]].tells_from(&all[&kinds[1]])
}

fn site(on: Backend) -> Site {
    Site::with(on, &BLOCKED)
}

/// Whether something is kept for the address in this form: what a careless program looks up.
fn is_known(register: &TestApp, request: &Request) -> bool {
    let typed = field(request, "address").and_then(|typed| EmailAddress::parse(&typed).ok());
    let Some(address) = typed.filter(|_| request.path.ends_with("/start")) else {
        return false;
    };
    let app = &register.app;
    let root = app
        .derivation
        .root(&app.keys, &address.canonical())
        .unwrap();
    matches!(
        show_kept(app, &root, Nonce::new([0; 16])).unwrap(),
        Shown::Kept(_)
    )
}

fn feature(step: &'static str, name: &str) -> (&'static str, String) {
    (step, name.to_owned())
}

fn whoever_is_greeted_is_told_apart(on: Backend) {
    let broken = site(on).behind(Box::new(|site: &Site, request: &Request| -> Answer {
        let known = is_known(&site.register, request);
        let mut answer = site.passes_on(request);
        if known {
            answer
                .headers
                .push(("x-welcome".to_owned(), "back".to_owned()));
        }
        answer
    }));
    let all = samples(&broken, 3);
    let by = told(&all, [Kind::New, Kind::Known]);
    assert!(
        by.contains(&feature("start, typed", "header names")),
        "{by:?}"
    );
    assert!(told(&all, [Kind::New, Kind::Blocked]).is_empty());
}

fn whoever_gets_a_page_of_another_length_is_told_apart(on: Backend) {
    let broken = site(on).behind(Box::new(|site: &Site, request: &Request| -> Answer {
        let known = is_known(&site.register, request);
        let mut answer = site.passes_on(request);
        if known {
            answer.body.push_str("<p>Welcome back</p>");
        }
        answer
    }));
    let by = told(&samples(&broken, 3), [Kind::New, Kind::Known]);
    assert!(by.contains(&feature("start, typed", "length")), "{by:?}");
}

/// A program that sends the mail inside the request: limits show in what the request writes.
fn whoever_is_written_to_at_once_is_told_apart(on: Backend) {
    let broken = site(on).behind(Box::new(|site: &Site, request: &Request| -> Answer {
        let answer = site.passes_on(request);
        if request.method == "POST" {
            while deliver(&site.register.app).unwrap().taken > 0 {}
        }
        answer
    }));
    let by = told(&samples(&broken, 3), [Kind::New, Kind::OverBudget]);
    assert!(by.contains(&feature("start, typed", "writes")), "{by:?}");
}

fn on_ours_the_stranger_tells_nobody_apart(on: Backend) {
    let ours = site(on);
    let all = samples(&ours, size(60, 2_000));
    for kind in KINDS {
        let by = told(&all, [Kind::New, kind]);
        let how = by
            .iter()
            .map(|one| [&all[&Kind::New], &all[&kind]].map(|all| all.0.get(one)));
        assert!(by.is_empty(), "{kind:?}: {:?}", by.iter().zip(how).next());
    }
    let by = told(&open_choices(&ours), [Kind::New, Kind::Known]);
    assert!(by.is_empty(), "by {by:?}");
}
