//! What is refused, and what the refusal says.

use super::*;

/// Asserts that the settings are refused for this key alone, and returns the sentence.
#[track_caller]
fn refused_for(result: Result<Settings, Refused>, key: &str) -> String {
    let Err(Refused(problems)) = result else {
        panic!("accepted, though {key} is wrong");
    };
    let keys: Vec<&str> = problems
        .iter()
        .map(|problem| problem.key.as_str())
        .collect();
    assert_eq!(keys, [key], "{problems:?}");
    problems[0].to_string()
}

#[test]
fn unknown_keys_are_refused_with_the_nearest_known_one() {
    for (file, key, suggestion) in [
        (
            "[web]\nlisten_on = \"127.0.0.1:80\"",
            "web.listen_on",
            "`web.listen`",
        ),
        ("[wb]\nlisten = \"127.0.0.1:80\"", "wb", "`web`"),
        ("prodution = true", "prodution", "`production`"),
        (
            "[controller]\ncolour = \"red\"",
            "controller.colour",
            "config print",
        ),
        ("web = 3", "web", "[web]"),
    ] {
        let sentence = refused_for(parse(file), key);
        assert!(sentence.contains(suggestion), "{sentence}");
    }
    let environment = variables(&[("ENKEL_WEB_LISTN", "127.0.0.1:80")]);
    let result = Settings::parse("", Path::new(""), &environment, &[]);
    let sentence = refused_for(result, "ENKEL_WEB_LISTN");
    assert!(sentence.contains("`ENKEL_WEB_LISTEN`"), "{sentence}");
    refused_for(
        Settings::given(Path::new(""), &[("web.lisen", "x")]),
        "web.lisen",
    );
}

/// The text of a file, and part of the sentence that refuses it.
const WRONG_KINDS: &str = r#"
production = "yes"                              | true or false
web.queue = "many"                              | a whole number from 1 to 65536
web.queue = 0                                   | a whole number
web.listen = "8080"                             | 127.0.0.1:8080
web.trusted_proxies = "10.0.0.0/8"              | a list
web.trusted_proxies = ["ten"]                   | `ten` is no network
web.trusted_proxies = [10]                      | a list
mail.blocked_domains = ["a b"]                  | `a b` is no domain
mail.blocked_domains = ["Example.NL"]           | `example.nl`
mail.from = "codes"                             | a mail address
mail.from_name = "a\r\nBcc: b"                  | one line
mail.url = "relay.example"                      | smtps://HOST:PORT
mail.hello_name = "a b"                         | letters, digits
mail = { timeout_seconds = 1.5 }                | a whole number
counting.mode = "both"                          | automatic, ceremony
keys.folder = ""                                | a path
register.base_url = "enkel"                     | https://enkel.example
database.url = "mysql://x"                      | sqlite:FOLDER
"#;

