//! Each file that is taken along says which releases it is of, how to read them, and what was
//! corrected.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use enkel::domain::locale::Locale;
use enkel::domain::release::{Period, ReleaseId};
use enkel::flows::export::{About, Choice, csv, json_stat, xlsx};
use enkel::flows::publish::correct::correct;
use enkel::flows::publish::read::{Archive, Released, archive};
use serde_json::Value;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp};

const REASON: &str = "The label of a table was wrong.";
/// More than two, so that none can stand in the place of the other unseen.
const TABLES: [&str; 3] = ["nationality", "province", "birth_cohort"];

/// A register with a quarter, its erratum, and one more quarter.
fn corrected() -> (TestApp, Archive) {
    let register = TestApp::on(Backend::Sqlite);
    Crowd::of(&register.app, 9);
    let quarter = register.quarter();
    register.leaps_to(quarter.release_day());
    Board(&register).counts();
    correct(&register.app, Period::Quarter(quarter), REASON).unwrap();
    register.leaps_to(quarter.next().release_day());
    Board(&register).counts();
    let all = archive(&register.app, None).unwrap().unwrap();
    (register, all)
}

fn choice(ids: &[&str], tables: &[&str]) -> Choice {
    let ids = ids.iter().map(|id| ReleaseId::parse(id).unwrap());
    Choice {
        releases: ids.collect(),
        tables: tables.iter().map(|name| (*name).to_owned()).collect(),
        values: BTreeMap::new(),
    }
}

fn about(register: &TestApp) -> About<'_> {
    About {
        texts: &register.app.texts,
        settings: &register.settings,
        locale: Locale::En,
        demo: false,
    }
}

#[test]
fn a_file_is_named_after_what_is_in_it() {
    let (register, all) = corrected();
    let about = about(&register);
    for (ids, name) in [
        (&["2026-Q3"][..], "2026-Q3"),
        (&["2026-Q3-e1"], "2026-Q3-e1"),
        (&["2026-Q3", "2026-Q4"], "2026-Q3-2026-Q4"),
        (&["2026-Q3", "2026-Q3-e1", "2026-Q4"], "2026-Q3-2026-Q4"),
    ] {
        let choice = choice(ids, &TABLES);
        let made = [
            csv(&choice, &all, &about).unwrap(),
            xlsx(&choice, &all, &about).unwrap(),
            json_stat(&choice, &all, &about).unwrap(),
        ];
        let names = made.map(|made| made.name);
        assert_eq!(
            names,
            ["csv", "xlsx", "json"].map(|end| format!("{name}.{end}"))
        );
    }
}

#[test]
fn a_corrected_release_says_why_wherever_it_stands_and_no_other_does() {
    let (register, all) = corrected();
    let about = about(&register);
    let of = |id: &str| all.find(ReleaseId::parse(id).unwrap()).unwrap();
    let why = about.reason(of("2026-Q3-e1")).unwrap();
    assert!(
        why.starts_with("2026-Q3-e1: ") && why.ends_with(REASON),
        "{why}"
    );
    for id in ["2026-Q3", "2026-Q4"] {
        assert_eq!(about.reason(of(id)), None);
        assert_eq!(about.caveat_of(of(id)), about.caveat());
    }
    let choice = choice(&["2026-Q3-e1", "2026-Q4"], &TABLES);
    let made = csv(&choice, &all, &about).unwrap();
    let lines = String::from_utf8(made.bytes).unwrap();
    let mut seen = BTreeSet::new();
    for line in lines.lines().skip(1) {
        let is_corrected = line.starts_with("2026-Q3-e1,");
        assert_eq!(line.contains(&why), is_corrected, "{line}");
        seen.insert(is_corrected);
    }
    assert_eq!(seen.len(), 2, "both are there");
    let made = json_stat(&choice, &all, &about).unwrap();
    let text = String::from_utf8(made.bytes).unwrap();
    assert!(text.contains(REASON));
}

type Sheets = Vec<(String, Vec<Vec<Value>>)>;

/// Every sheet of a workbook with its rows, as another program opens it.
fn opened(bytes: &[u8]) -> Sheets {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("export.xlsx"), bytes).unwrap();
    let script = "import openpyxl,json\nb=openpyxl.load_workbook('export.xlsx')\n\
        print(json.dumps([(s.title,[list(r) for r in s.values]) for s in b]))";
    let said = Command::new(crate::python())
        .current_dir(home.path())
        .args(["-c", script])
        .output()
        .unwrap();
    assert!(said.status.success(), "{said:?}");
    serde_json::from_slice(&said.stdout).unwrap()
}

/// The first sheet names the register and tells how all of it is to be read.
fn is_told_first(first: &[&str], releases: &[&Released], about: &About<'_>) {
    assert_eq!(first[0], about.settings.register.name);
    let mut told = vec![about.caveat(), about.method(), "CC BY 4.0".to_owned()];
    told.extend(releases.iter().map(|one| about.citation(one)));
    told.extend(releases.iter().filter_map(|one| about.reason(one)));
    // Marks around names are for pages.
    let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
    for line in told.into_iter().map(plain) {
        assert!(first.contains(&line.as_str()), "{line}: {first:?}");
    }
}

/// Every cell of every release stands on the sheet of its table, with its caveat.
fn has_its_cells(title: &str, rows: &[Vec<Value>], releases: &[&Released], about: &About<'_>) {
    let place = |name: &str| rows[0].iter().position(|head| head == name).unwrap();
    let [release, note] = ["release", "note"].map(place);
    for one in releases {
        let id = one.published.id().to_string();
        let table = one.figures.tables.iter().find(|table| table.name == title);
        let lines: Vec<_> = rows.iter().filter(|row| row[release] == *id).collect();
        assert_eq!(lines.len(), table.unwrap().cells.len(), "{title} {id}");
        let caveat = about.caveat_of(one);
        assert!(lines.iter().all(|row| row[note] == *caveat), "{title} {id}");
    }
}

#[test]
fn a_workbook_begins_with_what_to_read_and_has_a_sheet_for_each_table() {
    let (register, all) = corrected();
    let about = about(&register);
    let ids = ["2026-Q3", "2026-Q3-e1", "2026-Q4"];
    let made = xlsx(&choice(&ids, &TABLES), &all, &about).unwrap();
    let sheets = opened(&made.bytes);
    let titles: Vec<&str> = sheets.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(titles[0], "Read me");
    let tables: BTreeSet<&str> = titles[1..].iter().copied().collect();
    assert_eq!((titles.len(), tables), (1 + TABLES.len(), TABLES.into()));
    let releases = ids.map(|id| all.find(ReleaseId::parse(id).unwrap()).unwrap());
    let cells = sheets[0].1.iter().map(|row| row[0].as_str());
    let first: Vec<&str> = cells.flatten().collect();
    is_told_first(&first, &releases, &about);
    for (title, rows) in &sheets[1..] {
        has_its_cells(title, rows, &releases, &about);
    }
}
