//! Reading what was published: the list, one release, its files, and the number on the first
//! page. Everything here is safe to show anyone.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::App;
use crate::disclosure::number::Number;
use crate::disclosure::policy;
use crate::disclosure::series::Series;
use crate::domain::clock::Day;
use crate::domain::release::{Figures, Flow, Period, ReleaseId};
use crate::store::releases::{self, Published, ReleaseFile};
use crate::store::{Conn, StoreError, meta};

use super::super::FlowError;
use super::delay::{Delay, late};
use super::files::figures_of;
use super::{given_up, rests_on};

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
    pub releases: Vec<Arc<Released>>,
    /// The number of declarations as the site shows it, with the day it became known; none
    /// before the first release.
    pub number: Option<(Number, Day)>,
}

/// What stands published on a day.
#[derive(Clone, Debug)]
pub struct State {
    /// The releases.
    pub archive: Arc<Archive>,
    /// The quarters that are late, the first one first.
    pub delays: Vec<Delay>,
}

impl Archive {
    /// The release with this id.
    #[must_use]
    pub fn find(&self, id: ReleaseId) -> Option<&Released> {
        let mut all = self.releases.iter().map(Arc::as_ref);
        all.find(|one| one.published.id() == id)
    }

    /// The form of a period's release that holds now: the release itself or its latest erratum.
    #[must_use]
    pub fn in_force(&self, period: Period) -> Option<&Released> {
        let mut all = self.releases.iter().rev().map(Arc::as_ref);
        all.find(|one| one.published.period == period)
    }

    /// Every period's release in the form that holds now, in the order of the periods' first
    /// releases.
    pub fn all_in_force(&self) -> impl DoubleEndedIterator<Item = &Released> {
        self.releases
            .iter()
            .filter(|one| !one.published.id().is_erratum())
            .filter_map(|one| self.in_force(one.published.period))
    }

    /// The newest quarter's release, in the form that holds now.
    #[must_use]
    pub fn newest_quarter(&self) -> Option<&Released> {
        let is_quarter = |one: &&Released| matches!(one.published.period, Period::Quarter(_));
        self.all_in_force().rev().find(is_quarter)
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
        grown(conn, &published, &[]).map(Some)
    })?;
    Ok(archive)
}

/// What stands now; `None` when that is what stood before. Of the releases only new ones are
/// read.
///
/// # Errors
/// When the register cannot be read, or flows and releases do not fit together.
pub fn state(app: &App, before: Option<State>) -> Result<Option<State>, FlowError> {
    let today = app.today();
    let state = app.store.register.read("what stands published", |conn| {
        let delays = late(conn, today)?;
        let published = releases::all(conn)?;
        let archive = match &before {
            Some(before) if before.archive.releases.len() == published.len() => {
                if before.delays == delays {
                    return Ok(None);
                }
                before.archive.clone()
            }
            Some(before) => Arc::new(grown(conn, &published, &before.archive.releases)?),
            None => Arc::new(grown(conn, &published, &[])?),
        };
        Ok(Some(State { archive, delays }))
    })?;
    Ok(state)
}

/// The archive with these releases, of which the first ones were read before.
fn grown(
    conn: &mut Conn,
    published: &[Published],
    read: &[Arc<Released>],
) -> Result<Archive, StoreError> {
    let new = published.get(read.len()..).unwrap_or_default();
    let oldest = new.iter().map(|release| rests_on(release.period)).min();
    let flows = Known::of(
        published,
        releases::flows_from(conn, oldest.unwrap_or(i32::MAX))?,
    );
    let first_year = meta::first_quarter(conn)?.year();
    let mut all = read.to_vec();
    for release in new {
        // A release rests on the flows that were known when it came out, and so do its errata.
        let flows = flows.until(release.period);
        let (figures, _) =
            figures_of(flows, first_year, release.period, release.day).map_err(given_up)?;
        all.push(Arc::new(Released {
            published: release.clone(),
            figures,
        }));
    }
    Ok(Archive {
        number: number(conn, published, first_year)?,
        releases: all,
    })
}

/// Flows in the order in which they came out.
struct Known {
    places: BTreeMap<Period, i32>,
    flows: Vec<Flow>,
}

impl Known {
    fn of(published: &[Published], mut flows: Vec<Flow>) -> Self {
        let mut places = BTreeMap::new();
        for release in published {
            places.entry(release.period).or_insert(release.place);
        }
        let place = |flow: &Flow| places.get(&flow.period).copied().unwrap_or(i32::MAX);
        flows.sort_by_key(place);
        Self { places, flows }
    }

    /// Those that were out when the first release of this period came out.
    fn until(&self, period: Period) -> &[Flow] {
        let place = |period: &Period| self.places.get(period).copied().unwrap_or(i32::MAX);
        let own = place(&period);
        let many = self
            .flows
            .partition_point(|flow| place(&flow.period) <= own);
        self.flows.get(..many).unwrap_or_default()
    }
}

fn number(
    conn: &mut Conn,
    published: &[Published],
    first_year: i32,
) -> Result<Option<(Number, Day)>, StoreError> {
    let Some(last) = published.last() else {
        return Ok(None);
    };
    let week = meta::calendar(conn)?.open.week.previous();
    let flows = releases::flows_from(conn, rests_on(Period::Week(week)))?;
    let series = Series::read(&flows, &policy::VERSION_1, first_year).map_err(given_up)?;
    Ok(Some((Number::at(&series, week), last.day)))
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

/// The names of the files of each release of the archive, in its order.
///
/// # Errors
/// When the register cannot be read.
pub fn names(app: &App, archive: &Archive) -> Result<Vec<Vec<String>>, FlowError> {
    let names = app.store.register.read("names of files", |conn| {
        let all = archive.releases.iter();
        all.map(|release| releases::names(conn, release.published.id()))
            .collect()
    })?;
    Ok(names)
}

/// One file of every period's release in the form that holds now, the first period first.
///
/// # Errors
/// When the register cannot be read.
pub fn one_file_of_each(
    app: &App,
    archive: &Archive,
    name: &str,
) -> Result<Vec<ReleaseFile>, FlowError> {
    let ids: Vec<ReleaseId> = archive
        .all_in_force()
        .map(|release| release.published.id())
        .collect();
    let files = app.store.register.read("a file of each release", |conn| {
        let mut found = Vec::new();
        for id in &ids {
            found.extend(releases::file(conn, *id, name)?);
        }
        Ok(found)
    })?;
    Ok(files)
}
