//! The pages of states, and telling that something is wrong on one.
//!
//! Never kept by a browser or on our own shelf: whether a page may be out of date depends on the
//! day, and which states somebody looked at is nobody's business.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::door::Form;
use super::error::WebError;
use super::respond;
use super::views::countries::{CountriesView, CountryView, ReportedView, Wrong};
use super::visitor::Visitor;
use crate::domain::nationality::Nationality;
use crate::domain::report::{Part, Report};
use crate::flows::report_error::{Reported, report_error};

/// What was searched for is read no further than this.
const LONGEST: usize = 80;

/// What may stand behind the index.
#[derive(serde::Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
}

/// `countries`, with or without `?q=`.
pub(super) async fn index(
    visitor: Visitor,
    asked: Option<web::Query<Asked>>,
) -> Result<HttpResponse, WebError> {
    let asked = asked.and_then(|asked| asked.into_inner().q);
    let asked = asked.map(|text| text.chars().take(LONGEST).collect::<String>());
    let known = visitor.web.known().await?;
    let view = CountriesView {
        page: visitor.page("countries"),
        atlas: &known.atlas,
        asked: asked.filter(|text| !text.trim().is_empty()),
    };
    respond::unkept(StatusCode::OK, &view)
}

/// `countries/{iso2}`, in small letters.
pub(super) async fn country(
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    country_page(&visitor, state(&path.1)?, None).await
}

async fn country_page(
    visitor: &Visitor,
    state: Nationality,
    wrong: Option<Wrong>,
) -> Result<HttpResponse, WebError> {
    let status = if wrong.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let known = visitor.web.known().await?;
    let view = CountryView {
        page: visitor.page(format!("countries/{}", state.code().to_lowercase())),
        state,
        atlas: &known.atlas,
        today: visitor.now.day(),
        wrong,
    };
    respond::unkept(status, &view)
}

fn state(code: &str) -> Result<Nationality, WebError> {
    let found = Nationality::from_code(&code.to_uppercase()).filter(|state| state.is_state());
    // One address for each page.
    found
        .filter(|_| code.chars().all(|sign| sign.is_ascii_lowercase()))
        .ok_or(WebError::NotFound)
}

/// `POST countries/{iso2}`: something is wrong on this page. Needs no visit, so it carries no
/// token; a form of another site is refused before.
pub(super) async fn report(
    visitor: Visitor,
    path: web::Path<(String, String)>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    visitor.web.limits.post(&visitor.request)?;
    let state = state(&path.1)?;
    let part = form.get("part").and_then(|part| Part::from_code(part));
    let Some(part) = part else {
        return country_page(&visitor, state, Some(Wrong::Part)).await;
    };
    let link = form.get("link").map_or("", String::as_str);
    let Ok(report) = Report::new(state, part, link) else {
        return country_page(&visitor, state, Some(Wrong::Source)).await;
    };
    let reported = visitor
        .web
        .run(move |app| report_error(app, report))
        .await?;
    let view = ReportedView {
        page: visitor.page("countries"),
        kept: reported == Reported::Kept,
    };
    respond::unkept(StatusCode::OK, &view)
}
