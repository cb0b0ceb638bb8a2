//! The units of systemd: sound, and as narrow as they can be. Nothing is started.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::project;
use crate::journal::full::is_root;

const UNITS: [&str; 4] = [
    "enkel.service",
    "enkel-worker.service",
    "enkel-doctor.service",
    "enkel-backup.service",
];
const TIMERS: [&str; 2] = ["enkel-doctor.timer", "enkel-backup.timer"];
const OTHERS: [&str; 7] = [
    "basic.target",
    "multi-user.target",
    "network-online.target",
    "shutdown.target",
    "sysinit.target",
    "time-sync.target",
    "timers.target",
];
const NEEDED: &str = "these tests need systemd's tools: `apt-get install systemd`";
/// Of ten; 9.6 is what a service without any of it has.
const MOST_EXPOSED: f64 = 1.5;

/// The units as the package installs them, below a root of their own.
struct Root(tempfile::TempDir);

impl Root {
    fn new() -> Self {
        let root = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(root.units()).unwrap();
        for unit in UNITS.iter().chain(&TIMERS) {
            fs::copy(project(&format!("deploy/systemd/{unit}")), root.unit(unit)).unwrap();
        }
        for folder in ["enkel.service.d", "enkel-.service.d"] {
            fs::create_dir(root.unit(folder)).unwrap();
            let from = project("deploy/systemd/sandbox.conf");
            fs::copy(from, root.unit(folder).join("sandbox.conf")).unwrap();
        }
        // Units of the system that ours name.
        for unit in OTHERS {
            let of_this_machine = Path::new("/usr/lib/systemd/system").join(unit);
            fs::copy(of_this_machine, root.unit(unit)).expect(NEEDED);
        }
        let program = root.0.path().join("usr/bin");
        fs::create_dir_all(&program).unwrap();
        fs::copy("/bin/true", program.join("enkel")).unwrap();
        root
    }

    fn units(&self) -> PathBuf {
        self.0.path().join("usr/lib/systemd/system")
    }

    fn unit(&self, name: &str) -> PathBuf {
        self.units().join(name)
    }

    /// What `systemd-analyze` says of this root: whether it is content, and its words.
    fn analyzed(&self, words: &[&str]) -> (bool, String) {
        let ran = Command::new("systemd-analyze")
            .arg(format!("--root={}", self.0.path().display()))
            .args(words)
            .env("SYSTEMD_COLORS", "0")
            .output()
            .expect(NEEDED);
        let said = [ran.stdout, ran.stderr].concat();
        (ran.status.success(), String::from_utf8(said).unwrap())
    }

    fn exposure(&self, unit: &str) -> f64 {
        let (_, said) = self.analyzed(&["security", "--offline=true", "--no-pager", unit]);
        let line = said.lines().find(|line| line.contains("Overall exposure"));
        let line = line.unwrap_or_else(|| panic!("{said}"));
        let figure = line.split(": ").nth(1).unwrap().split(' ').next().unwrap();
        figure.parse().unwrap()
    }
}

#[test]
fn every_unit_is_sound() {
    let root = Root::new();
    let names: Vec<&str> = UNITS.iter().chain(&TIMERS).copied().collect();
    for unit in names {
        let (content, said) = root.analyzed(&["verify", "--man=no", unit]);
        assert!(content, "{unit}: {said}");
    }
}

#[test]
fn a_unit_with_a_fault_is_not_sound() {
    let root = Root::new();
    let unit = root.unit("enkel.service");
    let text = fs::read_to_string(&unit).unwrap();
    fs::write(
        &unit,
        text.replace("/usr/bin/enkel serve", "/usr/bin/gone serve"),
    )
    .unwrap();
    let (content, said) = root.analyzed(&["verify", "--man=no", "enkel.service"]);
    assert!(!content && said.contains("gone"), "{said}");
}

#[test]
fn no_unit_may_touch_more_than_it_needs() {
    let root = Root::new();
    for unit in UNITS {
        let exposure = root.exposure(unit);
        assert!(exposure <= MOST_EXPOSED, "{unit}: {exposure}");
    }
    fs::remove_dir_all(root.unit("enkel.service.d")).unwrap();
    assert!(root.exposure("enkel.service") > 9.0, "without the sandbox");
}

/// What the whole program asks of the kernel, it may ask.
#[test]
fn no_call_of_the_program_is_refused_by_its_unit() {
    let allowed = allowed_calls();
    assert!(!allowed.contains(&"mount".to_owned()) && !allowed.contains(&"setrlimit".to_owned()));
    let mut made = super::calls::of_a_whole_visit();
    // SQLite asks for it where it runs as root alone, to leave files to their owner.
    made.retain(|call| !(is_root() && call == "fchown"));
    assert!(made.len() > 30, "{made:?}");
    let refused: Vec<&String> = made.iter().filter(|call| !allowed.contains(call)).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

/// The filter of the units, written out as systemd understands its groups.
fn allowed_calls() -> Vec<String> {
    let text = fs::read_to_string(project("deploy/systemd/sandbox.conf")).unwrap();
    let mut allowed = calls_of("@default");
    for line in text.lines() {
        let Some(words) = line.strip_prefix("SystemCallFilter=") else {
            continue;
        };
        let taken_away = words.starts_with('~');
        for word in words.trim_start_matches('~').split(' ') {
            let calls = calls_of(word);
            match taken_away {
                true => allowed.retain(|call| !calls.contains(call)),
                false => allowed.extend(calls),
            }
        }
    }
    allowed
}

fn calls_of(word: &str) -> Vec<String> {
    if !word.starts_with('@') {
        return vec![word.to_owned()];
    }
    let mut listed = Command::new("systemd-analyze");
    let listed = listed.args(["syscall-filter", "--no-pager", word]).output();
    let text = String::from_utf8(listed.unwrap().stdout).unwrap();
    let lines = text.lines().filter(|line| line.starts_with("    "));
    let words = lines.map(str::trim).filter(|word| !word.starts_with('#'));
    words.flat_map(calls_of).collect()
}

#[test]
fn the_package_holds_every_unit() {
    let manifest = fs::read_to_string(project("Cargo.toml")).unwrap();
    for place in [
        "enkel.service.d",
        "enkel-.service.d",
        "sysusers.d",
        "tmpfiles.d",
    ] {
        assert!(manifest.contains(place), "{place}");
    }
    let lie = fs::read_dir(project("deploy/systemd")).unwrap();
    let lie = lie.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let known = |name: &str| UNITS.contains(&name) || TIMERS.contains(&name);
    for name in lie.filter(|name| Path::new(name).extension().is_some_and(|end| end != "conf")) {
        assert!(
            known(&name) || name.ends_with("sysusers") || name.ends_with("tmpfiles"),
            "{name}"
        );
    }
}
