//! Keys on paper and in escrow, as the board handles them at a terminal.

use std::io::Write;
use std::process::Stdio;

use enkel::crypto::envelope::Identity;
use enkel::crypto::escrow::Escrow;

use super::{Said, Terminal, mode, set_mode};

const KEY: &str = "r/keys/register.key";

fn sheet(number: u8) -> String {
    format!("p/register.key.share-{number}-of-5.txt")
}

fn joins(terminal: &Terminal, out: &str, files: &[String]) -> Said {
    let mut words = vec!["keys", "join", "--out", out];
    words.extend(files.iter().map(String::as_str));
    terminal.runs(&words)
}

fn with_sheets() -> Terminal {
    let terminal = Terminal::with_a_register();
    let split = ["keys", "split", "--file", KEY, "--out", "p"];
    let said = terminal.runs(&split).good();
    assert!(said.out.contains("destroy these files"), "{}", said.out);
    assert_eq!(mode(&terminal.path(&sheet(4))), 0o600);
    terminal.runs(&split).refused("never overwritten");
    terminal
}

#[test]
fn a_lost_key_comes_back_from_three_sheets_in_files() {
    let terminal = with_sheets();
    let before = std::fs::read(terminal.path(KEY)).unwrap();
    joins(&terminal, KEY, &[sheet(1)]).refused("never overwritten");
    std::fs::remove_file(terminal.path(KEY)).unwrap();
    terminal.on_register(&["keys", "check"]).refused("missing");
    let said = joins(&terminal, KEY, &[sheet(5), sheet(2), sheet(3)]).good();
    assert!(said.out.contains("this is register.key"), "{}", said.out);
    assert_eq!(std::fs::read(terminal.path(KEY)).unwrap(), before);
    assert_eq!(mode(&terminal.path(KEY)), 0o600);
    terminal.on_register(&["keys", "check"]).good();
}

#[test]
fn what_cannot_be_joined_is_refused_and_nothing_written() {
    let terminal = with_sheets();
    let other = ["keys", "split", "--file", KEY, "--out", "q"];
    terminal.runs(&other).good();
    let of_other_set = sheet(3).replace("p/", "q/");
    let refused = |files: &[String], because: &str| {
        let said = joins(&terminal, "k", files).refused(because);
        assert!(!terminal.path("k").exists(), "{because}");
        said
    };
    refused(&[sheet(1), sheet(2)], "2 of the 3 shares");
    refused(&[sheet(1), sheet(2), sheet(1)], "given before");
    let said = refused(&[sheet(1), sheet(2), of_other_set], "cannot be mixed");
    assert!(said.err.contains("q/register.key"), "{}", said.err);
    refused(&["r/enkel.toml".into()], "no share is in here");
    refused(&["nowhere".into()], "missing");
    let typed = std::fs::read_to_string(terminal.path(&sheet(4))).unwrap();
    let line = typed.lines().find(|line| line.contains("2.  ")).unwrap();
    let wrong = line[..line.len() - 1].to_owned() + "*";
    std::fs::write(terminal.path(&sheet(4)), typed.replace(line, &wrong)).unwrap();
    refused(&[sheet(1), sheet(4)], "line 2: a sign stands in it");
    std::fs::write(terminal.path(&sheet(4)), typed.replace("v1", "v2")).unwrap();
    refused(&[sheet(1), sheet(4)], "newer program");
    set_mode(&terminal.path(&sheet(1)), 0o644);
    refused(&[sheet(1)], "chmod 600");
}

#[test]
fn only_keys_that_stay_are_split_and_only_into_shares_that_protect() {
    let terminal = Terminal::with_a_register();
    let split = |words: &[&str]| terminal.runs(&[&["keys", "split", "--out", "p"], words].concat());
    split(&["--file", "r/keys/epoch.ratchet"]).refused("keys export");
    split(&["--file", KEY, "--needed", "1"]).refused("at least 2");
    split(&["--file", KEY, "--needed", "6"]).refused("no more than there are");
    split(&["--file", "nothing"]).refused("missing");
    assert!(!terminal.path("p").exists());
}

#[test]
fn sheets_can_be_printed_and_typed_in_again() {
    let terminal = Terminal::with_a_register();
    let print = [
        "keys",
        "split",
        "--file",
        "r/keys/journal.key",
        "--print",
        "--needed",
        "2",
    ];
    let printed = terminal.runs(&print).good().out;
    assert_eq!(printed.split('\u{c}').count(), 5);
    let typed = printed.to_lowercase().replace('\u{c}', "\n");
    let mut command = terminal.command(&["keys", "join", "--out", "k"]);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // It stops reading when it has enough, so the rest may find nobody.
    let _ = input.write_all(typed.as_bytes());
    drop(input);
    let said = Said::from(child.wait_with_output().unwrap()).good();
    assert!(said.out.contains("this is journal.key"), "{}", said.out);
    let journal = std::fs::read(terminal.path("r/keys/journal.key")).unwrap();
    assert_eq!(std::fs::read(terminal.path("k")).unwrap(), journal);
}

#[test]
fn the_escrow_goes_to_the_board_and_never_beside_keys_or_database() {
    let terminal = Terminal::with_a_register();
    let board = Identity::generate();
    let to = board.recipient().to_string();
    let export = |words: &[&str]| terminal.on_register(&[&["keys", "export"], words].concat());
    export(&["--out", "e"]).refused("backup.recipient");
    export(&["--to", &to]).refused("backup.escrow_folder");
    export(&["--to", "age1nobody", "--out", "e"]).refused("no age recipient");
    for inside in ["r/keys", "r/data/escrow", "r/keys/../data"] {
        export(&["--to", &to, "--out", inside]).refused("another medium");
    }
    export(&["--to", &to, "--out", "e"]).good();
    let mut command = terminal.command(&["keys", "export", "--config", "r/enkel.toml"]);
    command.env("ENKEL_BACKUP_RECIPIENT", &to);
    command.env("ENKEL_BACKUP_ESCROW_FOLDER", "../e2");
    let said = Said::from(command.output().unwrap()).good();
    assert!(said.out.contains("step 1"), "{}", said.out);
    let file = terminal.path("e2/epoch-00001.escrow.age");
    assert_eq!(Escrow::open(&file, &board).unwrap().step(), 1);
}
