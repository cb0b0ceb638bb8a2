//! The table of keys, in the order of the example file.

mod counting;
mod database;
mod door;
mod metrics;
mod operations;
mod pages;
mod web;

use super::keys::Fallback::{Absent, Is, Placeholder};
use super::keys::{Key, key};
use super::kinds::Kind;

/// The largest count of something per hour, minute or day that makes sense to set.
pub(super) const MANY: i64 = 1_000_000;

/// Mail providers so large that a cap per domain would shut people out.
const BIG_DOMAINS: &str = r#"["gmail.com", "googlemail.com", "outlook.com", "outlook.nl", "hotmail.com", "hotmail.nl", "live.com", "live.nl", "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "aol.com", "proton.me", "protonmail.com", "pm.me", "fastmail.com", "gmx.com", "gmx.net", "gmx.de", "web.de", "mail.com", "ziggo.nl", "upcmail.nl", "chello.nl", "casema.nl", "quicknet.nl", "home.nl", "kpnmail.nl", "planet.nl", "hetnet.nl", "xs4all.nl", "telfort.nl", "tele2.nl", "zonnet.nl", "online.nl", "solcon.nl", "caiway.nl", "freedom.nl", "telenet.be", "skynet.be", "yandex.com"]"#;

/// Every key, in the order of the example file.
pub(super) const KEYS: &[Key] = &[
    key(
        "",
        "production",
        Kind::Flag,
        Is("false"),
        "true: refuse to start with placeholders or with anything that is only fit for trying out.",
    ),
    key(
        "register",
        "name",
        Kind::Text,
        Placeholder("\"Enkel (example)\""),
        "The register's name, as it stands in the declaration.",
    ),
    key(
        "register",
        "base_url",
        Kind::BaseUrl,
        Placeholder("\"http://127.0.0.1:8080\""),
        "The site's address, without a path.",
    ),
    key(
        "register",
        "data_licence",
        Kind::Text,
        Is("\"CC BY 4.0\""),
        "The licence that stands in every published file.",
    ),
    key(
        "register",
        "host_name",
        Kind::Name,
        Is("\"host-1\""),
        "This host's name among the hosts of the register; different on each.",
    ),
    key(
        "register",
        "preview_languages",
        Kind::Languages,
        Is("[]"),
        "Translations to show before a person has read them. Never for real visitors.",
    ),
    key(
        "controller",
        "name",
        Kind::Text,
        Placeholder("\"[name of the foundation]\""),
        "The foundation or association that answers for the register.",
    ),
    key(
        "controller",
        "kvk",
        Kind::Text,
        Placeholder("\"[KvK number]\""),
        "Its number at the Chamber of Commerce (KvK).",
    ),
    key(
        "controller",
        "rsin",
        Kind::Text,
        Placeholder("\"[RSIN]\""),
        "Its RSIN.",
    ),
    key(
        "controller",
        "address",
        Kind::Text,
        Placeholder("\"[postal address]\""),
        "Its postal address, on one line.",
    ),
    key(
        "controller",
        "contact",
        Kind::Text,
        Placeholder("\"[contact address]\""),
        "Where visitors reach it: a mail address or a telephone number.",
    ),
    key(
        "controller",
        "privacy_contact",
        Kind::Text,
        Placeholder("\"[privacy contact]\""),
        "Where visitors reach whoever answers questions about their data.",
    ),
    key(
        "processors",
        "host_name",
        Kind::Text,
        Placeholder("\"[name of the hosting company]\""),
        "The company that runs the server; the foundation itself, where it does so.",
    ),
    key(
        "processors",
        "host_place",
        Kind::Text,
        Placeholder("\"[country of the server]\""),
        "The country it runs the server in.",
    ),
    key(
        "processors",
        "relay_name",
        Kind::Text,
        Absent("\"Post BV\""),
        "The company that carries the mail; also when a relay on this machine hands letters to it. Needed in production when mail.url names another machine.",
    ),
    key(
        "processors",
        "relay_place",
        Kind::Text,
        Absent("\"Nederland\""),
        "The country it works in.",
    ),
    key(
        "processors",
        "database_name",
        Kind::Text,
        Absent("\"Database BV\""),
        "The company that runs the database. Needed in production when database.url names another machine.",
    ),
    key(
        "processors",
        "database_place",
        Kind::Text,
        Absent("\"Nederland\""),
        "The country it works in.",
    ),
    key(
        "processors",
        "backup_name",
        Kind::Text,
        Absent("\"Kluis BV\""),
        "The company that keeps backups, where it is another than the one that runs the server.",
    ),
    key(
        "processors",
        "backup_place",
        Kind::Text,
        Absent("\"Nederland\""),
        "The country it keeps them in.",
    ),
    web::LISTEN,
    web::TRUSTED_PROXIES,
    web::CODE_REQUESTS_PER_PREFIX,
    web::POSTS_PER_PREFIX,
    web::CODE_REQUESTS,
    web::QUEUE,
    web::DRAIN_SECONDS,
    database::URL,
    database::PASSWORD_FILE,
    database::NETWORK_PROTECTED,
    database::CONNECTIONS,
    database::POOLER,
    database::REPLICA_URL,
    key(
        "keys",
        "folder",
        Kind::Path,
        Is("\"keys\""),
        "The folder of key files, mode 0700.",
    ),
    key(
        "keys",
        "counting_key",
        Kind::Path,
        Absent("\"keys/counting.key\""),
        "The private counting key, where it is not counting.key in that folder. Automatic only.",
    ),
    key(
        "journal",
        "folder",
        Kind::Path,
        Is("\"journal\""),
        "The journal's folder, mode 0700. Not on the database's disk; several hosts share it.",
    ),
    key(
        "backup",
        "recipient",
        Kind::AgeRecipient,
        Absent("\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\""),
        "The board's age recipient: backups and escrows are encrypted to it.",
    ),
    key(
        "backup",
        "escrow_folder",
        Kind::Path,
        Absent("\"escrow\""),
        "A folder for the escrow of the epoch's key. Keep it apart from the backups.",
    ),
    key(
        "mail",
        "url",
        Kind::Relay,
        Is("\"folder:mail\""),
        "folder:PATH (nothing is sent), smtp://HOST:PORT (STARTTLS, in clear to this machine \
         alone; ?tls=on or ?tls=off says otherwise) or smtps://HOST:PORT (TLS).",
    ),
    key(
        "mail",
        "username",
        Kind::Text,
        Absent("\"codes@post.example\""),
        "The name to sign in to the relay with.",
    ),
    key(
        "mail",
        "password_file",
        Kind::Path,
        Absent("\"mail.password\""),
        "A file with the password to sign in with, mode 0600.",
    ),
    key(
        "mail",
        "from",
        Kind::Sender,
        Placeholder("\"codes@post.example\""),
        "The sender of codes. Its domain may and should differ from the site's.",
    ),
    key(
        "mail",
        "from_name",
        Kind::Text,
        Is("\"\""),
        "The name beside it; neutral, or none.",
    ),
    key(
        "mail",
        "hello_name",
        Kind::Name,
        Absent("\"post.example\""),
        "The name to greet the relay with; without it, the sender's domain.",
    ),
    operations::DKIM_SELECTOR,
    key(
        "mail",
        "blocked_domains",
        Kind::Domains,
        Is("[]"),
        "Mail domains that get no letters. The page says the same to everyone.",
    ),
    key(
        "mail",
        "letters_per_domain_per_day",
        Kind::Whole(1, MANY),
        Is("300"),
        "Letters that one small mail domain gets in a day.",
    ),
    key(
        "mail",
        "big_domains",
        Kind::Domains,
        Is(BIG_DOMAINS),
        "Mail domains without that cap.",
    ),
    key(
        "mail",
        "timeout_seconds",
        Kind::Whole(1, 600),
        Is("10"),
        "How long to wait for the relay.",
    ),
    key(
        "mail",
        "outbox_letters",
        Kind::Whole(1, MANY),
        Is("20000"),
        "Letters that may wait; when full, asking for a code is refused for everyone.",
    ),
    door::MINIMUM_FORM_AGE,
    door::WORK_ABOVE,
    door::WORK_BITS,
    door::WAIT,
    key(
        "derivation",
        "memory_mib",
        Kind::Whole(1, 4_096),
        Is("46"),
        "Memory of Argon2id, in MiB.",
    ),
    key(
        "derivation",
        "passes",
        Kind::Whole(1, 20),
        Is("1"),
        "Passes of Argon2id over it.",
    ),
    key(
        "derivation",
        "workers",
        Kind::Whole(1, 256),
        Is("2"),
        "Derivations at the same time; one per core. Each keeps that memory.",
    ),
    counting::MODE,
    counting::RELEASE_BY,
    key(
        "figures",
        "reference",
        Kind::Path,
        Absent("\"nationalities-2014.csv\""),
        "A CSV file of how many Dutch people have each nationality, counted on one day: columns \
         nationality,population,date,source. The page on representativeness sets the figures \
         beside it.",
    ),
    pages::HELP,
    pages::TRANSPARENCY,
    pages::SECURITY_CONTACT,
    operations::ADMINISTRATOR,
    metrics::LISTEN,
    metrics::BEYOND,
    key(
        "log",
        "level",
        Kind::Choice(&["error", "warn", "info", "debug", "trace"]),
        Is("\"info\""),
        "How much this program says. Libraries never say more than warn.",
    ),
];
