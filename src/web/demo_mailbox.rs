//! The mailbox of a demonstration: the letters that would have gone out, newest first.
//!
//! Routed only when the server was started as a demonstration on loopback.

use std::path::Path;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::state::Web;

const MOST: usize = 50;

/// `/demo/mailbox`.
pub(super) async fn list(state: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let names = newest_first(folder(&state)?);
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Mailbox</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"stylesheet\" href=\"/static/enkel.css\">\
         <main><h1>Mailbox of the demonstration</h1>\
         <p>Every letter that would have been sent, newest first.</p><ul>",
    );
    for name in &names {
        page.push_str(&format!(
            "<li><a href=\"/demo/mailbox/{name}\">{name}</a></li>"
        ));
    }
    page.push_str("</ul></main></html>");
    Ok(shown("text/html; charset=utf-8", page.into_bytes()))
}

/// `/demo/mailbox/{name}`: one letter as it was written.
pub(super) async fn letter(
    state: web::Data<Web>,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let folder = folder(&state)?;
    // Only names that stand in the list: nothing else in the file system can be asked for.
    let known = newest_first(folder)
        .into_iter()
        .find(|known| *known == *name);
    let name = known.ok_or(WebError::NotFound)?;
    let body = std::fs::read(folder.join(name)).map_err(|_| WebError::NotFound)?;
    Ok(shown("text/plain; charset=utf-8", body))
}

fn folder(state: &Web) -> Result<&Path, WebError> {
    state.mailbox.as_deref().ok_or(WebError::NotFound)
}

fn newest_first(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let written = entry.metadata().ok()?.modified().ok()?;
            name.ends_with(".eml").then_some((written, name))
        })
        .collect();
    found.sort();
    found
        .into_iter()
        .rev()
        .take(MOST)
        .map(|(_, name)| name)
        .collect()
}

fn shown(kind: &'static str, body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}
