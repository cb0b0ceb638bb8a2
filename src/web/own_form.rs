//! Forms that belong to no visit and no session: a report about a state's page, and coming in at
//! the office. There is no cookie that their token could be bound to, so it is bound to the network
//! that the page was shown to. A page elsewhere can have one made for its own server, but not for
//! the browsers of its readers.
//!
//! Nothing is noted anywhere: the token is made again and compared, for as long as the day's key
//! lives, two days.

use actix_web::HttpRequest;

use super::error::WebError;
use super::state::Web;
use super::visitor::Fields;
use crate::domain::ids::Nonce;
use crate::flows::FlowError;

/// The form of a report; each state's page has one of its own.
pub(super) fn report(state: &str) -> String {
    format!("outside report {state}")
}

/// The forms of the office that somebody who is not signed in can send.
pub(super) const OFFICE: &str = "outside office";

/// The token of such a form, for whoever asks for its page.
///
/// # Errors
/// When there is no key of this day.
pub(super) fn token(web: &Web, request: &HttpRequest, form: &str) -> Result<String, WebError> {
    let key = web.app.keys.visit(web.app.now().day());
    let key = key.map_err(FlowError::from)?;
    Ok(key.form_token(&network(web, request), form))
}

/// Whether a form stood on a page of ours that was shown to whoever sends it.
pub(super) fn is_ours(web: &Web, request: &HttpRequest, form: &str, fields: &Fields) -> bool {
    // A browser's own word, which no page can make it say: then it may have changed its network
    // since. Only browsers from before 2023 do not say it.
    let site = request.headers().get("sec-fetch-site");
    if site.is_some_and(|site| site == "same-origin") {
        return true;
    }
    let token = fields.get("token").map_or("", String::as_str);
    let today = web.app.now().day();
    let network = network(web, request);
    web.app.keys.form_token_is(today, &network, form, token)
}

fn network(web: &Web, request: &HttpRequest) -> Nonce {
    Nonce::new(web.limits.network(request))
}
