//! Completions and manual pages: made from the same words as `--help`, and fit for the programs
//! that read them.

use std::path::Path;
use std::process::{Command, Output};

fn enkel(words: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_enkel"));
    program.args(words).output().unwrap()
}

fn says(words: &[&str]) -> String {
    let ran = enkel(words);
    assert!(ran.status.success(), "{words:?}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

/// What bash offers after these words.
fn offered(script: &Path, words: &str, at: &str) -> Vec<String> {
    let asks = format!(
        "source {}; COMP_WORDS=({words} '{at}'); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
         _enkel enkel '{at}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display()
    );
    let ran = Command::new("bash").args(["--norc", "-c", &asks]).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let out = String::from_utf8(ran.stdout).unwrap();
    out.lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_and_flags() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("enkel.bash");
    std::fs::write(&script, says(&["completions", "bash"])).unwrap();
    let checked = Command::new("bash").arg("-n").arg(&script).status();
    assert!(checked.unwrap().success());
    assert_eq!(offered(&script, "enkel", "ver"), ["verify-backup"]);
    let keys = offered(&script, "enkel keys", "");
    for command in ["new", "check", "rotate", "export", "split", "join"] {
        assert!(keys.iter().any(|one| one == command), "{keys:?}");
    }
    assert_eq!(offered(&script, "enkel serve", "--no"), ["--no-jobs"]);
}

#[test]
fn other_shells_have_theirs_and_an_unknown_one_is_wrong_use() {
    assert!(says(&["completions", "zsh"]).starts_with("#compdef enkel"));
    assert!(says(&["completions", "fish"]).contains("complete -c enkel"));
    assert_eq!(enkel(&["completions", "csh"]).status.code(), Some(2));
}

#[test]
fn every_command_has_a_page_in_the_manual() {
    let folder = tempfile::tempdir().unwrap();
    says(&["man", "--dir", folder.path().to_str().unwrap()]);
    let page = |name: &str| std::fs::read_to_string(folder.path().join(format!("{name}.1")));
    assert_eq!(says(&["man"]), page("enkel").unwrap());
    let split = page("enkel-keys-split").unwrap();
    assert!(split.contains("\\-\\-needed"), "{split}");
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        is_a_page(&entry.unwrap().path());
    }
    let nowhere = enkel(&["man", "--dir", "/nowhere"]);
    assert_eq!(nowhere.status.code(), Some(1));
}

/// As mandoc reads it, which says more about a page than groff does.
fn is_a_page(file: &Path) {
    let mut mandoc = Command::new("mandoc");
    let read = mandoc.args(["-T", "utf8", "-W", "error"]).arg(file);
    let needed = "these tests need mandoc: `apt-get install mandoc`";
    let read = read.output().expect(needed);
    assert!(read.status.success(), "{file:?}: {read:?}");
    let text = String::from_utf8(read.stdout).unwrap();
    let name = file.file_stem().unwrap().to_str().unwrap();
    let title = format!("{name}(1)");
    assert!(text.to_lowercase().starts_with(&title), "{text}");
}
