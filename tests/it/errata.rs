//! Errata and delays: a new form of the same figures, never another draw; and figures that are
//! late say so by themselves.

use std::path::Path;

use enkel::domain::period::Quarter;
use enkel::domain::release::Period;
use enkel::flows::publish::correct::correct;
use enkel::flows::publish::delay::delays;
use enkel::flows::publish::{read, sums, verify};
use enkel::store::releases;

use crate::app::{Backend, Board, Citizen, TestApp, Visitor, raw, varied};

on_both_databases!(
    an_erratum_gives_the_same_figures_in_a_new_form,
    an_erratum_of_a_week_rests_on_what_was_known_then,
    an_erratum_outlives_the_loss_of_the_database,
    an_erratum_that_was_not_committed_is_committed_as_it_was,
    what_was_not_published_or_has_no_reason_is_not_corrected,
    figures_that_are_late_say_so_by_themselves,
);

const REASON: &str = "The label of a table was wrong.";

fn a_counted_quarter(on: Backend) -> (TestApp, Quarter) {
    let register = TestApp::on(on);
    for number in 0..9 {
        let mut person = Citizen::of(&register, &format!("person{number}@example.org"));
        person.comes_in().declares(varied(number));
    }
    let quarter = Board(&register).counts();
    (register, quarter)
}

fn corrects(register: &TestApp, period: Period) -> String {
    correct(&register.app, period, REASON).unwrap().to_string()
}

/// The file without the columns that name the release and carry the note.
fn cells_of(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv);
    let records = reader.records().map(|record| record.unwrap());
    let middle = |record: csv::StringRecord| {
        let fields = record.iter().skip(1).take(record.len() - 2);
        fields.map(str::to_owned).collect()
    };
    records.map(middle).collect()
}

fn an_erratum_gives_the_same_figures_in_a_new_form(on: Backend) {
    let (register, quarter) = a_counted_quarter(on);
    let visitor = Visitor(&register);
    let first = quarter.to_string();
    let before = visitor.downloads(&first, "figures.csv");
    let draws = raw::rows(&register.app.store.register, "flow");
    assert_eq!(
        corrects(&register, Period::Quarter(quarter)),
        format!("{first}-e1")
    );
    assert_eq!(
        corrects(&register, Period::Quarter(quarter)),
        format!("{first}-e2")
    );

    assert_eq!(raw::rows(&register.app.store.register, "flow"), draws);
    assert_eq!(visitor.downloads(&first, "figures.csv"), before, "it stays");
    for (id, corrected) in [("-e1", first.clone()), ("-e2", format!("{first}-e1"))] {
        let id = format!("{first}{id}");
        let after = visitor.downloads(&id, "figures.csv");
        assert_eq!(cells_of(&after), cells_of(&before));
        let text = String::from_utf8(after).unwrap();
        assert!(text.lines().skip(1).all(|line| line.contains(REASON)));
        let manifest = visitor.downloads(&id, "release.json");
        let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(manifest["corrects"]["release"], corrected);
        assert_eq!(
            visitor.downloads(&id, "flows.csv"),
            visitor.downloads(&first, "flows.csv")
        );
        visitor.checks_the_signature(&id);
    }
    let archive = read::archive(&register.app, None).unwrap().unwrap();
    let newest = archive.in_force(Period::Quarter(quarter)).unwrap();
    assert_eq!(newest.published.erratum, 2);
    assert_eq!(archive.all_in_force().count() + 2, archive.releases.len());
    // Life goes on after it.
    Board(&register).counts();
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    register.is_sound();
}

