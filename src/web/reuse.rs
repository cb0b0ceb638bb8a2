//! The figures for others to take along: the number for another site, a sheet to print, and the
//! pages that tell researchers and municipalities how.

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use actix_web::{HttpResponse, web};

use super::archive::number;
use super::error::WebError;
use super::guard;
use super::respond;
use super::state::Web;
use super::views::reuse::{
    Cited, MunicipalitiesView, NumberView, ResearchersView, SheetView, number_svg,
};
use super::views::{Page, STYLESHEET, Template};
use super::visitor::Visitor;
use crate::domain::period::Quarter;
use crate::domain::release::Period;
use crate::flows::publish::file_names;
use crate::flows::publish::read::{Archive, Released};
use crate::text::Words;

const RESOURCE_POLICY: (&str, &str) = ("cross-origin-resource-policy", "cross-origin");

/// Long enough to spare both sides, short enough for a number of the week.
const AN_HOUR: &str = "public, max-age=3600";

/// `figures/number.svg`.
pub(super) async fn drawing(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    let address = format!("{}/{}/figures", base(&visitor), visitor.locale);
    let name = &visitor.web.site.name;
    let svg = number_svg(&visitor.words(), name, number(&archive), &address)
        .map_err(|_| WebError::Unavailable)?;
    Ok(respond::drawing(svg, AN_HOUR))
}

/// `figures/number.html`.
pub(super) async fn frame(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    let view = NumberView {
        page: visitor.page("figures/number.html"),
        number: number(&archive),
    };
    let mut response = respond::public(&view)?;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(guard::FRAMED),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(AN_HOUR));
    let (name, value) = RESOURCE_POLICY;
    headers.insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    );
    Ok(response)
}

/// `figures/{release}/sheet`: of a quarter; a week has nothing to fill a sheet with.
pub(super) async fn sheet(
    visitor: Visitor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let quarter = Quarter::parse(&path.1).ok_or(WebError::NotFound)?;
    let archive = visitor.web.archive().await?;
    let wanted = Period::Quarter(quarter);
    let found = archive.in_force(wanted).ok_or(WebError::NotFound)?;
    let figures = &found.figures;
    let page = visitor.page(format!("figures/{quarter}/sheet"));
    let reason = found.reason.as_deref();
    respond::public(&SheetView::new(page, figures, base(&visitor)).corrected(reason))
}

/// The sheet of a release as a file of its own, with its style in it.
pub(super) fn sheet_alone(web: &Web, w: Words<'_>, released: &Released) -> Option<String> {
    let id = released.published.id();
    let page = Page::new(w, &web.site, format!("figures/{id}/sheet"));
    let base = web.app.settings.register.base_url.as_str();
    let page = SheetView::new(page, &released.figures, base)
        .corrected(released.reason.as_deref())
        .render()
        .ok()?;
    let link = "<link rel=\"stylesheet\" href=\"/static/enkel.css\">";
    let whole = page.replace(link, &format!("<style>{STYLESHEET}</style>"));
    // Where it is opened, the site is not at hand: links must name it.
    Some(whole.replace("href=\"/", &format!("href=\"{base}/")))
}

/// `for-municipalities`.
pub(super) async fn municipalities(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    respond::public(&MunicipalitiesView {
        page: visitor.page("for-municipalities"),
        quarters: quarters(&archive).map(|cited| cited.quarter).collect(),
    })
}

/// `for-researchers`.
pub(super) async fn researchers(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    respond::public(&ResearchersView {
        page: visitor.page("for-researchers"),
        base: base(&visitor).to_owned(),
        licence: visitor.web.app.settings.register.data_licence.clone(),
        newest: quarters(&archive).next(),
        number: number(&archive),
        files: file_names(),
    })
}

/// The quarters that came out, the newest first; each once, with the day of its last form.
pub(super) fn quarters(archive: &Archive) -> impl Iterator<Item = Cited> {
    let published = archive.releases.iter().filter_map(|release| {
        let figures = &release.figures;
        match figures.period {
            Period::Quarter(quarter) => Some((quarter, figures.published)),
            Period::Week(_) => None,
        }
    });
    let days: BTreeMap<_, _> = published.collect();
    let newest_first = days.into_iter().rev();
    newest_first.map(|(quarter, published)| Cited { quarter, published })
}

fn base(visitor: &Visitor) -> &str {
    visitor.web.app.settings.register.base_url.as_str()
}
