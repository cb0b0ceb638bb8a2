//! Which codes were used is written in the transit store alone, which has no backup. When it is
//! lost, the visit keys start from new randomness before anybody is served, so that no used code
//! opens again.
//!
//! The register notes the id of its transit store, and a check value of the visit keys, so that
//! a host with other visit keys than the rest does not serve beside them.

use crate::crypto::keys::Keys;
use crate::crypto::{digest, random};
use crate::domain::clock::Day;
use crate::flows::FlowError;
use crate::store::{Store, StoreError, identity, meta};

/// Under which key of `meta` the transit store's id stands.
const TRANSIT_ID: &str = "transit_id";
/// A day, and the check value of its visit key.
const VISIT_CHECK: &str = "visit_check";

/// What a new register notes: the id its transit store is to have, and the facts of `meta`.
pub fn first_facts(keys: &Keys) -> Result<(String, [(String, String); 2]), FlowError> {
    let id = fresh_id()?;
    let facts = [
        (TRANSIT_ID.to_owned(), id.clone()),
        (VISIT_CHECK.to_owned(), visit_note(keys)?),
    ];
    Ok((id, facts))
}

/// Gives the transit store its id.
pub fn mark(store: &Store, id: String) -> Result<(), FlowError> {
    store
        .transit
        .write("say which transit store this is", move |conn| {
            identity::set(conn, &id)
        })?;
    Ok(())
}

/// Sees that the transit store is the one that was there before, or starts afresh; then that
/// these visit keys are the register's.
///
/// # Errors
/// [`FlowError::Refused`] when another process starts afresh at the same time, or when the visit
/// keys are not those of the other hosts.
pub fn settle(store: &Store, keys: &Keys) -> Result<(), FlowError> {
    let noted = noted(store, TRANSIT_ID)?;
    let found = store
        .transit
        .read("which transit store is this", identity::get)?;
    if noted.is_none() || noted != found {
        start_afresh(store, keys, noted)?;
    }
    // Moves nothing, but refuses when another process put other keys into the file.
    let (_, visit, post) = keys.oldest();
    keys.step_daily(visit.min(post))?;
    check_visit_keys(store, keys)
}

/// The first process to note a new id starts afresh; another that saw the same loss gives way,
/// so that they do not go on with different keys. The transit store gets its id last: after a
/// crash on the way it still counts as lost.
fn start_afresh(store: &Store, keys: &Keys, noted_before: Option<String>) -> Result<(), FlowError> {
    let id = fresh_id()?;
    if !exchange(store, TRANSIT_ID, noted_before, id.clone())? {
        return Err(gave_way());
    }
    // At the ratchet's own step and not at a clock's: the clock may be wrong, and a ratchet
    // never goes back.
    keys.renew_visit(keys.oldest().1)?;
    note_visit_keys(store, keys, noted(store, VISIT_CHECK)?)?;
    mark(store, id)?;
    tracing::warn!("the transit store is a new one: visit keys started afresh");
    Ok(())
}

/// A day that these keys have left behind cannot be checked: then the note moves up to theirs.
fn check_visit_keys(store: &Store, keys: &Keys) -> Result<(), FlowError> {
    let noted = noted(store, VISIT_CHECK)?;
    let parsed = noted.as_deref().and_then(|note| {
        let (day, value) = note.split_once(' ')?;
        Some((Day::parse_iso(day)?, value))
    });
    match parsed {
        Some((day, value)) if day >= keys.oldest().1 => {
            if keys.visit_check(day)? == value {
                return Ok(());
            }
            Err(FlowError::Refused(
                "the key `visit.ratchet` is not the one that this register's hosts use: stop \
                 them, copy the file from the host that was started first, and start again. If \
                 it was replaced on purpose, start with an empty transit store"
                    .into(),
            ))
        }
        _ => note_visit_keys(store, keys, noted),
    }
}

fn note_visit_keys(store: &Store, keys: &Keys, seen: Option<String>) -> Result<(), FlowError> {
    let note = visit_note(keys)?;
    let agreed = exchange(store, VISIT_CHECK, seen, note.clone())?
        || noted(store, VISIT_CHECK)?.is_some_and(|theirs| theirs == note);
    if agreed { Ok(()) } else { Err(gave_way()) }
}

fn visit_note(keys: &Keys) -> Result<String, FlowError> {
    let day = keys.oldest().1;
    Ok(format!("{} {}", day.iso(), keys.visit_check(day)?))
}

fn fresh_id() -> Result<String, FlowError> {
    Ok(digest::hex(&random::bytes::<16>()?))
}

fn gave_way() -> FlowError {
    FlowError::Refused("another process is starting at the same time: start this one again".into())
}

fn noted(store: &Store, key: &'static str) -> Result<Option<String>, StoreError> {
    store
        .register
        .read("what is noted of the transit store", |conn| {
            meta::get(conn, key)
        })
}

/// Notes `next` unless somebody else noted something since; whether it did.
fn exchange(
    store: &Store,
    key: &'static str,
    seen: Option<String>,
    next: String,
) -> Result<bool, StoreError> {
    store
        .register
        .write("note what belongs to the transit store", move |conn| {
            conn.hold_calendar()?;
            if meta::get(conn, key)? != seen {
                return Ok(false);
            }
            meta::set(conn, key, &next)?;
            Ok(true)
        })
}
