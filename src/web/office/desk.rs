//! One request to the office: who sits at the desk, in which language, and what they may send.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};

use super::cookies;
use super::gate::{Admitted, web_of};
use super::interrupted::page_of;
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
use crate::web::views::office::entry::{ConfirmView, ConsiderView};
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
}
