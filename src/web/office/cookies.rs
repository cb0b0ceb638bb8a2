//! The office's cookies: who is signed in, which language, and that a person signed in from this
//! browser before.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use crate::app::App;
use crate::crypto::digest;
use crate::domain::locale::Locale;
use crate::flows::office::sessions::SESSION_SECONDS;

const DEVICE_DAYS: i64 = 365;

/// Its name. The prefix makes browsers keep it to this host and HTTPS; without HTTPS (only on
/// loopback) they would refuse it, so there it has none.
fn name(app: &App, https: &'static str, plain: &'static str) -> &'static str {
    if app.settings.register.base_url.is_https() {
        https
    } else {
        plain
    }
}

fn session_name(app: &App) -> &'static str {
    name(app, "__Host-office", "office")
}

fn language_name(app: &App) -> &'static str {
    name(app, "__Host-office_language", "office_language")
}

fn device_name(app: &App) -> &'static str {
    name(app, "__Host-office_device", "office_device")
}

/// What the browser holds of a session.
pub(super) fn session(app: &App, request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(session_name(app))?;
    Some(cookie.value().to_owned()).filter(|value| !value.is_empty())
}

/// The cookie of a new session.
pub(super) fn begin(app: &App, token: &str) -> Cookie<'static> {
    built(app, session_name(app), token, SESSION_SECONDS)
}

/// The cookie that ends a session.
pub(super) fn end(app: &App) -> Cookie<'static> {
    built(app, session_name(app), "", 0)
}

/// Says that this person signed in from this browser before, so that a stranger who tries the
/// name from elsewhere cannot keep them out here (OWASP, "device cookies").
pub(super) fn device(app: &App, who: &str, token: &str) -> Cookie<'static> {
    let nonce: String = digest::sha256_hex(token.as_bytes())
        .chars()
        .take(32)
        .collect();
    let sign = app.keys.office().digest("device", who, &nonce);
    let value = format!("{who}.{nonce}.{sign}");
    built(app, device_name(app), &value, DEVICE_DAYS * 86_400)
}

/// The browser's own name, when this person signed in from it before.
pub(super) fn known_device(app: &App, request: &HttpRequest, who: &str) -> Option<String> {
    let cookie = request.cookie(device_name(app))?;
    let rest = cookie.value().strip_prefix(who)?.strip_prefix('.')?;
    let (nonce, sign) = rest.split_once('.')?;
    let office = app.keys.office();
    let wanted = office.digest("device", who, nonce);
    crate::crypto::office::OfficeKey::same(sign, &wanted).then(|| nonce.to_owned())
}

/// The language that was chosen in the office.
pub(super) fn chosen_language(app: &App, request: &HttpRequest) -> Option<Locale> {
    let cookie = request.cookie(language_name(app))?;
    Locale::from_code(cookie.value()).filter(|locale| Locale::WRITTEN.contains(locale))
}

/// Remembers the language.
pub(super) fn language(app: &App, locale: Locale) -> Cookie<'static> {
    built(app, language_name(app), locale.code(), DEVICE_DAYS * 86_400)
}

fn built(app: &App, name: &'static str, value: &str, seconds: i64) -> Cookie<'static> {
    Cookie::build(name, value.to_owned())
        .path("/")
        .http_only(true)
        // Nobody comes to the office by a link from elsewhere.
        .same_site(SameSite::Strict)
        .secure(app.settings.register.base_url.is_https())
        .max_age(Duration::seconds(seconds))
        .finish()
}
