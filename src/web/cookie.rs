//! The one cookie: a sealed visit of constant length, gone with the browser window.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use super::error::WebError;
use crate::app::App;
use crate::domain::clock::Timestamp;
use crate::domain::visit::Visit;
use crate::flows::FlowError;

/// Its name. The prefix makes browsers keep it to this host, path and HTTPS; without HTTPS (only
/// on loopback) they would refuse it, so there it has none.
fn name(app: &App) -> &'static str {
    if app.settings.register.base_url.is_https() {
        "__Host-visit"
    } else {
        "visit"
    }
}

/// The visit in the request's cookie, when there is one that opens and is not over.
pub(super) fn read(app: &App, request: &HttpRequest, now: Timestamp) -> Option<Visit> {
    let cookie = request.cookie(name(app))?;
    let padded = app.keys.open_cookie(now.day(), cookie.value())?;
    Visit::from_padded(&padded).filter(|visit| !visit.is_over(now))
}

/// The cookie that carries this visit on.
pub(super) fn carry(app: &App, visit: &Visit, now: Timestamp) -> Result<Cookie<'static>, WebError> {
    let padded = visit.padded().ok_or(WebError::Unavailable)?;
    let sealed = app
        .keys
        .seal_cookie(now.day(), &padded)
        .map_err(FlowError::from)?;
    Ok(built(app, sealed))
}

/// The cookie that ends whatever the browser holds.
pub(super) fn cleared(app: &App) -> Cookie<'static> {
    let mut cookie = built(app, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn built(app: &App, value: String) -> Cookie<'static> {
    Cookie::build(name(app), value)
        .path("/")
        .http_only(true)
        // A link from elsewhere must find the visit that is open, or its answer would put a fresh
        // one in its place. Forms from elsewhere never bring it, and carry no token of ours.
        .same_site(SameSite::Lax)
        .secure(app.settings.register.base_url.is_https())
        .finish()
}
