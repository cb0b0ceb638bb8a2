//! Whether the process lives, and whether it can serve. Neither says a number.

use std::sync::Arc;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};

use super::asked;
use super::error::WebError;
use super::state::Web;
use crate::flows::ready;

/// `/healthz`: the process answers, and tells a doctor who holds the keys whom it sees.
pub(super) async fn alive(request: HttpRequest, web: web::Data<Web>) -> HttpResponse {
    let mut response = plain("alive\n");
    if let Some((name, value)) = asked::answer(&request, &web) {
        response.headers_mut().insert(name, value);
    }
    response
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
    web.run(ready::is_ready).await
}

fn plain(body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .body(body)
}
