//! Who a request comes from, as a handler needs it: language, visit, and the moment.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::cookie;
use super::error::WebError;
use super::respond;
use super::state::Web;
use super::views::{Page, Template};
use crate::crypto::random;
use crate::domain::clock::Timestamp;
use crate::domain::ids::Nonce;
use crate::domain::locale::Locale;
use crate::domain::visit::{Stage, Visit};
use crate::flows::{FlowError, end_visit};
use crate::text::Words;

/// The fields of a form as they were sent.
pub(super) type Fields = BTreeMap<String, String>;

/// The name under which form tokens are made: one per visit, good on each of its pages.
const TOKEN: &str = "door";

/// A visitor with one request.
pub(super) struct Visitor {
    pub web: Arc<Web>,
    pub locale: Locale,
    pub now: Timestamp,
    /// The visit in the cookie, when it opens and is not over.
    pub visit: Option<Visit>,
    pub request: HttpRequest,
}

impl FromRequest for Visitor {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Visitor {
    fn of(request: &HttpRequest) -> Result<Self, WebError> {
        let web = request
            .app_data::<web::Data<Web>>()
            .ok_or(WebError::Unavailable)?;
        let web = web.clone().into_inner();
        let language = request.match_info().get("lang").unwrap_or_default();
        let locale = Locale::from_code(language).ok_or(WebError::NotFound)?;
        let now = web.app.now();
        let visit = cookie::read(&web.app, request, now);
        Ok(Self {
            locale,
            now,
            visit,
            request: request.clone(),
            web,
        })
    }

    /// The words of the visitor's language.
    pub fn words(&self) -> Words<'_> {
        self.web.app.texts.words(self.locale)
    }

    /// A page without a visit.
    pub fn page(&self, path: impl Into<String>) -> Page<'_> {
        Page::new(self.words(), &self.web.site, path)
    }

    /// The address of a page in the visitor's language.
    pub fn href(&self, path: &str) -> String {
        format!("/{}/{path}", self.locale)
    }

    /// The token that forms of this visit carry.
    pub fn token(&self, visit: Nonce) -> Result<String, WebError> {
        let key = self
            .web
            .app
            .keys
            .visit(self.now.day())
            .map_err(FlowError::from)?;
        Ok(key.form_token(&visit, TOKEN))
    }

    /// Refuses a form that was not made for the visit in the cookie, or comes from another site.
    pub fn require_own_form(&self, fields: &Fields) -> Result<&Visit, WebError> {
        self.web.limits.post(&self.request)?;
        let visit = self.visit.as_ref().ok_or(WebError::ForeignForm)?;
        let token = fields.get("token").map_or("", String::as_str);
        let keys = &self.web.app.keys;
        if keys.form_token_is(self.now.day(), &visit.nonce, TOKEN, token) {
            Ok(visit)
        } else {
            Err(WebError::ForeignForm)
        }
    }

    /// A visit that has only seen the first page.
    pub fn fresh_visit(&self) -> Result<Visit, WebError> {
        let nonce = Nonce::new(random::bytes().map_err(FlowError::from)?);
        Ok(Visit {
            nonce,
            stage: Stage::Fresh { shown: self.now },
        })
    }

    /// Whether this visit was ended, from whichever browser.
    pub async fn has_ended(&self, visit: Nonce) -> Result<bool, WebError> {
        self.web
            .run(move |app| end_visit::has_ended(app, visit))
            .await
    }

    /// A page of the door, with the cookie that carries the visit on.
    pub fn door_page(
        &self,
        status: u16,
        view: &impl Template,
        visit: &Visit,
    ) -> Result<HttpResponse, WebError> {
        let cookie = cookie::carry(&self.web.app, visit, self.now)?;
        respond::door(status, view, cookie)
    }

    /// A page of the door that ends what the browser holds.
    pub fn last_page(&self, status: u16, view: &impl Template) -> Result<HttpResponse, WebError> {
        respond::door(status, view, cookie::cleared(&self.web.app))
    }

    /// On to another page of the door.
    pub fn go_on(&self, path: &str, visit: &Visit) -> Result<HttpResponse, WebError> {
        let cookie = cookie::carry(&self.web.app, visit, self.now)?;
        Ok(respond::see_other(&self.href(path), cookie))
    }
}
