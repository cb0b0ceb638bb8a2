//! The published files, for programs: the bytes as they were signed, from any origin.

use std::sync::Arc;

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde_json::json;

use super::error::WebError;
use super::state::Web;
use crate::crypto::digest;
use crate::domain::locale::Locale;
use crate::domain::release::Period;
use crate::flows::publish::read;

/// The files of every release.
pub(super) const FILES: [&str; 5] = [
    "figures.csv",
    "flows.csv",
    "release.json",
    "SHA256SUMS",
    "SHA256SUMS.minisig",
];

const RESOURCE_POLICY: (&str, &str) = ("cross-origin-resource-policy", "cross-origin");

fn open_to_all(response: &mut HttpResponseBuilder) -> &mut HttpResponseBuilder {
    response
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header(RESOURCE_POLICY)
}

/// `/data/{release}/{file}`.
pub(super) async fn file(
    request: HttpRequest,
    web: web::Data<Web>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (release, name) = path.into_inner();
    let web = web.into_inner();
    if release == "latest" {
        return latest(&web, &name).await;
    }
    let period = Period::parse(&release).ok_or(WebError::NotFound)?;
    let files = web.run(move |app| read::files(app, period)).await?;
    let file = files
        .into_iter()
        .find(|file| file.name == name)
        .ok_or(WebError::NotFound)?;
    let kind = media_type(&name);
    // A release never changes by a byte, so whoever has it may keep it.
    Ok(answer(
        &request,
        file.content,
        kind,
        "public, max-age=31536000, immutable",
    ))
}

async fn latest(web: &Arc<Web>, name: &str) -> Result<HttpResponse, WebError> {
    let archive = web.archive().await?;
    let mut quarters = archive
        .releases
        .iter()
        .rev()
        .map(|release| release.published.period);
    let newest = quarters
        .find(|period| matches!(period, Period::Quarter(_)))
        .ok_or(WebError::NotFound)?;
    // The name goes into a header: only names of the files there are.
    if !FILES.contains(&name) {
        return Err(WebError::NotFound);
    }
    Ok(open_to_all(&mut HttpResponse::Found())
        .insert_header((LOCATION, format!("/data/{newest}/{name}")))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish())
}

/// `/data/minisign.pub`: the key that signs releases.
pub(super) async fn public_key(request: HttpRequest, web: web::Data<Web>) -> HttpResponse {
    let key = web.app.keys.release_public().as_bytes().to_vec();
    answer(&request, key, media_type("minisign.pub"), "no-cache")
}

/// `/data/releases.json`: every release with its files, the newest first.
pub(super) async fn releases(
    request: HttpRequest,
    web: web::Data<Web>,
) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    let archive = web.archive().await?;
    let entry = |release: &read::Released| {
        let id = release.published.period.to_string();
        json!({
            "id": id,
            "kind": match release.published.period {
                Period::Quarter(_) => "quarterly",
                Period::Week(_) => "weekly",
            },
            "published": release.published.day.iso(),
            "policy_version": release.figures.policy_version,
            "chain": release.published.chain,
            "files": FILES.map(|name| format!("/data/{id}/{name}")),
        })
    };
    let list = json!({
        "register": web.site.name,
        "licence": web.app.settings.register.data_licence,
        "note": web.app.texts.get(Locale::En, "caveat", &[]),
        "releases": archive.releases.iter().rev().map(entry).collect::<Vec<_>>(),
    });
    let body = serde_json::to_vec_pretty(&list).map_err(|_| WebError::Unavailable)?;
    Ok(answer(
        &request,
        body,
        media_type("releases.json"),
        "no-cache",
    ))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("csv") => "text/csv; charset=utf-8; header=present",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

fn answer(
    request: &HttpRequest,
    body: Vec<u8>,
    kind: &'static str,
    keep: &'static str,
) -> HttpResponse {
    let tag = format!("\"{}\"", digest::hex(&digest::sha256(&body)));
    let asked = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let unchanged = asked.is_some_and(|asked| asked.split(',').any(|one| one.trim() == tag));
    let mut response = if unchanged {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    open_to_all(&mut response)
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, keep))
        .insert_header((ETAG, tag));
    if unchanged {
        response.finish()
    } else {
        response.body(body)
    }
}
