//! Counting, approving and correcting releases.

use std::collections::BTreeMap;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Form};
use super::upload;
use crate::domain::locale::Locale;
use crate::domain::period::Quarter;
use crate::domain::proposal::Kind;
use crate::domain::release::Period;
use crate::flows::count::dry_run::{Outlook, dry_run_in_office};
use crate::flows::office::{approve, count, waiting};
use crate::web::error::WebError;
use crate::web::figures::release_view;
use crate::web::views::choice::Choice;
use crate::web::views::office::releases::{ReleasesView, Summary, listed};
use crate::web::views::{Page, Preview};
use crate::web::visitor::Fields;

/// `GET releases`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    show(&desk, StatusCode::OK, None).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    outlook: Option<Outlook>,
) -> Result<HttpResponse, WebError> {
    let me = desk.name()?;
    let (next, eyes, errata, here) = desk
        .web
        .run(move |app| {
            let (next, errata) = (count::next(app)?, approve::errata(app)?);
            let own = next.proposal.as_slice();
            let eyes = waiting::eyes(app, &me, own)?.pop();
            let each = waiting::eyes(app, &me, &errata)?;
            let errata = errata.into_iter().zip(each).collect();
            Ok((next, eyes.unwrap_or_default(), errata, count::has_key(app)))
        })
        .await?;
    let archive = desk.web.archive().await?;
    let summary = match &next.proposal {
        Some(_) => {
            let quarter = next.quarter;
            let found = desk
                .web
                .run(move |app| approve::preview_of(app, quarter))
                .await?;
            found.map(|found| Summary::of(desk.words(), &found))
        }
        None => None,
    };
    let mut page = desk.page();
    let out = desk.asked("out").and_then(|id| Period::parse(&id));
    let out = out.filter(|period| archive.in_force(*period).is_some());
    if out.is_some() {
        page.done = None;
    }
    let view = ReleasesView {
        page,
        out,
        eyes,
        today: desk.web.app.today(),
        summary,
        outlook,
        key_here: here,
        errata,
        releases: listed(desk.words(), &archive),
        next,
    };
    desk.show(status, &view)
}

/// `POST releases`.
pub(super) async fn act(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    match form.get("action").map_or("", String::as_str) {
        "check" => {
            let outlook = desk.web.run(dry_run_in_office).await?;
            show(&desk, StatusCode::OK, Some(outlook)).await
        }
        "count" => count_it(&desk, &form).await,
        "approve" => decide(&desk, &form, true).await,
        "refuse" => decide(&desk, &form, false).await,
        "again" => {
            let subject = quarter(&form)?.to_string();
            let done = desk
                .deed(move |app, by| approve::propose_again(app, by, &subject))
                .await?;
            Ok(desk.after(&done, "releases", "proposed"))
        }
        "erratum" => erratum(&desk, &form).await,
        "withdraw" => {
            let field = |name: &str| form.get(name).cloned().unwrap_or_default();
            let (subject, seen) = (field("quarter"), field("seen"));
            let done = desk
                .deed(move |app, by| waiting::take_back(app, by, (Kind::Erratum, &subject), &seen))
                .await?;
            Ok(desk.after(&done, "releases", "withdrawn"))
        }
        _ => Err(WebError::BadRequest),
    }
}

fn quarter(form: &Fields) -> Result<Quarter, WebError> {
    let named = form.get("quarter").map_or("", String::as_str);
    Quarter::parse(named).ok_or(WebError::BadRequest)
}

async fn count_it(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    if let Some(asked) = desk.ask_factor(form, "count").await? {
        return Ok(asked);
    }
    let quarter = quarter(form)?;
    let done = desk
        .deed(move |app, by| count::count(app, by, quarter))
        .await?;
    Ok(desk.after(&done, "releases", "counted"))
}

