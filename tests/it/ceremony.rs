//! Counting where the board is: the ballot box leaves the server once, the board counts it as often
//! as it likes, and one result comes back.

mod killed;
mod refuses;
mod restored;
mod thief;

use enkel::app::App;
use enkel::crypto::ballot_box::CountingKey;
use enkel::crypto::ceremony::NoiseStream;
use enkel::crypto::digest::{sha256, sha256_hex};
use enkel::disclosure::draw;
use enkel::disclosure::families::Families;
use enkel::disclosure::noise::{NoRandomness, RandomBits};
use enkel::disclosure::sums::Sums;
use enkel::domain::period::Quarter;
use enkel::domain::release::Flow;
use enkel::flows::ceremony::{
    Export, Exported, Imported, Outcome, count_export, export_quarter, import_outcome,
};
use enkel::flows::count::dry_run::dry_run;
use enkel::flows::count::{Counted, count_quarter, counting_key_in};

use crate::app::books::{Books, ExactFlows};
use crate::app::{Backend, Board, Citizen, TestApp, Visitor, varied};

on_both_databases!(
    the_board_counts_what_the_server_hands_out,
    an_export_may_be_counted_early_and_is_released_on_its_day,
    two_hosts_hand_out_one_file,
    nobody_counts_on_the_server_what_the_board_has,
);

fn declares(register: &TestApp, books: &mut Books, who: usize, seed: usize) {
    let address = format!("citizen{who}@example.org");
    let mut citizen = Citizen::of(register, &address);
    citizen.comes_in().declares(varied(seed));
    books.declares(&address, varied(seed), register.quarter());
}

fn withdraws(register: &TestApp, books: &mut Books, who: usize) {
    let address = format!("citizen{who}@example.org");
    Citizen::of(register, &address).comes_in().withdraws();
    books.withdraws(&address, register.quarter());
}

/// The key as the board brings it to its own machine.
fn board_key(register: &TestApp) -> CountingKey {
    CountingKey::load(&register.settings.keys.folder.join("counting.key")).unwrap()
}

fn export(app: &App) -> Exported {
    export_quarter(app, None).unwrap()
}

fn result(register: &TestApp, export: &[u8]) -> Vec<u8> {
    let counted = count_export(export, &board_key(register)).unwrap();
    counted.text().unwrap().into_bytes()
}

/// The noise of an export as a stream for the tests' own draw.
struct Stream(NoiseStream);

