//! The figures beside what others counted, as a page.

use actix_web::HttpResponse;

use super::error::WebError;
use super::respond;
use super::views::representativeness::{Compared, Newest, RepresentativenessView};
use super::visitor::Visitor;
use crate::disclosure::reconcile::variance_of_total;
use crate::disclosure::representativeness::{measure, strata, whole};
use crate::domain::period::Quarter;
use crate::domain::population::{Population, Total};
use crate::domain::release::{Figures, Period};
use crate::domain::table::TableId;
use crate::flows::publish::read::Archive;

/// `figures/representativeness`.
pub(super) async fn page(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    let population = visitor.web.app.settings.figures.reference.as_ref();
    let newest = newest(&archive);
    respond::public(&RepresentativenessView {
        page: visitor.page("figures/representativeness"),
        totals: Total::shipped(),
        newest: newest.map(|(quarter, figures)| Newest {
            quarter,
            number: figures.number,
        }),
        loaded: population.is_some(),
        compared: population.and_then(|population| compared(&archive, population)),
    })
}

/// The newest quarter: not the last release, which may correct an older one.
fn newest(archive: &Archive) -> Option<(Quarter, &Figures)> {
    quarters(archive).max_by_key(|(quarter, _)| *quarter)
}

fn quarters(archive: &Archive) -> impl Iterator<Item = (Quarter, &Figures)> {
    archive
        .releases
        .iter()
        .filter_map(|release| match release.figures.period {
            Period::Quarter(quarter) => Some((quarter, &release.figures)),
            Period::Week(_) => None,
        })
}

fn compared(archive: &Archive, population: &Population) -> Option<Compared> {
    let (first, _) = quarters(archive).min_by_key(|(quarter, _)| *quarter)?;
    let (last, figures) = newest(archive)?;
    let draws = archive.families.held(first, last);
    let name = TableId::Nationality.code();
    let table = figures.tables.iter().find(|table| table.name == name)?;
    let variance = variance_of_total(&draws);
    let whole = whole(figures.number, variance, population)?;
    let mut groups = strata(table, &draws, population);
    groups.sort_by(|(_, one), (_, other)| other.registered.total_cmp(&one.registered));
    let shown: Vec<_> = groups.iter().map(|(_, group)| *group).collect();
    Some(Compared {
        date: population.date,
        source: population.source.clone(),
        measures: measure(&shown, whole).filter(|_| !shown.is_empty()),
        groups,
        whole,
    })
}