#[test]
fn values_of_the_wrong_kind_are_refused_with_what_was_expected() {
    for line in WRONG_KINDS.trim().lines() {
        let (file, expected) = line.split_once('|').unwrap();
        let Err(Refused(problems)) = parse(file) else {
            panic!("accepted: {file}");
        };
        assert_eq!(problems.len(), 1, "{problems:?}");
        let sentence = problems[0].to_string();
        let section = file.split([' ', '.']).next().unwrap();
        assert!(sentence.starts_with(section), "{sentence}");
        assert!(sentence.contains(expected.trim()), "{sentence}");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let Err(Refused(problems)) = parse("a = 1\n[web]\nqueue = 0\nlisten = 1") else {
        panic!("accepted");
    };
    assert_eq!(problems.len(), 3);
}

#[test]
fn a_file_that_is_no_toml_is_refused_without_repeating_it() {
    let sentence = refused_for(parse("[mail]\n\nurl = tulip\n"), "the file");
    assert!(
        sentence.contains("line 3") && !sentence.contains("tulip"),
        "{sentence}"
    );
    let missing = Settings::load(Path::new("/nowhere/enkel.toml"), &[]);
    let sentence = refused_for(missing, "/nowhere/enkel.toml");
    assert!(sentence.contains("enkel init"), "{sentence}");
}

#[test]
fn what_would_send_addresses_in_clear_is_always_refused() {
    for (key, value) in [
        ("database.url", "postgres://enkel@db.example/enkel"),
        ("database.url", "postgres://enkel@10.0.0.5/enkel"),
        ("mail.url", "smtp://relay.example:25?tls=off"),
    ] {
        let sentence = refused_for(Settings::given(Path::new(""), &[(key, value)]), key);
        assert!(sentence.contains("in clear"), "{sentence}");
    }
    let protected = [
        ("database.url", "postgres://enkel@10.0.0.5/enkel"),
        ("database.network_protected", "true"),
    ];
    assert!(Settings::given(Path::new(""), &protected).is_ok());
}

#[test]
fn a_replica_is_held_to_what_its_database_is_held_to() {
    let with = |replica: &str, more: &[(&str, &str)]| {
        let mut given = vec![
            ("database.url", "postgres://localhost/enkel"),
            ("database.replica_url", replica),
        ];
        given.extend(more);
        Settings::given(Path::new(""), &given)
    };
    let key = "database.replica_url";
    refused_for(with("postgres://10.0.0.5/enkel", &[]), key);
    refused_for(with("sqlite:data", &[]), key);
    refused_for(
        with(
            "postgres://localhost/enkel",
            &[("database.url", "sqlite:data")],
        ),
        key,
    );
    let settings = with("postgres:///enkel?host=/run/replica", &[]).unwrap();
    assert!(matches!(
        settings.database.replica,
        Some(DatabasePlace::Postgres(_))
    ));
    let printed = with("postgres://u:tulip@localhost/enkel", &[]).unwrap();
    assert!(!format!("{:?}", printed.printed()).contains("tulip"));
}

#[test]
fn a_variable_cannot_lead_libpq_elsewhere() {
    let environment = variables(&[("PGHOSTADDR", "10.0.0.5")]);
    let postgres = [("database.url", "postgres://localhost/enkel")];
    let result = Settings::parse("", Path::new(""), &environment, &postgres);
    refused_for(result, "PGHOSTADDR");
    assert!(Settings::parse("", Path::new(""), &environment, &[]).is_ok());
}

#[test]
fn settings_that_contradict_one_another_are_refused() {
    for (given, key) in [
        (&[("mail.username", "codes")][..], "mail.username"),
        (
            &[
                ("counting.mode", "ceremony"),
                ("keys.counting_key", "c.key"),
            ],
            "keys.counting_key",
        ),
    ] {
        refused_for(Settings::given(Path::new(""), given), key);
    }
}

#[test]
fn production_refuses_what_is_only_fit_for_trying_out() {
    for (key, value) in [
        ("register.name", "Enkel (example)"),
        ("controller.name", "[name of the foundation]"),
        ("controller.kvk", ""),
        ("controller.rsin", "[fill in]"),
        ("processors.host_name", ""),
        ("processors.host_place", "[country of the server]"),
        ("mail.from", "codes@post.example"),
        ("mail.url", "folder:mail"),
        ("register.base_url", "http://enkel.example"),
        ("derivation.memory_mib", "45"),
        ("log.level", "debug"),
        ("database.url", "postgres://enkel:tulip@localhost/enkel"),
        (
            "database.url",
            "postgres://enkel@localhost/enkel?password=tulip",
        ),
    ] {
        let sentence = refused_for(with(&[(key, value)]), key);
        assert!(!sentence.contains("tulip"), "{sentence}");
    }
}

#[test]
fn production_names_every_placeholder_that_is_left() {
    let Err(Refused(problems)) = parse("production = true") else {
        panic!("accepted");
    };
    let sentences = Refused(problems).to_string();
    for key in [
        "register.name",
        "register.base_url",
        "controller.name",
        "controller.kvk",
        "controller.rsin",
        "controller.address",
        "controller.contact",
        "controller.privacy_contact",
        "processors.host_name",
        "processors.host_place",
        "mail.from",
    ] {
        assert!(sentences.contains(&format!("{key}: ")), "{sentences}");
    }
}

#[test]
fn production_takes_nothing_from_a_government() {
    for (key, value) in [
        ("register.base_url", "https://enkel.overheid.nl"),
        ("mail.url", "smtps://relay.rijksoverheid.nl"),
        ("mail.from", "codes@minbzk.nl"),
        ("operations.administrator", "beheer@minbzk.nl"),
        ("database.url", "postgres://localhost,db.gov.uk/enkel"),
    ] {
        let given = [
            (key, value),
            ("database.network_protected", "true"),
            ("processors.database_name", "Gegevensbank BV"),
            ("processors.database_place", "Nederland"),
        ];
        let sentence = refused_for(with(&given), key);
        assert!(sentence.contains("government"), "{sentence}");
    }
}

#[test]
fn production_names_every_company_that_handles_data_elsewhere() {
    let elsewhere = [
        ("database.url", "postgres://enkel@db.example/enkel"),
        ("database.network_protected", "true"),
        ("processors.database_name", "Gegevensbank BV"),
    ];
    refused_for(with(&elsewhere), "processors.database_place");
    for (key, value) in [
        ("processors.relay_name", " "),
        ("processors.relay_place", "[country]"),
    ] {
        let sentence = refused_for(with(&[(key, value)]), key);
        assert!(sentence.contains("privacy page"), "{sentence}");
    }
    // Half a name is no name, also of somebody who need not be there.
    let half = [("processors.backup_place", "Nederland")];
    refused_for(with(&half), "processors.backup_name");
    assert!(
        Settings::given(Path::new(""), &half).is_ok(),
        "for trying out"
    );
}

#[test]
fn what_runs_on_this_machine_need_not_be_named() {
    for url in ["smtp://127.0.0.1:25", "smtp://[::1]:25"] {
        let local = [
            ("mail.url", url),
            ("database.url", "postgres:///enkel?host=/run/postgresql"),
            ("processors.relay_name", ""),
            ("processors.relay_place", ""),
        ];
        let settings = with(&local).unwrap();
        assert_eq!(settings.processors.relay(), None);
        assert_eq!(settings.processors.database(), None);
        assert_eq!(settings.processors.host().unwrap().place, "Nederland");
    }
}

#[test]
fn a_file_of_counts_is_read_or_refused_with_line_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let given = [("figures.reference", "counted.csv")];
    let read = || Settings::given(folder.path(), &given);
    let missing = read().unwrap_err().to_string();
    assert!(missing.contains("counted.csv cannot be read"), "{missing}");
    let file = folder.path().join("counted.csv");
    let header = "nationality,population,date,source\n";
    for (lines, wrong) in [
        ("MA,5,2014-01-01,x\nQQ,5,2014-01-01,x\n", "line 3: `QQ`"),
        (
            "MA,5,2014-01-01,x\nMA,5,2014-01-01,x\n",
            "line 3: `MA` stands there twice",
        ),
        ("MA,-5,2014-01-01,x\n", "line 2: `-5`"),
        ("MA,5,,x\n", "line 2: `` is no day"),
        ("MA,5,2014-01-01,\n", "line 2: the source"),
    ] {
        std::fs::write(&file, format!("{header}{lines}")).unwrap();
        let refused = read().unwrap_err().to_string();
        assert!(refused.contains(wrong), "{refused}");
        assert!(refused.contains("figures.reference"), "{refused}");
    }
    std::fs::write(&file, format!("{header}MA,5,2014-01-01,x\n")).unwrap();
    let population = read().unwrap().figures.reference.unwrap();
    assert_eq!(population.whole(), 5);
}
