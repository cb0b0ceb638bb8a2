//! The published figures as pages.

use std::sync::Arc;

use actix_web::{HttpResponse, web};

use super::archive::number;
use super::error::WebError;
use super::respond;
use super::state::Web;
use super::views::Page;
use super::views::changed::{Changed, TableChange};
use super::views::choice::Choice;
use super::views::figures::{FiguresView, Form, OVERVIEW, ReleaseEntry, ReleaseView};
use super::views::past::{Past, total_block};
use super::views::public::PublishedNumber;
use super::views::tables::{TableBlock, table_block};
use super::visitor::Visitor;
use crate::disclosure::change::changes;
use crate::disclosure::families::Draws;
use crate::domain::period::Quarter;
use crate::domain::release::{Figures, Period, ReleaseId};
use crate::flows::publish::read::{Archive, Released};

/// `figures`.
pub(super) async fn index(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let known = visitor.web.known().await?;
    let choice = choice(&visitor);
    let page = visitor.page(format!("figures{}", choice.query()));
    let mut view = overview(page, &known.archive, choice);
    view.delays = known.delays.to_vec();
    respond::public(&view)
}

fn choice(visitor: &Visitor) -> Choice {
    let query = visitor.request.query_string();
    let asked = web::Query::<Vec<(String, String)>>::from_query(query);
    Choice::read(&asked.map(web::Query::into_inner).unwrap_or_default())
}

fn overview<'a>(page: Page<'a>, archive: &Archive, choice: Choice) -> FiguresView<'a> {
    let w = page.w;
    let newest = archive
        .all_in_force()
        .rev()
        .find(|release| is_quarter(release));
    let wanted = |name: &str| match choice.table {
        Some(table) => table == name && name != "total",
        None => OVERVIEW.contains(&name),
    };
    let mut tables: Vec<TableBlock> = newest.map_or_else(Vec::new, |newest| {
        let tables = newest.figures.tables.iter();
        let wanted = tables.filter(|table| wanted(table.name));
        wanted.map(|table| table_block(w, table, &choice)).collect()
    });
    tables.sort_by_key(|table| OVERVIEW.iter().position(|name| *name == table.name));
    let last = archive.releases.last();
    let last = last.filter(|_| choice.table.is_none_or(|table| table == "total"));
    FiguresView {
        choice,
        number: number(archive),
        trend: last.map(|last| {
            let past = past(archive, last.published.place);
            (last.published.id().to_string(), total_block(w, &past))
        }),
        newest: newest.map(|newest| newest.published.id().to_string()),
        tables,
        delays: Vec::new(),
        quarters: entries(archive, is_quarter),
        weeks: entries(archive, |release| !is_quarter(release)),
        page,
    }
}

fn is_quarter(release: &Released) -> bool {
    matches!(release.published.period, Period::Quarter(_))
}

/// The numbers that were published up to this place of the chain. What comes later never changes
/// them, so a chart of them never changes either.
pub(super) fn past(archive: &Archive, place: i32) -> Vec<Past> {
    let known = archive
        .releases
        .iter()
        .filter(|release| release.published.place <= place && !release.published.id().is_erratum());
    known
        .map(|release| Past {
            period: release.published.period,
            figure: release.figures.number,
        })
        .collect()
}

fn entries(archive: &Archive, wanted: fn(&Released) -> bool) -> Vec<ReleaseEntry> {
    archive
        .all_in_force()
        .rev()
        .filter(|release| wanted(release))
        .map(|release| ReleaseEntry {
            period: release.published.period,
            id: release.published.id().to_string(),
            published: release.published.day,
            number: release.figures.number,
        })
        .collect()
}

/// `figures/{release}`.
pub(super) async fn release(
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let id = ReleaseId::parse(&path.1).ok_or(WebError::NotFound)?;
    let archive = visitor.web.archive().await?;
    let found = archive.find(id).ok_or(WebError::NotFound)?;
    let choice = choice(&visitor);
    let page = visitor.page(format!("figures/{id}{}", choice.query()));
    respond::public(&release_view(&visitor.web, page, &archive, found, choice).await?)
}

