//! The settings as the rest of the program sees them: parsed, resolved, and fit to be used.
//!
//! Field names are the file's key names; units stand in them. What each key means is said once,
//! in the table of keys.

use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::Deserialize;

use super::database::{DatabasePlace, PostgresPlace};
use super::file::Printed;
use super::network::Network;
use super::processors::Processors;
use super::relay::Relay;
use super::secrets::Secret;
use super::site::BaseUrl;
use crate::domain::help::HelpList;
use crate::domain::locale::Locale;
use crate::domain::population::Population;
use crate::domain::statement::Statement;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether this is a register for real people.
    pub production: bool,
    /// The register as visitors see it.
    pub register: Register,
    /// Who answers for it.
    pub controller: Controller,
    /// Who works for it.
    pub processors: Processors,
    /// The web server and its limits.
    pub web: Web,
    /// The database.
    pub database: Database,
    /// The keys.
    pub keys: Keys,
    /// The journal of withdrawals and draws.
    pub journal: Journal,
    /// Backups.
    #[serde(default)]
    pub backup: Backup,
    /// How codes are sent.
    pub mail: Mail,
    /// The way in.
    pub door: Door,
    /// The cost of a derivation.
    pub derivation: Derivation,
    /// Counting day.
    pub counting: Counting,
    /// The published figures.
    #[serde(default)]
    pub figures: Figures,
    /// What the initiative brings to the pages.
    #[serde(default)]
    pub pages: Pages,
    /// Who runs the register.
    #[serde(default)]
    pub operations: Operations,
    /// What programs that watch may read.
    pub metrics: Metrics,
    /// The log.
    pub log: Log,
    #[serde(skip)]
    pub(super) printed: Vec<Printed>,
}

/// The register as visitors see it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Its name, as it stands in the declaration.
    pub name: String,
    /// The site's address.
    pub base_url: BaseUrl,
    /// The licence that stands in every published file.
    pub data_licence: String,
    /// This host's name among the hosts of the register.
    pub host_name: String,
    /// Translations to show before a person has read them; none in production.
    #[serde(deserialize_with = "languages")]
    pub preview_languages: Vec<Locale>,
}

/// Tags that the table of keys has already checked.
fn languages<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Locale>, D::Error> {
    let tags = Vec::<String>::deserialize(from)?;
    Ok(tags
        .iter()
        .filter_map(|tag| Locale::from_code(tag))
        .collect())
}

/// Who answers for the register (GDPR articles 4(7) and 13).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controller {
    /// The foundation or association.
    pub name: String,
    /// Its number at the Chamber of Commerce.
    pub kvk: String,
    /// Its RSIN.
    pub rsin: String,
    /// Its postal address.
    pub address: String,
    /// Where visitors reach it.
    pub contact: String,
    /// Where questions about data go.
    pub privacy_contact: String,
}

/// The web server and its limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Web {
    /// Where it listens.
    pub listen: std::net::SocketAddr,
    /// Proxies whose `X-Forwarded-For` is believed, from the right.
    pub trusted_proxies: Vec<Network>,
    /// Codes one network prefix can ask for in an hour.
    pub code_requests_per_prefix_per_hour: NonZeroU32,
    /// Forms one network prefix can send in a minute.
    pub posts_per_prefix_per_minute: NonZeroU32,
    /// Codes everyone together can ask for in a minute.
    pub code_requests_per_minute: NonZeroU32,
    /// Requests that may wait for blocking work.
    pub queue: usize,
    /// How long it still serves after it was told to stop.
    pub drain_seconds: u64,
}

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Where it is; a PostgreSQL address already carries the password of `password_file`.
    #[serde(rename = "url")]
    pub place: DatabasePlace,
    /// The file the password came from.
    pub password_file: Option<PathBuf>,
    /// Whether the way to a server elsewhere is encrypted by other means.
    pub network_protected: bool,
    /// Connections kept open.
    pub connections: u32,
    /// Whether a pooler that works by the transaction stands in front of it.
    pub pooler: bool,
    /// A replica that releases are read from; a PostgreSQL address, with the password as above.
    #[serde(rename = "replica_url")]
    pub replica: Option<DatabasePlace>,
}

impl Database {
    /// Every PostgreSQL server named, with the key that names it.
    pub(super) fn servers(&self) -> impl Iterator<Item = (&'static str, &PostgresPlace)> {
        let named = [
            ("database.url", Some(&self.place)),
            ("database.replica_url", self.replica.as_ref()),
        ];
        named.into_iter().filter_map(|(key, place)| match place? {
            DatabasePlace::Postgres(place) => Some((key, place)),
            DatabasePlace::Sqlite { .. } => None,
        })
    }
}

