//! Somebody who has the archive and the page about the method, and no program of ours, makes
//! every figure again (`tests/oracle/recompute.py`); and finds each one that was changed.

use std::path::Path;
use std::process::{Command, Output};

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor, varied};
use crate::python;

on_both_databases!(every_figure_of_ten_quarters_follows_from_the_flows);

/// As many as join in each quarter; some of those before them leave.
const JOINING: usize = 150;

/// A register that counted through ten quarters and a lapse, with a release for every week.
fn a_register(on: Backend) -> TestApp {
    let register = TestApp::on(on);
    let mut crowd = Crowd::default();
    for quarter in 0..10 {
        for number in quarter * JOINING..(quarter + 1) * JOINING {
            crowd.declares(&register.app, number, varied(number));
        }
        for number in (0..quarter * JOINING).step_by(11) {
            crowd.withdraws(&register.app, number);
        }
        register.next_quarter();
        if quarter < 9 {
            Board(&register).counts();
        }
    }
    // A week between New Year and the count of the fourth quarter, then the count itself.
    register.next_week();
    assert_eq!(Board(&register).counts().to_string(), "2028-Q4");
    register.next_week();
    register
}

pub fn recomputes(archive: &Path) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/recompute.py");
    let mut command = Command::new(python());
    command.arg(script).arg(archive).output().unwrap()
}

fn every_figure_of_ten_quarters_follows_from_the_flows(on: Backend) {
    let register = a_register(on);
    let home = tempfile::tempdir().unwrap();
    let visitor = Visitor(&register);
    visitor.takes_the_archive(home.path());
    let output = recomputes(home.path());
    let (said, wrong) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(output.status.success(), "{wrong}");
    let releases = visitor.sees_releases();
    assert!(
        said.starts_with(&format!("{} releases", releases.len())),
        "{said}"
    );
    let quarters = releases.iter().filter(|id| id.contains('Q')).count();
    assert!(quarters == 10 && releases.len() > 130);
    let shown = visitor.downloads("2028-Q4", "figures.csv");
    let shown = String::from_utf8(shown).unwrap();
    let counts = shown.lines().filter(|line| !line.contains(",,,c,")).count();
    assert!(
        counts > 20,
        "{counts} of the last quarter's figures are shown"
    );
    each_change_is_found(home.path(), &releases);
}

/// One figure, margin, status, flow or line is changed, and changed back.
fn each_change_is_found(home: &Path, releases: &[String]) {
    let number = releases.iter().rfind(|id| id.contains('W')).unwrap();
    let first_shown = |text: &str| {
        let line = text.lines().skip(1).find(|line| !line.contains(",,,c,"));
        line.unwrap().to_owned()
    };
    let count = |line: &str| {
        let fields: Vec<&str> = line.splitn(12, ',').collect();
        (fields[9].to_owned(), fields[10].to_owned())
    };
    for (release, file, change) in [
        ("2027-Q2", "figures.csv", "count"),
        ("2028-Q4", "figures.csv", "margin"),
        ("2028-Q1", "figures.csv", "shown"),
        ("2028-Q3", "figures.csv", "line"),
        ("2027-Q1", "flows.csv", "flow"),
        (number, "figures.csv", "count"),
    ] {
        let path = home.join(release).join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let line = first_shown(&text);
        let changed = match change {
            "count" => {
                let (old, margin) = count(&line);
                let new: i64 = old.parse::<i64>().unwrap() + 5;
                line.replace(&format!(",{old},{margin},"), &format!(",{new},{margin},"))
            }
            "margin" => {
                let (old, margin) = count(&line);
                let new = margin.parse::<i64>().unwrap() + 1;
                line.replace(&format!(",{old},{margin},"), &format!(",{old},{new},"))
            }
            "shown" => {
                let (old, margin) = count(&line);
                line.replace(&format!(",{old},{margin},,"), ",,,c,")
            }
            "line" => String::new(),
            _ => {
                let (start, flow) = line.rsplit_once(',').unwrap();
                // A table's cells move by T less its sum: this must be seen somewhere.
                format!("{start},{}", flow.parse::<i64>().unwrap() + 1_000)
            }
        };
        assert_ne!(line, changed);
        let other = text.replacen(&line, &changed, 1);
        std::fs::write(&path, other.replace("\n\n", "\n")).unwrap();
        let output = recomputes(home);
        let wrong = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{release} {change}: {wrong}");
        assert!(wrong.starts_with(release), "{release} {change}: {wrong}");
        std::fs::write(&path, text).unwrap();
    }
    assert!(recomputes(home).status.success());
}
