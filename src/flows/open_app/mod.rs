//! Opening a register for work: settings, keys and databases must belong together, or it does
//! not start.

mod fits;
pub(super) mod journal;
pub(super) mod transit;

pub use journal::replace_lost as new_journal;

use std::sync::Arc;

use crate::app::App;
use crate::config::Settings;
use crate::crypto::derive::{Derivation, Params};
use crate::crypto::digest;
use crate::crypto::keys::Keys;
use crate::domain::clock::Clock;
use crate::mail::transport::Transport;
use crate::store::outbox::Room;
use crate::store::{Conn, Store, StoreError, meta};
use crate::text::Texts;

use super::journal::complete;
use super::set_up::check_key;
use super::{FlowError, consent_texts};

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
/// version, when a key is not the one this register was made with, when its marks were made too
/// cheaply for production, or when the board's key lies here.
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
    fits::versions(&facts)?;
    fits::cost(&parts.settings, &facts)?;
    fits::keys(&parts.keys, &facts)?;
    fits::derivation(&parts.store, &parts.keys, &facts)?;
    fits::ceremony(&parts.settings, &parts.keys)?;
    transit::settle(&parts.store, &parts.keys)?;
    consent_texts::bring_up_to_date(&parts.store, &parts.texts, &parts.settings.register.name)?;
    let params = facts.params();
    let workers = parts.settings.derivation.workers;
    let journal = journal::open(&parts.store, &parts.keys, &parts.settings)?;
    let app = App {
        journal: Arc::new(journal),
        derivation: Derivation::new(params, facts.salt, workers)?,
        store: parts.store,
        outbox_room: Arc::new(Room::of(parts.settings.mail.outbox_letters)),
        keys: Arc::new(parts.keys),
        clock: parts.clock,
        watch_database_clock: parts.watch_database_clock,
        mailer: parts.mailer,
        texts: parts.texts,
        settings: parts.settings,
    };
    complete(&app)?;
    Ok(app)
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

impl Facts {
    const fn params(&self) -> Params {
        Params {
            memory_kib: self.memory_kib,
            passes: self.passes,
        }
    }
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
