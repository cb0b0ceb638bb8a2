//! What is kept: shown, downloaded or removed in answer to a POST alone.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::door::{Form, over_page};
use super::download;
use super::error::WebError;
use super::open::OpenVisit;
use super::respond;
use super::views::kept::{DoneView, Kept, KeptView, Outcome};
use super::visitor::Visitor;
use crate::domain::record::Record;
use crate::flows::consent_texts::all_texts;
use crate::flows::show_kept::{Shown, show_kept};
use crate::flows::withdraw::{Withdrawn, withdraw};

/// `GET kept`: back to the choice; a link shows nothing.
pub(super) async fn page(visitor: Visitor) -> Result<HttpResponse, WebError> {
    match OpenVisit::of(&visitor).await? {
        Some(open) => visitor.go_on("choose", &open.carried()),
        None => over_page(&visitor),
    }
}

/// `POST kept`: `show`, `download` or `remove`.
pub(super) async fn act(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    if visitor.own_visit(&form)?.is_none() {
        return over_page(&visitor);
    }
    // Each flow asks itself whether the visit ended.
    let Some(open) = OpenVisit::unchecked(&visitor) else {
        return over_page(&visitor);
    };
    match form.get("action").map(String::as_str) {
        Some("show") => show(&visitor, &open).await,
        Some("download") => save(&visitor, &open).await,
        Some("remove") => remove(&visitor, &open).await,
        _ => Err(WebError::BadRequest),
    }
}

async fn look(visitor: &Visitor, open: &OpenVisit) -> Result<Shown, WebError> {
    let (root, nonce) = (open.root.clone(), open.nonce);
    visitor
        .web
        .run(move |app| show_kept(app, &root, nonce))
        .await
}

async fn show(visitor: &Visitor, open: &OpenVisit) -> Result<HttpResponse, WebError> {
    match look(visitor, open).await? {
        Shown::Over => over_page(visitor),
        Shown::Nothing => kept_page(visitor, open, None),
        Shown::Kept(record) => kept_page(visitor, open, Some(&record)),
    }
}

fn kept_page(
    visitor: &Visitor,
    open: &OpenVisit,
    record: Option<&Record>,
) -> Result<HttpResponse, WebError> {
    let token = visitor.token(open.nonce)?;
    let view = KeptView {
        page: visitor.page("kept").within_visit(token.clone()),
        token,
        minutes_left: open.minutes_left(visitor.now),
        kept: record.map(|record| Kept::of(visitor.words(), record)),
    };
    visitor.door_page(StatusCode::OK, &view, &open.carried())
}

async fn save(visitor: &Visitor, open: &OpenVisit) -> Result<HttpResponse, WebError> {
    let record = match look(visitor, open).await? {
        Shown::Over => return over_page(visitor),
        Shown::Nothing => return kept_page(visitor, open, None),
        Shown::Kept(record) => record,
    };
    let texts = visitor.web.run(all_texts).await?;
    let body = download::json(&record, &texts).ok_or(WebError::Unavailable)?;
    Ok(respond::file(body))
}

async fn remove(visitor: &Visitor, open: &OpenVisit) -> Result<HttpResponse, WebError> {
    let (root, nonce) = (open.root.clone(), open.nonce);
    let outcome = match visitor
        .web
        .run(move |app| withdraw(app, &root, nonce))
        .await?
    {
        Withdrawn::Gone => Outcome::Removed,
        Withdrawn::Nothing => Outcome::NothingKept,
        Withdrawn::Over => return over_page(visitor),
    };
    visitor.last_page(
        StatusCode::OK,
        &DoneView {
            page: visitor.page("done"),
            outcome,
        },
    )
}
