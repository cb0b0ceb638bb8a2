//! Other people's tools, unmodified, read every release: what they see is what was published.

mod tools;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use enkel::domain::release::Period;
use enkel::flows::publish::correct::correct;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor};
use tools::{node, python, succeeds};

/// An archive at home: two quarters that show something, their weeks, and an erratum.
fn an_archive() -> tempfile::TempDir {
    let register = TestApp::on(Backend::Sqlite);
    let mut crowd = Crowd::of(&register.app, 400);
    Board(&register).counts();
    for person in 0..40 {
        crowd.withdraws(&register.app, person);
    }
    let quarter = Board(&register).counts();
    correct(
        &register.app,
        Period::Quarter(quarter),
        "A label was wrong.",
    )
    .unwrap();
    Visitor(&register).takes_home()
}

fn reads(client: &str, archive: &Path) {
    succeeds(python().arg(client).arg(archive));
}

#[test]
fn python_tools_read_every_release() {
    let home = an_archive();
    for client in [
        "with_frictionless.py",
        "with_csvw.py",
        "with_pyjstat.py",
        "with_openpyxl.py",
        "with_yaml_and_rdf.py",
    ] {
        reads(client, home.path());
    }
}

#[test]
fn the_jsonstat_toolkit_reads_every_release() {
    let home = an_archive();
    let wanted = home.path().join("wanted.json");
    let json = succeeds(python().arg("as_json.py").arg(home.path()));
    std::fs::write(&wanted, json).unwrap();
    let mut client = node();
    succeeds(
        client
            .arg("with_jsonstat_toolkit.cjs")
            .arg(home.path())
            .arg(&wanted),
    );
}

#[test]
fn sha256sum_and_minisign_accept_every_release() {
    let home = an_archive();
    let list = std::fs::read_to_string(home.path().join("releases.txt")).unwrap();
    for id in list.lines() {
        let folder = home.path().join(id);
        let mut sums = Command::new("sha256sum");
        succeeds(
            sums.current_dir(&folder)
                .args(["-c", "--strict", "SHA256SUMS"]),
        );
        let key = std::fs::read_to_string(home.path().join("minisign.pub")).unwrap();
        let key = key.lines().last().unwrap().to_owned();
        let mut minisign = Command::new("minisign");
        succeeds(
            minisign
                .current_dir(&folder)
                .args(["-V", "-m", "SHA256SUMS", "-P", &key]),
        );
    }
}

/// A client that would accept anything proves nothing.
#[test]
fn the_python_tools_see_a_changed_number() {
    let home = an_archive();
    let list = std::fs::read_to_string(home.path().join("releases.txt")).unwrap();
    let quarter = list.lines().find(|id| id.contains("-Q")).unwrap();
    let file = home.path().join(quarter).join("figures.csv");
    let whole = std::fs::read_to_string(&file).unwrap();
    let line = whole.lines().find(|line| line.contains(",total,")).unwrap();
    let mut fields: Vec<&str> = line.split(',').collect();
    fields[9] = "15";
    std::fs::write(&file, whole.replacen(line, &fields.join(","), 1)).unwrap();
    for client in [
        "with_frictionless.py",
        "with_pyjstat.py",
        "with_openpyxl.py",
    ] {
        let seen = python().arg(client).arg(home.path()).output().unwrap();
        assert!(!seen.status.success(), "{client}");
    }
}

#[test]
fn libreoffice_opens_every_spreadsheet() {
    if std::env::var_os("ENKEL_LONG").is_none_or(|part| part != "figures") {
        use std::io::Write;
        let line =
            b"SKIPPED libreoffice_opens_every_spreadsheet: it belongs to ./test --long figures\n";
        std::io::stderr().write_all(line).unwrap();
        return;
    }
    let home = an_archive();
    let list = std::fs::read_to_string(home.path().join("releases.txt")).unwrap();
    for id in list.lines() {
        let folder = home.path().join(id);
        // Every sheet becomes a CSV file of its own.
        let sheets =
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
        let mut office = Command::new("soffice");
        office.current_dir(&folder).env("HOME", home.path());
        succeeds(office.args(["--headless", "--convert-to", sheets, "figures.xlsx"]));
        same_numbers(&folder);
    }
}

/// Counts and margins of every sheet, as LibreOffice wrote them, are those of `figures.csv`.
fn same_numbers(folder: &Path) {
    let mut wanted: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
    let mut figures = csv::Reader::from_path(folder.join("figures.csv")).unwrap();
    for line in figures.records().map(Result::unwrap) {
        let numbers = [9, 10, 11].map(|column| line[column].to_owned());
        wanted.entry(line[1].to_owned()).or_default().push(numbers);
    }
    for (table, wanted) in wanted {
        let sheet = folder.join(format!("figures-{table}.csv"));
        let mut sheet = csv::Reader::from_path(&sheet).unwrap();
        let columns = ["count", "margin_95", "status"].map(|name| {
            let header = sheet.headers().unwrap();
            header.iter().position(|column| column == name).unwrap()
        });
        let lines = sheet.records().map(Result::unwrap);
        let seen: Vec<[String; 3]> = lines
            .map(|line| columns.map(|column| line[column].to_owned()))
            .collect();
        assert_eq!(seen, wanted, "{table}");
    }
}
