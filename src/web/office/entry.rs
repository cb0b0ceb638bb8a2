//! Coming in and going out: signing in, invitations, the second factor, the language.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;

use super::answered::with_cookies;
use super::cookies;
use super::desk::{Desk, Form};
use super::interrupted::{Interrupted, known_page};
use crate::crypto::totp;
use crate::domain::locale::Locale;
use crate::flows::office::{Refusal, enrol, sessions, sign_in as flow};
use crate::web::error::WebError;
use crate::web::views::office::entry::{
    FactorView, InvitationView, Picture, RecoveryView, SignInView,
};

fn field<'a>(form: &'a Form, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

/// `POST sign-in`.
pub(super) async fn sign_in(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    let (web, name) = (&desk.web, field(&form, "name").trim().to_lowercase());
    web.limits.post(&desk.request)?;
    if !desk.is_shown_form(&form) {
        // A page elsewhere must not sign somebody in under a name that its owner knows.
        return once_more(&desk, &form, name, false);
    }
    let device = cookies::known_device(&web.app, &desk.request, &name);
    let within = web.limits.sign_in(&desk.request, &name, device.as_deref());
    let (who, password) = (name.clone(), field(&form, "password").to_owned());
    let code = field(&form, "factor").to_owned();
    let done = match within {
        Ok(()) => {
            web.run_and_hash(move |app| flow::sign_in(app, &who, &password, &code))
                .await?
        }
        // The same answer: the limit does not tell either which names there are.
        Err(_) => Err(Refusal::SignIn),
    };
    let Ok(token) = done else {
        return once_more(&desk, &form, name, true);
    };
    end_the_one_before(&desk).await?;
    let cookies = vec![
        cookies::begin(&web.app, &token),
        cookies::device(&web.app, &name, &token),
    ];
    in_again(&desk, &name, &token, &form, cookies).await
}

/// Where the form to sign in leads on to.
fn going_to(form: &Form) -> Option<String> {
    known_page(field(form, "to")).map(str::to_owned)
}

/// The page to sign in again: something was wrong, or the form was too old. What it carries stays.
fn once_more(
    desk: &Desk,
    form: &Form,
    typed: String,
    wrong: bool,
) -> Result<HttpResponse, WebError> {
    let to = going_to(form).map(|to| ("to".to_owned(), to));
    let carried = Interrupted::carried(form);
    let view = SignInView {
        typed,
        wrong,
        over: (!wrong).then(|| desk.words().say("office-page-old")),
        carried: carried.map_or_else(|| to.into_iter().collect(), |kept| kept.hidden()),
        ..SignInView::empty(desk.page(), desk.web.sign_ins_shown())
    };
    let status = match wrong {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::FORBIDDEN,
    };
    desk.show(status, &view)
}

/// Whoever signs in over a session of before does not leave that one open behind them.
async fn end_the_one_before(desk: &Desk) -> Result<(), WebError> {
    match &desk.seat {
        Some(seat) => {
            let id = seat.session.id;
            desk.web.run(move |app| sessions::end(app, id)).await
        }
        None => Ok(()),
    }
}

/// Somebody is in: on to what they asked for, or to what they typed before they had to sign in.
async fn in_again(
    desk: &Desk,
    name: &str,
    token: &str,
    form: &Form,
    cookies: Vec<Cookie<'static>>,
) -> Result<HttpResponse, WebError> {
    let carried = Interrupted::carried(form);
    let Some(carried) = carried.filter(|carried| carried.is_of(desk, name)) else {
        let to = going_to(form).unwrap_or_default();
        let to = to.strip_prefix("/admin/").unwrap_or_default();
        return Ok(desk.go_with(to, cookies));
    };
    let held = token.to_owned();
    let seat = desk.web.run(move |app| sessions::seat(app, &held)).await?;
    let in_seat = Desk {
        seat,
        web: desk.web.clone(),
        request: desk.request.clone(),
        ..*desk
    };
    let fresh = in_seat.token_of(token, name);
    let page = in_seat.show(StatusCode::OK, &carried.view(&in_seat, fresh))?;
    Ok(with_cookies(page, cookies))
}

/// `POST sign-out`.
pub(super) async fn sign_out(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let seat = desk.seat()?.clone();
    desk.web.run(move |app| flow::sign_out(app, &seat)).await?;
    Ok(desk.go_with("", vec![cookies::end(&desk.web.app)]))
}

