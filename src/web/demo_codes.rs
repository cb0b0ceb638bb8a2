//! The telephone of a demonstration's operators: the codes that their apps would show.
//!
//! Routed only when the server was started as a demonstration on loopback.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::state::Web;
use crate::crypto::totp;

/// `/demo/codes`.
pub(super) async fn page(state: web::Data<Web>) -> Result<HttpResponse, WebError> {
    if state.sign_ins.is_empty() {
        return Err(WebError::NotFound);
    }
    let now = state.app.now();
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Codes</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"refresh\" content=\"10\">\
         <link rel=\"stylesheet\" href=\"/static/enkel.css\">\
         <main><h1>Codes of the demonstration</h1>\
         <p>What the telephones of its two operators show now. A code works once, and changes \
         every half minute. <a href=\"/admin\">To the office</a></p>\
         <table><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Password</th>\
         <th scope=\"col\">Code</th></tr></thead><tbody>",
    );
    for one in &state.sign_ins {
        let secret = data_encoding::BASE32_NOPAD.decode(one.secret.as_bytes());
        let secret = secret.map_err(|_| WebError::Unavailable)?;
        let code = totp::code(&secret, now).ok_or(WebError::Unavailable)?;
        page.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td><strong>{code}</strong></td></tr>",
            one.name, one.password
        ));
    }
    page.push_str("</tbody></table></main></html>");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(page))
}
