//! `enkel keys rotate` at a terminal.

use super::Terminal;

fn keys(terminal: &Terminal) -> Vec<String> {
    let folder = std::fs::read_dir(terminal.path("r/keys")).unwrap();
    let mut names: Vec<_> = folder
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn epoch(terminal: &Terminal) -> String {
    std::fs::read_to_string(terminal.path("r/keys/epoch.ratchet")).unwrap()
}

#[test]
fn a_step_by_hand_replaces_the_key_and_the_register_goes_on() {
    let terminal = Terminal::with_a_register();
    let (names, mut last) = (keys(&terminal), epoch(&terminal));
    for words in [&["keys", "rotate"][..], &["keys", "rotate", "--fresh"]] {
        let said = terminal.on_register(words).good();
        assert!(said.out.contains("The epoch went a step."), "{}", said.out);
        assert!(said.out.contains("key of the old step is destroyed"));
        let now = epoch(&terminal);
        assert_ne!(now, last);
        assert_eq!(keys(&terminal), names, "no other chain stays beside it");
        last = now;
    }
    terminal.on_register(&["doctor", "--invariants"]);
    terminal.on_register(&["keys", "check"]).good();
}

#[test]
fn with_several_hosts_a_fresh_chain_waits_until_it_was_copied() {
    let terminal = Terminal::with_a_register();
    let file = terminal.path("r/enkel.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    // The same folder of keys under another name is a second host, as far as this goes.
    let second = [("ENKEL_REGISTER_HOST_NAME", "host-2")];
    let mut command = terminal.command(&["keys", "check", "--config", "r/enkel.toml"]);
    assert!(command.envs(second).status().unwrap().success());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), settings);
    let before = epoch(&terminal);
    let early = terminal.on_register(&["keys", "rotate", "--fresh", "--copied"]);
    assert_eq!(early.code, 1);
    assert!(
        early.err.contains("run `enkel keys rotate --fresh` first"),
        "{}",
        early.err
    );
    for _ in 0..2 {
        let said = terminal.on_register(&["keys", "rotate", "--fresh"]).good();
        assert!(
            said.out.contains("epoch.ratchet-fresh. Copy that file"),
            "{}",
            said.out
        );
        assert_eq!(epoch(&terminal), before);
    }
    let other = terminal.on_register(&["keys", "rotate"]);
    assert_eq!(other.code, 1);
    assert!(
        other.err.contains("go on with `enkel keys rotate --fresh`"),
        "{}",
        other.err
    );
    terminal
        .on_register(&["keys", "rotate", "--fresh", "--copied"])
        .good();
    assert_ne!(epoch(&terminal), before);
    assert!(!keys(&terminal).iter().any(|name| name.ends_with("fresh")));
}

#[test]
fn copied_goes_with_fresh_alone() {
    let said = Terminal::new().runs(&["keys", "rotate", "--copied"]);
    assert_eq!(said.code, 2);
}