fn an_erratum_of_a_week_rests_on_what_was_known_then(on: Backend) {
    let (register, quarter) = a_counted_quarter(on);
    let visitor = Visitor(&register);
    // A week of the quarter, released before the quarter was counted.
    let week = Period::Week(quarter.last_week());
    let id = corrects(&register, week);
    let (first, second) = (
        visitor.downloads(&week.to_string(), "figures.csv"),
        visitor.downloads(&id, "figures.csv"),
    );
    assert_eq!(cells_of(&first), cells_of(&second));
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

fn an_erratum_outlives_the_loss_of_the_database(on: Backend) {
    let (mut register, quarter) = a_counted_quarter(on);
    let copy = register.is_copied();
    let id = corrects(&register, Period::Quarter(quarter));
    register.next_week();
    let (releases, bytes) = {
        let visitor = Visitor(&register);
        (visitor.sees_releases(), visitor.downloads(&id, sums::SUMS))
    };
    register.is_restored_from(&copy);
    let visitor = Visitor(&register);
    assert_eq!(visitor.sees_releases(), releases);
    assert_eq!(visitor.downloads(&id, sums::SUMS), bytes);
    assert_eq!(visitor.checks_the_archive(), releases.len());
    Board(&register).counts();
    register.is_sound();
}

fn an_erratum_that_was_not_committed_is_committed_as_it_was(on: Backend) {
    let (register, quarter) = a_counted_quarter(on);
    let id = corrects(&register, Period::Quarter(quarter));
    let visitor = Visitor(&register);
    let bytes = visitor.downloads(&id, sums::SUMS);
    // As if the host had stopped after the journal and before the commit.
    let database = &register.app.store.register;
    raw::does(
        database,
        &format!("DELETE FROM release_file WHERE release = '{id}'"),
    );
    raw::does(database, &format!("DELETE FROM release WHERE id = '{id}'"));
    assert!(!visitor.sees_releases().contains(&id));
    drop(register.another_host());
    assert_eq!(visitor.downloads(&id, sums::SUMS), bytes);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}

fn what_was_not_published_or_has_no_reason_is_not_corrected(on: Backend) {
    let (register, quarter) = a_counted_quarter(on);
    let before = Visitor(&register).sees_releases();
    let period = Period::Quarter(quarter);
    let long = "x".repeat(301);
    for (period, reason, word) in [
        (Period::Quarter(quarter.next()), REASON, "not published"),
        (period, "  ", "sentence"),
        (period, long.as_str(), "sentence"),
        (period, "a\u{7}bell", "sentence"),
    ] {
        let why = correct(&register.app, period, reason).unwrap_err().causes();
        assert!(why.contains(word), "{why}");
    }
    assert_eq!(Visitor(&register).sees_releases(), before);
}

fn figures_that_are_late_say_so_by_themselves(on: Backend) {
    let (register, counted) = a_counted_quarter(on);
    let next = counted.next();
    let due = next.release_day();
    register.lives_until(due);
    assert_eq!(delays(&register.app).unwrap(), [], "not on the day itself");
    register.lives_until(due.plus(1));
    let late = delays(&register.app).unwrap();
    assert_eq!(late.len(), 1);
    assert_eq!((late[0].quarter, late[0].due), (next, due));
    Board(&register).counts();
    assert_eq!(delays(&register.app).unwrap(), []);
}

/// An archive with an erratum, at a reader's home.
fn at_home() -> (tempfile::TempDir, TestApp, String) {
    let (register, quarter) = a_counted_quarter(Backend::Sqlite);
    let id = corrects(&register, Period::Quarter(quarter));
    (Visitor(&register).takes_home(), register, id)
}

/// The signer puts other files into a release and signs them.
fn signs(register: &TestApp, folder: &Path, id: &str, day: &str) {
    let mut files: Vec<releases::ReleaseFile> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| !entry.file_name().to_str().unwrap().starts_with(sums::SUMS))
        .map(|entry| {
            let content = std::fs::read(entry.path()).unwrap();
            releases::ReleaseFile {
                name: entry.file_name().into_string().unwrap(),
                sha256: enkel::crypto::digest::sha256(&content),
                content,
            }
        })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    let all = sums::checksums(&files);
    let key = register.app.keys.release_key().unwrap();
    let signature = key.sign(all.as_bytes(), &format!("{id} {day}")).unwrap();
    std::fs::write(folder.join(sums::SUMS), all).unwrap();
    std::fs::write(folder.join(sums::SIGNATURE), signature).unwrap();
}

#[test]
fn a_signer_cannot_slip_other_figures_into_an_erratum() {
    let (home, register, id) = at_home();
    verify::verify(home.path()).unwrap();
    let folder = home.path().join(&id);
    let day = register.clock.today().iso();
    for (file, from, to, reason) in [
        ("figures.csv", ",c,", ",,", "figures.csv does not follow"),
        (
            "release.json",
            "\"release\": \"20",
            "\"release\": \"19",
            "another release",
        ),
    ] {
        let whole = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(whole.contains(from), "{file}");
        std::fs::write(folder.join(file), whole.replacen(from, to, 1)).unwrap();
        signs(&register, &folder, &id, &day);
        let flaw = verify::verify(home.path()).unwrap_err().to_string();
        assert!(flaw.contains(reason), "{flaw}");
        std::fs::write(folder.join(file), whole).unwrap();
    }
    // Other flows than its release had: somebody drew again.
    let flows = std::fs::read_to_string(folder.join("flows.csv")).unwrap();
    let line = flows.lines().nth(1).unwrap();
    let (start, value) = line.rsplit_once(',').unwrap();
    let other = format!("{start},{}", value.parse::<i64>().unwrap() + 1);
    std::fs::write(folder.join("flows.csv"), flows.replacen(line, &other, 1)).unwrap();
    signs(&register, &folder, &id, &day);
    let flaw = verify::verify(home.path()).unwrap_err().to_string();
    assert!(flaw.contains("other flows than its release"), "{flaw}");
}
