//! Backups and moves as a person at a terminal makes them.

use enkel::crypto::envelope::Identity;

use super::{Terminal, mode, set_mode};

/// A register, and the board's identity in `board`.
fn with_a_board() -> (Terminal, String) {
    let terminal = Terminal::with_a_register();
    let board = Identity::generate();
    std::fs::write(terminal.path("board"), &*board.text()).unwrap();
    set_mode(&terminal.path("board"), 0o600);
    (terminal, board.recipient().to_string())
}

#[test]
fn a_backup_is_made_and_verified() {
    let (terminal, recipient) = with_a_board();
    let refused = terminal.on_register(&["backup", "--out", "b"]);
    refused.refused("age-keygen");
    let file = terminal.path("r/enkel.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    let set = settings.replace(
        "# recipient = \"",
        &format!("recipient = \"{recipient}\" # \""),
    );
    assert_ne!(set, settings);
    std::fs::write(&file, set).unwrap();
    let said = terminal.on_register(&["backup", "--out", "b"]).good();
    assert!(said.out.contains("can be opened until"), "{}", said.out);
    assert_eq!(mode(&terminal.path("b")), 0o600);
    terminal
        .on_register(&["backup", "--out", "b"])
        .refused("nothing is overwritten");
    let said = terminal.runs(&["verify-backup", "b", "--identity", "board"]);
    assert!(said.good().out.contains("Every part of it is whole"));
    let said = terminal.on_register(&["doctor"]).good();
    assert!(said.out.contains("The last backup is of"), "{}", said.out);
    for keys in ["r/keys", "r/keys/b"] {
        terminal
            .on_register(&["backup", "--out", keys])
            .refused("must never lie there");
    }
}

#[test]
fn an_escrow_is_tried_on_what_is_in_the_backup() {
    let (terminal, recipient) = with_a_board();
    let both = ["--to", recipient.as_str(), "--out"];
    terminal
        .on_register(&[&["backup"][..], &both, &["b"]].concat())
        .good();
    terminal
        .on_register(&[&["keys", "export"][..], &both, &["e"]].concat())
        .good();
    let escrow = "e/epoch-00001.escrow.age";
    let words = ["verify-backup", "b", "--identity", "board", "--escrow"];
    let said = terminal.runs(&[&words[..], &[escrow]].concat()).good();
    assert!(said.out.contains("escrow.age opens it"), "{}", said.out);
    // Another register's escrow, of the same step.
    terminal.runs(&["init", "--dir", "s", "--yes"]).good();
    let export = [
        "keys",
        "export",
        "--config",
        "s/enkel.toml",
        "--to",
        &recipient,
    ];
    terminal
        .runs(&[&export[..], &["--out", "f"]].concat())
        .good();
    let foreign = "f/epoch-00001.escrow.age";
    let said = terminal.runs(&[&words[..], &[foreign, "--escrow", escrow]].concat());
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert!(said.out.contains("does not open it"), "{}", said.out);
    terminal.runs(&[&words[..], &["b"]].concat()).refused("b");
}

#[test]
fn a_backup_that_is_none_or_nobodys_is_refused() {
    let (terminal, recipient) = with_a_board();
    terminal
        .on_register(&["backup", "--to", &recipient, "--out", "b"])
        .good();
    let verify = |file| terminal.runs(&["verify-backup", file, "--identity", "board"]);
    let whole = std::fs::read(terminal.path("b")).unwrap();
    std::fs::write(terminal.path("cut"), &whole[..whole.len() / 2]).unwrap();
    verify("cut").refused("cut: it was cut short");
    std::fs::write(terminal.path("other"), "text").unwrap();
    verify("other").refused("no age file");
    verify("nowhere").refused("nowhere: ");
    set_mode(&terminal.path("board"), 0o644);
    verify("b").refused("chmod 600");
    let other = Identity::generate();
    std::fs::write(terminal.path("board"), &*other.text()).unwrap();
    set_mode(&terminal.path("board"), 0o600);
    verify("b").refused("another recipient");
}

#[test]
fn a_move_needs_the_same_keys_and_an_empty_place() {
    let terminal = Terminal::with_a_register();
    terminal
        .on_register(&["move", "--to-config", "r/enkel.toml"])
        .refused("the same database");
    let settings = std::fs::read_to_string(terminal.path("r/enkel.toml")).unwrap();
    let elsewhere = terminal.path("r/new.toml");
    let moved = settings.replace("# url = \"sqlite:data\"", "url = \"sqlite:fresh\"");
    assert_ne!(moved, settings);
    std::fs::write(&elsewhere, moved).unwrap();
    let said = terminal.on_register(&["move", "--to-config", "r/new.toml"]);
    let said = said.good();
    assert!(said.out.contains("stay where they are"), "{}", said.out);
    let refused = terminal.on_register(&["count"]);
    refused.refused("moved to another database");
    let said = terminal.runs(&["doctor", "--invariants", "--config", "r/new.toml"]);
    assert!(!said.good().out.contains("fail"));
    terminal
        .on_register(&["move", "--to-config", "r/new.toml"])
        .refused("holds a register already");
}
