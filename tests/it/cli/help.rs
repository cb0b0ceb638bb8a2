//! Every command explains itself, in the same words until somebody means to change them.

use super::Terminal;

const COMMANDS: [&[&str]; 45] = [
    &[],
    &["demo"],
    &["init"],
    &["serve"],
    &["worker"],
    &["migrate"],
    &["operator"],
    &["operator", "add"],
    &["operator", "list"],
    &["operator", "reset"],
    &["operator", "log"],
    &["operator", "log", "verify"],
    &["count"],
    &["ceremony"],
    &["ceremony", "export"],
    &["ceremony", "count"],
    &["ceremony", "import"],
    &["release"],
    &["release", "list"],
    &["release", "show"],
    &["release", "export"],
    &["release", "correct"],
    &["release", "verify"],
    &["policy"],
    &["policy", "show"],
    &["policy", "check"],
    &["simulate"],
    &["keys"],
    &["keys", "new"],
    &["keys", "check"],
    &["keys", "rotate"],
    &["keys", "export"],
    &["keys", "split"],
    &["keys", "join"],
    &["backup"],
    &["verify-backup"],
    &["restore"],
    &["move"],
    &["doctor"],
    &["config"],
    &["config", "print"],
    &["config", "check"],
    &["config", "languages"],
    &["completions"],
    &["man"],
];

#[test]
fn every_command_has_help() {
    let terminal = Terminal::new();
    let mut all = String::new();
    for words in COMMANDS {
        let said = terminal.runs(&[words, &["--help"]].concat()).good();
        all.push_str(&format!(
            "$ enkel {} --help\n{}\n",
            words.join(" "),
            said.out
        ));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn wrong_use_ends_with_two() {
    let terminal = Terminal::new();
    for words in [
        &["fly"][..],
        &["init"],
        &["demo", "--listen", "here"],
        &["count", "--period", "2026"],
        &["release", "show", "latest"],
        &["keys", "new", "--dir", "k", "--counting", "both"],
        &["keys", "split", "--file", "k"],
        &["keys", "split", "--file", "k", "--print", "--out", "d"],
        &["keys", "join"],
    ] {
        let said = terminal.runs(words);
        assert_eq!(said.code, 2, "{words:?}: {}", said.err);
        assert!(said.out.is_empty(), "{words:?}");
    }
}
