//! Who a request comes from, as a handler needs it: language, visit, and the moment.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};

use super::cookie;
use super::error::WebError;
use super::language;
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

/// The fields of a form as they were sent. No form of ours has a name twice, so one that does is
/// refused whole: which of the two was meant?
#[derive(Default, serde::Deserialize)]
#[serde(try_from = "Vec<(String, String)>")]
pub(super) struct Fields(BTreeMap<String, String>);

impl std::ops::Deref for Fields {
    type Target = BTreeMap<String, String>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl TryFrom<Vec<(String, String)>> for Fields {
    type Error = &'static str;

    fn try_from(sent: Vec<(String, String)>) -> Result<Self, Self::Error> {
        let many = sent.len();
        let fields: BTreeMap<String, String> = sent.into_iter().collect();
        if fields.len() == many {
            Ok(Self(fields))
        } else {
            Err("a field was sent twice")
        }
    }
}

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
        let asked = request.match_info().get("lang").unwrap_or_default();
        let locale = language::offered(&web.app.texts, asked).ok_or(WebError::NotFound)?;
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
        let mut page = Page::new(self.words(), &self.web.site, path);
        page.notice = self.web.notice();
        page.added = self.web.added(&page.path, self.locale.code());
        page
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

    /// The visit this form belongs to; `None` when the browser brought no visit, as after the last
    /// page. A form that was made for another visit is refused.
    pub fn own_visit(&self, fields: &Fields) -> Result<Option<&Visit>, WebError> {
        self.web.limits.post(&self.request)?;
        let Some(visit) = self.visit.as_ref() else {
            return Ok(None);
        };
        let token = fields.get("token").map_or("", String::as_str);
        let keys = &self.web.app.keys;
        if keys.form_token_is(self.now.day(), &visit.nonce, TOKEN, token) {
            Ok(Some(visit))
        } else {
            Err(WebError::ForeignForm)
        }
    }

    /// Whether this request may write.
    pub fn is_post(&self) -> bool {
        self.request.method() == Method::POST
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
        status: StatusCode,
        view: &impl Template,
        visit: &Visit,
    ) -> Result<HttpResponse, WebError> {
        let cookie = cookie::carry(&self.web.app, visit, self.now)?;
        respond::door(status, view, Some(cookie))
    }

    /// A page of the door for somebody without an open visit: it changes nothing, not even what
    /// the browser holds.
    pub fn quiet_page(
        &self,
        status: StatusCode,
        view: &impl Template,
    ) -> Result<HttpResponse, WebError> {
        respond::door(status, view, None)
    }

    /// A page of the door that ends what the browser holds.
    pub fn last_page(
        &self,
        status: StatusCode,
        view: &impl Template,
    ) -> Result<HttpResponse, WebError> {
        respond::door(status, view, Some(cookie::cleared(&self.web.app)))
    }

    /// On to another page of the door.
    pub fn go_on(&self, path: &str, visit: &Visit) -> Result<HttpResponse, WebError> {
        let cookie = cookie::carry(&self.web.app, visit, self.now)?;
        Ok(respond::see_other(&self.href(path), cookie))
    }
}
