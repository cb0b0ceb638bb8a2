//! One's own account: password, recovery codes, sessions.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Form};
use crate::crypto::digest;
use crate::flows::office::{Refusal, enrol, sessions};
use crate::web::error::WebError;
use crate::web::views::office::account::{AccountView, SessionLine};
use crate::web::views::office::entry::RecoveryView;

/// `GET account`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    show(&desk, StatusCode::OK, false).await
}

async fn show(desk: &Desk, status: StatusCode, wrong_old: bool) -> Result<HttpResponse, WebError> {
    let seat = desk.seat()?.clone();
    let (own, name) = (seat.session.id, seat.operator.name.clone());
    let all = desk.web.run(move |app| sessions::of(app, &name)).await?;
    let lines = all.iter().map(|session| SessionLine {
        id: digest::hex(&digest::sha256(&session.id)),
        began: session.began,
        own: session.id == own,
    });
    let view = AccountView {
        page: desk.page(),
        roles: seat.operator.roles.clone(),
        recovery: seat.operator.recovery.len(),
        sessions: lines.collect(),
        wrong_old,
    };
    desk.show(status, &view)
}

/// `POST account`.
pub(super) async fn act(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    match form.get("action").map_or("", String::as_str) {
        "password" => password(&desk, &form).await,
        "recovery" => recovery(&desk, &form).await,
        "end-session" => end_session(&desk, &form).await,
        "end-others" => {
            if let Some(asked) = desk.ask_factor(&form, "sessions").await? {
                return Ok(asked);
            }
            let seat = desk.seat()?.clone();
            let ended = move |app: &crate::app::App| {
                sessions::end_others(app, &seat.operator.name, seat.session.id)
            };
            desk.web.run(ended).await?;
            Ok(desk.go("account", "sessions"))
        }
        _ => Err(WebError::BadRequest),
    }
}

async fn password(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let (old, chosen, again) = (field("old"), field("password"), field("again"));
    if chosen != again {
        return Ok(desk.refuse("account", "password-differs"));
    }
    let seat = desk.seat()?.clone();
    desk.web.limits.code_of(&desk.request, seat.name())?;
    let done = desk
        .web
        .run_and_hash(move |app| enrol::change_password(app, &seat, &old, &chosen))
        .await?;
    match done {
        Err(Refusal::OldPassword) => show(desk, StatusCode::UNPROCESSABLE_ENTITY, true).await,
        done => Ok(desk.after(&done, "account", "password")),
    }
}

async fn recovery(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    if let Some(asked) = desk.consider(form, "recovery", "")? {
        return Ok(asked);
    }
    if let Some(asked) = desk.ask_factor(form, "recovery").await? {
        return Ok(asked);
    }
    let seat = desk.seat()?.clone();
    let done = desk
        .web
        .run(move |app| enrol::renew_recovery(app, &seat))
        .await?;
    match done {
        Ok(codes) => desk.show(
            StatusCode::OK,
            &RecoveryView {
                page: desk.page(),
                codes,
            },
        ),
        Err(_) => Ok(desk.after(&done, "account", "")),
    }
}

async fn end_session(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    if let Some(asked) = desk.ask_factor(form, "sessions").await? {
        return Ok(asked);
    }
    let wanted = form.get("session").cloned().unwrap_or_default();
    let name = desk.seat()?.operator.name.clone();
    let ended = move |app: &crate::app::App| {
        // Only one's own are looked through.
        let all = sessions::of(app, &name)?;
        let is_it = |id: &[u8; 32]| digest::hex(&digest::sha256(id)) == wanted;
        match all.iter().find(|session| is_it(&session.id)) {
            Some(session) => sessions::end(app, session.id),
            None => Ok(()),
        }
    };
    desk.web.run(ended).await?;
    Ok(desk.go("account", "sessions"))
}