impl RandomBits for Stream {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

/// What was counted under the noise: the same draw is made over nothing, and taken off.
fn exact(export: &[u8], flows: &[Flow], key: &CountingKey) -> ExactFlows {
    let read = Export::read(export).unwrap();
    let nothing = Sums::of(&[], &Families::default(), read.quarter, read.first_year).unwrap();
    let name = read.quarter.to_string();
    let mut stream = Stream(key.noise(&read.drawn, &name, &sha256(export)));
    let noise = draw::quarter(&nothing, &mut stream).unwrap();
    let mut exact = ExactFlows::new();
    for (flow, noise) in flows.iter().zip(&noise) {
        assert_eq!((flow.table, flow.cohort), (noise.table, noise.cohort));
        for (place, (cell, noise)) in flow.cells.iter().zip(&noise.cells).enumerate() {
            let codes = flow.table.cell_codes(place).join("|");
            let key = (
                flow.cohort.unwrap().year(),
                flow.table.code().to_owned(),
                codes,
            );
            exact.insert(key, cell - noise);
        }
    }
    exact.retain(|_, change| *change != 0);
    exact
}

/// The flows of a quarter as anybody reads them from the archive.
fn released(register: &TestApp, quarter: Quarter) -> Vec<Flow> {
    let bytes = Visitor(register).downloads(&quarter.to_string(), "flows.csv");
    enkel::flows::publish::csv::read_flows(&bytes).unwrap()
}

/// Export, count, import, on the day or later.
fn holds_a_ceremony(register: &TestApp, books: &Books) -> Quarter {
    let Exported { quarter, text, .. } = export(&register.app);
    let result = result(register, &text);
    if register.clock.today() < quarter.release_day() {
        register.lives_until(quarter.release_day());
    }
    let imported = import_outcome(&register.app, &result).unwrap();
    assert_eq!(imported, Imported::Released(quarter));
    let flows = released(register, quarter);
    assert_eq!(
        exact(&text, &flows, &board_key(register)),
        books.flows(quarter)
    );
    let again = import_outcome(&register.app, &result).unwrap();
    assert_eq!(again, Imported::Already(quarter));
    register.is_sound();
    quarter
}

fn the_board_counts_what_the_server_hands_out(on: Backend) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for who in 0..20 {
        declares(&register, &mut books, who, who);
    }
    withdraws(&register, &mut books, 3);
    register.next_quarter();
    for who in [4, 5, 21, 22] {
        declares(&register, &mut books, who, who + 7);
    }
    withdraws(&register, &mut books, 6);
    let first = holds_a_ceremony(&register, &books);
    let journal = register.app.journal.folder();
    assert!(journal.export(first).unwrap().is_none(), "it is burnt");
    assert!(Board(&register).peeks(first).is_empty());
    register.next_quarter();
    // The base of the next check is the note of the first quarter.
    let second = holds_a_ceremony(&register, &books);
    assert_eq!(second, first.next());
    // Between ceremonies a quarter may be counted on the server as ever.
    withdraws(&register, &mut books, 7);
    register.next_quarter();
    assert_eq!(Board(&register).counts(), second.next());
    let visitor = Visitor(&register);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

fn an_export_may_be_counted_early_and_is_released_on_its_day(on: Backend) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for who in 0..5 {
        declares(&register, &mut books, who, who);
    }
    register.next_quarter();
    let Exported {
        quarter,
        text,
        sha256,
    } = export(&register.app);
    assert_eq!(sha256, sha256_hex(&text));
    let first = result(&register, &text);
    assert!(first == result(&register, &text), "counting is repeatable");
    let early = import_outcome(&register.app, &first).unwrap();
    assert_eq!(early, Imported::NotBefore(quarter, quarter.release_day()));
    assert_eq!(Board(&register).next(), quarter, "nothing changed");
    register.lives_until(quarter.release_day());
    // Meanwhile the epoch went on: the boxes inside are the same.
    register.goes_a_step();
    assert!(export(&register.app).text == text);
    let due = import_outcome(&register.app, &first).unwrap();
    assert_eq!(due, Imported::Released(quarter));
    register.is_sound();
}

fn two_hosts_hand_out_one_file(on: Backend) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for who in 0..5 {
        declares(&register, &mut books, who, who);
    }
    register.next_quarter();
    let hosts: Vec<App> = (0..3).map(|_| register.another_host()).collect();
    let files: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let each = |app| scope.spawn(move || export(app).text);
        let running: Vec<_> = hosts.iter().map(each).collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(files.iter().all(|file| *file == files[0]));
    assert!(export(&register.app).text == files[0]);
    holds_a_ceremony(&register, &books);
}

fn nobody_counts_on_the_server_what_the_board_has(on: Backend) {
    let register = TestApp::on(on);
    let mut books = Books::default();
    for who in 0..5 {
        declares(&register, &mut books, who, who);
    }
    register.next_quarter();
    let quarter = export(&register.app).quarter;
    register.lives_until(quarter.release_day());
    let file = register.settings.keys.folder.join("counting.key");
    let key = counting_key_in(&register.app, &file).unwrap();
    for key in [None, Some(&key)] {
        let counted = count_quarter(&register.app, Some(quarter), key).unwrap();
        assert_eq!(counted, Counted::AtTheBoard(quarter));
    }
    // Neither when only the journal knows, as after a kill between journal and commit.
    let database = &register.app.store.register;
    crate::app::raw::does(database, "DELETE FROM meta WHERE key LIKE 'exported.%'");
    let counted = count_quarter(&register.app, None, Some(&key)).unwrap();
    assert_eq!(counted, Counted::AtTheBoard(quarter));
    let outlook = dry_run(&register.app, Some(&key)).unwrap();
    assert!(!outlook.is_ready());
    assert_eq!(holds_a_ceremony(&register, &books), quarter);
}

fn other_outcome(result: &[u8], change: impl FnOnce(&mut Outcome)) -> Vec<u8> {
    let mut outcome = Outcome::read(result).unwrap();
    change(&mut outcome);
    outcome.text().unwrap().into_bytes()
}
