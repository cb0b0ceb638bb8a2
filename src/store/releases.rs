//! Flows and releases: written once, never changed, safe to publish.

use diesel::prelude::*;

use super::conn::Conn;
use super::error::StoreError;
use super::schema::{flow, release, release_file};
use crate::domain::clock::Day;
use crate::domain::period::{Cohort, Week};
use crate::domain::release::{Flow, Period, ReleaseId};
use crate::domain::table::TableId;

const FLOW: StoreError = StoreError::Inconsistent { table: "flow" };
const RELEASE: StoreError = StoreError::Inconsistent { table: "release" };

/// One published release in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The period whose figures it gives.
    pub period: Period,
    /// 0 for the release itself, then its errata.
    pub erratum: u16,
    /// Its place along the chain, from 1.
    pub place: i32,
    /// The day it came out.
    pub day: Day,
    /// SHA-256 in hex over the chain value before it and its own `SHA256SUMS`.
    pub chain: String,
}

impl Published {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> ReleaseId {
        ReleaseId {
            period: self.period,
            erratum: self.erratum,
        }
    }
}

/// One file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its name inside the release's folder.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

type FlowRow = (i32, String, String, i32, String);
type ReleaseRow = (String, i32, i32, String);

/// Adds a flow. A second one for the same version, table, period and cohort is refused.
pub fn add_flow(conn: &mut Conn, drawn: &Flow) -> Result<(), StoreError> {
    let cells = serde_json::to_string(&drawn.cells).map_err(StoreError::given_up)?;
    diesel::insert_into(flow::table)
        .values((
            flow::policy_version.eq(i32::from(drawn.policy_version)),
            flow::table_id.eq(drawn.table.code()),
            flow::period.eq(drawn.period.to_string()),
            flow::cohort.eq(drawn.cohort.map_or(0, Cohort::year)),
            flow::cells.eq(cells),
        ))
        .execute(conn)?;
    Ok(())
}

/// Every flow ever drawn.
pub fn flows(conn: &mut Conn) -> Result<Vec<Flow>, StoreError> {
    let rows: Vec<FlowRow> = flow::table
        .order((
            flow::period,
            flow::policy_version,
            flow::table_id,
            flow::cohort,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|row| read_flow(row).ok_or(FLOW))
        .collect()
}

/// The flows of periods in this ISO year or later: all that a release of the third year after it
/// rests on, however many came before.
pub fn flows_from(conn: &mut Conn, year: i32) -> Result<Vec<Flow>, StoreError> {
    // Every id begins with its year in four digits.
    let rows: Vec<FlowRow> = flow::table
        .filter(flow::period.ge(format!("{year:04}-")))
        .order((
            flow::period,
            flow::policy_version,
            flow::table_id,
            flow::cohort,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|row| read_flow(row).ok_or(FLOW))
        .collect()
}

/// The last week that was drawn.
pub fn last_week(conn: &mut Conn) -> Result<Option<Week>, StoreError> {
    let last: Option<String> = flow::table
        .filter(flow::table_id.eq(TableId::Weekly.code()))
        .select(diesel::dsl::max(flow::period))
        .first(conn)?;
    last.map(|week| Week::parse(&week).ok_or(FLOW)).transpose()
}

/// Whether anything was drawn for this period.
pub fn is_drawn(conn: &mut Conn, period: Period) -> Result<bool, StoreError> {
    let found: i64 = flow::table
        .filter(flow::period.eq(period.to_string()))
        .count()
        .get_result(conn)?;
    Ok(found > 0)
}

fn read_flow((version, table, period, cohort, cells): FlowRow) -> Option<Flow> {
    let flow = Flow {
        policy_version: u16::try_from(version).ok()?,
        table: TableId::from_code(&table)?,
        period: Period::parse(&period)?,
        cohort: (cohort != 0).then(|| Cohort::of_year(cohort)),
        cells: serde_json::from_str(&cells).ok()?,
    };
    (flow.cells.len() == flow.table.cells()).then_some(flow)
}

/// All releases along the chain, the first one first.
pub fn all(conn: &mut Conn) -> Result<Vec<Published>, StoreError> {
    let rows: Vec<ReleaseRow> = release::table.order(release::place).load(conn)?;
    rows.into_iter().map(read_release).collect()
}

/// The releases after this place along the chain, the first one first.
pub fn after(conn: &mut Conn, place: i32) -> Result<Vec<Published>, StoreError> {
    let rows: Vec<ReleaseRow> = release::table
        .filter(release::place.gt(place))
        .order(release::place)
        .load(conn)?;
    rows.into_iter().map(read_release).collect()
}

/// One file of a release; none when there is no such release or file.
pub fn file(
    conn: &mut Conn,
    release: ReleaseId,
    name: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(release_file::table
        .filter(release_file::release.eq(release.to_string()))
        .filter(release_file::name.eq(name))
        .select(release_file::content)
        .first(conn)
        .optional()?)
}

/// The names of a release's files, in order.
pub fn file_names(conn: &mut Conn, release: ReleaseId) -> Result<Vec<String>, StoreError> {
    Ok(release_file::table
        .filter(release_file::release.eq(release.to_string()))
        .order(release_file::name)
        .select(release_file::name)
        .load(conn)?)
}

/// The last release along the chain; none before the first.
pub fn last(conn: &mut Conn) -> Result<Option<Published>, StoreError> {
    let row: Option<ReleaseRow> = release::table
        .order(release::place.desc())
        .first(conn)
        .optional()?;
    row.map(read_release).transpose()
}

fn read_release((id, place, day, chain): ReleaseRow) -> Result<Published, StoreError> {
    let id = ReleaseId::parse(&id).ok_or(RELEASE)?;
    Ok(Published {
        period: id.period,
        erratum: id.erratum,
        place,
        day: Day::from_number(day),
        chain,
    })
}

/// Adds a release with its files.
pub fn publish(
    conn: &mut Conn,
    published: &Published,
    files: &[ReleaseFile],
) -> Result<(), StoreError> {
    let id = published.id().to_string();
    diesel::insert_into(release::table)
        .values((
            release::id.eq(&id),
            release::place.eq(published.place),
            release::published.eq(published.day.number()),
            release::chain.eq(&published.chain),
        ))
        .execute(conn)?;
    files
        .iter()
        .try_for_each(|file| add_file(conn, published.id(), file))
}

/// Adds one file to a release that is there.
pub fn add_file(conn: &mut Conn, release: ReleaseId, file: &ReleaseFile) -> Result<(), StoreError> {
    diesel::insert_into(release_file::table)
        .values((
            release_file::release.eq(release.to_string()),
            release_file::name.eq(&file.name),
            release_file::content.eq(&file.content),
            release_file::sha256.eq(file.sha256.as_slice()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The files of one release, by name; none when there is no such release.
pub fn files(
    conn: &mut Conn,
    release: impl Into<ReleaseId>,
) -> Result<Vec<ReleaseFile>, StoreError> {
    let rows: Vec<(String, Vec<u8>, Vec<u8>)> = release_file::table
        .filter(release_file::release.eq(release.into().to_string()))
        .order(release_file::name)
        .select((
            release_file::name,
            release_file::content,
            release_file::sha256,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(name, content, sha256)| {
            let sha256 = sha256.try_into().map_err(|_| RELEASE)?;
            Ok(ReleaseFile {
                name,
                content,
                sha256,
            })
        })
        .collect()
}