/// The keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The folder of key files.
    pub folder: PathBuf,
    /// The private counting key, where it is not `counting.key` in that folder.
    pub counting_key: Option<PathBuf>,
}

/// The journal of withdrawals and draws.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// Its folder.
    pub folder: PathBuf,
}

/// Backups.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// The board's age recipient.
    pub recipient: Option<String>,
    /// Where the escrow of the epoch's key goes.
    pub escrow_folder: Option<PathBuf>,
}

/// How codes are sent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Where letters go.
    #[serde(rename = "url")]
    pub relay: Relay,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The file the password comes from.
    pub password_file: Option<PathBuf>,
    /// The password to sign in with.
    #[serde(skip)]
    pub password: Option<Secret>,
    /// The sender's address.
    pub from: String,
    /// The sender's name; may be empty.
    pub from_name: String,
    /// The name to greet the relay with.
    pub hello_name: Option<String>,
    /// Under which selector the relay signs.
    pub dkim_selector: Option<String>,
    /// Mail domains that get no letters, in A-label form.
    pub blocked_domains: Vec<String>,
    /// Letters one small mail domain gets in a day.
    pub letters_per_domain_per_day: u32,
    /// Mail domains without that cap, in A-label form.
    pub big_domains: Vec<String>,
    /// How long to wait for the relay.
    pub timeout_seconds: u64,
    /// Letters that may wait.
    pub outbox_letters: u32,
}

/// The way in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Door {
    /// A form that comes back faster was not filled in by a person.
    pub minimum_form_age_seconds: u32,
    /// From this part of all code requests on, in percent, each takes some work; 0 for never.
    pub work_above_percent: u32,
    /// Zero bits that each part of the work asks for while the crowd is small.
    pub work_bits: u8,
    /// How long somebody waits whose device does no work.
    pub wait_seconds: u32,
}

/// The cost of a derivation (Argon2id).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derivation {
    /// Memory, in MiB.
    pub memory_mib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Derivations at the same time.
    pub workers: usize,
}

/// Counting day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// Who holds the private counting key.
    pub mode: CountingMode,
    /// What lets a counted quarter out.
    pub release_by: ReleaseBy,
}

/// What lets a counted quarter out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReleaseBy {
    /// Its day.
    Calendar,
    /// People of the office, and its day.
    Office,
}

/// Who holds the private counting key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CountingMode {
    /// The server, which counts by itself.
    Automatic,
    /// The board, which counts on a machine of its own.
    Ceremony,
}

/// The published figures.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The file of counts that figures are set beside.
    #[serde(rename = "reference")]
    pub reference_file: Option<PathBuf>,
    /// What stands in it.
    #[serde(skip)]
    pub reference: Option<Population>,
}

/// What the initiative brings to the pages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The file of organisations that visitors are referred to.
    #[serde(rename = "help")]
    pub help_file: Option<PathBuf>,
    /// What stands in it.
    #[serde(skip)]
    pub help: Option<HelpList>,
    /// The file of the statement of transparency.
    #[serde(rename = "transparency")]
    pub transparency_file: Option<PathBuf>,
    /// What stands in it.
    #[serde(skip)]
    pub transparency: Option<Statement>,
    /// Where holes in the program can be reported; without it, the contact of the register.
    pub security_contact: Option<String>,
}

/// Who runs the register.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operations {
    /// Who gets a letter when something fails.
    pub administrator: Option<String>,
}

impl std::fmt::Debug for Operations {
    /// An address never prints.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Operations")
    }
}

/// What programs that watch may read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Where it is served; nowhere without it.
    pub listen: Option<std::net::SocketAddr>,
    /// Where a process that does the jobs alone serves it.
    pub worker_listen: Option<std::net::SocketAddr>,
    /// Whether other machines may ask.
    pub beyond_this_machine: bool,
}

/// The log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: String,
}

impl Log {
    /// The filter for `tracing`: libraries never say more than `warn`, because what they say in
    /// passing (an SMTP dialogue, a statement) would hold addresses.
    #[must_use]
    pub fn filter(&self) -> String {
        match self.level.as_str() {
            "error" => "error".to_owned(),
            level => format!("warn,enkel={level}"),
        }
    }
}
