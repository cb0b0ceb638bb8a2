//! What the settings must not be, beyond each key's kind. Some things are refused always, because
//! they would send addresses in clear; the others only in production.

use super::database::DatabasePlace;
use super::file::Gathered;
use super::keys::KEYS;
use super::problem::Problem;
use super::processors;
use super::relay::Relay;
use super::settings::{CountingMode, Settings};
use crate::domain::government::is_government;

/// OWASP's memory-heaviest choice for Argon2id; with less, testing lists of addresses by whoever
/// stole the keys gets cheaper than the promise says.
const LEAST_MEMORY_MIB: u32 = 46;

/// Variables by which libpq can be led to another server than the one named in the settings.
const MISLEADING_VARIABLES: [&str; 3] = ["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE"];

/// Everything that is refused about these settings.
pub(super) fn refusals(
    settings: &Settings,
    gathered: &Gathered,
    environment: &[(String, String)],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(database_in_clear(settings));
    problems.extend(replica_of_its_kind(settings));
    problems.extend(database_elsewhere(settings, environment));
    problems.extend(mail_in_clear(settings));
    problems.extend(half_a_sign_in(settings));
    problems.extend(two_passwords(settings));
    problems.extend(key_in_ceremony(settings));
    problems.extend(watched_from_elsewhere(settings));
    problems.extend(watched_twice_in_one_place(settings));
    if settings.production {
        problems.extend(placeholders(gathered));
        problems.extend(processors::unnamed(settings));
        problems.extend(only_for_trying_out(settings));
        problems.extend(government_hosts(settings));
        problems.extend(cheap_derivation(settings));
        problems.extend(talkative_log(settings));
        problems.extend(password_in_the_open(settings));
    }
    problems
}

fn database_in_clear(settings: &Settings) -> impl Iterator<Item = Problem> {
    let protected = settings.database.network_protected;
    let open = settings.database.servers();
    let open = open.filter(move |(_, place)| !place.stays_on_this_machine() && !protected);
    open.map(|(key, _)| {
        Problem::new(
            key,
            "the connection to this server would cross the network in clear",
            "Use a Unix socket or loopback; or encrypt the way there (WireGuard, stunnel) and \
             set database.network_protected = true",
        )
    })
}

/// A copy of a file of SQLite follows nothing.
fn replica_of_its_kind(settings: &Settings) -> Option<Problem> {
    let replica = settings.database.replica.as_ref()?;
    let both = matches!(
        (&settings.database.place, replica),
        (DatabasePlace::Postgres(_), DatabasePlace::Postgres(_))
    );
    (!both).then(|| {
        Problem::new(
            "database.replica_url",
            "a replica is a PostgreSQL server that follows another one",
            "Remove it, or name PostgreSQL servers in both database.url and database.replica_url",
        )
    })
}

fn database_elsewhere(settings: &Settings, environment: &[(String, String)]) -> Option<Problem> {
    if matches!(settings.database.place, DatabasePlace::Sqlite { .. }) {
        return None;
    }
    let (name, _) = environment
        .iter()
        .find(|(name, value)| MISLEADING_VARIABLES.contains(&name.as_str()) && !value.is_empty())?;
    Some(Problem::new(
        name,
        "it could lead to another database server than database.url names",
        "Remove it from the service's environment",
    ))
}

fn mail_in_clear(settings: &Settings) -> Option<Problem> {
    settings.mail.relay.is_clear_off_loopback().then(|| {
        Problem::new(
            "mail.url",
            "letters would cross the network in clear",
            "Leave ?tls=off away (STARTTLS), or use smtps://",
        )
    })
}

fn watched_from_elsewhere(settings: &Settings) -> Vec<Problem> {
    let metrics = &settings.metrics;
    let both = [
        ("metrics.listen", metrics.listen),
        ("metrics.worker_listen", metrics.worker_listen),
    ];
    let open = both.into_iter().filter(|(_, listen)| {
        let elsewhere = listen.is_some_and(|listen| !listen.ip().is_loopback());
        elsewhere && !metrics.beyond_this_machine
    });
    open.map(|(key, _)| {
        Problem::new(
            key,
            "other machines could read it",
            "Name an address of loopback; or let a firewall admit only the machine that watches, \
             and set metrics.beyond_this_machine = true",
        )
    })
    .collect()
}

fn watched_twice_in_one_place(settings: &Settings) -> Option<Problem> {
    let metrics = &settings.metrics;
    let same = metrics.listen.is_some() && metrics.listen == metrics.worker_listen;
    same.then(|| {
        Problem::new(
            "metrics.worker_listen",
            "it is the address of metrics.listen",
            "Name another port: `serve` and `worker` may run beside each other",
        )
    })
}

