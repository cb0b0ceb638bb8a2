//! Pages about states: filled in, looked at as readers will see them, and kept.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Form};
use super::texts::{asked, field};
use crate::domain::country::{Country, Draft, Fault};
use crate::domain::document::Document;
use crate::domain::locale::Locale;
use crate::domain::nationality::Nationality;
use crate::domain::operator::Deed;
use crate::flows::office::{Refusal, documents, pages};
use crate::web::error::WebError;
use crate::web::views::Template;
use crate::web::views::countries::CountryFacts;
use crate::web::views::office::country::{CountryFormView, Seen};

/// What a form is shown again with.
#[derive(Default)]
struct Sent {
    /// What was filled in, and over which version.
    draft: Option<(Draft, i32)>,
    faults: Vec<Fault>,
    /// To be looked at.
    preview: Option<Country>,
    refused: Option<Refusal>,
}

fn state(code: &str) -> Result<Nationality, WebError> {
    let state = Nationality::from_code(code).filter(|state| state.is_state());
    state.ok_or(WebError::NotFound)
}

/// `GET texts/country?code=`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    let state = state(&asked(&desk, "code"))?;
    show(&desk, state, Sent::default()).await
}

/// `POST texts/country`: a look at it first, saving it, or saying that it was looked at today.
pub(super) async fn write(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let state = state(&field(&form, "code"))?;
    let over = field(&form, "over").parse().unwrap_or(-1);
    let action = field(&form, "action");
    let mut draft = Draft::sent(&form);
    let what = match action.as_str() {
        "checked" => Deed::CheckedPage,
        "save" | "preview" => Deed::ChangedPage,
        _ => return Err(WebError::BadRequest),
    };
    if what == Deed::CheckedPage {
        draft = draft.looked_at(desk.web.app.today());
    }
    let atlas = desk.web.atlas.clone();
    let (read, faults) = match draft.country(state, &atlas.sources) {
        Ok(country) => (Ok(country), Vec::new()),
        Err(faults) => (Err(Refusal::Country), faults),
    };
    let mut sent = Sent {
        draft: Some((draft, over)),
        faults,
        ..Sent::default()
    };
    if action == "preview" {
        sent.preview = read.ok();
        return show(&desk, state, sent).await;
    }
    let deed = desk.deed(move |app, by| match &read {
        Ok(country) => pages::write_country(app, by, (&atlas.sources, country), over, what),
        Err(why) => Ok(Err(*why)),
    });
    match deed.await? {
        Ok(()) => Ok(desk.go("texts", "saved")),
        Err(why) => {
            sent.refused = Some(why);
            show(&desk, state, sent).await
        }
    }
}

/// What stands about a state: the board's version, or what ships.
struct Standing {
    kept: Option<Document>,
    country: Option<Country>,
}

async fn standing(desk: &Desk, state: Nationality) -> Result<Standing, WebError> {
    let key = pages::country_key(state.code());
    let kept = desk
        .web
        .run(move |app| documents::newest(app, &key))
        .await?;
    let atlas = &desk.web.atlas;
    let own = kept.as_ref();
    let own = own.and_then(|kept| Country::parse(&kept.body, &atlas.sources).ok());
    let country = own.or_else(|| atlas.country(state).cloned());
    Ok(Standing { kept, country })
}

async fn show(desk: &Desk, state: Nationality, mut sent: Sent) -> Result<HttpResponse, WebError> {
    let Standing { kept, country } = standing(desk, state).await?;
    let version = kept.as_ref().map_or(0, |one| one.version);
    // Somebody may have saved between two looks: the next save must not pass over theirs unseen.
    let is_stale = sent
        .draft
        .as_ref()
        .is_some_and(|(_, over)| *over != version);
    if is_stale {
        sent.refused = Some(Refusal::Stale);
    }
    let (draft, refused) = (sent.draft.map(|(draft, _)| draft), sent.refused);
    let mut page = desk.page();
    // Where fields are named, they say what is wrong.
    if let Some(why) = refused.filter(|_| is_stale || sent.faults.is_empty()) {
        page = page.told(None, Some(why.code()));
    }
    let seen = |country: &Option<Country>| country.as_ref().map(|one| looks(desk, one));
    let status = match sent.faults.is_empty() && refused.is_none() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = CountryFormView {
        page,
        state,
        faults: sent.faults,
        sources: &desk.web.atlas.sources,
        over: version,
        preview: seen(&sent.preview).transpose()?.unwrap_or_default(),
        stands: match (is_stale, &kept) {
            (true, Some(kept)) => seen(&country)
                .transpose()?
                .map(|seen| (told(desk, kept), seen)),
            _ => None,
        },
        draft: draft.unwrap_or_else(|| match &country {
            Some(country) => Draft::of(country),
            None => Draft::blank(desk.web.app.today()),
        }),
    };
    desk.show(status, &view)
}

/// Who wrote what stands there now.
fn told(desk: &Desk, kept: &Document) -> String {
    let args = [
        ("who", kept.written_by.as_str().into()),
        ("n", i64::from(kept.version).into()),
    ];
    desk.words().say_args("office-country-stands", &args)
}

/// The page of this state by the template that readers get, in both languages.
fn looks(desk: &Desk, country: &Country) -> Result<Vec<Seen>, WebError> {
    let each = Locale::WRITTEN.into_iter().map(|locale| {
        let facts = CountryFacts {
            w: desk.web.app.texts.words(locale),
            state: country.state,
            country: Some(country),
            atlas: &desk.web.atlas,
            today: desk.web.app.today(),
        };
        let html = facts.render().map_err(|_| WebError::Unavailable)?;
        Ok((locale, html))
    });
    each.collect()
}
