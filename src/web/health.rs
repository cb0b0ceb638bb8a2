//! Whether the process lives, and whether it can serve. Neither says a number.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::state::Web;
use crate::flows::FlowError;
use crate::store::{meta, outbox};

/// `/healthz`: the process answers.
pub(super) async fn alive() -> HttpResponse {
    plain("alive\n")
}

/// `/readyz`: both databases answer and the outbox has room.
pub(super) async fn ready(web: web::Data<Web>) -> Result<HttpResponse, WebError> {
    let web = web.into_inner();
    web.run(|app| {
        app.store.register.read("is it ready", meta::calendar)?;
        let limit = i64::from(app.settings.mail.outbox_letters);
        let waiting = app.store.transit.read("is it ready", outbox::waiting)?;
        if waiting < limit {
            Ok(())
        } else {
            Err(FlowError::Busy)
        }
    })
    .await?;
    Ok(plain("ready\n"))
}

fn plain(body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .body(body)
}
