//! The pages anyone may read, and the way from `/` to one's own language.

use actix_web::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse};

use super::archive::number;
use super::error::WebError;
use super::processors;
use super::respond;
use super::shelf::{self, Keep};
use super::views::public::{
    AboutView, CountingMode, HelpView, HomeView, PaperView, PrivacyView, SafetyView,
};
use super::views::{FAVICON, STYLESHEET};
use super::visitor::Visitor;
use crate::config;
use crate::domain::locale::Locale;

/// `/`: on to a language. By what the browser asks for, never by where it is.
pub(super) async fn negotiate(request: HttpRequest) -> HttpResponse {
    let asked = request.headers().get(ACCEPT_LANGUAGE);
    let locale = preferred(asked.and_then(|value| value.to_str().ok()).unwrap_or(""));
    HttpResponse::Found()
        .insert_header((LOCATION, format!("/{locale}/")))
        .insert_header((VARY, "Accept-Language"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish()
}

/// `/nl` and `/en`: on to the language's home.
pub(super) async fn with_slash(request: HttpRequest) -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, format!("{}/", request.path())))
        .finish()
}

/// The language with the highest weight that is offered; Dutch leads when none is asked for.
pub(super) fn preferred(asked: &str) -> Locale {
    let weighed = asked.split(',').filter_map(|part| {
        let mut pieces = part.split(';');
        let tag = pieces.next()?.trim().to_ascii_lowercase();
        let locale = Locale::from_code(tag.split('-').next()?)?;
        let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok());
        Some((locale, weight.unwrap_or(1.0)))
    });
    let mut best = (Locale::Nl, 0.0);
    for (locale, weight) in weighed {
        if weight > best.1 {
            best = (locale, weight);
        }
    }
    best.0
}

/// Home.
pub(super) async fn home(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    respond::public(&HomeView {
        page: visitor.page(""),
        number: number(&archive),
    })
}

/// `safety`.
pub(super) async fn safety(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&SafetyView {
        page: visitor.page("safety"),
    })
}

/// `about`.
pub(super) async fn about(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&AboutView {
        page: visitor.page("about"),
    })
}

/// `help`.
pub(super) async fn help(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&HelpView {
        page: visitor.page("help"),
    })
}

/// `paper`.
pub(super) async fn paper(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&PaperView {
        page: visitor.page("paper"),
    })
}

/// `privacy`: made from the settings the register runs with.
pub(super) async fn privacy(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let settings = &visitor.web.app.settings;
    respond::public(&PrivacyView {
        page: visitor.page("privacy"),
        processors: processors::named(settings),
        same_server: processors::same_server(settings),
        counting: match settings.counting.mode {
            config::CountingMode::Automatic => CountingMode::Automatic,
            config::CountingMode::Ceremony => CountingMode::Ceremony,
        },
    })
}

/// The stylesheet.
pub(super) async fn stylesheet() -> HttpResponse {
    still("text/css; charset=utf-8", STYLESHEET)
}

/// The icon.
pub(super) async fn favicon() -> HttpResponse {
    still("image/svg+xml", FAVICON)
}

/// `robots.txt`: the door is no place for machines, and nothing else is secret.
pub(super) async fn robots() -> HttpResponse {
    let doors = ["start", "code", "choose", "form", "kept", "done", "exit"];
    let mut text = String::from("User-agent: *\n");
    for locale in Locale::ALL {
        for door in doors {
            text.push_str(&format!("Disallow: /{locale}/{door}\n"));
        }
    }
    let kind = "text/plain; charset=utf-8";
    shelf::answer(text, kind, "no-cache", Keep::UntilGrowth)
}

fn still(kind: &'static str, body: &'static str) -> HttpResponse {
    shelf::answer(body, kind, "public, max-age=3600", Keep::Always)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_language_is_followed_and_dutch_leads() {
        for (asked, locale) in [
            ("", Locale::Nl),
            ("en", Locale::En),
            ("en-GB,en;q=0.9,nl;q=0.8", Locale::En),
            ("fr,nl;q=0.5,en;q=0.4", Locale::Nl),
            ("ar", Locale::Nl),
            ("en;q=0", Locale::Nl),
            ("nl;q=x,en;q=0.1", Locale::Nl),
        ] {
            assert_eq!(preferred(asked), locale, "{asked}");
        }
    }
}
