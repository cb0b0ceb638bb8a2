//! Tidy CSV: one line per cell, the same columns in every table, the caveat on every line.

use crate::domain::period::Cohort;
use crate::domain::release::{Figure, Figures, Flow, Period};
use crate::domain::table::TableId;

/// A file could not be written in memory: not a thing a visitor or reader can cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a file of figures could not be written")]
pub struct CsvError;

/// The dimension columns of all tables, in the order of the files.
pub const DIMENSIONS: [&str; 7] = [
    "nationality",
    "region",
    "province",
    "birth_cohort",
    "main_reason",
    "tried",
    "acquired",
];

/// The name of the one line of a weekly release.
pub const NUMBER: &str = "number";

const START: [&str; 2] = ["release", "table"];
const END: [&str; 4] = ["count", "margin_95", "status", "note"];

/// `figures.csv` of the release with this id. A hidden cell has no count and the status `c`.
///
/// # Errors
/// Never in practice.
pub fn figures(figures: &Figures, release: &str, note: &str) -> Result<Vec<u8>, CsvError> {
    let mut lines = Lines::new(&START, &END)?;
    if figures.tables.is_empty() {
        let [count, margin, status] = &shown(figures.number);
        lines.push(&[release, NUMBER], &[], &[], &[count, margin, status, note])?;
    }
    for table in &figures.tables {
        for (codes, figure) in &table.cells {
            let [count, margin, status] = &shown(*figure);
            let start = [release, table.name];
            lines.push(
                &start,
                table.dimensions,
                codes,
                &[count, margin, status, note],
            )?;
        }
    }
    lines.bytes()
}

/// `flows.csv`: the raw noisy changes drawn for this release, from which figures follow.
///
/// # Errors
/// Never in practice.
pub fn flows(drawn: &[Flow]) -> Result<Vec<u8>, CsvError> {
    let mut lines = Lines::new(&["policy_version", "period", "table", "cohort"], &["flow"])?;
    for flow in drawn {
        let version = flow.policy_version.to_string();
        let period = flow.period.to_string();
        let cohort = flow.cohort.map_or(String::new(), |c| c.year().to_string());
        let start = [&version, &period, flow.table.code(), &cohort];
        for (place, change) in flow.cells.iter().enumerate() {
            let codes = flow.table.cell_codes(place);
            lines.push(
                &start,
                flow.table.dimensions(),
                &codes,
                &[&change.to_string()],
            )?;
        }
    }
    lines.bytes()
}

/// Reads [`flows`] back; `None` when anything in it is not what that function writes.
#[must_use]
pub fn read_flows(bytes: &[u8]) -> Option<Vec<Flow>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut read: Vec<Flow> = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let cohort = record.get(3)?;
        let flow = Flow {
            policy_version: record.get(0)?.parse().ok()?,
            period: Period::parse(record.get(1)?)?,
            table: TableId::from_code(record.get(2)?)?,
            cohort: match cohort {
                "" => None,
                year => Some(Cohort::of_year(year.parse().ok()?)),
            },
            cells: vec![record.get(record.len().checked_sub(1)?)?.parse().ok()?],
        };
        match read.last_mut() {
            Some(last) if is_same_table(last, &flow) => last.cells.extend(flow.cells),
            _ => read.push(flow),
        }
    }
    // Written again, the bytes must be the same: order, codes and columns included.
    (flows(&read).ok()?.as_slice() == bytes).then_some(read)
}

fn is_same_table(one: &Flow, other: &Flow) -> bool {
    (one.table, one.period, one.cohort) == (other.table, other.period, other.cohort)
}

fn shown(figure: Figure) -> [String; 3] {
    match figure {
        Figure::Shown { count, margin_95 } => {
            [count.to_string(), margin_95.to_string(), String::new()]
        }
        Figure::Hidden => [String::new(), String::new(), "c".to_owned()],
    }
}

struct Lines(csv::Writer<Vec<u8>>);

impl Lines {
    fn new(start: &[&str], end: &[&str]) -> Result<Self, CsvError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = start.iter().chain(&DIMENSIONS).chain(end);
        writer.write_record(header).map_err(|_| CsvError)?;
        Ok(Self(writer))
    }

    fn push(
        &mut self,
        start: &[&str],
        dimensions: &[&str],
        codes: &[&str],
        end: &[&str],
    ) -> Result<(), CsvError> {
        let middle = DIMENSIONS.iter().map(|column| {
            let place = dimensions.iter().position(|name| name == column);
            place
                .and_then(|place| codes.get(place))
                .copied()
                .unwrap_or("")
        });
        let line = start
            .iter()
            .copied()
            .chain(middle)
            .chain(end.iter().copied());
        self.0.write_record(line).map_err(|_| CsvError)
    }

    fn bytes(self) -> Result<Vec<u8>, CsvError> {
        self.0.into_inner().map_err(|_| CsvError)
    }
}
