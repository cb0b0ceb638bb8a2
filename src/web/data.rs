//! The published files, for programs: the bytes as they were signed, from any origin; and lists
//! over all releases.

use std::sync::Arc;

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderName, HeaderValue, LOCATION,
};
use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use super::error::WebError;
use super::shelf::{ForEveryone, for_everyone};
use super::state::Web;
use crate::domain::locale::Locale;
use crate::domain::release::{Period, ReleaseId};
use crate::flows::publish::delay::Delay;
use crate::flows::publish::formats::codes;
use crate::flows::publish::{csv, read};

/// A release never changes by a byte, so whoever has it may keep it.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// Readable by pages and programs of any origin.
pub(super) fn open_to_all(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    response
}

/// Data that are the same for everyone; parameters change nothing.
pub(super) fn data(kind: &'static str, keep: &'static str, body: Vec<u8>) -> HttpResponse {
    open_to_all(for_everyone(ForEveryone::default(), kind, keep, body))
}

/// `OPTIONS` on any address of data: a page of another origin may read it.
pub(super) async fn preflight() -> HttpResponse {
    open_to_all(
        HttpResponse::NoContent()
            .insert_header(("access-control-allow-methods", "GET, HEAD, OPTIONS"))
            .insert_header(("access-control-allow-headers", "*"))
            .insert_header(("access-control-max-age", "86400"))
            .finish(),
    )
}

/// `/data/{release}/{file}`.
pub(super) async fn file(
    web: web::Data<Web>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (release, name) = path.into_inner();
    let web = web.into_inner();
    if release == "latest" {
        return latest(&web, &name).await;
    }
    let id = ReleaseId::parse(&release).ok_or(WebError::NotFound)?;
    let asked = name.clone();
    let files = web.run(move |app| read::files(app, id)).await?;
    let found = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| file.content.clone())
    };
    let content = match found(&asked) {
        Some(content) => content,
        None => dataset(&asked, &found("figures.json").ok_or(WebError::NotFound)?)?,
    };
    Ok(data(media_type(&name), FOR_EVER, content))
}

/// `figures.{table}.json`: one dataset out of the collection `figures.json`.
fn dataset(name: &str, collection: &[u8]) -> Result<Vec<u8>, WebError> {
    let table = name
        .strip_prefix("figures.")
        .and_then(|rest| rest.strip_suffix(".json"))
        .ok_or(WebError::NotFound)?;
    let collection: Value =
        serde_json::from_slice(collection).map_err(|_| WebError::Unavailable)?;
    let items = collection.pointer("/link/item").and_then(Value::as_array);
    let is_named =
        |item: &&Value| item.pointer("/extension/table").and_then(Value::as_str) == Some(table);
    let item = items.and_then(|items| items.iter().find(is_named));
    serde_json::to_vec_pretty(item.ok_or(WebError::NotFound)?).map_err(|_| WebError::Unavailable)
}

/// `/data/latest/{file}`: on to the newest quarterly release, in the form that holds now.
async fn latest(web: &Arc<Web>, name: &str) -> Result<HttpResponse, WebError> {
    let archive = web.archive().await?;
    let newest = archive.newest_quarter().ok_or(WebError::NotFound)?;
    let id = newest.published.id();
    // The name goes into a header: only names of the files there are.
    let wanted = name.to_owned();
    let files = web.run(move |app| read::files(app, id)).await?;
    if !files.iter().any(|file| file.name == wanted) {
        return Err(WebError::NotFound);
    }
    let response = HttpResponse::Found()
        .insert_header((LOCATION, format!("/data/{id}/{name}")))
        .insert_header((CACHE_CONTROL, ASK_AGAIN))
        .finish();
    Ok(open_to_all(response))
}

/// `/data/minisign.pub`: the key that signs releases.
pub(super) async fn public_key(web: web::Data<Web>) -> HttpResponse {
    let key = web.app.keys.release_public().as_bytes().to_vec();
    data(media_type("minisign.pub"), ASK_AGAIN, key)
}

/// `/data/releases.json`: every release with its files, the newest first; and what is late.
pub(super) async fn releases(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let state = web.standing().await?.state.clone();
    let archive = state.archive.clone();
    let names = web.run(move |app| read::names(app, &archive)).await?;
    let all = state.archive.releases.iter().zip(&names).rev();
    let newest = state.archive.newest_quarter();
    let list = json!({
        "register": web.site.name,
        "licence": web.app.settings.register.data_licence,
        "note": web.app.texts.get(Locale::En, "caveat", &[]),
        "latest": newest.map(|newest| newest.published.id().to_string()),
        "delayed": state.delays.iter().map(delay).collect::<Vec<_>>(),
        "releases": all.map(|(release, names)| entry(release, names)).collect::<Vec<_>>(),
    });
    let body = serde_json::to_vec_pretty(&list).map_err(|_| WebError::Unavailable)?;
    Ok(data(media_type("releases.json"), ASK_AGAIN, body))
}

fn entry(release: &read::Released, names: &[String]) -> Value {
    let id = release.published.id().to_string();
    let address = |name: &String| format!("/data/{id}/{name}");
    json!({
        "id": id,
        "kind": match release.published.period {
            Period::Quarter(_) => "quarterly",
            Period::Week(_) => "weekly",
        },
        "erratum_of": release.published.id().is_erratum().then(|| release.published.period.to_string()),
        "published": release.published.day.iso(),
        "policy_version": release.figures.policy_version,
        "chain": release.published.chain,
        "files": names.iter().map(address).collect::<Vec<_>>(),
    })
}

fn delay(delay: &Delay) -> Value {
    json!({"release": delay.quarter.to_string(), "due": delay.due.iso()})
}

/// `/data/series.csv`: the figures of all releases, in the forms that hold now, under one header.
pub(super) async fn series(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let archive = web.archive().await?;
    let files = web
        .run(move |app| read::one_file_of_each(app, &archive, "figures.csv"))
        .await?;
    let mut all = csv::header().map_err(|_| WebError::Unavailable)?;
    for file in files {
        let lines = file.content.splitn(2, |byte| *byte == b'\n').nth(1);
        all.extend_from_slice(lines.unwrap_or_default());
    }
    Ok(data(media_type("series.csv"), ASK_AGAIN, all))
}

/// `/data/codes/{lang}.csv`: what the codes are called.
pub(super) async fn labels(
    web: web::Data<Web>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let locale = Locale::from_code(&path).ok_or(WebError::NotFound)?;
    let body = codes::csv(&web.app.texts, locale).map_err(|_| WebError::Unavailable)?;
    Ok(data(media_type("codes.csv"), ASK_AGAIN, body))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("csv") => "text/csv; charset=utf-8; header=present",
        Some("json") => "application/json",
        Some("jsonld") => "application/ld+json",
        Some("cff") => "application/yaml; charset=utf-8",
        Some("toml") => "application/toml; charset=utf-8",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "text/plain; charset=utf-8",
    }
}
