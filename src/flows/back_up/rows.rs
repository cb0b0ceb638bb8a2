//! A page of rows as CSV with a header line; what is binary stands there in base64.

use data_encoding::BASE64;

use super::office_rows as office;

use crate::crypto::digest::sha256;
use crate::crypto::epoch::{BALLOT_BYTES, ROW_BYTES};
use crate::domain::clock::Day;
use crate::domain::consent::{ConsentText, Purpose};
use crate::domain::ids::{BallotId, Nonce, Tag};
use crate::domain::locale::Locale;
use crate::domain::period::{Cohort, Quarter};
use crate::domain::release::{Flow, Period, ReleaseId};
use crate::domain::table::TableId;
use crate::store::ballots::Ballot;
use crate::store::copy::Page;
use crate::store::done::Ended;
use crate::store::ledger::Entry;
use crate::store::registrations::Registration;
use crate::store::releases::{Published, ReleaseFile};

/// Every table that is copied, in order, with its columns.
const TABLES: [(&str, &[&str]); 13] = [
    ("meta", &["key", "value"]),
    ("registration", &["tag", "sealed", "cohort", "epoch"]),
    ("ballot", &["id", "period", "epoch", "sealed"]),
    ("done", &["nonce", "expiry"]),
    (
        "consent_text",
        &["purpose", "version", "language", "sha256", "body"],
    ),
    (
        "flow",
        &["policy_version", "table_id", "period", "cohort", "cells"],
    ),
    (
        "ledger",
        &["policy_version", "table_id", "period", "cohort", "loss"],
    ),
    ("release", &["id", "place", "published", "chain"]),
    ("release_file", &["release", "name", "content", "sha256"]),
    ("operator", office::OPERATOR),
    ("operator_log", office::LOG),
    ("proposal", office::PROPOSAL),
    ("document", office::DOCUMENT),
];

pub(super) type Fields = Vec<String>;

/// The table of a page, counted along the order in which tables are copied.
pub(super) const fn place(page: &Page) -> usize {
    match page {
        Page::Meta(_) => 0,
        Page::Registration(_) => 1,
        Page::Ballot(_) => 2,
        Page::Done(_) => 3,
        Page::ConsentText(_) => 4,
        Page::Flow(_) => 5,
        Page::Ledger(_) => 6,
        Page::Release(_) => 7,
        Page::ReleaseFile(_) => 8,
        Page::Operator(_) => 9,
        Page::OperatorLog(_) => 10,
        Page::Proposal(_) => 11,
        Page::Document(_) => 12,
    }
}

/// The name of the table at a place.
pub(super) fn name(place: usize) -> &'static str {
    TABLES.get(place).map_or("", |(name, _)| name)
}

/// The place of a table of this name.
pub(super) fn place_of(name: &str) -> Option<usize> {
    TABLES.iter().position(|(table, _)| *table == name)
}

