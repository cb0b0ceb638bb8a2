//! A register with people on one machine, what its board keeps elsewhere, and an empty machine
//! with nothing but a settings file.

use std::path::{Path, PathBuf};
use std::process::Command;

use enkel::app::HostClock;
use enkel::crypto::envelope::Identity;
use enkel::domain::clock::Clock;
use tempfile::TempDir;

use super::{Said, command_in};
use crate::app::{Backend, Citizen, Database, TestApp, Visitor, varied};

/// What the board keeps apart from every machine: identity, escrow, backups, paper.
pub struct Cupboard {
    folder: TempDir,
    pub board: Identity,
    pub identity: String,
}

impl Cupboard {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let identity = folder.path().join("board.txt");
        let made = Command::new("age-keygen").arg("-o").arg(&identity).output();
        assert!(made.unwrap().status.success());
        Self {
            board: Identity::load(&identity).unwrap(),
            identity: identity.to_str().unwrap().to_owned(),
            folder,
        }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn escrow(&self, step: u32) -> String {
        self.path(&format!("escrow/epoch-{step:05}.escrow.age"))
    }

    /// `enkel restore` in the place of a register.
    pub fn words_over_a_register(&self) -> Vec<String> {
        let words = [
            "restore",
            "--yes",
            &self.path("backup"),
            "--identity",
            &self.identity,
        ];
        let words = words.map(str::to_owned).into_iter();
        words
            .chain(["--escrow".to_owned(), self.escrow(1)])
            .collect()
    }

    fn sheets(&self, key: &str) -> [String; 3] {
        [5, 1, 3].map(|number| self.path(&format!("paper/{key}.share-{number}-of-5.txt")))
    }
}

pub fn today() -> enkel::domain::clock::Day {
    HostClock.now().day()
}

pub fn writes_settings(folder: &Path, url: &str, journal: &Path, cupboard: &Cupboard) {
    let text = format!(
        "[database]\nurl = \"{url}\"\nconnections = 4\n[derivation]\nmemory_mib = 1\n\
         [journal]\nfolder = \"{}\"\n[backup]\nrecipient = \"{}\"\nescrow_folder = \"{}\"\n",
        journal.display(),
        cupboard.board.recipient(),
        cupboard.path("escrow")
    );
    let file = folder.join("enkel.toml");
    std::fs::write(&file, text).unwrap();
    super::set_mode(&file, 0o600);
}

pub fn address(number: usize) -> String {
    format!("jan{number}@example.org")
}

pub fn declares(register: &TestApp, who: usize, what: usize) {
    let mut citizen = Citizen::of(register, &address(who));
    citizen.comes_in().declares(varied(what));
}

pub fn withdraws(register: &TestApp, who: usize) {
    let mut citizen = Citizen::of(register, &address(who));
    citizen.comes_in().withdraws();
}

/// Everything that is published, byte for byte.
pub fn published(register: &TestApp) -> Vec<(String, Vec<u8>)> {
    let visitor = Visitor(register);
    let mut files = Vec::new();
    for id in visitor.sees_releases() {
        for name in [
            "figures.csv",
            "flows.csv",
            "release.json",
            "SHA256SUMS.minisig",
        ] {
            files.push((format!("{id}/{name}"), visitor.downloads(&id, name)));
        }
    }
    files
}

/// A register of some months up to the present day, with a counted quarter.
pub fn lively(on: Backend, cupboard: &Cupboard) -> TestApp {
    let begun = today().plus(-120).iso();
    let register = TestApp::opened(on, &[], &begun);
    for number in 0..6 {
        declares(&register, number, number);
    }
    register.lives_until(today());
    crate::app::Board(&register).counts_what_is_due();
    assert!(
        published(&register)
            .iter()
            .any(|(name, _)| name.contains("-Q"))
    );
    for number in 6..9 {
        declares(&register, number, number);
    }
    let journal = register.settings.journal.folder.clone();
    let folder = register.folder.path();
    writes_settings(folder, &register.database.url, &journal, cupboard);
    register
}

/// The board's first day: paper. And a backup, with its escrow.
pub fn is_kept_safe(register: &TestApp, cupboard: &Cupboard) {
    let folder = register.folder.path();
    for key in ["register.key", "journal.key", "counting.key"] {
        let (file, out) = (format!("keys/{key}"), cupboard.path("paper"));
        runs(folder, &["keys", "split", "--file", &file, "--out", &out]).good();
    }
    is_backed_up(register, cupboard);
}

pub fn is_backed_up(register: &TestApp, cupboard: &Cupboard) {
    let out = cupboard.path("backup");
    if Path::new(&out).exists() {
        std::fs::remove_file(&out).unwrap();
    }
    runs(register.folder.path(), &["backup", "--out", &out]).good();
}

pub fn runs(folder: &Path, words: &[&str]) -> Said {
    Said::from(command_in(folder, words).output().unwrap())
}

/// A machine on which a settings file lies, and nothing else.
pub struct Machine {
    pub folder: TempDir,
    pub database: Database,
    pub backend: Backend,
    pub journal: PathBuf,
}

impl Machine {
    pub fn empty(on: Backend, journal: &Path, cupboard: &Cupboard) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new(on, folder.path());
        writes_settings(folder.path(), &database.url, journal, cupboard);
        Self {
            folder,
            database,
            backend: on,
            journal: journal.to_owned(),
        }
    }

    pub fn runs(&self, words: &[&str]) -> Said {
        runs(self.folder.path(), words)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn joins(&self, cupboard: &Cupboard, key: &str) {
        let [one, two, three] = cupboard.sheets(key);
        let out = format!("keys/{key}");
        let said = self.runs(&["keys", "join", "--out", &out, &one, &two, &three]);
        assert!(said.good().out.contains(key));
    }

    pub fn joins_all(&self, cupboard: &Cupboard) {
        for key in ["register.key", "journal.key", "counting.key"] {
            self.joins(cupboard, key);
        }
    }

    /// `enkel restore` with the newest backup, the escrow of step 1, and these words more.
    pub fn restores(&self, cupboard: &Cupboard, more: &[&str]) -> Said {
        let (backup, escrow) = (cupboard.path("backup"), cupboard.escrow(1));
        let mut words = vec!["restore", &backup, "--identity", &cupboard.identity];
        words.extend(["--escrow", &escrow]);
        words.extend(more);
        self.runs(&words)
    }

    /// The register that was put back here, opened for its people.
    pub fn opens(self) -> TestApp {
        let journal = self.journal.to_str().unwrap().to_owned();
        let more = [("journal.folder", journal.as_str())];
        let day = today().iso();
        TestApp::found_at(self.folder, self.database, self.backend, &more, &day)
    }
}
