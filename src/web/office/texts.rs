//! Texts that people agree to, and what the initiative adds to pages.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Form};
use crate::domain::consent::Purpose;
use crate::domain::locale::Locale;
use crate::domain::proposal::Kind;
use crate::flows::consent_texts::all_texts;
use crate::flows::office::{Refusal, approve, documents, pages, texts, waiting};
use crate::text::markdown;
use crate::web::error::WebError;
use crate::web::views::office::texts::{ConsentView, PageTextView, TextsView, open_about};
use crate::web::visitor::Fields;

/// What an address asks for by this name.
pub(super) fn asked(desk: &Desk, name: &str) -> String {
    let query = desk.request.query_string();
    let asked = web::Query::<BTreeMap<String, String>>::from_query(query);
    let asked = asked.map(web::Query::into_inner).unwrap_or_default();
    asked.get(name).cloned().unwrap_or_default()
}

/// What a form holds under this name.
pub(super) fn field(form: &Fields, name: &str) -> String {
    form.get(name).cloned().unwrap_or_default()
}

/// `GET texts`: everything there is, what is stale first.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    let known = desk.web.known().await?;
    let (all, proposed, reported) = desk
        .web
        .run(|app| {
            let proposed = approve::of_kind(app, Kind::Consent)?;
            Ok((all_texts(app)?, proposed, pages::reported(app)?))
        })
        .await?;
    let mut countries: Vec<_> = known.atlas.countries().cloned().collect();
    countries.sort_by_key(|country| country.review_due);
    let view = TextsView {
        page: desk.page(),
        today: desk.web.app.today(),
        all,
        proposed,
        added: known.kept.added.keys().cloned().collect(),
        countries,
        reported,
    };
    desk.show(StatusCode::OK, &view)
}

/// `POST texts`: a report of a reader is settled.
pub(super) async fn settle(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let line = field(&form, "report");
    let done = desk
        .deed(move |app, by| pages::settle(app, by, &line))
        .await?;
    Ok(desk.after(&done, "texts", "settled"))
}

/// `GET texts/consent?purpose=`.
pub(super) async fn consent(desk: Desk) -> Result<HttpResponse, WebError> {
    let purpose = Purpose::from_code(&asked(&desk, "purpose")).ok_or(WebError::NotFound)?;
    show_consent(&desk, StatusCode::OK, purpose, &Fields::default(), None).await
}

async fn show_consent(
    desk: &Desk,
    status: StatusCode,
    purpose: Purpose,
    sent: &Fields,
    refused: Option<Refusal>,
) -> Result<HttpResponse, WebError> {
    let me = desk.name()?;
    let (all, proposal, eyes) = desk
        .web
        .run(move |app| {
            let proposed = approve::of_kind(app, Kind::Consent)?;
            let proposal = open_about(&proposed, purpose);
            let eyes = waiting::eyes(app, &me, proposal.as_slice())?.pop();
            Ok((all_texts(app)?, proposal, eyes.unwrap_or_default()))
        })
        .await?;
    let mut page = desk.page();
    if let Some(refused) = refused {
        page = page.told(None, Some(refused.code()));
    }
    let view = ConsentView {
        page,
        tomorrow: desk.web.app.today().plus(1),
        offered: desk.web.app.texts.offered().collect(),
        proposal,
        eyes,
        sent: sent.iter().map(|(n, v)| (n.clone(), v.clone())).collect(),
        purpose,
        all,
    };
    desk.show(status, &view)
}

/// `POST texts/consent`.
pub(super) async fn decide_consent(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let purpose = Purpose::from_code(&field(&form, "purpose")).ok_or(WebError::BadRequest)?;
    let done = match field(&form, "action").as_str() {
        "propose" => {
            let typed = texts::Typed {
                texts: drafts(&desk, &form),
                from: field(&form, "from"),
                instead_of: field(&form, "instead"),
            };
            let done = desk
                .deed(move |app, by| texts::propose(app, by, purpose, typed))
                .await?;
            if done == Err(Refusal::Waits) {
                return instead(&desk, purpose, form).await;
            }
            if let Err(refused) = done {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return show_consent(&desk, status, purpose, &form, Some(refused)).await;
            }
            (done, "proposed")
        }
        "withdraw" => {
            let seen = field(&form, "seen");
            let about = (Kind::Consent, purpose.code());
            let deed = desk.deed(move |app, by| waiting::take_back(app, by, about, &seen));
            (deed.await?, "withdrawn")
        }
        "approve" => {
            if let Some(asked) = desk.ask_factor(&form, "consent").await? {
                return Ok(asked);
            }
            let seen = field(&form, "seen");
            let deed = desk.deed(move |app, by| {
                approve::approve(app, by, Kind::Consent, purpose.code(), &seen)
            });
            (deed.await?, "approved")
        }
        _ => return Err(WebError::BadRequest),
    };
    Ok(desk.after(&done.0, "texts", done.1))
}

