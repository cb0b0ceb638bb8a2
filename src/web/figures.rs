//! The published figures as pages.

use actix_web::{HttpResponse, web};

use super::archive::number;
use super::error::WebError;
use super::respond;
use super::views::figures::{FiguresView, ReleaseEntry, ReleaseView};
use super::visitor::Visitor;
use crate::domain::release::Period;
use crate::flows::publish::read::Archive;

/// `figures`.
pub(super) async fn index(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    respond::public(&FiguresView {
        page: visitor.page("figures"),
        number: number(&archive),
        quarters: entries(&archive, |period| matches!(period, Period::Quarter(_))),
        weeks: entries(&archive, |period| matches!(period, Period::Week(_))),
    })
}

fn entries(archive: &Archive, wanted: fn(&Period) -> bool) -> Vec<ReleaseEntry> {
    archive
        .releases
        .iter()
        .rev()
        .filter(|release| wanted(&release.published.period))
        .map(|release| ReleaseEntry {
            period: release.published.period,
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
    let period = Period::parse(&path.1).ok_or(WebError::NotFound)?;
    let archive = visitor.web.archive().await?;
    let found = archive
        .releases
        .iter()
        .find(|release| release.published.period == period);
    let figures = &found.ok_or(WebError::NotFound)?.figures;
    respond::public(&ReleaseView::new(
        visitor.page(format!("figures/{period}")),
        figures,
    ))
}