/// A release as the public sees it, out or not.
pub(super) async fn release_view<'a>(
    web: &Arc<Web>,
    page: Page<'a>,
    archive: &Archive,
    found: &Released,
    choice: Choice,
) -> Result<ReleaseView<'a>, WebError> {
    let changed = changed(web, archive, found).await?;
    Ok(ReleaseView {
        choice,
        id: found.published.id().to_string(),
        number: PublishedNumber {
            figure: found.figures.number,
            published: found.published.day,
        },
        form: form(archive, found),
        tables: tables(&page, archive, found, &choice),
        changed: changed.map(|(since, tables)| Changed::new(page.w, since, &tables)),
        files: found.files.clone(),
        nearby: nearby(archive, found),
        citation: citation(web, &page, found),
        page,
    })
}

/// The number over time, then every table; or the one that was chosen.
fn tables(
    page: &Page<'_>,
    archive: &Archive,
    found: &Released,
    choice: &Choice,
) -> Vec<TableBlock> {
    let wanted = |name: &str| choice.table.is_none_or(|table| table == name);
    let total = wanted("total").then(|| total_block(page.w, &past(archive, found.published.place)));
    let others = found.figures.tables.iter();
    let others = others.filter(|table| table.name != "total" && wanted(table.name));
    total
        .into_iter()
        .chain(others.map(|table| table_block(page.w, table, choice)))
        .collect()
}

fn form(archive: &Archive, found: &Released) -> Form {
    let id = found.published.id();
    let in_force = archive.in_force(id.period).map(|one| one.published.id());
    Form {
        replaces: id
            .is_erratum()
            .then(|| ReleaseId::from(id.period).to_string()),
        reason: found.reason.clone(),
        replaced_by: in_force
            .filter(|other| *other != id)
            .map(|other| other.to_string()),
    }
}

/// The ids of the releases of the same kind before and after.
fn nearby(archive: &Archive, found: &Released) -> (Option<String>, Option<String>) {
    let alike: Vec<&Released> = archive
        .all_in_force()
        .filter(|release| is_quarter(release) == is_quarter(found))
        .collect();
    let id = |release: &&Released| release.published.id().to_string();
    let period = found.published.period;
    let earlier = alike.iter().rev().find(|one| one.published.period < period);
    let later = alike.iter().find(|one| one.published.period > period);
    (earlier.map(id), later.map(id))
}

fn citation(web: &Web, page: &Page<'_>, found: &Released) -> String {
    let register = &web.app.settings.register;
    let id = found.published.id().to_string();
    let year = found.published.day.date().year().to_string();
    let authority = register.base_url.authority();
    let address = format!("{authority}/{}/figures/{id}", page.w.code());
    let args = [
        ("who", (&page.site.controller.name).into()),
        ("year", (&year).into()),
        ("name", (&page.site.name).into()),
        ("release", (&id).into()),
        ("address", (&address).into()),
        ("licence", (&register.data_licence).into()),
    ];
    page.w
        .texts()
        .get(page.w.locale(), "release-cite-text", &args)
}

/// What changed since the quarter before, with that release's id; nothing for a week, for the
/// first quarter, or when the family of tables changed in between.
async fn changed(
    web: &Arc<Web>,
    archive: &Archive,
    found: &Released,
) -> Result<Option<(String, Vec<TableChange>)>, WebError> {
    let Period::Quarter(later) = found.published.period else {
        return Ok(None);
    };
    let Some(before) = archive.in_force(Period::Quarter(later.previous())) else {
        return Ok(None);
    };
    let first = archive
        .releases
        .iter()
        .filter_map(|release| quarter(release));
    let Some(first) = first.min() else {
        return Ok(None);
    };
    let draws = archive.families.held_by_one(first, later.previous(), later);
    let (earlier, now) = (before.figures.clone(), found.figures.clone());
    // The margins take some thousand steps of arithmetic: not on a thread that answers requests.
    let tables = web
        .run(move |_| Ok(compared(&earlier, &now, &draws)))
        .await?;
    let since = before.published.id().to_string();
    Ok((!tables.is_empty()).then_some((since, tables)))
}

fn quarter(release: &Released) -> Option<Quarter> {
    match release.published.period {
        Period::Quarter(quarter) => Some(quarter),
        Period::Week(_) => None,
    }
}

fn compared(earlier: &Figures, later: &Figures, draws: &Draws) -> Vec<TableChange> {
    let pairs = earlier.tables.iter().filter_map(|before| {
        let mut now = later.tables.iter();
        Some((before, now.find(|table| table.name == before.name)?))
    });
    // Tables with two labels need not agree with the others; their changes would only confuse.
    pairs
        .filter(|(_, now)| now.dimensions.len() < 2)
        .map(|(before, now)| TableChange {
            name: now.name,
            dimensions: now.dimensions,
            changes: changes(before, now, draws),
        })
        .collect()
}
