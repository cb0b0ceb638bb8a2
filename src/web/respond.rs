//! Answers. Those of the door are uncompressed and padded to steps of 4 KiB, from a floor that
//! every page without a long list stays under: their length tells nothing of what stands in them,
//! nor whether anything does.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderName, HeaderValue, LOCATION,
};

use super::error::WebError;
use super::guard;
use super::shelf::{self, Keep};
use super::views::Template;

const STEP: usize = 4_096;
const FLOOR: usize = 3 * STEP;
const HTML: &str = "text/html; charset=utf-8";

/// A page that anyone may see and keep. It must rest on nothing but its address, the settings and
/// what was published.
pub(super) fn public(view: &impl Template) -> Result<HttpResponse, WebError> {
    let body = rendered(view)?;
    Ok(shelf::answer(body, HTML, "no-cache", Keep::UntilGrowth))
}

/// A drawing that other sites may show.
pub(super) fn drawing(svg: String, keep: &'static str) -> HttpResponse {
    let mut response = shelf::answer(svg, "image/svg+xml; charset=utf-8", keep, Keep::UntilGrowth);
    guard::open(response.headers_mut());
    response
}

/// A page that nobody may keep: it is another one each time.
pub(super) fn unkept(status: StatusCode, view: &impl Template) -> Result<HttpResponse, WebError> {
    Ok(HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(rendered(view)?))
}

/// A page of the door. `cookie` carries the visit on, or clears it; a page that answers a GET
/// without a visit leaves alone whatever the browser holds.
pub(super) fn door(
    status: StatusCode,
    view: &impl Template,
    cookie: Option<Cookie<'static>>,
) -> Result<HttpResponse, WebError> {
    let body = padded(rendered(view)?.into_bytes());
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CONTENT_SECURITY_POLICY, guard::WITH_SCRIPT))
        .insert_header((CACHE_CONTROL, "no-store"));
    if let Some(cookie) = cookie {
        response.cookie(cookie);
    }
    Ok(response.body(body))
}

/// A file of the door. White space after JSON means nothing, so it can be padded too.
pub(super) fn file(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        // The name tells nothing to whoever sees the folder of downloads.
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"data.json\""))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(padded(body))
}

/// A message in the place of a page, outside any visit; padded too, since it may stand in one.
pub(super) fn message(status: StatusCode, view: &impl Template) -> Result<HttpResponse, WebError> {
    Ok(HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(padded(rendered(view)?.into_bytes())))
}

/// Whoever stops may be somebody who is watched: the pages that this browser read go out of its
/// cache. Not the cookies: that word reaches beyond this site. On this page alone, since browsers
/// can take a while over it, and no other page may wait.
pub(super) fn forget(headers: &mut HeaderMap) {
    let name = HeaderName::from_static("clear-site-data");
    headers.insert(name, HeaderValue::from_static("\"cache\""));
}

/// On to another page of the door.
pub(super) fn see_other(address: &str, cookie: Cookie<'static>) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-store"))
        .cookie(cookie)
        .finish()
}

fn rendered(view: &impl Template) -> Result<String, WebError> {
    view.render().map_err(|_| {
        tracing::error!("a page could not be rendered");
        WebError::Unavailable
    })
}

/// A calendar file of the door; it comes padded, in its own way. Its name is as neutral.
pub(super) fn calendar(body: Vec<u8>, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}

/// How long something of the door is that holds this many bytes.
pub(super) fn step_for(bytes: usize) -> usize {
    (bytes + 1).next_multiple_of(STEP).max(FLOOR)
}

fn padded(mut body: Vec<u8>) -> Vec<u8> {
    let length = step_for(body.len());
    body.resize(length, b' ');
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn door_pages_grow_in_steps() {
        for (length, padded_to) in [
            (0, FLOOR),
            (FLOOR - 1, FLOOR),
            (FLOOR, FLOOR + STEP),
            (FLOOR + STEP, FLOOR + 2 * STEP),
        ] {
            assert_eq!(padded(vec![b'x'; length]).len(), padded_to);
        }
    }
}
