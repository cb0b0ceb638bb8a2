//! How the office answers at a desk: a page that nobody keeps, or on to another one.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use actix_web::http::{Method, StatusCode};

use super::cookies;
use super::desk::Desk;
use super::interrupted::{Interrupted, known_page};
use crate::flows::office::Refusal;
use crate::web::error::WebError;
use crate::web::own_form::{self, OFFICE};
use crate::web::views::Template;
use crate::web::views::office::entry::{NotYoursView, SignInView};
use crate::web::views::office::page::OfficePage;

impl Desk {
    /// A page of the office, with what its address says happened.
    pub fn page(&self) -> OfficePage<'_> {
        let query = self.request.query_string();
        let of = |name: &str| {
            let mut parts = query.split('&').filter_map(|part| part.split_once('='));
            parts.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let mut page = OfficePage::new(self.words(), &self.web.site, self.request.path());
        match &self.seat {
            Some(seat) => page = page.of(&seat.operator, self.token()),
            // Without a key of the day they are refused, as everything else is then.
            None => {
                let token = own_form::token(&self.web, &self.request, OFFICE);
                page.token = token.unwrap_or_default();
            }
        }
        page.told(of("done"), of("refused"))
    }

    /// Answers with a page that nobody keeps.
    pub fn show(&self, status: StatusCode, view: &impl Template) -> Result<HttpResponse, WebError> {
        let body = view.render().map_err(|_| {
            tracing::error!("a page of the office could not be rendered");
            WebError::Unavailable
        })?;
        Ok(HttpResponse::build(status)
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(body))
    }

    /// On to a page of the office, which says what was done.
    pub fn go(&self, path: &str, done: &str) -> HttpResponse {
        self.on_to(path, "done", done)
    }

    /// On to an address of the office.
    pub fn go_to(&self, address: &str) -> HttpResponse {
        self.on_to(address, "", "")
    }

    fn on_to(&self, path: &str, what: &str, code: &str) -> HttpResponse {
        let slash = if path.is_empty() { "" } else { "/" };
        let query = match code.is_empty() {
            true => String::new(),
            false => format!("?{what}={code}"),
        };
        HttpResponse::SeeOther()
            .insert_header((LOCATION, format!("/admin{slash}{path}{query}")))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish()
    }

    /// The same with a cookie.
    pub fn go_with(&self, path: &str, cookies: Vec<Cookie<'static>>) -> HttpResponse {
        with_cookies(self.go(path, ""), cookies)
    }

    /// After a deed: on to the page, with what was done or why it was refused.
    pub fn after<T>(&self, done: &Result<T, Refusal>, path: &str, code: &str) -> HttpResponse {
        match done {
            Ok(_) => self.go(path, code),
            Err(refused) => self.on_to(path, "refused", refused.code()),
        }
    }

    /// On to a page that says why something was refused.
    pub fn refuse(&self, path: &str, code: &str) -> HttpResponse {
        self.on_to(path, "refused", code)
    }

    /// The page to sign in at, whatever was asked for, and what must not get lost on the way.
    pub fn sign_in_page(&self, typed: Option<&Interrupted>) -> Result<HttpResponse, WebError> {
        let is_post = self.request.method() == Method::POST;
        let asked = self.request.uri().path_and_query();
        let asked = asked.map_or("", actix_web::http::uri::PathAndQuery::as_str);
        let to = known_page(asked).filter(|to| *to != "/admin" && !is_post);
        let to = to.map(|to| ("to".to_owned(), to.to_owned()));
        let is_over = cookies::session(&self.web.app, &self.request).is_some();
        let over = match (is_post, typed) {
            (true, Some(_)) => Some("office-over-kept"),
            (true, None) => Some("office-over-lost"),
            (false, _) => is_over.then_some("office-over"),
        };
        let view = SignInView {
            over: over.map(|key| self.words().say(key)),
            carried: typed.map_or_else(|| to.into_iter().collect(), Interrupted::hidden),
            ..SignInView::empty(self.page(), self.web.sign_ins_shown())
        };
        let status = match is_post {
            true => StatusCode::FORBIDDEN,
            false => StatusCode::OK,
        };
        self.show(status, &view)
    }

    /// Says that this page is for other roles.
    pub fn not_yours(&self) -> Result<HttpResponse, WebError> {
        self.show(StatusCode::FORBIDDEN, &NotYoursView { page: self.page() })
    }
}

/// The answer with these cookies.
pub(super) fn with_cookies(
    mut response: HttpResponse,
    cookies: Vec<Cookie<'static>>,
) -> HttpResponse {
    for cookie in cookies {
        // A cookie that cannot be written is no cookie of ours.
        if response.add_cookie(&cookie).is_err() {
            tracing::error!("a cookie of the office could not be written");
        }
    }
    response
}
