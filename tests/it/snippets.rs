//! What stands on the page for researchers to be copied runs as it stands there: a reader copies
//! it from the page and pastes it, unmodified.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

use crate::app::{Backend, Board, TestApp, Visitor, crowd::Crowd};
use crate::web::{Site, page};

/// A register with one quarter and its weeks counted, at the address that its pages name.
fn counted() -> Site {
    let site = Site::at_its_own_address(Backend::Sqlite);
    Crowd::of(&site.register.app, 300);
    lives(&site.register);
    site
}

fn lives(register: &TestApp) {
    register.next_quarter();
    Board(register).counts();
}

/// The text to copy under this heading, as a browser shows it.
fn copied(site: &Site, id: &str) -> String {
    let answer = site.get("/en/for-researchers");
    let start = format!("aria-labelledby=\"{id}\"><code>");
    let (_, rest) = answer.body.split_once(&start).expect(id);
    page::unescaped(rest.split("</code>").next().unwrap())
}

fn pastes(program: &OsStr, text: &str, folder: &Path) -> Output {
    let file = folder.join("pasted");
    std::fs::write(&file, text).unwrap();
    let ours = Path::new(env!("CARGO_BIN_EXE_enkel")).parent().unwrap();
    let mut path = ours.as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap());
    let output = Command::new(program)
        .arg(&file)
        .current_dir(folder)
        .env("PATH", path)
        .output();
    output.unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

#[track_caller]
fn runs(site: &Site, program: impl AsRef<OsStr>, id: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = pastes(program.as_ref(), &copied(site, id), folder.path());
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{id}: {wrong}");
    String::from_utf8(output.stdout).unwrap()
}

/// Python with the readers' own tools.
fn tools() -> std::ffi::OsString {
    let needed = "these tests need Python with pandas, pyjstat and cbsodata: run them by ./test";
    std::env::var_os("ENKEL_TEST_PYTHON").expect(needed)
}

/// The provinces as a program prints them: shown ones with their number, the others without.
fn shows_the_provinces(site: &Site, said: &str) {
    let csv = String::from_utf8(Visitor(&site.register).downloads("2026-Q3", "figures.csv"));
    for line in csv
        .unwrap()
        .lines()
        .filter(|line| line.contains(",province,"))
    {
        let fields: Vec<&str> = line.splitn(13, ',').collect();
        let (code, count) = (fields[4], fields[9]);
        let row = said
            .lines()
            .find(|row| row.split_whitespace().any(|word| word == code));
        let words: Vec<&str> = row.expect(code).split_whitespace().collect();
        let number = words[1].trim_end_matches(".0");
        assert_eq!(
            if count.is_empty() { "no" } else { count },
            match number {
                "NaN" | "NA" => "no",
                shown => shown,
            }
        );
    }
    assert!(
        said.contains("Only people who sign up are counted"),
        "{said}"
    );
}

#[test]
fn pandas_reads_figures_and_flows() {
    let site = counted();
    shows_the_provinces(&site, &runs(&site, tools(), "pandas"));
}

#[test]
fn pyjstat_reads_the_figures() {
    let site = counted();
    let said = runs(&site, tools(), "jsonstat");
    assert!(said.contains("Utrecht") || said.contains("PV26"), "{said}");
}

#[test]
fn cbsodata_reads_the_tables() {
    let site = counted();
    let said = runs(&site, tools(), "odata");
    assert!(said.lines().count() > 5, "{said}");
}

#[test]
fn minisign_checks_a_release_as_the_page_says() {
    let site = counted();
    let said = runs(&site, "bash", "verify");
    assert!(
        said.contains("Signature and comment signature verified"),
        "{said}"
    );
    assert!(
        said.contains("figures.csv: OK") && said.contains("flows.csv: OK"),
        "{said}"
    );
}

#[test]
fn the_archive_is_fetched_and_checked_as_the_page_says() {
    let site = counted();
    let said = runs(&site, "bash", "archive");
    let many = Visitor(&site.register).sees_releases().len();
    assert!(
        said.contains(&format!("Releases checked: {many}.")),
        "{said}"
    );
}

#[test]
fn r_reads_figures_and_flows() {
    if std::env::var_os("ENKEL_LONG").is_none_or(|part| part != "figures") {
        use std::io::Write;
        let line = b"SKIPPED r_reads_figures_and_flows: it belongs to ./test --long figures\n";
        std::io::stderr().write_all(line).unwrap();
        return;
    }
    let site = counted();
    shows_the_provinces(&site, &runs(&site, "Rscript", "r"));
}
