//! Other people's tools, unmodified, read every release: what they see is what was published.

mod tools;

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
