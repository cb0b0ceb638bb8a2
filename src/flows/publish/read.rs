//! Reading what was published: the list, one release, its files, and the number on the first
//! page. Everything here is safe to show anyone.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::App;
use crate::disclosure::families::Families;
use crate::disclosure::number::Number;
use crate::disclosure::series::Series;
use crate::domain::clock::Day;
use crate::domain::period::Week;
use crate::domain::release::{Figures, Flow, Period, ReleaseId};
use crate::flows::families;
use crate::store::releases::{self, Published, ReleaseFile};
use crate::store::{Conn, StoreError, meta};

use super::super::FlowError;
use super::files::figures_of;
use super::manifest::Manifest;
use super::{given_up, rests_on};

/// One published release with its figures.
#[derive(Clone, Debug)]
pub struct Released {
    /// Its place in the chain.
    pub published: Published,
    /// The names of its files, in order.
    pub files: Vec<String>,
    /// What it says.
    pub figures: Figures,
    /// Why it was made, in the board's words; only an erratum has it.
    pub reason: Option<String>,
}

/// All that was published so far, ready for pages.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// The releases along the chain, the first one first.
    pub releases: Vec<Arc<Released>>,
    /// The number of declarations as the site shows it, with the day it became known; none
    /// before the first release.
    pub number: Option<(Number, Day)>,
    /// The families of tables that the register had.
    pub families: Families,
}

impl Archive {
    /// The release with this id.
    #[must_use]
    pub fn find(&self, id: ReleaseId) -> Option<&Released> {
        let found = self.releases.iter().find(|one| one.published.id() == id);
        found.map(Arc::as_ref)
    }

    /// The form of a period's release that holds now: the release itself or its latest erratum.
    #[must_use]
    pub fn in_force(&self, period: Period) -> Option<&Released> {
        let mut newest_first = self.releases.iter().rev();
        let found = newest_first.find(|one| one.published.period == period);
        found.map(Arc::as_ref)
    }

    /// Every period's release in the form that holds now, in the order of the periods' first
    /// releases.
    pub fn all_in_force(&self) -> impl DoubleEndedIterator<Item = &Released> {
        self.releases
            .iter()
            .filter(|one| !one.published.id().is_erratum())
            .filter_map(|one| self.in_force(one.published.period))
    }
}

/// Reads what came out after what is `held`; `None` when nothing has. Only new releases are read,
/// and of the flows only those that they rest on, so a release costs the same however many came
/// before it.
///
/// # Errors
/// When the register cannot be read, or flows and releases do not fit together.
pub fn archive(app: &App, held: Option<&Archive>) -> Result<Option<Archive>, FlowError> {
    let archive = app.store.published("what was published", |conn| {
        let before = held.map_or(&[][..], |held| &held.releases);
        let place = before.last().map_or(0, |last| last.published.place);
        let new = releases::after(conn, place)?;
        if new.is_empty() && held.is_some() {
            return Ok(None);
        }
        grown(conn, before, new).map(Some)
    })?;
    Ok(archive)
}

fn grown(
    conn: &mut Conn,
    before: &[Arc<Released>],
    new: Vec<Published>,
) -> Result<Archive, StoreError> {
    let first_year = meta::first_quarter(conn)?.year();
    let adopted = families::of_register(conn)?;
    let week = meta::calendar(conn)?.open.week.previous();
    let years = new.iter().map(|one| rests_on(one.period));
    let from = years.min().unwrap_or(i32::MAX);
    // In the order of their ids, so also of their years.
    let flows = releases::flows_from(conn, from.min(rests_on(Period::Week(week))))?;
    let since = |year: i32| {
        let start = flows.partition_point(|flow| flow.period.year() < year);
        flows.get(start..).unwrap_or_default()
    };
    let all: Vec<&Published> = before
        .iter()
        .map(|one| &one.published)
        .chain(&new)
        .collect();
    // A release rests on the flows that were known when it came out, and so do its errata.
    let mut known_at: BTreeMap<Period, i32> = BTreeMap::new();
    for release in all {
        known_at.entry(release.period).or_insert(release.place);
    }
    let mut releases = before.to_vec();
    for release in &new {
        let at = known_at.get(&release.period);
        let known: Vec<_> = since(rests_on(release.period))
            .iter()
            .filter(|flow| {
                known_at
                    .get(&flow.period)
                    .is_some_and(|place| Some(place) <= at)
            })
            .cloned()
            .collect();
        let (figures, _) = figures_of(&known, &adopted, first_year, release.period, release.day)
            .map_err(given_up)?;
        releases.push(Arc::new(Released {
            published: release.clone(),
            files: releases::file_names(conn, release.id())?,
            figures,
            reason: reason(conn, release.id())?,
        }));
    }
    let known = since(rests_on(Period::Week(week)));
    let number = number(&releases, known, &adopted, first_year, week)?;
    Ok(Archive {
        releases,
        number,
        families: adopted,
    })
}

/// The site's number, once there is a release, with the day of the last one.
fn number(
    releases: &[Arc<Released>],
    known: &[Flow],
    adopted: &Families,
    first_year: i32,
    week: Week,
) -> Result<Option<(Number, Day)>, StoreError> {
    let Some(last) = releases.last() else {
        return Ok(None);
    };
    let series = Series::read(known, adopted, first_year).map_err(given_up)?;
    Ok(Some((Number::at(&series, week), last.published.day)))
}

/// An erratum tells its reason in its manifest.
fn reason(conn: &mut Conn, id: ReleaseId) -> Result<Option<String>, StoreError> {
    if !id.is_erratum() {
        return Ok(None);
    }
    let inconsistent = StoreError::Inconsistent {
        table: "release_file",
    };
    let file = releases::file(conn, id, "release.json")?.ok_or(inconsistent)?;
    let manifest: Manifest = serde_json::from_slice(&file).map_err(given_up)?;
    Ok(manifest.corrects.map(|corrects| corrects.reason))
}

/// One file of a release, exactly as published; none when there is no such release or file.
///
/// # Errors
/// When the register cannot be read.
pub fn file(app: &App, release: ReleaseId, name: &str) -> Result<Option<Vec<u8>>, FlowError> {
    let file = app.store.published("a file of a release", |conn| {
        releases::file(conn, release, name)
    })?;
    Ok(file)
}

/// The files of one release, exactly as published; none when there is no such release.
///
/// # Errors
/// When the register cannot be read.
pub fn files(app: &App, release: impl Into<ReleaseId>) -> Result<Vec<ReleaseFile>, FlowError> {
    let release: ReleaseId = release.into();
    let files = app.store.published("the files of a release", |conn| {
        releases::files(conn, release)
    })?;
    Ok(files)
}
