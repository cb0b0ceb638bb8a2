//! The published files, for programs: the bytes as they were signed, from any origin.

use std::sync::Arc;

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, ALLOW,
    CACHE_CONTROL, LOCATION,
};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::error::WebError;
use super::shelf::{self, Keep};
use super::state::Web;
use super::{feed, openapi, series};
use crate::domain::locale::Locale;
use crate::domain::release::{Period, ReleaseId};
use crate::flows::publish::delay::Delay;
use crate::flows::publish::formats::codes;
use crate::flows::publish::read::{self, Archive, Released};

/// A release never changes by a byte, so whoever has one of its files may keep it.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";
const METHODS: &str = "GET, HEAD, OPTIONS";

/// What a browser asks before a page of another site may read data with headers of its own.
pub(super) async fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ALLOW, METHODS))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "*"))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "86400"))
        .finish()
}

/// `/data/{release}/{file}`.
pub(super) async fn file(
    web: web::Data<Web>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (release, name) = path.into_inner();
    let web = web.into_inner();
    let archive = web.archive().await?;
    if release == "latest" {
        return latest(&archive, &name);
    }
    let id = ReleaseId::parse(&release).ok_or(WebError::NotFound)?;
    let kind = media_type(&name);
    // Only names that a release has are looked up.
    let release = archive.find(id);
    let table = known(release, &name).is_err().then(|| table_in(&name));
    let file = match table {
        None => name,
        Some(_) => COLLECTION.to_owned(),
    };
    known(release, &file)?;
    let content = web.run(move |app| read::file(app, id, &file)).await?;
    let mut content = content.ok_or(WebError::NotFound)?;
    if let Some(table) = table {
        content = dataset(table.ok_or(WebError::NotFound)?.as_str(), &content)?;
    }
    Ok(shelf::answer(content, kind, FOR_EVER, Keep::Always))
}

/// JSON-stat: all tables of a release.
const COLLECTION: &str = "figures.json";

/// The table in `figures.{table}.json`.
fn table_in(name: &str) -> Option<String> {
    let table = name.strip_prefix("figures.")?.strip_suffix(".json")?;
    Some(table.to_owned())
}

/// One dataset out of the collection, for tools that follow links to one table.
fn dataset(table: &str, collection: &[u8]) -> Result<Vec<u8>, WebError> {
    let collection: Value =
        serde_json::from_slice(collection).map_err(|_| WebError::Unavailable)?;
    let items = collection.pointer("/link/item").and_then(Value::as_array);
    let is_it =
        |item: &&Value| item.pointer("/extension/table").and_then(Value::as_str) == Some(table);
    let found = items.and_then(|items| items.iter().find(is_it));
    serde_json::to_vec_pretty(found.ok_or(WebError::NotFound)?).map_err(|_| WebError::Unavailable)
}

fn known<'a>(release: Option<&'a Released>, name: &str) -> Result<&'a Released, WebError> {
    release
        .filter(|release| release.files.iter().any(|file| file == name))
        .ok_or(WebError::NotFound)
}

/// The newest quarterly release, in the form that holds now.
fn newest(archive: &Archive) -> Option<&Released> {
    let mut newest_first = archive.all_in_force().rev();
    newest_first.find(|release| matches!(release.published.period, Period::Quarter(_)))
}

fn latest(archive: &Archive, name: &str) -> Result<HttpResponse, WebError> {
    // The name goes into a header: only names of the files there are.
    let id = known(newest(archive), name)?.published.id();
    Ok(HttpResponse::Found()
        .insert_header((LOCATION, format!("/data/{id}/{name}")))
        .insert_header((CACHE_CONTROL, ASK_AGAIN))
        .finish())
}

/// `/data/minisign.pub`: the key that signs releases.
pub(super) async fn public_key(web: web::Data<Web>) -> HttpResponse {
    let key = web.app.keys.release_public().as_bytes().to_vec();
    shelf::answer(
        key,
        media_type("minisign.pub"),
        ASK_AGAIN,
        Keep::UntilGrowth,
    )
}

/// `/data/releases.json`: every release with its files, the newest first.
pub(super) async fn releases(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let known = web.known().await?;
    let archive = known.archive;
    let latest = newest(&archive).map(|release| release.published.id().to_string());
    let list = json!({
        "register": web.site.name,
        "licence": web.app.settings.register.data_licence,
        "note": web.app.texts.get(Locale::En, "caveat", &[]),
        "latest": latest,
        "delayed": known.delays.iter().map(late).collect::<Vec<_>>(),
        "releases": archive.releases.iter().rev().map(|one| entry(one)).collect::<Vec<_>>(),
    });
    let body = serde_json::to_vec_pretty(&list).map_err(|_| WebError::Unavailable)?;
    Ok(list_of(body, "releases.json"))
}

fn late(delay: &Delay) -> Value {
    let (release, due) = (delay.quarter.to_string(), delay.due.iso());
    match &delay.reason {
        Some([nl, en]) => {
            json!({"release": release, "due": due, "reason": {"nl": nl, "en": en}})
        }
        None => json!({"release": release, "due": due}),
    }
}

fn entry(release: &Released) -> Value {
    let published = &release.published;
    let id = published.id().to_string();
    let address = |name: &String| format!("/data/{id}/{name}");
    json!({
        "id": id,
        "kind": match published.period {
            Period::Quarter(_) => "quarterly",
            Period::Week(_) => "weekly",
        },
        "erratum_of": published.id().is_erratum().then(|| published.period.to_string()),
        "published": published.day.iso(),
        "policy_version": release.figures.policy_version,
        "chain": published.chain,
        "files": release.files.iter().map(address).collect::<Vec<_>>(),
    })
}

/// `/data/series.csv`: the lines of every release, in one file.
pub(super) async fn series(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let archive = web.archive().await?;
    let body = web.run(move |app| series::csv(app, &archive)).await?;
    Ok(list_of(body, "series.csv"))
}

/// `/data/codes/{lang}.csv`: what the codes in the files mean.
pub(super) async fn codes(
    web: web::Data<Web>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let locale = Locale::from_code(&path).ok_or(WebError::NotFound)?;
    let body = codes::csv(&web.app.texts, locale).map_err(|_| WebError::Unavailable)?;
    Ok(list_of(body, "codes.csv"))
}

/// `/data/feed.atom`: news of releases.
pub(super) async fn feed(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let web: Arc<Web> = web.into_inner();
    let known = web.known().await?;
    let settings = &web.app.settings.register;
    let body = feed::atom(&known.archive, &known.delays, &web.app.texts, settings);
    Ok(list_of(body.into_bytes(), "feed.atom"))
}

/// `/openapi.json`: all of these addresses, for programs.
pub(super) async fn description(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let described = openapi::described(&web.app.settings.register);
    let body = serde_json::to_vec_pretty(&described).map_err(|_| WebError::Unavailable)?;
    Ok(list_of(body, "openapi.json"))
}

fn list_of(body: Vec<u8>, name: &str) -> HttpResponse {
    shelf::answer(body, media_type(name), ASK_AGAIN, Keep::UntilGrowth)
}

fn media_type(name: &str) -> &'static str {
    if name.ends_with("csv-metadata.json") {
        return "application/csvm+json";
    }
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("csv") => "text/csv; charset=utf-8; header=present",
        Some("json") => "application/json",
        Some("jsonld") => "application/ld+json",
        Some("atom") => "application/atom+xml; charset=utf-8",
        Some("cff") => "application/yaml",
        Some("toml") => "application/toml",
        Some("svg") => "image/svg+xml; charset=utf-8",
        Some("png") => "image/png",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "text/plain; charset=utf-8",
    }
}
