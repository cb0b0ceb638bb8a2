//! After a whole story a thief goes through database, logs and dumps: no address, no code and
//! no answer is there (I6), and the same search does find what was put there on purpose.

pub mod loot;
pub mod search;

use enkel::domain::answers::{Answers, MainReason, OptionalAnswers, Province};
use enkel::domain::clock::Clock;
use enkel::domain::ids::{Mark, Root};
use enkel::flows::deliver::deliver;
use enkel::mail::{Reason, SendError, Stage};

use crate::app::{Backend, Board, Citizen, TestApp, about, raw, slips};
use loot::{Loot, Since};
use search::Search;

on_both_databases!(a_thief_finds_no_address_no_code_and_no_answer);

const ADDRESSES: [&str; 5] = [
    "Opvallende.Naam+brief@Gmail.com",
    "zeldzame-naam@voorbeeld.example",
    "Iemand@Bücher-Winkel.example",
    "o'vertrokken@weg.example",
    "wacht.nog@traag.example",
];

/// Both tests may share one process and its log, so each has people of its own.
fn people(register: &TestApp) -> [String; 5] {
    let first = match register.backend {
        Backend::Sqlite => "eerste",
        Backend::Postgres => "tweede",
    };
    ADDRESSES.map(|address| format!("{first}.{address}"))
}

fn a_thief_finds_no_address_no_code_and_no_answer(on: Backend) {
    loot::keep_a_log();
    let register = TestApp::with(on, &[("mail.blocked_domains", "geblokkeerd.example")]);
    let since = Since::now(&register);
    let mut search = Search::new();
    the_story(&register, &mut search);
    search.proves_itself();
    nothing_in(&search, &loot::all(&register, &since), "while it runs");
    register.next_quarter();
    Board(&register).counts();
    register.jobs_run();
    nothing_in(&search, &loot::all(&register, &since), "after the count");
    planted_things_are_found(&register, &since, &search);
}

fn nothing_in(search: &Search, loot: &Loot, when: &str) {
    assert!(
        loot.iter()
            .any(|(name, bytes)| name == "log" && !bytes.is_empty())
    );
    for (name, bytes) in loot {
        let found = search.finds(bytes);
        assert!(found.is_empty(), "{when}, in {name}: {found:?}");
    }
}

fn planted_things_are_found(register: &TestApp, since: &Since, search: &Search) {
    let address = &people(register)[1];
    let database = &register.app.store.register;
    raw::does(
        database,
        &format!("INSERT INTO meta (key, value) VALUES ('planted', '{address}')"),
    );
    tracing::trace!(target: "enkel::planted", "{address} typed a code");
    let loot = loot::all(register, since);
    let places: Vec<&str> = loot
        .iter()
        .filter(|(_, bytes)| !search.finds(bytes).is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    let expected: &[&str] = match register.backend {
        Backend::Sqlite => &["register.db", "log"],
        Backend::Postgres => &["pg_dump", "/base/", "/pg_wal/", "log"],
    };
    for place in expected {
        assert!(
            places.iter().any(|name| name.contains(place)),
            "{place}: {places:?}"
        );
    }
}

/// Everything that can happen to an address on its way, answered by as rare an answer as can be.
fn the_story(register: &TestApp, search: &mut Search) {
    let answers = rare();
    let people = people(register);
    for address in &people {
        search.text(address);
        search.text(&canonical(address));
    }
    for (question, code) in [
        ("nationality", "ER"),
        ("nationality", "SY"),
        ("province", "PV29"),
        ("main_reason", "pressure"),
    ] {
        search.answer(question, code);
    }
    for address in &people[..4] {
        let mut citizen = Citizen::of(register, address);
        citizen.asks_for_a_code().reads_the_mail();
        search.code(&citizen.code);
        for _ in 0..2 {
            citizen.types("00000000");
        }
        citizen.types_it().declares(answers);
        secrets(search, &citizen.root(), &citizen.mark());
        let record = citizen.looks_again().padded().unwrap();
        search.bytes("a record", &record[..48]);
        search.bytes("a consent's record", &record[48..96]);
    }
    for slip in slips(&register.app, register.quarter()) {
        search.bytes("a slip", &slip.bytes());
    }
    let mut gone = Citizen::of(register, &people[3]);
    gone.comes_in().withdraws();
    search.code(&gone.code);
    the_post_has_trouble(register, &people, search);
}

fn rare() -> Answers {
    let optional = OptionalAnswers {
        main_reason: Some(MainReason::Pressure),
        province: Some(Province::Zeeland),
        ..OptionalAnswers::default()
    };
    Answers {
        optional: Some(optional),
        ..about(&["ER", "SY"])
    }
}

/// The root opens the record and the mark finds the row: neither may lie about.
fn secrets(search: &mut Search, root: &Root, mark: &Mark) {
    search.bytes("a root", root.bytes());
    search.bytes("a mark", mark.bytes());
}

/// Letters that wait, fail and are refused, with everything the log says about them.
fn the_post_has_trouble(register: &TestApp, people: &[String], search: &mut Search) {
    let answer = |code| {
        SendError::from(Reason::Answer {
            stage: Stage::Recipient,
            code,
        })
    };
    register.mail.fail_next(1, answer(550));
    Citizen::of(register, &people[0]).asks_for_a_code();
    Citizen::of(register, "iemand@geblokkeerd.example").asks_for_a_code();
    search.text("iemand@geblokkeerd.example");
    register.mail.fail_next(1, answer(450));
    Citizen::of(register, &people[1]).asks_for_a_code();
    register
        .mail
        .down_until(register.clock.now().plus(6 * 3_600));
    let mut waits = Citizen::of(register, &people[4]);
    waits.asks_for_a_code();
    register.clock.passes(3_600);
    deliver(&register.app).unwrap();
    assert_eq!(raw::rows(&register.app.store.transit, "letter"), 2);
}

pub fn canonical(address: &str) -> String {
    let parsed = enkel::domain::email::EmailAddress::parse(address).unwrap();
    String::from_utf8(parsed.canonical().bytes().to_vec()).unwrap()
}
