//! Reading what was published: the list, one release, its files, and the number on the first
//! page. Everything here is safe to show anyone.

use crate::app::App;
use crate::disclosure::number::Number;
use crate::disclosure::policy;
use crate::disclosure::series::Series;
use crate::domain::clock::Day;
use crate::domain::release::{Figures, Period, ReleaseId};
use crate::store::releases::{self, Published, ReleaseFile};
use crate::store::{Conn, StoreError, meta};

use super::super::FlowError;
use super::files::figures_of;
use super::given_up;

/// One published release with its figures.
#[derive(Clone, Debug)]
pub struct Released {
    /// Its place in the chain.
    pub published: Published,
    /// What it says.
    pub figures: Figures,
}

/// All that was published so far, ready for pages.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// The releases along the chain, the first one first.
    pub releases: Vec<Released>,
    /// The number of declarations as the site shows it, with the day it became known; none
    /// before the first release.
    pub number: Option<(Number, Day)>,
}

impl Archive {
    /// The release with this id.
    #[must_use]
    pub fn find(&self, id: ReleaseId) -> Option<&Released> {
        self.releases.iter().find(|one| one.published.id() == id)
    }

    /// The form of a period's release that holds now: the release itself or its latest erratum.
    #[must_use]
    pub fn in_force(&self, period: Period) -> Option<&Released> {
        let of_period = |one: &&Released| one.published.period == period;
        self.releases.iter().rev().find(of_period)
    }

    /// Every period's release in the form that holds now, in the order of the periods' first
    /// releases.
    pub fn all_in_force(&self) -> impl DoubleEndedIterator<Item = &Released> {
        let first = |one: &&Released| !one.published.id().is_erratum();
        self.releases
            .iter()
            .filter(first)
            .filter_map(|one| self.in_force(one.published.period))
    }
}

/// Reads the archive when it has grown past `known` releases; `None` when it has not.
///
/// # Errors
/// When the register cannot be read, or flows and releases do not fit together.
pub fn archive(app: &App, known: Option<usize>) -> Result<Option<Archive>, FlowError> {
    let archive = app.store.register.read("what was published", |conn| {
        let published = releases::all(conn)?;
        if known == Some(published.len()) {
            return Ok(None);
        }
        build(conn, published).map(Some)
    })?;
    Ok(archive)
}

fn build(conn: &mut Conn, published: Vec<Published>) -> Result<Archive, StoreError> {
    let first_year = meta::first_quarter(conn)?.year();
    let flows = releases::flows(conn)?;
    let mut releases = Vec::new();
    for (place, release) in published.iter().enumerate() {
        // A release rests on the flows that were known when it came out, and so do its errata.
        let first = published
            .iter()
            .position(|one| one.period == release.period);
        let known = published.get(..=first.unwrap_or(place)).unwrap_or_default();
        let flows: Vec<_> = flows
            .iter()
            .filter(|flow| known.iter().any(|earlier| earlier.period == flow.period))
            .cloned()
            .collect();
        let (figures, _) =
            figures_of(&flows, first_year, release.period, release.day).map_err(given_up)?;
        releases.push(Released {
            published: release.clone(),
            figures,
        });
    }
    let number = match published.last() {
        None => None,
        Some(last) => {
            let series = Series::read(&flows, &policy::VERSION_1, first_year).map_err(given_up)?;
            let week = meta::calendar(conn)?.open.week.previous();
            Some((Number::at(&series, week), last.day))
        }
    };
    Ok(Archive { releases, number })
}

/// The files of one release, exactly as published; none when there is no such release.
///
/// # Errors
/// When the register cannot be read.
pub fn files(app: &App, release: impl Into<ReleaseId>) -> Result<Vec<ReleaseFile>, FlowError> {
    let release = release.into();
    let files = app.store.register.read("the files of a release", |conn| {
        releases::files(conn, release)
    })?;
    Ok(files)
}
