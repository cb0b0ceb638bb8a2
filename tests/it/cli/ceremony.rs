//! A ceremony as its people type it: two machines, a stick, and sums that are read aloud.

use std::path::Path;

use super::lost_machine::{Cupboard, declares, runs, today, writes_settings};
use super::{mode, set_mode};
use crate::app::{Backend, TestApp};

on_both_databases!(the_stick_goes_to_the_board_and_back);

/// The sum that follows the line which ends so.
fn read_aloud(said: &str, after: &str) -> String {
    let mut lines = said.lines().skip_while(|line| !line.contains(after));
    let sum = lines.nth(1).unwrap().to_owned();
    assert_eq!(sum.split(' ').count(), 16, "{said}");
    sum
}

fn the_stick_goes_to_the_board_and_back(on: Backend) {
    let cupboard = Cupboard::new();
    let register = TestApp::opened(on, &[], &today().plus(-120).iso());
    for who in 0..6 {
        declares(&register, who, who);
    }
    register.lives_until(today());
    let (folder, journal) = (register.folder.path(), &register.settings.journal.folder);
    writes_settings(folder, &register.database.url, journal, &cupboard);
    // The board's machine has the key, the stick, and nothing else.
    let board = tempfile::tempdir().unwrap();
    let key = register.settings.keys.folder.join("counting.key");
    std::fs::copy(&key, board.path().join("counting.key")).unwrap();
    std::fs::remove_file(&key).unwrap();
    let carry = |from: &Path, to: &Path, name: &str| {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    };
    let said = runs(folder, &["ceremony", "export", "box"]).good().out;
    let sum = read_aloud(&said, "Read its SHA-256 aloud");
    assert_eq!(mode(&folder.join("box")), 0o600);
    assert_eq!(
        said,
        runs(folder, &["ceremony", "export", "box"]).good().out
    );
    let refused = runs(folder, &["ceremony", "export", "enkel.toml"]);
    refused.refused("another file of this name");
    // Nobody counts it here any more.
    let said = runs(folder, &["count"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("enkel ceremony import"), "{}", said.out);

    carry(folder, board.path(), "box");
    let count = ["ceremony", "count", "--export", "box", "--counting-key"];
    let count = |more: &[&str]| {
        runs(
            board.path(),
            &[&count, &["counting.key"][..], more].concat(),
        )
    };
    count(&["--sha256", "beef", "result"]).refused("not the one you gave");
    let said = count(&["--sha256", &sum, "result"]).good().out;
    assert_eq!(read_aloud(&said, "The export that was counted"), sum);
    let result = read_aloud(&said, "The result has");
    assert_eq!(said, count(&["result"]).good().out, "again the same");
    assert!(!said.contains("need not agree"));

    carry(board.path(), folder, "result");
    let import = |more: &[&str]| runs(folder, &[&["ceremony", "import"][..], more].concat());
    import(&["box"]).refused("not a result");
    import(&["--sha256", &sum, "result"]).refused("not the one you gave");
    let said = import(&["--sha256", &result, "result"]).good().out;
    assert!(said.contains("is released"), "{said}");
    let said = import(&["result"]).good().out;
    assert!(said.contains("these very figures before"), "{said}");
    let said = runs(folder, &["ceremony", "export", "next"]);
    said.refused("still open");
    set_mode(&board.path().join("counting.key"), 0o644);
    count(&["other"]).refused("counting.key");
}