/// The file of a page: the columns' names, then a line for each row.
pub(super) fn file(page: &Page) -> Result<Vec<u8>, csv::Error> {
    let columns = TABLES
        .get(place(page))
        .map_or(&[][..], |(_, columns)| columns);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns)?;
    for line in lines(page) {
        writer.write_record(line)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// The lines of a page without the columns' names, for comparing two tables.
pub(super) fn bare(page: &Page) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines(page) {
        writer.write_record(line)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn lines(page: &Page) -> Vec<Fields> {
    fn each<R>(rows: &[R], line: impl Fn(&R) -> Fields) -> Vec<Fields> {
        rows.iter().map(line).collect()
    }
    match page {
        Page::Meta(rows) => each(rows, |(key, value)| vec![key.clone(), value.clone()]),
        Page::Registration(rows) => each(rows, registration),
        Page::Ballot(rows) => each(rows, ballot),
        Page::Done(rows) => each(rows, |row| {
            let expiry = row.expiry.number().to_string();
            vec![BASE64.encode(row.visit.bytes()), expiry]
        }),
        Page::ConsentText(rows) => each(rows, consent_text),
        Page::Flow(rows) => each(rows, flow),
        Page::Ledger(rows) => each(rows, ledger),
        Page::Release(rows) => each(rows, release),
        Page::ReleaseFile(rows) => each(rows, |(release, file)| {
            let content = BASE64.encode(&file.content);
            let sha256 = BASE64.encode(&file.sha256);
            vec![release.to_string(), file.name.clone(), content, sha256]
        }),
        Page::Operator(rows) => each(rows, office::operator),
        Page::OperatorLog(rows) => each(rows, office::log_line),
        Page::Proposal(rows) => each(rows, office::proposal),
        Page::Document(rows) => each(rows, office::document),
    }
}

fn registration(row: &Registration) -> Fields {
    vec![
        BASE64.encode(row.tag.bytes()),
        BASE64.encode(&row.sealed),
        row.cohort.year().to_string(),
        row.epoch.to_string(),
    ]
}

fn ballot(row: &Ballot) -> Fields {
    vec![
        BASE64.encode(row.id.bytes()),
        row.period.to_string(),
        row.epoch.to_string(),
        BASE64.encode(&row.sealed),
    ]
}

fn consent_text(row: &ConsentText) -> Fields {
    vec![
        row.purpose.code().to_owned(),
        row.version.to_string(),
        row.locale.code().to_owned(),
        BASE64.encode(&row.sha256),
        row.text.clone(),
    ]
}

fn flow(row: &Flow) -> Fields {
    let cells: Vec<String> = row.cells.iter().map(i64::to_string).collect();
    vec![
        row.policy_version.to_string(),
        row.table.code().to_owned(),
        row.period.to_string(),
        year(row.cohort),
        cells.join(" "),
    ]
}

fn ledger(row: &Entry) -> Fields {
    vec![
        row.policy_version.to_string(),
        row.table.code().to_owned(),
        row.period.to_string(),
        year(row.cohort),
        row.loss.to_string(),
    ]
}

fn release(row: &Published) -> Fields {
    vec![
        row.id().to_string(),
        row.place.to_string(),
        row.day.number().to_string(),
        row.chain.clone(),
    ]
}

/// Empty for the weekly number, which knows no cohorts.
fn year(cohort: Option<Cohort>) -> String {
    cohort.map_or(String::new(), |cohort| cohort.year().to_string())
}

/// Reads [`file`] back; `None` when anything in it is not what this version writes.
pub(super) fn read(place: usize, bytes: &[u8]) -> Option<Page> {
    let (_, columns) = TABLES.get(place)?;
    let mut reader = csv::Reader::from_reader(bytes);
    if !reader.headers().ok()?.iter().eq(columns.iter().copied()) {
        return None;
    }
    let records: Result<Vec<_>, _> = reader.records().collect();
    let records = records.ok().filter(|records| !records.is_empty())?;
    match place {
        0 => all(&records, read_fact).map(Page::Meta),
        1 => all(&records, read_registration).map(Page::Registration),
        2 => all(&records, read_ballot).map(Page::Ballot),
        3 => all(&records, read_done).map(Page::Done),
        4 => all(&records, read_consent_text).map(Page::ConsentText),
        5 => all(&records, read_flow).map(Page::Flow),
        6 => all(&records, read_ledger).map(Page::Ledger),
        7 => all(&records, read_release).map(Page::Release),
        8 => all(&records, read_release_file).map(Page::ReleaseFile),
        9 => all(&records, office::read_operator).map(Page::Operator),
        10 => all(&records, office::read_log_line).map(Page::OperatorLog),
        11 => all(&records, office::read_proposal).map(Page::Proposal),
        12 => all(&records, office::read_document).map(Page::Document),
        _ => None,
    }
}

pub(super) type Record = csv::StringRecord;

fn all<R>(records: &[Record], read: impl Fn(&Record) -> Option<R>) -> Option<Vec<R>> {
    records.iter().map(read).collect()
}

fn binary(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.as_bytes()).ok()
}

fn read_year(text: &str) -> Option<Option<Cohort>> {
    match text {
        "" => Some(None),
        year => Some(Some(Cohort::of_year(year.parse().ok()?))),
    }
}

fn read_fact(record: &Record) -> Option<(String, String)> {
    Some((record.get(0)?.to_owned(), record.get(1)?.to_owned()))
}

fn read_registration(record: &Record) -> Option<Registration> {
    let row = Registration {
        tag: Tag::try_from(binary(record.get(0)?)?.as_slice()).ok()?,
        sealed: binary(record.get(1)?)?,
        cohort: Cohort::of_year(record.get(2)?.parse().ok()?),
        epoch: record.get(3)?.parse().ok()?,
    };
    (row.sealed.len() == ROW_BYTES).then_some(row)
}

fn read_ballot(record: &Record) -> Option<Ballot> {
    let row = Ballot {
        id: BallotId::try_from(binary(record.get(0)?)?.as_slice()).ok()?,
        period: Quarter::parse(record.get(1)?)?,
        epoch: record.get(2)?.parse().ok()?,
        sealed: binary(record.get(3)?)?,
    };
    (row.sealed.len() == BALLOT_BYTES).then_some(row)
}

fn read_done(record: &Record) -> Option<Ended> {
    Some(Ended {
        visit: Nonce::try_from(binary(record.get(0)?)?.as_slice()).ok()?,
        expiry: Day::from_number(record.get(1)?.parse().ok()?),
    })
}

fn read_consent_text(record: &Record) -> Option<ConsentText> {
    let row = ConsentText {
        purpose: Purpose::from_code(record.get(0)?)?,
        version: record.get(1)?.parse().ok()?,
        locale: Locale::from_code(record.get(2)?)?,
        sha256: binary(record.get(3)?)?.try_into().ok()?,
        text: record.get(4)?.to_owned(),
    };
    (sha256(row.text.as_bytes()) == row.sha256).then_some(row)
}

fn read_flow(record: &Record) -> Option<Flow> {
    let cells: Result<Vec<i64>, _> = record.get(4)?.split(' ').map(str::parse).collect();
    let row = Flow {
        policy_version: record.get(0)?.parse().ok()?,
        table: TableId::from_code(record.get(1)?)?,
        period: Period::parse(record.get(2)?)?,
        cohort: read_year(record.get(3)?)?,
        cells: cells.ok()?,
    };
    (row.cells.len() == row.table.cells()).then_some(row)
}

fn read_ledger(record: &Record) -> Option<Entry> {
    Some(Entry {
        policy_version: record.get(0)?.parse().ok()?,
        table: TableId::from_code(record.get(1)?)?,
        period: Period::parse(record.get(2)?)?,
        cohort: read_year(record.get(3)?)?,
        loss: record.get(4)?.parse().ok()?,
    })
}

fn read_release(record: &Record) -> Option<Published> {
    let id = ReleaseId::parse(record.get(0)?)?;
    Some(Published {
        period: id.period,
        erratum: id.erratum,
        place: record.get(1)?.parse().ok()?,
        day: Day::from_number(record.get(2)?.parse().ok()?),
        chain: record.get(3)?.to_owned(),
    })
}

fn read_release_file(record: &Record) -> Option<(ReleaseId, ReleaseFile)> {
    let file = ReleaseFile {
        name: record.get(1)?.to_owned(),
        content: binary(record.get(2)?)?,
        sha256: binary(record.get(3)?)?.try_into().ok()?,
    };
    let release = ReleaseId::parse(record.get(0)?)?;
    (sha256(&file.content) == file.sha256).then_some((release, file))
}
