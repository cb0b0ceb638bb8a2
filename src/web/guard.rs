//! Around every handler: the right host, no forms from elsewhere, the headers that keep a page to
//! itself, and a page in the visitor's language for whatever is refused.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::error::WebError;
use super::language;
use super::patience::{InWork, whole_body};
use super::respond;
use super::shelf;
use super::state::Web;
use super::views::Page;
use super::views::door::MessageView;
use crate::config::BaseUrl;
use crate::domain::locale::Locale;

/// For pages of the door, and for the one that waits for a file: a script of ours may run, and ask
/// this server.
pub(super) const WITH_SCRIPT: &str = "default-src 'none'; object-src 'none'; style-src 'self'; \
                               img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
                               base-uri 'none'; frame-ancestors 'none'";
/// The one page that other sites may put in a frame: it shows what anyone may read, takes
/// nothing and has no form, so nobody can be led to press anything in it unseen.
pub(super) const FRAMED: &str = "default-src 'none'; object-src 'none'; style-src 'self'; \
                                 base-uri 'none'; form-action 'none'; frame-ancestors *";
const POLICY: &str = "default-src 'none'; object-src 'none'; style-src 'self'; img-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Guards one request.
pub(super) async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(state) = request.app_data::<web::Data<Web>>().cloned() else {
        return Err(WebError::Unavailable.into());
    };
    let locale = language::of(&state.app.texts, request.path(), request.headers());
    let is_open = shelf::is_open(request.path());
    let admitted = match admit(&request, &state.app.settings.register.base_url) {
        Ok(()) if request.method() == Method::POST => {
            whole_body(&mut request, &state.patience).await
        }
        admitted => admitted,
    };
    let _in_work = InWork::on(&request);
    let is_slow = admitted == Err(WebError::TooSlow);
    let served = match admitted {
        Ok(()) => shelf::serve(&state, request, next).await?,
        Err(refused) => request.error_response(refused).map_into_boxed_body(),
    };
    let mut response = told(served, &state, locale);
    if is_slow || state.is_stopping() {
        // Whoever comes again is to come to another host.
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    if is_open {
        open(response.headers_mut());
    }
    dress(
        response.headers_mut(),
        &state.app.settings.register.base_url,
    );
    Ok(response)
}

/// Only requests to our own name, and no form that a page of another site sends.
fn admit(request: &ServiceRequest, base: &BaseUrl) -> Result<(), WebError> {
    let text = |name: HeaderName| {
        let value = request.headers().get(name)?;
        Some(value.to_str().unwrap_or("?").to_owned())
    };
    let path = request.path();
    let is_probe = path == "/healthz" || path == "/readyz";
    let host = request
        .uri()
        .authority()
        .map(|a| a.to_string())
        .or_else(|| text(header::HOST));
    if !is_probe && host.as_deref() != Some(base.authority()) {
        return Err(WebError::BadRequest);
    }
    if request.method() != Method::POST {
        return Ok(());
    }
    // Browsers that say where a form comes from are believed; under our own referrer policy they
    // send no other origin than `null`. The form's token guards all of them.
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let foreign = match (site.as_deref(), origin.as_deref()) {
        (Some(site), _) => site != "same-origin",
        (None, Some(origin)) => origin != "null" && origin != base.as_str(),
        (None, None) => false,
    };
    if foreign {
        Err(WebError::ForeignForm)
    } else {
        Ok(())
    }
}

/// Puts the page that tells it in the place of a bare refusal.
fn told(served: ServiceResponse<BoxBody>, state: &Web, locale: Locale) -> ServiceResponse<BoxBody> {
    let Some(refused) = served
        .response()
        .error()
        .and_then(|e| e.as_error::<WebError>())
        .copied()
    else {
        return served;
    };
    let page = Page::new(state.app.texts.words(locale), &state.site, "");
    let view = MessageView {
        page,
        message: refused.message(),
    };
    let status = served.status();
    let mut written = respond::message(status, &view)
        .unwrap_or_else(|_| HttpResponse::new(StatusCode::SERVICE_UNAVAILABLE));
    if matches!(
        refused,
        WebError::Busy | WebError::Unavailable | WebError::TooMany
    ) {
        written
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static("30"));
        // Whoever comes back later needs no connection meanwhile, and each holds some 50 KiB.
        written
            .head_mut()
            .set_connection_type(ConnectionType::Close);
    }
    let request = served.into_parts().0;
    ServiceResponse::new(request, written)
}

/// Data are for everyone's programs, wherever they run; refusals too, or nobody could read why.
pub(super) fn open(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("etag"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

fn dress(headers: &mut HeaderMap, base: &BaseUrl) {
    // Only the page that is made for frames brings a policy of its own.
    let policy = headers.get(header::CONTENT_SECURITY_POLICY);
    let framed = policy.is_some_and(|policy| policy == FRAMED);
    let mut put = |name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    put("content-security-policy", POLICY);
    put("referrer-policy", "no-referrer");
    put("x-content-type-options", "nosniff");
    if !framed {
        put("x-frame-options", "DENY");
    }
    put("cross-origin-opener-policy", "same-origin");
    // Nothing of ours asks another origin, so this costs nothing, and no page may be read
    // together with another site's through the processor's side doors.
    put("cross-origin-embedder-policy", "require-corp");
    put("cross-origin-resource-policy", "same-origin");
    put(
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    );
    if base.is_https() {
        put(
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        );
    }
}
