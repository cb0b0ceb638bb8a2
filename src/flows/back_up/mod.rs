//! A backup: one file with every row of the register as it was at one moment, encrypted to the
//! board, made while the register serves.
//!
//! Inside the age envelope lies a tar with `manifest.json`, parts of a few thousand rows each, and
//! `SHA256SUMS`, so that Debian's own tools open and check it too. The transit store is never in
//! it, and no number of rows is ever said.

mod file;
mod fingerprint;
mod manifest;
mod office_rows;
mod read;
mod rows;
mod tape;

use std::io::{self, BufWriter, Write};

pub use file::{BackUpError, Made, back_up_to_file};
pub(super) use fingerprint::Fingerprint;
pub use manifest::Manifest;
pub use read::{Archive, ArchiveError, opens, verify};

use crate::app::App;
use crate::crypto::envelope::{Recipient, Sealing};
use crate::domain::clock::Day;
use crate::store::copy::{self, Page};
use crate::store::{Conn, StoreError, meta};

use super::FlowError;
use tape::Writing;

/// Rows in a part; a part lies in memory while it is written or read.
const ROWS_IN_PART: usize = 4_000;
const MANIFEST: &str = "manifest.json";
/// Under this key of `meta` stands the day of the last backup.
const LAST_DAY: &str = "last_backup_day";

/// Writes a backup to `output`, out of one snapshot; says what it wrote.
///
/// # Errors
/// When the register cannot be read, or `output` cannot be written.
pub fn back_up(
    app: &App,
    recipient: &Recipient,
    output: impl Write,
) -> Result<Manifest, BackUpError> {
    let written = app.store.register.read("back up", |conn| {
        write(app, conn, recipient, output).map_err(|error| match error {
            BackUpError::Store(error) => error,
            other => StoreError::given_up(other),
        })
    });
    written.map_err(BackUpError::unwrapped)
}

fn write(
    app: &App,
    conn: &mut Conn,
    recipient: &Recipient,
    output: impl Write,
) -> Result<Manifest, BackUpError> {
    let manifest = Manifest::of(app, conn)?;
    let sealing = recipient.seal(BufWriter::new(output))?;
    let mut parts = Parts {
        tape: Writing::new(sealing),
        place: 0,
        number: 0,
    };
    parts
        .tape
        .add(MANIFEST, &manifest.bytes().map_err(io::Error::other)?)?;
    copy::each_page(conn, ROWS_IN_PART, &mut |page| {
        parts
            .add(&page)
            .map_err(|error| StoreError::given_up(BackUpError::from(error)))
    })
    .map_err(BackUpError::unwrapped)?;
    let mut output = parts.tape.finish()?.finish()?;
    output.flush()?;
    Ok(manifest)
}

/// Numbers the parts of each table.
struct Parts<W: Write> {
    tape: Writing<Sealing<W>>,
    place: usize,
    number: u32,
}

impl<W: Write> Parts<W> {
    fn add(&mut self, page: &Page) -> io::Result<()> {
        let place = rows::place(page);
        if place != self.place {
            (self.place, self.number) = (place, 0);
        }
        self.number += 1;
        let bytes = rows::file(page).map_err(io::Error::other)?;
        self.tape.add(&part_name(place, self.number), &bytes)
    }
}

/// `registration-00001.csv`.
fn part_name(place: usize, number: u32) -> String {
    format!("{}-{number:05}.csv", rows::name(place))
}

/// Notes the day of a backup that lies safely in its place.
///
/// # Errors
/// When the register cannot be written.
pub fn note_day(app: &App, day: Day) -> Result<(), FlowError> {
    app.store.register.write("note a backup", move |conn| {
        meta::set(conn, LAST_DAY, &day.iso())
    })?;
    Ok(())
}

/// The day of the last backup.
///
/// # Errors
/// When the register cannot be read.
pub fn last_day(app: &App) -> Result<Option<Day>, FlowError> {
    let noted = app
        .store
        .register
        .read("when was the last backup", |conn| meta::get(conn, LAST_DAY))?;
    Ok(noted.as_deref().and_then(Day::parse_iso))
}
