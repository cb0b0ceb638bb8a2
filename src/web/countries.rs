//! The pages of states, and telling that something is wrong on one.
//!
//! Never kept by a browser or on our own shelf: whether a page may be out of date depends on the
//! day, and which states somebody looked at is nobody's business.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::door::Form;
use super::error::WebError;
use super::own_form;
use super::respond;
use super::views::countries::{CountriesView, CountryView, ReportedView, Sent, Wrong};
use super::visitor::Visitor;
use crate::domain::nationality::Nationality;
use crate::domain::report::{LINK_BYTES, Part, Report};
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
    sent: Option<Sent>,
) -> Result<HttpResponse, WebError> {
    let status = match sent.as_ref().map(|sent| sent.wrong) {
        None => StatusCode::OK,
        Some(Wrong::Form) => StatusCode::FORBIDDEN,
        Some(Wrong::Part | Wrong::Source) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let known = visitor.web.known().await?;
    let form = own_form::report(state.code());
    let view = CountryView {
        page: visitor.page(format!("countries/{}", state.code().to_lowercase())),
        state,
        atlas: &known.atlas,
        today: visitor.now.day(),
        token: own_form::token(&visitor.web, &visitor.request, &form)?,
        sent,
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

/// `POST countries/{iso2}`: something is wrong on this page. Needs no visit and no cookie.
pub(super) async fn report(
    visitor: Visitor,
    path: web::Path<(String, String)>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    visitor.web.limits.post(&visitor.request)?;
    let state = state(&path.1)?;
    let report = match read(&visitor, state, &form) {
        Ok(report) => report,
        Err(sent) => return country_page(&visitor, state, Some(sent)).await,
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

/// The report in a form; or why there is none, with what was typed.
fn read(visitor: &Visitor, state: Nationality, form: &Form) -> Result<Report, Sent> {
    let part = form.get("part").and_then(|part| Part::from_code(part));
    let link = form.get("link").map_or("", String::as_str);
    let not_taken = |wrong| Sent {
        wrong,
        part,
        link: link.chars().take(LINK_BYTES).collect(),
    };
    let shown = own_form::report(state.code());
    if !own_form::is_ours(&visitor.web, &visitor.request, &shown, form) {
        return Err(not_taken(Wrong::Form));
    }
    let part = part.ok_or_else(|| not_taken(Wrong::Part))?;
    Report::new(state, part, link).map_err(|_| not_taken(Wrong::Source))
}
