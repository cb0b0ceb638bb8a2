//! Whether the process lives, and whether it can serve. Neither says a number.

use std::sync::Arc;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::state::{Web, nearly_full};
use crate::flows::FlowError;
use crate::store::{meta, outbox};

/// `/healthz`: the process answers.
pub(super) async fn alive() -> HttpResponse {
    plain("alive\n")
}

/// `/readyz`: both databases answer, there is still room for more, and nobody told it to stop. It
/// turns red before anybody is refused, so that a balancer can send visitors elsewhere in time.
pub(super) async fn ready(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    is_ready(&web.into_inner()).await?;
    Ok(plain("ready\n"))
}

/// Whether this host can serve everybody who may come now.
pub(super) async fn is_ready(web: &Arc<Web>) -> Result<(), WebError> {
    if web.is_stopping() || web.is_nearly_full() {
        return Err(WebError::Busy);
    }
    web.run(|app| {
        app.store.register.read("is it ready", meta::calendar)?;
        let waiting = app.store.transit.read("is it ready", outbox::waiting)?;
        let waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
        let most = usize::try_from(app.settings.mail.outbox_letters).unwrap_or(usize::MAX);
        match nearly_full(waiting, most) || app.derivation.is_nearly_full() {
            false => Ok(()),
            true => Err(FlowError::Busy),
        }
    })
    .await
}

fn plain(body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .body(body)
}
