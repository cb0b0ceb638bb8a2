//! Counting day of a quarter.

use std::path::Path;

use crate::app::App;
use crate::crypto::ballot_box::CountingKey;
use crate::disclosure::families::Families;
use crate::disclosure::sums::Sums;
use crate::disclosure::{draw, rows};
use crate::domain::ballot::Slip;
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::release::{Flow, Period};
use crate::flows::families;
use crate::store::meta::RowsPerCohort;
use crate::store::{Conn, StoreError, ballots, meta, releases};

use super::super::FlowError;
use super::super::ceremony::is_exported;
use super::super::guest_list::reachable;
use super::super::journal::settle_all;
use super::super::publish::Publisher;
use super::draws::is_drawn_by_now;
use super::{SystemBits, given_up};

/// What asking for a count led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// This quarter was counted and released now.
    Released(Quarter),
    /// Somebody else counted it meanwhile, or long ago.
    Already(Quarter),
    /// The next quarter is closed but its day has not come.
    NotBefore(Quarter, Day),
    /// The next quarter is still open.
    StillOpen(Quarter),
    /// It was exported for a ceremony: only the result of that export can be released.
    AtTheBoard(Quarter),
}

/// What a count starts from.
pub(super) struct Ready {
    quarter: Quarter,
    pub(super) first_year: i32,
    pub(super) note: RowsPerCohort,
    pub(super) base: RowsPerCohort,
    pub(super) slips: Vec<Slip>,
    pub(super) families: Families,
    /// A restore without a journal left rows and ballots that need not balance.
    pub(super) unchecked: bool,
}

/// Counts the next quarter when its day has come. Quarters are counted in order.
///
/// # Errors
/// [`FlowError::Refused`] when `wanted` is not next in line, when the key to the ballot box is
/// not here, or when guest list and ballot box differ: then nothing is drawn.
pub fn count_quarter(
    app: &App,
    wanted: Option<Quarter>,
    key: Option<&CountingKey>,
) -> Result<Counted, FlowError> {
    let (next, open) = app.store.register.read("which quarter is next", |conn| {
        Ok((next_quarter(conn)?, meta::calendar(conn)?.open.quarter))
    })?;
    match wanted {
        Some(wanted) if wanted < next => return Ok(Counted::Already(wanted)),
        Some(wanted) if wanted > next => {
            return Err(FlowError::Refused(format!(
                "quarters are counted in order: {next} comes before {wanted}"
            )));
        }
        _ => {}
    }
    if next >= open {
        return Ok(Counted::StillOpen(next));
    }
    if app.today() < next.release_day() {
        return Ok(Counted::NotBefore(next, next.release_day()));
    }
    let is_out = app.store.register.read("what was exported", |conn| {
        is_exported(conn, &app.journal, next)
    })?;
    if is_out {
        return Ok(Counted::AtTheBoard(next));
    }
    // Slips are burnt by the count: no line about one may still be open after it.
    settle_all(app)?;
    let ready = match key {
        Some(key) => load(app, next, key)?,
        None => load(app, next, &own_key(app)?)?,
    };
    let Some(ready) = ready else {
        return Ok(Counted::Already(next));
    };
    let flows = decide(&ready)?;
    write(app, &ready, flows)
}

/// The key to the ballot box as the settings or the key folder have it.
pub(in crate::flows) fn own_key(app: &App) -> Result<CountingKey, FlowError> {
    if let Some(file) = &app.settings.keys.counting_key {
        return counting_key_in(app, file);
    }
    let missing = "the key to the ballot box is not on this machine: give it with --counting-key";
    app.keys
        .counting_key()?
        .ok_or_else(|| FlowError::Refused(missing.into()))
}

