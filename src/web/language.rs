//! Which language a visitor is spoken to in: the one in the address, else what the browser asks
//! for, else Dutch. Never by where anybody is.

use actix_web::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderMap, LOCATION, VARY};
use actix_web::{HttpRequest, HttpResponse, web};

use super::state::Web;
use crate::domain::locale::Locale;
use crate::text::Texts;

/// No browser asks for more; the rest of a longer list is not looked at.
const MOST_ASKED: usize = 32;

/// `/`: on to a language.
pub(super) async fn negotiate(request: HttpRequest, web: web::Data<Web>) -> HttpResponse {
    let locale = asked_for(&web.app.texts, request.headers());
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

/// The language of an address, when visitors are offered it.
pub(super) fn offered(texts: &Texts, code: &str) -> Option<Locale> {
    Locale::from_code(code).filter(|locale| texts.speaks(*locale))
}

/// The language a request is answered in, whatever it asks for.
pub(super) fn of(texts: &Texts, path: &str, headers: &HeaderMap) -> Locale {
    let first = path.split('/').nth(1).unwrap_or_default();
    offered(texts, first).unwrap_or_else(|| asked_for(texts, headers))
}

fn asked_for(texts: &Texts, headers: &HeaderMap) -> Locale {
    let asked = headers.get(ACCEPT_LANGUAGE);
    preferred(
        texts,
        asked.and_then(|value| value.to_str().ok()).unwrap_or(""),
    )
}

/// The language with the highest weight that is offered; Dutch leads when none is asked for.
fn preferred(texts: &Texts, asked: &str) -> Locale {
    let weighed = asked.split(',').take(MOST_ASKED).filter_map(|part| {
        let mut pieces = part.split(';');
        let tag = pieces.next()?.trim();
        let language = tag.split('-').next()?.to_ascii_lowercase();
        let locale = offered(texts, tag).or_else(|| offered(texts, &language))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_language_is_followed_and_dutch_leads() {
        let texts = Texts::load().unwrap();
        for (asked, locale) in [
            ("", Locale::Nl),
            ("en", Locale::En),
            ("en-GB,en;q=0.9,nl;q=0.8", Locale::En),
            ("fr,nl;q=0.5,en;q=0.4", Locale::Nl),
            ("xx", Locale::Nl),
            ("en;q=0", Locale::Nl),
            ("nl;q=x,en;q=0.1", Locale::Nl),
            ("en;q=NaN", Locale::Nl),
            (";;;,,,=,q=,\u{202e}", Locale::Nl),
            // Nobody guesses what nobody offers, and a list without end is not read to its end.
            ("ar-XB", Locale::Nl),
            (&"x,".repeat(10_000), Locale::Nl),
        ] {
            assert_eq!(preferred(&texts, asked), locale, "{asked}");
        }
    }

    #[test]
    fn what_is_offered_for_a_look_is_followed_too() {
        let texts = Texts::with(&[Locale::Ar]).unwrap();
        assert_eq!(preferred(&texts, "ar-MA,nl;q=0.5"), Locale::Ar);
    }
}
