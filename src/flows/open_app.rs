//! Opening a register for work: settings, keys and databases must belong together, or it does
//! not start.

use std::sync::Arc;

use crate::app::App;
use crate::config::Settings;
use crate::crypto::derive::{Derivation, Params};
use crate::crypto::digest;
use crate::crypto::keys::Keys;
use crate::domain::clock::Clock;
use crate::domain::email::CANONICAL_VERSION;
use crate::mail::transport::Transport;
use crate::store::{Conn, Store, StoreError, meta};
use crate::text::Texts;

use super::FlowError;
use super::set_up::{DERIVATION_VERSION, check_key};

/// What a register is put together from.
pub struct Parts {
    /// The settings.
    pub settings: Settings,
    /// Both databases, at this version.
    pub store: Store,
    /// The keys of this host.
    pub keys: Keys,
    /// All words.
    pub texts: Arc<Texts>,
    /// How letters leave.
    pub mailer: Arc<dyn Transport>,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Whether the database's own clock must agree with it.
    pub watch_database_clock: bool,
}

/// Puts them together.
///
/// # Errors
/// [`FlowError::Refused`] with the remedy when the register was never set up, is of another
/// version, or when a key is not the one this register was made with.
pub fn open_app(parts: Parts) -> Result<App, FlowError> {
    let facts = parts
        .store
        .register
        .read("does all belong together", read_facts)?;
    let Some(facts) = facts else {
        return Err(FlowError::Refused(
            "this register was never set up: run `enkel init`".into(),
        ));
    };
    check_versions(&facts)?;
    check_keys(&parts.keys, &facts)?;
    let params = Params {
        memory_kib: facts.memory_kib,
        passes: facts.passes,
    };
    let workers = parts.settings.derivation.workers;
    Ok(App {
        derivation: Derivation::new(params, facts.salt, workers)?,
        store: parts.store,
        keys: Arc::new(parts.keys),
        clock: parts.clock,
        watch_database_clock: parts.watch_database_clock,
        mailer: parts.mailer,
        texts: parts.texts,
        settings: parts.settings,
    })
}

/// Facts that never change, as they were noted on the first day.
struct Facts {
    canonical_version: String,
    derivation_version: String,
    salt: [u8; 16],
    memory_kib: u32,
    passes: u32,
    epoch: u32,
    checks: Vec<(String, String)>,
}

fn read_facts(conn: &mut Conn) -> Result<Option<Facts>, StoreError> {
    if meta::get(conn, "epoch")?.is_none() {
        return Ok(None);
    }
    let inconsistent = || StoreError::Inconsistent { table: "meta" };
    let mut text = |key: &str| meta::get(conn, key)?.ok_or_else(inconsistent);
    let salt = digest::unhex(&text("derivation_salt")?).ok_or_else(inconsistent)?;
    let memory = text("derivation_memory_kib")?;
    let passes = text("derivation_passes")?;
    let epoch = text("epoch")?;
    let number = |text: String| text.parse::<u32>().map_err(|_| inconsistent());
    Ok(Some(Facts {
        canonical_version: text("canonical_version")?,
        derivation_version: text("derivation_version")?,
        salt: salt.try_into().map_err(|_| inconsistent())?,
        memory_kib: number(memory)?,
        passes: number(passes)?,
        epoch: number(epoch)?,
        checks: meta::starting_with(conn, &check_key(""))?,
    }))
}

fn check_versions(facts: &Facts) -> Result<(), FlowError> {
    if facts.canonical_version == CANONICAL_VERSION.to_string()
        && facts.derivation_version == DERIVATION_VERSION
    {
        return Ok(());
    }
    Err(FlowError::Refused(
        "marks in this register are derived in a way this version does not know: install the \
         version that made them"
            .into(),
    ))
}

/// A wrong key would not be noticed by any visitor: it would open nothing and register everybody
/// a second time. So it is refused before the first one comes.
fn check_keys(keys: &Keys, facts: &Facts) -> Result<(), FlowError> {
    let mut ours: Vec<(&str, String)> = keys
        .check_values()
        .into_iter()
        .map(|check| (check.name, check.value))
        .collect();
    ours.push(("epoch", keys.epoch_check(facts.epoch)?));
    for (name, value) in ours {
        let key = check_key(name);
        let noted = facts.checks.iter().find(|(noted, _)| *noted == key);
        if noted.is_some_and(|(_, noted)| *noted != value) {
            return Err(FlowError::Refused(format!(
                "the key `{name}` is not the one this register was made with: put the right key \
                 file back; nothing was changed"
            )));
        }
    }
    Ok(())
}
