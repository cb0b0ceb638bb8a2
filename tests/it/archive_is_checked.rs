//! A reader checks an archive at home, and an archive that was changed by whoever holds it, or
//! even by whoever signs it, does not pass.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use enkel::crypto::digest;
use enkel::flows::publish::verify::{self, Checked};
use enkel::flows::publish::{formats, read, sums};

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor};

/// A register with three weekly releases, and its archive at a reader's home.
struct Reader {
    register: TestApp,
    home: tempfile::TempDir,
    releases: Vec<String>,
}

impl Reader {
    fn takes_it_home() -> Self {
        let register = TestApp::on(Backend::Sqlite);
        for _ in 0..3 {
            register.next_week();
        }
        let reader = Self::of(register);
        assert_eq!(reader.releases.len(), 3);
        reader
    }

    /// Two quarters whose figures show something; the second one is the last release.
    fn of_quarters() -> Self {
        let register = TestApp::on(Backend::Sqlite);
        let mut crowd = Crowd::of(&register.app, 400);
        Board(&register).counts();
        crowd.withdraws(&register.app, 7);
        Board(&register).counts();
        Self::of(register)
    }

    fn of(register: TestApp) -> Self {
        let releases = Visitor(&register).sees_releases();
        let home = Visitor(&register).takes_home();
        Self {
            register,
            home,
            releases,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn lists(&self, ids: &[String]) {
        let list: String = ids.iter().map(|id| format!("{id}\n")).collect();
        std::fs::write(self.path(verify::LIST), list).unwrap();
    }

    fn last(&self) -> &str {
        self.releases.last().unwrap()
    }

    fn checks(&self) -> Checked {
        verify::verify(self.home.path()).unwrap()
    }

    #[track_caller]
    fn finds(&self, reason: &str) {
        let flaw = verify::verify(self.home.path()).unwrap_err().to_string();
        assert!(flaw.contains(reason), "{flaw}");
    }

    /// Whoever holds the key changes a file of the last release and signs it again.
    fn signer_changes(&self, name: &str, change: impl Fn(&str) -> String, comment: &str) {
        let file = self.path(self.last()).join(name);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        std::fs::write(&file, change(&text)).unwrap();
        self.signs(comment);
    }

    fn signs(&self, comment: &str) {
        let folder = self.path(self.last());
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.starts_with(sums::SUMS))
            .collect();
        names.sort();
        let line = |name: &String| {
            let sum = digest::sha256_hex(&std::fs::read(folder.join(name)).unwrap());
            format!("{sum}  {name}\n")
        };
        let all: String = names.iter().map(line).collect();
        let key = self.register.app.keys.release_key().unwrap();
        let signature = key.sign(all.as_bytes(), comment).unwrap();
        std::fs::write(folder.join(sums::SUMS), all).unwrap();
        std::fs::write(folder.join(sums::SIGNATURE), signature).unwrap();
    }

    fn right_comment(&self) -> String {
        format!("{} {}", self.last(), self.register.clock.today().iso())
    }

    fn runs(&self, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_enkel"))
            .args(["release", "verify"])
            .arg(self.home.path())
            .args(more)
            .env_clear()
            .output()
            .unwrap()
    }
}

#[test]
fn a_whole_archive_holds_and_says_where_it_ends() {
    let reader = Reader::takes_it_home();
    let checked = reader.checks();
    assert_eq!(checked.releases, 3);
    assert_eq!(checked.head, reader.last());
    let archive = read::archive(&reader.register.app, None).unwrap().unwrap();
    assert_eq!(checked.chain, archive.releases[2].published.chain);
    // Signing the same again is no change.
    reader.signs(&reader.right_comment());
    assert_eq!(reader.checks(), checked);
}

#[test]
fn an_archive_without_a_release_is_none() {
    let reader = Reader::takes_it_home();
    reader.lists(&[]);
    reader.finds("lists no release");
    let said = reader.runs(&[]);
    assert_eq!(said.status.code(), Some(1));
}

#[test]
fn a_list_that_leaves_out_what_lies_there_is_refused() {
    let reader = Reader::takes_it_home();
    reader.lists(&reader.releases[..2]);
    reader.finds(reader.last());
    reader.lists(&reader.releases[1..]);
    reader.finds(&reader.releases[0]);
}

#[test]
fn what_belongs_to_no_release_is_refused() {
    let reader = Reader::takes_it_home();
    for name in ["2031-Q1", "figures.csv", ".hidden"] {
        std::fs::create_dir(reader.path(name)).unwrap();
        reader.finds(name);
        std::fs::remove_dir(reader.path(name)).unwrap();
    }
    let extra = reader.path(reader.last()).join("extra.csv");
    std::fs::write(&extra, "more\n").unwrap();
    reader.finds("extra.csv");
    reader.signs(&reader.right_comment());
    reader.finds("belongs to no release");
}

#[test]
fn what_a_signer_says_must_follow_from_the_flows() {
    for (from, to, reason) in [
        ("\"policy_version\": 1", "\"policy_version\": 2", "family"),
        (
            "\"site\"",
            "\"families\": [{\"policy_version\": 2, \"from\": \"2026-Q4\", \"policy_sha256\": \"\"}],\n  \"site\"",
            "policy version 2",
        ),
        ("\"licence\": \"", "\"licence\": \"not ", "licence"),
        ("\"note\": \"", "\"note\": \"not ", "figures.csv"),
        (
            "\"first_year\": 2026",
            "\"first_year\": 2025",
            "release.json",
        ),
    ] {
        let reader = Reader::takes_it_home();
        let change = |text: &str| {
            assert!(text.contains(from), "{text}");
            text.replace(from, to)
        };
        reader.signer_changes("release.json", change, &reader.right_comment());
        reader.finds(reason);
    }
}

#[test]
fn a_signature_made_for_another_release_or_day_is_refused() {
    let reader = Reader::takes_it_home();
    let today = reader.register.clock.today();
    for comment in [
        format!("{} {}", reader.releases[1], today.iso()),
        format!("{} {}", reader.last(), today.plus(1).iso()),
        "signed".to_owned(),
    ] {
        reader.signs(&comment);
        reader.finds("another release or day");
    }
}

#[test]
fn an_archive_that_ends_too_early_is_found_by_its_head() {
    let reader = Reader::takes_it_home();
    let whole = reader.checks().chain;
    let said = reader.runs(&["--head", &whole.to_uppercase()]);
    assert!(said.status.success(), "{said:?}");
    let gone: &Path = &reader.path(reader.last());
    std::fs::remove_dir_all(gone).unwrap();
    reader.lists(&reader.releases[..2]);
    // By itself it looks whole.
    let said = reader.runs(&[]);
    assert!(said.status.success(), "{said:?}");
    let said = reader.runs(&["--head", &whole]);
    assert_eq!(said.status.code(), Some(1));
    let err = String::from_utf8(said.stderr).unwrap();
    assert!(
        err.contains(&whole) && err.contains(&reader.releases[1]),
        "{err}"
    );
}

#[test]
fn it_is_said_whose_key_it_was_checked_with() {
    let reader = Reader::takes_it_home();
    let said = String::from_utf8(reader.runs(&[]).stdout).unwrap();
    for words in [
        "not where it comes from",
        reader.last(),
        &reader.checks().chain,
    ] {
        assert!(said.contains(words), "{said}");
    }
    let key = reader.path(verify::PUBLIC_KEY);
    let trusted = reader.runs(&["--key", key.to_str().unwrap()]);
    let said = String::from_utf8(trusted.stdout).unwrap();
    assert!(said.contains("the key you trust"), "{said}");
    assert!(!said.contains("not where it comes from"), "{said}");
}

#[test]
fn a_file_of_another_release_in_its_place_is_refused_though_it_is_signed() {
    let reader = Reader::of_quarters();
    reader.checks();
    let earlier = reader.releases.iter().find(|id| id.contains("-Q")).unwrap();
    assert_ne!(earlier, reader.last());
    for name in formats::NAMES {
        let (ours, theirs) = (reader.last().to_owned(), earlier.clone());
        let [ours, theirs] = [ours, theirs].map(|id| reader.path(&id).join(name));
        let whole = std::fs::read(&ours).unwrap();
        std::fs::copy(&theirs, &ours).unwrap();
        reader.signs(&reader.right_comment());
        // The description of columns says nothing of the release but where it stands.
        match name {
            "figures.csv-metadata.json" => reader.finds("dataset.jsonld lists another"),
            _ => reader.finds(name),
        }
        std::fs::write(&ours, whole).unwrap();
    }
}

#[test]
fn one_number_changed_in_a_file_for_other_tools_is_found() {
    let reader = Reader::of_quarters();
    let file = reader.path(reader.last()).join("figures.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    let value: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let number = value["link"]["item"][0]["value"][0].as_i64().unwrap();
    for (from, to) in [
        (format!("{number},"), format!("{},", number + 5)),
        ("null".to_owned(), "10".to_owned()),
        ("\"MA\",".to_owned(), "\"TR\",".to_owned()),
        ("deliberate noise".to_owned(), "no noise".to_owned()),
    ] {
        let changed = match from.as_str() {
            // The first note is the collection's own; each table has one.
            "deliberate noise" => whole.replace(&from, &to),
            _ => whole.replacen(&from, &to, 1),
        };
        assert_ne!(changed, whole);
        std::fs::write(&file, changed).unwrap();
        reader.signs(&reader.right_comment());
        reader.finds("figures.json, table");
    }
}
