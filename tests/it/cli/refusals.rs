//! What is refused, with the remedy, and that nothing was changed by it.

use super::{Terminal, set_mode};

#[test]
fn a_key_that_others_can_read_is_refused() {
    let terminal = Terminal::with_a_register();
    let key = terminal.path("r/keys/register.key");
    set_mode(&key, 0o640);
    let said = terminal
        .on_register(&["keys", "check"])
        .refused("chmod 600");
    assert!(said.err.contains("register.key"), "{}", said.err);
    terminal.on_register(&["serve"]).refused("chmod 600");
    let said = terminal.on_register(&["doctor"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("chmod 600"), "{}", said.out);
    set_mode(&key, 0o600);
    terminal.on_register(&["keys", "check"]).good();
}

#[test]
fn a_folder_of_keys_in_which_others_can_write_is_refused() {
    let terminal = Terminal::with_a_register();
    set_mode(&terminal.path("r/keys"), 0o770);
    terminal.on_register(&["serve"]).refused("chmod 700");
}

#[test]
fn a_missing_key_is_refused() {
    let terminal = Terminal::with_a_register();
    std::fs::remove_file(terminal.path("r/keys/journal.key")).unwrap();
    terminal
        .on_register(&["worker"])
        .refused("journal.key: missing");
}

#[test]
fn a_key_of_another_register_is_refused() {
    let terminal = Terminal::with_a_register();
    terminal.runs(&["keys", "new", "--dir", "k"]).good();
    let ours = terminal.path("r/keys/register.key");
    std::fs::copy(terminal.path("k/register.key"), &ours).unwrap();
    for command in [&["serve"][..], &["worker"], &["count"], &["keys", "check"]] {
        let said = terminal.on_register(command);
        said.refused("`register.key` is not the one this register was made with");
    }
}

#[test]
fn keys_are_never_overwritten() {
    let terminal = Terminal::new();
    terminal.runs(&["keys", "new", "--dir", "k"]).good();
    let before = std::fs::read(terminal.path("k/register.key")).unwrap();
    terminal
        .runs(&["keys", "new", "--dir", "k"])
        .refused("never overwritten");
    assert_eq!(
        std::fs::read(terminal.path("k/register.key")).unwrap(),
        before
    );
}

#[test]
fn unknown_settings_are_refused_with_the_nearest_known_one() {
    let terminal = Terminal::with_a_register();
    terminal.adds_to_settings("\n[wb]\nlisten = \"127.0.0.1:1\"\n");
    terminal.on_register(&["serve"]).refused("`web`");
    let said = terminal.on_register(&["doctor", "--json"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("\"fail\""), "{}", said.out);
}

#[test]
fn letters_and_rows_in_clear_over_a_network_are_refused_before_anything_is_made() {
    let terminal = Terminal::new();
    let init = ["init", "--dir", "r", "--yes"];
    for (flags, because) in [
        (["--mail-url", "smtp://relay.example?tls=off"], "in clear"),
        (
            ["--database", "postgres://enkel@db.example/enkel"],
            "in clear",
        ),
        (["--mail-from", "codes"], "mail.from"),
        (
            ["--base-url", "https://enkel.example/register"],
            "register.base_url",
        ),
        (["--ceremony-key", "key"], "--counting ceremony"),
    ] {
        let said = terminal.runs(&[&init[..], &flags].concat());
        said.refused(because);
        assert!(!terminal.path("r").exists(), "{flags:?}");
    }
}

#[test]
fn an_init_that_breaks_off_leaves_nothing() {
    let terminal = Terminal::new();
    let words = [
        "init",
        "--dir",
        "r",
        "--yes",
        "--database",
        "postgres://enkel@127.0.0.1:1/enkel",
    ];
    terminal
        .runs(&words)
        .refused("the database does not answer");
    assert!(!terminal.path("r").exists());
    let ceremony = [
        "init",
        "--dir",
        "r",
        "--yes",
        "--counting",
        "ceremony",
        "--ceremony-key",
        "no/where",
    ];
    terminal.runs(&ceremony).refused("where");
    assert!(!terminal.path("r").exists());
}

#[test]
fn a_script_is_told_which_answer_is_missing() {
    let terminal = Terminal::new();
    terminal.runs(&["init", "--dir", "r"]).refused("--name");
    assert!(!terminal.path("r").exists());
}

#[test]
fn a_register_that_is_not_there_is_refused_with_the_remedy() {
    let terminal = Terminal::new();
    terminal.runs(&["serve"]).refused("enkel init");
    let terminal = Terminal::with_a_register();
    std::fs::remove_dir_all(terminal.path("r/data")).unwrap();
    terminal.on_register(&["serve"]).refused("enkel migrate");
    terminal.on_register(&["migrate"]).good();
    terminal.on_register(&["serve"]).refused("enkel init");
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    let terminal = Terminal::with_a_register();
    let file = terminal.path("r/data/register.db");
    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    conn.batch_execute(
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')",
    )
    .unwrap();
    drop(conn);
    for command in [&["serve"][..], &["migrate"], &["count"]] {
        terminal.on_register(command).refused("newer version");
    }
}

#[test]
fn a_demonstration_is_for_this_machine_and_for_folders_of_its_own() {
    let terminal = Terminal::with_a_register();
    terminal
        .runs(&["demo", "--listen", "0.0.0.0:0", "--dir", "d"])
        .refused("this machine alone");
    assert!(!terminal.path("d").exists());
    terminal
        .runs(&["demo", "--listen", "127.0.0.1:0", "--dir", "r"])
        .refused("no finished demonstration");
}

#[test]
fn an_archive_that_is_none_is_refused() {
    let terminal = Terminal::new();
    terminal
        .runs(&["release", "verify", "a"])
        .refused("minisign.pub");
}