async fn decide(desk: &Desk, form: &Form, approves: bool) -> Result<HttpResponse, WebError> {
    if let Some(asked) = desk.ask_factor(form, "decide").await? {
        return Ok(asked);
    }
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let kind = match field("kind").as_str() {
        "release" => Kind::Release,
        "erratum" => Kind::Erratum,
        _ => return Err(WebError::BadRequest),
    };
    let (subject, seen) = (field("quarter"), field("seen"));
    let about = subject.clone();
    let reason = [field("reason-nl"), field("reason-en")];
    let done = desk
        .deed(move |app, by| match approves {
            true => approve::approve(app, by, kind, &subject, &seen),
            false => approve::refuse(app, by, (kind, &subject), &seen, reason),
        })
        .await?;
    match (approves, &done, Period::parse(&about)) {
        (true, Ok(()), Some(period)) => {
            Ok(desk.go_to(&format!("releases?done=approved&out={period}")))
        }
        (true, ..) => Ok(desk.after(&done, "releases", "approved")),
        (false, ..) => Ok(desk.after(&done, "releases", "refused")),
    }
}

async fn erratum(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    let named = form.get("release").map_or("", String::as_str);
    let period = Period::parse(named).ok_or(WebError::BadRequest)?;
    let reason = form.get("reason").cloned().unwrap_or_default();
    let done = desk
        .deed(move |app, by| approve::propose_erratum(app, by, period, &reason))
        .await?;
    Ok(desk.after(&done, "releases", "proposed"))
}

/// `GET releases/preview`: the page as the public will see it.
pub(super) async fn preview(desk: Desk) -> Result<HttpResponse, WebError> {
    let asked = web::Query::<BTreeMap<String, String>>::from_query(desk.request.query_string());
    let asked = asked.map_err(|_| WebError::NotFound)?;
    let named = asked.get("quarter").map_or("", String::as_str);
    let quarter = Quarter::parse(named).ok_or(WebError::NotFound)?;
    let locale = asked.get("lang").and_then(|lang| Locale::from_code(lang));
    let locale = locale.filter(|locale| desk.web.app.texts.speaks(*locale));
    let locale = locale.ok_or(WebError::NotFound)?;
    let found = desk
        .web
        .run(move |app| approve::preview_of(app, quarter))
        .await?;
    let found = found.ok_or(WebError::NotFound)?;
    let words = desk.web.app.texts.words(locale);
    let mut page = Page::new(words, &desk.web.site, format!("figures/{quarter}"));
    page.preview = Some(Preview {
        back: "/admin/releases".to_owned(),
        here: format!("/admin/releases/preview?quarter={quarter}&lang="),
    });
    let choice = Choice::default();
    let view = release_view(&desk.web, page, &found.archive, &found.release, choice).await?;
    desk.show(StatusCode::OK, &view)
}

/// `POST releases/ballot-box`: the sealed ballot box, for the board's machine.
pub(super) async fn ballot_box(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    if let Some(asked) = desk.ask_factor(&form, "ballot-box").await? {
        return Ok(asked);
    }
    let quarter = quarter(&form)?;
    let done = desk
        .deed(move |app, by| count::take_ballot_box(app, by, quarter))
        .await?;
    let Ok(export) = done else {
        return Ok(desk.after(&done, "releases", ""));
    };
    let name = format!("attachment; filename=\"ballot-box-{quarter}.txt\"");
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(export.text))
}

/// `POST releases/result`: the file that the board's machine wrote.
pub(super) async fn result(desk: Desk, sent: Multipart) -> Result<HttpResponse, WebError> {
    let (form, file) = upload::read(sent).await?;
    desk.own(&form)?;
    if !desk.seat()?.is_confirmed(desk.web.app.now()) {
        // The file would have to be sent twice: the page asks for the factor first.
        return Ok(desk.refuse("releases", "confirm-first"));
    }
    let done = desk
        .deed(move |app, by| count::bring_result(app, by, &file))
        .await?;
    Ok(desk.after(&done, "releases", "brought"))
}
