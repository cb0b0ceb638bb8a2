//! What a doctor who holds the keys is told: from where its request came, and for whose it is taken.
//!
//! No page says that, and nobody else gets an answer that differs by a byte from the usual one.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};

use super::client::address;
use super::state::Web;
use crate::crypto::asked::{HEADER, is_question};

/// The header that answers, where the request asks rightly.
pub(super) fn answer(request: &HttpRequest, web: &Web) -> Option<(HeaderName, HeaderValue)> {
    let asked = request.headers().get(HEADER)?.to_str().ok()?;
    if !is_question(&web.app.keys, web.app.now(), asked) {
        return None;
    }
    let peer = request.peer_addr()?;
    let taken_for = address(request, &web.app.settings.web.trusted_proxies)?;
    let value = HeaderValue::try_from(format!("{peer} {taken_for}")).ok()?;
    Some((HeaderName::from_static(HEADER), value))
}
