//! A slow-down shows on a noisy machine too: the instructions that the hottest requests take,
//! counted by callgrind, stay within a tenth of those in `benches/instructions.txt`.

mod file;
mod visits;

use std::path::{Path, PathBuf};
use std::process::Command;

use file::{Counted, Counts};

const NEEDED: &str = "this test needs valgrind: `apt-get install valgrind`";
/// In percent. Two runs differ by less than one.
const TOLERANCE: u64 = 10;
/// Another compiler makes another program: only what is grossly slower is called so.
const TOLERANCE_OF_ANOTHER_COMPILER: u64 = 30;

fn kept_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.txt")
}

#[test]
fn the_hottest_requests_take_as_many_instructions_as_before() {
    let now = Counts {
        compiler: compiler(),
        counted: counts(),
    };
    let kept_in = kept_in();
    if std::env::var_os("ENKEL_RENEW_INSTRUCTIONS").is_some() {
        std::fs::write(kept_in, now.written()).unwrap();
        return;
    }
    let before = Counts::read(&std::fs::read_to_string(kept_in).unwrap());
    let tolerance = match before.compiler == now.compiler {
        true => TOLERANCE,
        false => TOLERANCE_OF_ANOTHER_COMPILER,
    };
    let differ = before.differ(&now, tolerance);
    assert!(
        differ.is_empty(),
        "Requests take another number of instructions than in benches/instructions.txt (made \
         with {}, this is {}; {tolerance} % are let pass):\n{}If that is meant, or cannot be \
         helped, renew the file, and say why in the commit:\n    {}\n",
        before.compiler,
        now.compiler,
        differ.concat(),
        file::RENEW
    );
}

#[test]
fn a_request_that_takes_a_tenth_more_is_named() {
    let counts = |home, start| Counts {
        compiler: "rustc 1".to_owned(),
        counted: vec![
            Counted::new("GET home", home),
            Counted::new("GET start", start),
        ],
    };
    let before = Counts::read(&counts(1_000, 2_000).written());
    assert!(before.differ(&counts(1_099, 1_801), 10).is_empty());
    let differ = before.differ(&counts(1_101, 1_799), 10);
    assert_eq!(
        differ,
        [
            "    GET home: 1101, was 1000 (+10.1 %)\n",
            "    GET start: 1799, was 2000 (-10.1 %)\n"
        ]
    );
    // A step that nobody wrote down is as wrong as one that nobody counted.
    let mut more = counts(1_000, 2_000);
    more.counted.push(Counted::new("GET code", 1));
    assert_eq!(before.differ(&more, 10).len(), 1);
    assert_eq!(more.differ(&before, 10).len(), 1);
}

/// The compiler that this was built with, as cargo gives it to its children.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

/// Drives the visits in this very program under callgrind, which writes down what was counted
/// whenever a step is over.
fn counts() -> Vec<Counted> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("counted");
    let marks = visits::COUNTED.map(|mark| format!("--dump-before=*{mark}*"));
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--dump-line=no", "--quiet"])
        .args(marks)
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", visits::DRIVEN, "--ignored", "--nocapture"])
        .output()
        .expect(NEEDED);
    let said = String::from_utf8_lossy(&ran.stdout);
    let wrong = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}\n{wrong}");
    let steps = said.lines().filter_map(|line| line.strip_prefix("step: "));
    // Every other file is about what lies between two steps.
    let each = (2..)
        .step_by(2)
        .map(|number: u32| total(&out.with_extension(number.to_string())));
    let counted = steps.zip(each);
    let counted: Vec<_> = counted
        .map(|(name, all)| Counted::new(name, all / visits::PEOPLE))
        .collect();
    file::without_the_derivation(counted)
}

/// The sum in one file of callgrind's.
fn total(file: &Path) -> u64 {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines();
    let total = lines.find_map(|line| line.strip_prefix("totals: "));
    total.expect("a sum").parse().unwrap()
}
