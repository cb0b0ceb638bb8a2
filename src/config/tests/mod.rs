//! The settings as a whole: what loads and what is printed; what is refused stands beside.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;

mod refusals;

const FIT_FOR_PRODUCTION: &str = r#"
production = true
[register]
name = "Enkel en alleen"
base_url = "https://enkel.example"
[controller]
name = "Stichting Enkel"
kvk = "12345678"
rsin = "123456789"
address = "Dorpsstraat 1, 1234 AB Ergens"
contact = "vragen@enkel.example"
privacy_contact = "privacy@enkel.example"
[processors]
host_name = "Serverhuis BV"
host_place = "Nederland"
relay_name = "Postbode BV"
relay_place = "Nederland"
[mail]
url = "smtps://relay.example"
from = "codes@letters.example"
"#;

fn parse(text: &str) -> Result<Settings, Refused> {
    Settings::parse(text, Path::new("/srv/enkel"), &[], &[])
}

fn with(given: &[(&str, &str)]) -> Result<Settings, Refused> {
    Settings::parse(FIT_FOR_PRODUCTION, Path::new("/srv/enkel"), &[], given)
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[test]
fn an_empty_file_is_a_register_for_trying_out() {
    let settings = parse("").unwrap();
    assert!(!settings.production);
    assert_eq!(settings.web.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.register.base_url.as_str(), "http://127.0.0.1:8080");
    assert_eq!(settings.mail.relay, Relay::Folder("/srv/enkel/mail".into()));
    let folder = "/srv/enkel/data".into();
    assert_eq!(settings.database.place, DatabasePlace::Sqlite { folder });
    assert_eq!(settings.keys.counting_key, None);
    assert_eq!(settings.log.filter(), "warn,enkel=info");
}

#[test]
fn a_complete_file_is_fit_for_production() {
    let settings = with(&[]).unwrap();
    assert!(settings.production && settings.register.base_url.is_https());
}

#[test]
fn a_command_goes_before_a_variable_before_the_file_before_the_default() {
    let environment = variables(&[
        ("ENKEL_WEB_QUEUE", "20"),
        ("ENKEL_MAIL_TIMEOUT_SECONDS", "7"),
    ]);
    let file = "[web]\nqueue = 10\nposts_per_prefix_per_minute = 5";
    let given = [("mail.timeout_seconds", "3")];
    let settings = Settings::parse(file, Path::new(""), &environment, &given).unwrap();
    assert_eq!(settings.web.queue, 20);
    assert_eq!(settings.web.posts_per_prefix_per_minute.get(), 5);
    assert_eq!(settings.mail.timeout_seconds, 3);
    let origin = |key: &str| {
        let line = settings.printed().iter().find(|line| line.key == key);
        line.unwrap().origin.word()
    };
    assert_eq!(origin("web.queue"), "environment");
    assert_eq!(origin("web.posts_per_prefix_per_minute"), "file");
    assert_eq!(origin("mail.timeout_seconds"), "command");
    assert_eq!(origin("web.listen"), "default");
}

#[test]
fn lists_and_flags_come_from_variables_too() {
    let environment = variables(&[
        ("ENKEL_WEB_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("ENKEL_MAIL_BLOCKED_DOMAINS", ""),
        ("ENKEL_DATABASE_NETWORK_PROTECTED", "true"),
        ("PATH", "/usr/bin"),
    ]);
    let settings = Settings::parse("", Path::new(""), &environment, &[]).unwrap();
    let inside = "10.1.2.3".parse().unwrap();
    assert!(settings.web.trusted_proxies[0].contains(inside));
    assert_eq!(settings.web.trusted_proxies.len(), 2);
    assert!(settings.mail.blocked_domains.is_empty());
    assert!(settings.database.network_protected);
}

#[test]
fn passwords_come_from_files_and_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    std::fs::write(&path, "tulip\n").unwrap();
    let set_mode = |mode| {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let given = [
        ("database.url", "postgres://enkel@localhost/enkel"),
        ("database.password_file", "password"),
        ("mail.url", "smtps://relay.example"),
        ("mail.username", "codes"),
        ("mail.password_file", "password"),
    ];
    set_mode(0o600);
    let settings = Settings::given(folder.path(), &given).unwrap();
    assert_eq!(settings.mail.password.as_ref().unwrap().expose(), "tulip");
    let DatabasePlace::Postgres(place) = &settings.database.place else {
        panic!("not PostgreSQL");
    };
    assert!(place.url().expose().ends_with("?password=tulip"));
    assert!(!format!("{settings:?}").contains("tulip"));

    set_mode(0o644);
    let Err(Refused(problems)) = Settings::given(folder.path(), &given) else {
        panic!("accepted");
    };
    assert_eq!(problems.len(), 2);
    assert!(
        problems
            .iter()
            .all(|problem| problem.remedy.contains("chmod 600"))
    );
}

#[test]
fn a_password_in_an_address_is_hidden_when_printed() {
    let given = [("database.url", "postgres://enkel:tulip@localhost/enkel")];
    let settings = Settings::given(Path::new(""), &given).unwrap();
    assert!(!format!("{settings:?}").contains("tulip"));
    let line = settings
        .printed()
        .iter()
        .find(|line| line.key == "database.url")
        .unwrap();
    assert_eq!(
        line.value.as_deref(),
        Some("\"postgres://enkel:***@localhost/enkel\"")
    );
}

#[test]
fn what_is_printed_is_a_settings_file_again() {
    let settings = with(&[]).unwrap();
    let lines: Vec<String> = settings
        .printed()
        .iter()
        .filter_map(|line| Some(format!("{} = {}", line.key, line.value.as_ref()?)))
        .collect();
    let again = parse(&lines.join("\n")).unwrap();
    assert_eq!(format!("{:?}", again.web), format!("{:?}", settings.web));
    assert_eq!(format!("{:?}", again.mail), format!("{:?}", settings.mail));
}

#[test]
fn the_example_file_holds_every_key_and_loads_as_it_is() {
    let example = Settings::template(&[]);
    parse(&example).unwrap();
    assert!(
        example
            .lines()
            .all(|line| line.len() < 100 || line.contains(" = ["))
    );
    // With every comment sign before a key taken away it is a full file; passwords are not there.
    let is_key = |line: &str| line.starts_with("# ") && line.contains(" = ");
    let full: Vec<&str> = example
        .lines()
        .map(|line| if is_key(line) { &line[2..] } else { line })
        .filter(|line| !line.starts_with("password_file") && !line.starts_with("username"))
        // A replica follows a PostgreSQL server, and the example names none.
        .filter(|line| !line.starts_with("replica_url"))
        // Nor is the file of counts.
        .filter(|line| {
            !["reference", "help", "transparency"]
                .iter()
                .any(|k| line.starts_with(k))
        })
        .collect();
    let settings = parse(&full.join("\n")).unwrap();
    assert_eq!(
        settings.keys.counting_key,
        Some("/srv/enkel/keys/counting.key".into())
    );
}

#[test]
fn answers_stand_in_the_example_file() {
    let example = Settings::template(&[
        ("register.name", "Enkel \"en\" alleen"),
        ("web.queue", "9"),
        ("web.trusted_proxies", "10.0.0.0/8,::1"),
    ]);
    let settings = parse(&example).unwrap();
    assert_eq!(settings.register.name, "Enkel \"en\" alleen");
    assert_eq!(
        (settings.web.queue, settings.web.trusted_proxies.len()),
        (9, 2)
    );
}
