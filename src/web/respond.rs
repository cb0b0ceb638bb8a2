//! Answers. Those of the door are uncompressed and padded to steps of 4 KiB, so that their
//! length tells nothing of what stands in them.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};

use super::error::WebError;
use super::views::Template;

const STEP: usize = 4_096;
const HTML: &str = "text/html; charset=utf-8";

/// A page that anyone may see and keep.
pub(super) fn public(view: &impl Template) -> Result<HttpResponse, WebError> {
    let body = rendered(view)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(body))
}

/// A page of the door.
pub(super) fn door(
    status: u16,
    view: &impl Template,
    cookie: Cookie<'static>,
) -> Result<HttpResponse, WebError> {
    let body = padded(rendered(view)?);
    Ok(HttpResponse::build(code(status))
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-store"))
        .cookie(cookie)
        .body(body))
}

/// A message in the place of a page, outside any visit; padded too, since it may stand in one.
pub(super) fn message(status: StatusCode, view: &impl Template) -> Result<HttpResponse, WebError> {
    Ok(HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, HTML))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(padded(rendered(view)?)))
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

fn padded(mut body: String) -> String {
    let rest = STEP - body.len() % STEP;
    body.extend(std::iter::repeat_n(' ', rest));
    body
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::OK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn door_pages_grow_in_steps() {
        for length in [0, 1, 4_095, 4_096, 5_000] {
            let body = padded("x".repeat(length));
            assert!(body.len().is_multiple_of(STEP) && body.len() > length);
        }
    }
}
