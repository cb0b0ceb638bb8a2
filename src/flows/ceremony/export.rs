//! The server's first part: the closed ballot box leaves, once and for ever the same.

use crate::app::App;
use crate::crypto::CryptoError;
use crate::crypto::digest::{hex, sha256_hex};
use crate::crypto::random;
use crate::domain::ballot::SLIP_BYTES;
use crate::domain::export::{Entry, boxes_for};
use crate::domain::period::Quarter;
use crate::domain::release::Period;
use crate::flows::FlowError;
use crate::flows::count::{is_drawn_by_now, next_quarter};
use crate::flows::families;
use crate::flows::guest_list::reachable;
use crate::flows::journal::settle_all;
use crate::flows::publish::Publisher;
use crate::store::{Conn, StoreError, ballots, meta};

use super::sheet::Export;
use super::{CeremonyError, register_of};

/// An export.
pub struct Exported {
    /// Which quarter.
    pub quarter: Quarter,
    /// The SHA-256 of the file, to be compared aloud.
    pub sha256: String,
    /// The file.
    pub text: Vec<u8>,
}

/// Exports the next quarter once it is closed; its release day need not have come. The first export
/// is in the journal before it is given, and every later one is the same file.
///
/// # Errors
/// [`FlowError::Refused`] when `wanted` is not next in line, when it is still open or counted; when
/// journal or register cannot be read or written.
pub fn export_quarter(app: &App, wanted: Option<Quarter>) -> Result<Exported, FlowError> {
    let (next, open) = app.store.register.read("which quarter is next", |conn| {
        Ok((next_quarter(conn)?, meta::calendar(conn)?.open.quarter))
    })?;
    match wanted {
        Some(wanted) if wanted < next => return Err(CeremonyError::Counted(wanted).into()),
        Some(wanted) if wanted > next => return Err(CeremonyError::NotNext(wanted, next).into()),
        _ => {}
    }
    if next >= open {
        let until = next.last_week().next().first_day().plus(-1);
        return Err(CeremonyError::StillOpen(next, until).into());
    }
    // What the export holds is counted: no line about one of its slips may still be open.
    settle_all(app)?;
    let made = match app.journal.export(next)? {
        Some(text) => text,
        None => make(app, next)?,
    };
    let publisher = Publisher::new(app)?;
    let written = app.store.register.write("export a quarter", move |conn| {
        conn.hold_calendar()?;
        write(conn, &publisher, next, &made)
    })?;
    app.store.register.has_grown();
    let text = written?;
    Ok(Exported {
        quarter: next,
        sha256: sha256_hex(&text),
        text,
    })
}

/// Publishes it in the journal unless another was before; that one counts.
fn write(
    conn: &mut Conn,
    publisher: &Publisher,
    quarter: Quarter,
    made: &[u8],
) -> Result<Result<Vec<u8>, CeremonyError>, StoreError> {
    if is_drawn_by_now(conn, publisher, Period::Quarter(quarter))? {
        return Ok(Err(CeremonyError::Counted(quarter)));
    }
    let noted = meta::exported(conn, quarter)?;
    let journal = publisher.journal();
    let text = match (journal.export(quarter)?, noted) {
        (Some(text), _) => text,
        (None, Some(_)) => return Ok(Err(CeremonyError::ExportIsLost(quarter))),
        (None, None) => journal.publish_export(quarter, made)?,
    };
    meta::note_exported(conn, quarter, &sha256_hex(&text))?;
    Ok(Ok(text))
}

/// Everything in one snapshot: slips as they are sealed, rows, and empty boxes that hide how many
/// of either there are. Nothing is opened but the epoch's wrap.
fn make(app: &App, quarter: Quarter) -> Result<Vec<u8>, FlowError> {
    let given_up = |error: CryptoError| StoreError::given_up(error);
    let seals = app.keys.counting_public();
    let seal = |entry: &Entry| -> Result<Vec<u8>, StoreError> {
        let bytes: Option<[u8; SLIP_BYTES]> = entry.bytes();
        let bytes = bytes.ok_or(StoreError::Inconsistent { table: "meta" })?;
        seals.seal(&bytes).map_err(given_up)
    };
    let text = app.store.register.read("export the ballot box", |conn| {
        let note = meta::quarter_note(conn, quarter)?;
        let note = note.ok_or(StoreError::Inconsistent { table: "meta" })?;
        let base = meta::base(conn)?.map(|(_, rows)| rows).unwrap_or_default();
        let mut boxes = sealed_slips(app, conn, quarter)?;
        for (cohort, rows) in &note {
            boxes.push(seal(&Entry::AtClose(*cohort, *rows))?);
        }
        for (cohort, rows) in &base {
            boxes.push(seal(&Entry::AtBase(*cohort, *rows))?);
        }
        // How many slips there are is what the noise will hide.
        for _ in boxes.len()..boxes_for(boxes.len()) {
            boxes.push(seal(&Entry::Nothing)?);
        }
        random::shuffle(&mut boxes).map_err(given_up)?;
        let export = Export {
            quarter,
            first_year: meta::first_quarter(conn)?.year(),
            adopted: families::of_register(conn)?.adopted().collect(),
            checked: !meta::is_unchecked(conn, quarter)?,
            register: register_of(conn, &app.keys)?,
            lock: hex(seals.bytes()),
            drawn: random::bytes().map_err(given_up)?,
            boxes,
        };
        Ok(export.text().into_bytes())
    })?;
    Ok(text)
}

/// The slips of a quarter in their inner seal, which only the board opens.
fn sealed_slips(app: &App, conn: &mut Conn, quarter: Quarter) -> Result<Vec<Vec<u8>>, StoreError> {
    // Held from here on: a re-wrap may end meanwhile and destroy the old step.
    let wraps = reachable(&app.keys, &meta::calendar(conn)?.epoch)?;
    let mut boxes = Vec::new();
    ballots::of_quarter(conn, quarter, |ballot| {
        let wrap = wraps.iter().find(|wrap| wrap.step() == ballot.epoch);
        let boxed = wrap
            .ok_or(StoreError::Inconsistent { table: "ballot" })?
            .open_ballot(&ballot.id, quarter, &ballot.sealed)
            .map_err(StoreError::given_up)?;
        boxes.push(boxed.to_vec());
        Ok(())
    })?;
    Ok(boxes)
}