/// `POST language`.
pub(super) async fn language(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.web.limits.post(&desk.request)?;
    if !desk.is_shown_form(&form) {
        return Err(WebError::ForeignForm);
    }
    let asked = Locale::from_code(field(&form, "language"));
    let locale = asked.filter(|locale| Locale::WRITTEN.contains(locale));
    let back = field(&form, "back").strip_prefix("/admin/").unwrap_or("");
    // Only addresses of the office itself.
    let known = super::TABLE
        .iter()
        .any(|(_, address, _)| address.strip_prefix("/admin/") == Some(back));
    let cookies = locale.map(|locale| cookies::language(&desk.web.app, locale));
    let back = if known { back } else { "" };
    Ok(desk.go_with(back, cookies.into_iter().collect()))
}

/// `GET invitation`.
pub(super) async fn invitation(desk: Desk) -> Result<HttpResponse, WebError> {
    desk.show(StatusCode::OK, &InvitationView::empty(desk.page()))
}

/// `POST invitation`: a password in exchange for the code.
pub(super) async fn accept(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    let web = &desk.web;
    let name = field(&form, "name").trim().to_lowercase();
    web.limits.post(&desk.request)?;
    if !desk.is_shown_form(&form) {
        return refused(&desk, &form, StatusCode::FORBIDDEN, "office-page-old");
    }
    web.limits.sign_in(&desk.request, &name, None)?;
    let (code, chosen) = (field(&form, "code").to_owned(), field(&form, "password"));
    let why = match field(&form, "again") == chosen {
        false => "password-differs",
        true => {
            let chosen = chosen.to_owned();
            let accepted = web
                .run_and_hash(move |app| enrol::accept(app, &name, &code, &chosen))
                .await?;
            match accepted {
                Ok(token) => {
                    let session = cookies::begin(&web.app, &token);
                    return Ok(desk.go_with("second-factor", vec![session]));
                }
                Err(refused) => refused.code(),
            }
        }
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refused(&desk, &form, status, &format!("office-refused-{why}"))
}

/// The invitation's page again: the passwords must be typed anew, the rest stays.
fn refused(
    desk: &Desk,
    form: &Form,
    status: StatusCode,
    why: &str,
) -> Result<HttpResponse, WebError> {
    let view = InvitationView {
        typed: field(form, "name").trim().to_lowercase(),
        code: field(form, "code").to_owned(),
        refused: Some(desk.words().say(why)),
        ..InvitationView::empty(desk.page())
    };
    desk.show(status, &view)
}

/// `GET second-factor`: the secret, as a picture and in letters.
pub(super) async fn factor(desk: Desk) -> Result<HttpResponse, WebError> {
    show_factor(&desk, StatusCode::OK, false).await
}

async fn show_factor(
    desk: &Desk,
    status: StatusCode,
    wrong: bool,
) -> Result<HttpResponse, WebError> {
    let seat = desk.seat()?.clone();
    let name = seat.name().to_owned();
    let secret = desk
        .web
        .run(move |app| enrol::offered_factor(app, &seat))
        .await?;
    let address = totp::address(&secret, &desk.web.site.name, &name);
    let picture = address.and_then(|address| totp::picture(&address));
    let (side, path) = picture.ok_or(WebError::Unavailable)?;
    let letters = data_encoding::BASE32_NOPAD.encode(&secret);
    let groups: Vec<&str> = (0..letters.len())
        .step_by(4)
        .filter_map(|start| letters.get(start..letters.len().min(start + 4)))
        .collect();
    let view = FactorView {
        page: desk.page(),
        picture: Picture { side, path },
        secret: groups.join(" "),
        wrong,
    };
    desk.show(status, &view)
}

/// `POST second-factor`: a code of it, and in.
pub(super) async fn confirm(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let seat = desk.seat()?.clone();
    let name = seat.name().to_owned();
    desk.web.limits.code_of(&desk.request, &name)?;
    let code = field(&form, "factor").to_owned();
    let done = desk
        .web
        .run(move |app| enrol::confirm_factor(app, &seat, &code))
        .await?;
    let Ok((token, codes)) = done else {
        return show_factor(&desk, StatusCode::UNPROCESSABLE_ENTITY, true).await;
    };
    let view = RecoveryView {
        page: desk.page(),
        codes,
    };
    let mut response = desk.show(StatusCode::OK, &view)?;
    for cookie in [
        cookies::begin(&desk.web.app, &token),
        cookies::device(&desk.web.app, &name, &token),
    ] {
        response
            .add_cookie(&cookie)
            .map_err(|_| WebError::Unavailable)?;
    }
    Ok(response)
}