/// Another proposal waits: does this one take its place?
async fn instead(desk: &Desk, purpose: Purpose, form: Form) -> Result<HttpResponse, WebError> {
    let proposed = desk.web.run(|app| approve::of_kind(app, Kind::Consent));
    let there = open_about(&proposed.await?, purpose).ok_or(WebError::BadRequest)?;
    let mut fields: BTreeMap<String, String> = form.iter().map(own).collect();
    fields.remove("sure");
    fields.insert("instead".to_owned(), approve::fingerprint(&there));
    let fields = Fields::try_from(fields.into_iter().collect::<Vec<_>>());
    let fields = fields.map_err(|_| WebError::BadRequest)?;
    let asked = desk.consider(&fields, "instead", &there.proposed_by)?;
    asked.ok_or(WebError::BadRequest)
}

fn own((name, value): (&String, &String)) -> (String, String) {
    (name.clone(), value.clone())
}

fn drafts(desk: &Desk, form: &Fields) -> BTreeMap<Locale, String> {
    let offered = desk.web.app.texts.offered();
    offered
        .map(|locale| (locale, field(form, &format!("text-{}", locale.code()))))
        .collect()
}

/// `GET texts/page?page=&lang=`.
pub(super) async fn page_text(desk: Desk) -> Result<HttpResponse, WebError> {
    let (page, lang) = (asked(&desk, "page"), asked(&desk, "lang"));
    show_page(&desk, &page, &lang, None, None).await
}

async fn show_page(
    desk: &Desk,
    page: &str,
    lang: &str,
    sent: Option<(String, i32)>,
    refused: Option<Refusal>,
) -> Result<HttpResponse, WebError> {
    let locale = Locale::from_code(lang).filter(|locale| desk.web.app.texts.speaks(*locale));
    let locale = locale.ok_or(WebError::NotFound)?;
    if !pages::PAGES.contains(&page) {
        return Err(WebError::NotFound);
    }
    let key = pages::page_key(page, locale);
    let stands = desk
        .web
        .run(move |app| documents::newest(app, &key))
        .await?;
    let others = elsewhere(&desk.web.known().await?.kept, page, lang);
    // Somebody may have saved between two looks: the next save must not pass over theirs unseen.
    let version = stands.as_ref().map_or(0, |one| one.version);
    let is_stale = sent.as_ref().is_some_and(|(_, over)| *over != version);
    let refused = is_stale.then_some(Refusal::Stale).or(refused);
    let mut office = desk.page();
    if let Some(refused) = refused {
        office = office.told(None, Some(refused.code()));
    }
    let view = PageTextView {
        page: office,
        name: page.to_owned(),
        locale,
        stands,
        others,
        sent: sent.map(|(text, _)| text),
    };
    let status = match refused {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    desk.show(status, &view)
}

/// What was added to this page in other languages.
fn elsewhere(kept: &pages::Kept, page: &str, lang: &str) -> Vec<(Locale, String)> {
    let others = kept.added.iter();
    let others = others.filter(|((name, other), _)| name == page && other != lang);
    others
        .filter_map(|((_, other), html)| Some((Locale::from_code(other)?, html.clone())))
        .collect()
}

/// `POST texts/page`: a look at it first, or saving it.
pub(super) async fn write_page(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let (page, lang, text) = (
        field(&form, "page"),
        field(&form, "lang"),
        field(&form, "text"),
    );
    let over = field(&form, "over").parse().unwrap_or(-1);
    let sent = Some((text.clone(), over));
    if field(&form, "action") == "preview" {
        let refused = markdown::to_html(&text).err().map(|_| Refusal::Markdown);
        return show_page(&desk, &page, &lang, sent, refused).await;
    }
    let locale = Locale::from_code(&lang).ok_or(WebError::BadRequest)?;
    let (name, body) = (page.clone(), text.clone());
    let done = desk
        .deed(move |app, by| pages::add_to_page(app, by, (&name, locale), over, &body))
        .await?;
    match done {
        Ok(()) => Ok(desk.go("texts", "saved")),
        Err(why) => show_page(&desk, &page, &lang, sent, Some(why)).await,
    }
}
