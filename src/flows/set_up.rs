//! The register's first day: what must stand in an empty database before anybody comes.

use crate::config::Settings;
use crate::crypto::derive::{Derivation, Params};
use crate::crypto::digest;
use crate::crypto::keys::Keys;
use crate::crypto::random;
use crate::domain::calendar::Open;
use crate::domain::clock::Day;
use crate::domain::email::CANONICAL_VERSION;
use crate::domain::month::Month;
use crate::store::meta::WeekNote;
use crate::store::{Conn, Store, StoreError, consent_texts, meta};
use crate::text::Texts;

use super::FlowError;
use super::consent_texts::first_texts;
use super::open_app::{journal, transit};

/// The version of everything in section "Derivation" of `docs/threats.md`.
pub const DERIVATION_VERSION: &str = "1";
/// The epoch's first step.
pub const FIRST_EPOCH: u32 = 1;

/// Fills an empty register: salt and parameters, open periods, key check values, first texts.
///
/// # Errors
/// [`FlowError::Refused`] when the register was set up already.
pub fn set_up(
    store: &Store,
    keys: &Keys,
    texts: &Texts,
    settings: &Settings,
    today: Day,
) -> Result<(), FlowError> {
    let (transit_id, noted) = transit::first_facts(keys)?;
    let mut facts = facts(keys, settings, Open::on(today))?;
    facts.extend(noted);
    let consents = first_texts(texts, &settings.register.name);
    let fresh = store.register.write("set up", move |conn| {
        if meta::get(conn, "epoch")?.is_some() {
            return Ok(false);
        }
        for (key, value) in &facts {
            meta::set(conn, key, value)?;
        }
        open_calendar(conn, Open::on(today))?;
        for text in &consents {
            consent_texts::add(conn, text)?;
        }
        Ok(true)
    })?;
    if fresh {
        journal::create(keys, settings, &[])?;
        transit::mark(store, transit_id)
    } else {
        Err(FlowError::Refused(
            "this register was set up already".into(),
        ))
    }
}

fn facts(keys: &Keys, settings: &Settings, open: Open) -> Result<Vec<(String, String)>, FlowError> {
    let salt: [u8; 16] = random::bytes()?;
    let mut facts = vec![
        (
            "canonical_version".to_owned(),
            CANONICAL_VERSION.to_string(),
        ),
        (
            "derivation_version".to_owned(),
            DERIVATION_VERSION.to_owned(),
        ),
        ("derivation_salt".to_owned(), digest::hex(&salt)),
        (
            "derivation_memory_kib".to_owned(),
            (settings.derivation.memory_mib * 1_024).to_string(),
        ),
        (
            "derivation_passes".to_owned(),
            settings.derivation.passes.to_string(),
        ),
        ("epoch".to_owned(), FIRST_EPOCH.to_string()),
        ("first_quarter".to_owned(), open.quarter.to_string()),
        ("first_week".to_owned(), open.week.to_string()),
        ("epoch_wrapped".to_owned(), FIRST_EPOCH.to_string()),
        ("epoch_month".to_owned(), Month::of(open.week).to_string()),
        ("hosts".to_owned(), settings.register.host_name.clone()),
    ];
    for check in keys.check_values() {
        facts.push((check_key(check.name), check.value));
    }
    facts.push((check_key("epoch"), keys.epoch_check(FIRST_EPOCH)?));
    let params = Params {
        memory_kib: settings.derivation.memory_mib * 1_024,
        passes: settings.derivation.passes,
    };
    let check = Derivation::check_value(keys, params, &salt);
    facts.push((check_key(DERIVATION), check));
    Ok(facts)
}

/// Under this name stands the check value of salt and parameters.
pub(super) const DERIVATION: &str = "derivation";

/// Under which key of `meta` a key's check value stands.
pub(super) fn check_key(name: &str) -> String {
    format!("check.{name}")
}

fn open_calendar(conn: &mut Conn, open: Open) -> Result<(), StoreError> {
    meta::set_open(conn, open)?;
    // Before the first week there was nobody.
    let nobody = WeekNote {
        at_close: 0,
        after_lapse: 0,
    };
    meta::note_week(conn, open.week.previous(), nobody)
}
