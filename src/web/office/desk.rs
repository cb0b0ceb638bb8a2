//! One request to the office: who sits at the desk, in which language, and how it is answered.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};

use super::cookies;
use super::gate::{Admitted, web_of};
use crate::domain::locale::Locale;
use crate::flows::office::log::note_refusal;
use crate::flows::office::sessions::Seat;
use crate::flows::office::sign_in;
use crate::flows::office::{Outcome, Refusal};
use crate::web::error::WebError;
use crate::web::language;
use crate::web::state::Web;
use crate::web::views::Template;
use crate::web::views::office::entry::{ConfirmView, NotYoursView, SignInView};
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
        let locale = cookies::chosen_language(request).or(written);
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
    fn token(&self) -> String {
        let Some(held) = cookies::session(&self.web.app, &self.request) else {
            return String::new();
        };
        self.web.app.keys.office().digest("form", "", &held)
    }

    /// Takes a form: from this session, and not one of too many.
    pub fn own(&self, form: &Fields) -> Result<(), WebError> {
        self.web.limits.post(&self.request)?;
        let sent = form.get("token").map_or("", String::as_str);
        let wanted = self.token();
        let same = crate::crypto::office::OfficeKey::same(sent, &wanted);
        if same && !wanted.is_empty() {
            Ok(())
        } else {
            Err(WebError::ForeignForm)
        }
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

    /// The words of this language.
    pub fn words(&self) -> crate::text::Words<'_> {
        self.web.app.texts.words(self.locale)
    }

    /// A page of the office, with what its address says happened.
    pub fn page(&self) -> OfficePage<'_> {
        let query = self.request.query_string();
        let of = |name: &str| {
            let mut parts = query.split('&').filter_map(|part| part.split_once('='));
            parts.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let mut page = OfficePage::new(self.words(), &self.web.site, self.request.path());
        if let Some(seat) = &self.seat {
            page = page.of(&seat.operator, self.token());
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
        let mut response = self.go(path, "");
        for cookie in cookies {
            // A cookie that cannot be written is no cookie of ours.
            if response.add_cookie(&cookie).is_err() {
                tracing::error!("a cookie of the office could not be written");
            }
        }
        response
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

    /// The page to sign in at, whatever was asked for.
    pub fn sign_in_page(&self, status: StatusCode) -> Result<HttpResponse, WebError> {
        self.show(
            status,
            &SignInView {
                page: self.page(),
                typed: String::new(),
                wrong: false,
            },
        )
    }

    /// Says that this page is for other roles.
    pub fn not_yours(&self) -> Result<HttpResponse, WebError> {
        self.show(StatusCode::FORBIDDEN, &NotYoursView { page: self.page() })
    }
}
