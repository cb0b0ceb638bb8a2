//! How the register does, in figures that protect people.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Form};
use crate::flows::office::overview::{drill_done, overview};
use crate::web::error::WebError;
use crate::web::figures::past;
use crate::web::views::office::overview::OverviewView;
use crate::web::views::past::total_block;

/// `GET /admin`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    let seen = desk.web.run(overview).await?;
    let known = desk.web.known().await?;
    let archive = known.archive;
    let countries = known.atlas.countries();
    let review = countries.map(|country| country.review_due).min();
    let w = desk.words();
    let last = archive.releases.last();
    let view = OverviewView {
        page: desk.page(),
        today: desk.web.app.today(),
        trend: last.map(|last| total_block(w, &past(&archive, last.published.place))),
        last: last.map(|last| (last.published.id().to_string(), last.published.day)),
        review,
        seen,
    };
    desk.show(StatusCode::OK, &view)
}

/// There is nothing to read at the address of drills.
pub(super) async fn no_page(_: Desk) -> Result<HttpResponse, WebError> {
    Err(WebError::NotFound)
}

/// `POST drills`: a drill was done today.
pub(super) async fn drill(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let done = desk.deed(drill_done).await?;
    Ok(desk.after(&done, "", "drill"))
}
