//! One request to the office: who sits at the desk, in which language, and how it is answered.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};

use super::cookies;
use super::gate::{Admitted, web_of};
use super::interrupted::{Interrupted, known_page, page_of};
use crate::crypto::office::OfficeKey;
use crate::domain::locale::Locale;
use crate::flows::office::log::note_refusal;
use crate::flows::office::sessions::Seat;
use crate::flows::office::sign_in;
use crate::flows::office::{Outcome, Refusal};
use crate::web::error::WebError;
use crate::web::language;
use crate::web::own_form::{self, OFFICE};
use crate::web::state::Web;
use crate::web::views::Template;
use crate::web::views::office::entry::{ConfirmView, ConsiderView, NotYoursView, SignInView};
use crate::web::views::office::page::OfficePage;
use crate::web::visitor::Fields;

/// A form of the office.
pub(super) type Form = web::Form<Fields>;

/// The desk of one request.
pub(super) struct Desk {
    pub web: Arc<Web>,
    pub locale: Locale,
    /// Who; only pages for coming in are reached without.
    pub seat: Option<Seat>,
    pub request: HttpRequest,
}

impl FromRequest for Desk {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Put there by the gate; without it nobody comes in.
        let admitted = request.extensions().get::<Admitted>().cloned();
        let admitted = admitted.ok_or(WebError::NotFound);
        ready(admitted.and_then(|Admitted(seat)| {
            let desk = Self::of(request)?;
            Ok(Self { seat, ..desk })
        }))
    }
}

impl Desk {
    /// A desk where nobody sits yet.
    pub fn of(request: &HttpRequest) -> Result<Self, WebError> {
        let web = web_of(request)?;
        let asked = language::of(&web.app.texts, "/", request.headers());
        let written = Some(asked).filter(|locale| Locale::WRITTEN.contains(locale));
        let locale = cookies::chosen_language(&web.app, request).or(written);
        Ok(Self {
            web,
            locale: locale.unwrap_or(Locale::En),
            seat: None,
            request: request.clone(),
        })
    }

    /// Who sits here.
    pub fn seat(&self) -> Result<&Seat, WebError> {
        self.seat.as_ref().ok_or(WebError::ForeignForm)
    }

    /// The name of who sits here, for flows.
    pub fn name(&self) -> Result<String, WebError> {
        Ok(self.seat()?.name().to_owned())
    }

    /// The token that forms of this session carry.
    pub fn token(&self) -> String {
        let held = cookies::session(&self.web.app, &self.request);
        match (held, &self.seat) {
            (Some(held), Some(seat)) => self.token_of(&held, seat.name()),
            _ => String::new(),
        }
    }

    /// The token of a session: one part that no other session has, and one that tells, also when
    /// the session is over, for whom a page was made.
    pub fn token_of(&self, held: &str, who: &str) -> String {
        let office = self.web.app.keys.office();
        let session = office.digest("form", "", held);
        let made_for = office.digest("form made for", who, &session);
        format!("{session}.{made_for}")
    }

    /// Whether a page with this token was made for this person, in whichever session.
    pub fn made_for(&self, who: &str, token: &str) -> bool {
        let office = self.web.app.keys.office();
        token.split_once('.').is_some_and(|(session, made_for)| {
            OfficeKey::same(made_for, &office.digest("form made for", who, session))
        })
    }

    /// Takes a form: from this session, and not one of too many.
    pub fn own(&self, form: &Fields) -> Result<(), WebError> {
        self.web.limits.post(&self.request)?;
        if self.is_of_session(form) {
            Ok(())
        } else {
            Err(WebError::ForeignForm)
        }
    }

    /// Whether a form that needs no session stood on a page that was shown to whoever sends it.
    pub fn is_shown_form(&self, form: &Fields) -> bool {
        self.is_of_session(form) || own_form::is_ours(&self.web, &self.request, OFFICE, form)
    }

    fn is_of_session(&self, form: &Fields) -> bool {
        let sent = form.get("token").map_or("", String::as_str);
        let wanted = self.token();
        OfficeKey::same(sent, &wanted) && !wanted.is_empty()
    }

    /// Asks for the second factor again where it was not given just now: with the form's own
    /// fields, so that nothing typed is lost. `None` when all is well.
    pub async fn ask_factor(
        &self,
        form: &Fields,
        what: &'static str,
    ) -> Result<Option<HttpResponse>, WebError> {
        let seat = self.seat()?.clone();
        if seat.is_confirmed(self.web.app.now()) {
            return Ok(None);
        }
        let code = form.get("factor").cloned();
        let mut wrong = false;
        if let Some(code) = code {
            self.web.limits.code_of(&self.request, seat.name())?;
            let done = self
                .web
                .run(move |app| sign_in::confirm(app, &seat, &code))
                .await?;
            if done.is_ok() {
                return Ok(None);
            }
            wrong = true;
        }
        let kept = form.iter().filter(|(name, _)| *name != "factor");
        let view = ConfirmView {
            page: self.page(),
            action: self.request.path().to_owned(),
            back: page_of(self.request.path(), form),
            what: self.words().say(format!("office-confirm-{what}")),
            kept: kept.map(|(n, v)| (n.clone(), v.clone())).collect(),
            wrong,
        };
        let status = match wrong {
            true => StatusCode::UNPROCESSABLE_ENTITY,
            false => StatusCode::OK,
        };
        self.show(status, &view).map(Some)
    }

    /// Asks whether somebody really means it, saying what will happen. `None` when they pressed the
    /// button of that page.
    pub fn consider(
        &self,
        form: &Fields,
        what: &'static str,
        about: &str,
    ) -> Result<Option<HttpResponse>, WebError> {
        if form.contains_key("sure") {
            return Ok(None);
        }
        let mut kept: Vec<_> = form.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
        kept.push(("sure".to_owned(), "yes".to_owned()));
        let part_of = |part: &str| {
            let key = format!("office-consider-{what}{part}");
            self.words().say_with(&key, "about", about)
        };
        let view = ConsiderView {
            page: self.page(),
            action: self.request.path().to_owned(),
            back: page_of(self.request.path(), form),
            title: part_of(""),
            text: part_of("-text"),
            button: part_of("-button"),
            kept,
        };
        self.show(StatusCode::OK, &view).map(Some)
    }

    /// The words of this language.
    pub fn words(&self) -> crate::text::Words<'_> {
        self.web.app.texts.words(self.locale)
    }

    /// What the address asks for under this name.
    pub fn asked(&self, name: &str) -> Option<String> {
        let query = self.request.query_string();
        let asked = web::Query::<Vec<(String, String)>>::from_query(query).ok()?;
        let found = asked.into_inner().into_iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value)
    }

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

    /// Runs a deed of the office in the name of who sits here.
    pub async fn deed<T: Send + 'static>(
        &self,
        deed: impl FnOnce(&crate::app::App, &str) -> Outcome<T> + Send + 'static,
    ) -> Result<Result<T, Refusal>, WebError> {
        let name = self.name()?;
        self.web
            .run(move |app| {
                let done = deed(app, &name)?;
                if let Err(refused) = &done
                    && refused.is_about_what_was_typed()
                {
                    note_refusal(app, &name, "", *refused)?;
                }
                Ok(done)
            })
            .await
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