fn half_a_sign_in(settings: &Settings) -> Option<Problem> {
    let mail = &settings.mail;
    match (&mail.username, &mail.password_file) {
        (Some(_), None) => Some(Problem::new(
            "mail.username",
            "there is no password with it",
            "Set mail.password_file, or remove the name",
        )),
        (None, Some(_)) => Some(Problem::new(
            "mail.password_file",
            "there is no name with it",
            "Set mail.username, or remove the password",
        )),
        _ => None,
    }
}

fn two_passwords(settings: &Settings) -> Option<Problem> {
    settings.database.password_file.as_ref()?;
    let wrong = match &settings.database.place {
        DatabasePlace::Sqlite { .. } => "SQLite has no password",
        DatabasePlace::Postgres(_) => {
            let mut servers = settings.database.servers();
            servers.find(|(_, place)| place.holds_password())?;
            "there is a password in database.url or database.replica_url already"
        }
    };
    let remedy = "Keep one of the two";
    Some(Problem::new("database.password_file", wrong, remedy))
}

fn key_in_ceremony(settings: &Settings) -> Option<Problem> {
    let both =
        settings.counting.mode == CountingMode::Ceremony && settings.keys.counting_key.is_some();
    both.then(|| {
        Problem::new(
            "keys.counting_key",
            "in a ceremony the board holds this key, and the server must not",
            "Remove the key from this server, or set counting.mode = \"automatic\"",
        )
    })
}

fn placeholders(gathered: &Gathered) -> impl Iterator<Item = Problem> {
    let left = KEYS.iter().filter(|key| gathered.is_placeholder(key));
    left.map(|key| {
        Problem::new(
            key.path(),
            "in production it cannot be left as it is in the example",
            format!("Fill it in: {}", key.doc.trim_end_matches('.')),
        )
    })
}

fn only_for_trying_out(settings: &Settings) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !settings.register.base_url.is_https() {
        problems.push(Problem::new(
            "register.base_url",
            "in production visitors must come over HTTPS",
            "Put a proxy that does TLS in front, and write https://",
        ));
    }
    if matches!(settings.mail.relay, Relay::Folder(_)) {
        problems.push(Problem::new(
            "mail.url",
            "letters put in a folder reach nobody, and lie there readable",
            "Name a relay: smtp://HOST:PORT or smtps://HOST:PORT",
        ));
    }
    if !settings.register.preview_languages.is_empty() {
        problems.push(Problem::new(
            "register.preview_languages",
            "consent in a translation that nobody has read is no consent",
            "Leave it empty; docs/translating.md says how a translation comes to be offered",
        ));
    }
    problems
}

fn government_hosts(settings: &Settings) -> Vec<Problem> {
    let mut hosts = vec![("register.base_url", settings.register.base_url.host())];
    hosts.extend(settings.mail.relay.host().map(|host| ("mail.url", host)));
    let administrator = settings.operations.administrator.as_deref();
    for (key, address) in [
        ("mail.from", Some(settings.mail.from.as_str())),
        ("operations.administrator", administrator),
    ] {
        let domain = address.and_then(|address| address.rsplit_once('@'));
        hosts.extend(domain.map(|(_, domain)| (key, domain)));
    }
    for (key, place) in settings.database.servers() {
        hosts.extend(place.hosts().iter().map(|host| (key, host.as_str())));
    }
    let theirs = hosts.into_iter().filter(|(_, host)| is_government(host));
    let refuse = |(key, host)| {
        Problem::new(
            key,
            format!(
                "{host} belongs to a government, and the register promises that none takes part"
            ),
            "Use a host of your own or of a private provider",
        )
    };
    theirs.map(refuse).collect()
}

fn cheap_derivation(settings: &Settings) -> Option<Problem> {
    (settings.derivation.memory_mib < LEAST_MEMORY_MIB).then(|| {
        Problem::new(
            "derivation.memory_mib",
            "with so little memory a thief of the keys tests addresses faster than is promised",
            format!("Set it to {LEAST_MEMORY_MIB} or more"),
        )
    })
}

fn talkative_log(settings: &Settings) -> Option<Problem> {
    matches!(settings.log.level.as_str(), "debug" | "trace").then(|| {
        Problem::new(
            "log.level",
            "in production this says too much",
            "Set it to info, warn or error",
        )
    })
}

fn password_in_the_open(settings: &Settings) -> impl Iterator<Item = Problem> {
    let open = settings.database.servers();
    let open = open.filter(|(_, place)| place.holds_password());
    open.map(|(key, _)| {
        Problem::new(
            key,
            "it holds a password, which then stands in the file or in a variable",
            "Put the password alone in a file of mode 0600, and name it in database.password_file",
        )
    })
}