/// Reads the key to the ballot box from a file. One that does not fit is refused here: it would
/// open no slip, and that would look like a damaged ballot box.
///
/// # Errors
/// When the file cannot be used, or holds the key of another register.
pub fn counting_key_in(app: &App, file: &Path) -> Result<CountingKey, FlowError> {
    let key = CountingKey::load(file)?;
    if key.public() == *app.keys.counting_public() {
        return Ok(key);
    }
    Err(FlowError::Refused(format!(
        "{} is not the key to this register's ballot box: give the one that was made with it. \
         Nothing was counted.",
        file.display()
    )))
}

pub(in crate::flows) fn next_quarter(conn: &mut Conn) -> Result<Quarter, StoreError> {
    match meta::base(conn)? {
        Some((counted, _)) => Ok(counted.next()),
        None => meta::first_quarter(conn),
    }
}

/// Everything in one snapshot; nothing when somebody else counted the quarter since it was named.
pub(super) fn load(
    app: &App,
    quarter: Quarter,
    key: &CountingKey,
) -> Result<Option<Ready>, FlowError> {
    let ready = app.store.register.read("open the ballot box", |conn| {
        if releases::is_drawn(conn, Period::Quarter(quarter))? {
            return Ok(None);
        }
        let note = meta::quarter_note(conn, quarter)?;
        let base = meta::base(conn)?;
        // Held from here on: while slips are read, a re-wrap may end and destroy the old step.
        let wraps = reachable(&app.keys, &meta::calendar(conn)?.epoch)?;
        let mut slips = Vec::new();
        ballots::of_quarter(conn, quarter, |ballot| {
            let wrap = wraps.iter().find(|wrap| wrap.step() == ballot.epoch);
            let boxed = wrap
                .ok_or(StoreError::Inconsistent { table: "ballot" })?
                .open_ballot(&ballot.id, quarter, &ballot.sealed)
                .map_err(given_up)?;
            let bytes = key.open(&boxed).map_err(given_up)?;
            let slip = Slip::from_bytes(&bytes);
            slips.push(slip.ok_or(StoreError::Inconsistent { table: "ballot" })?);
            Ok(())
        })?;
        Ok(Some(Ready {
            quarter,
            first_year: meta::first_quarter(conn)?.year(),
            note: note.ok_or(StoreError::Inconsistent { table: "meta" })?,
            base: base.map(|(_, rows)| rows).unwrap_or_default(),
            slips,
            families: families::of_register(conn)?,
            unchecked: meta::is_unchecked(conn, quarter)?,
        }))
    })?;
    Ok(ready)
}

/// Checks that guest list and ballot box tell the same, then sums and draws.
fn decide(ready: &Ready) -> Result<Vec<Flow>, FlowError> {
    let refused = |error: &dyn std::fmt::Display| FlowError::Refused(error.to_string());
    let Ready {
        quarter,
        first_year,
        note,
        base,
        slips,
        families,
        unchecked,
    } = ready;
    if !unchecked {
        rows::check(*quarter, *first_year, note, base, slips).map_err(|e| refused(&e))?;
    }
    let sums = Sums::of(slips, families, *quarter, *first_year).map_err(|e| refused(&e))?;
    draw::quarter(&sums, &mut SystemBits).map_err(|e| refused(&e))
}

fn write(app: &App, ready: &Ready, flows: Vec<Flow>) -> Result<Counted, FlowError> {
    let publisher = Publisher::new(app)?;
    let quarter = ready.quarter;
    // Work that is done anew finds its own draw in the journal.
    let mut ours = false;
    let counted = app.store.register.write("count a quarter", move |conn| {
        conn.hold_calendar()?;
        if is_drawn_by_now(conn, &publisher, Period::Quarter(quarter))? {
            return Ok(match ours {
                true => Counted::Released(quarter),
                false => Counted::Already(quarter),
            });
        }
        // Two noises for the same counts would cost the loss twice.
        if is_exported(conn, publisher.journal(), quarter)? {
            return Ok(Counted::AtTheBoard(quarter));
        }
        publisher.draw(conn, Period::Quarter(quarter), &flows)?;
        ours = true;
        Ok(Counted::Released(quarter))
    })?;
    app.store.register.has_grown();
    Ok(counted)
}
