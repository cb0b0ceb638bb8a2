//! Accounts, for owners.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Form};
use crate::domain::operator::{Role, Roles};
use crate::flows::office::accounts::{self, Invitation};
use crate::flows::office::{Outcome, Refusal};
use crate::web::error::WebError;
use crate::web::views::office::operators::{InvitedView, OperatorsView};

/// `GET operators`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    show(&desk, StatusCode::OK, String::new(), None).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    typed: String,
    refused: Option<Refusal>,
) -> Result<HttpResponse, WebError> {
    let all = desk.web.run(accounts::all).await?;
    let mut page = desk.page();
    if let Some(refused) = refused {
        page = page.told(None, Some(refused.code()));
    }
    let view = OperatorsView {
        now: desk.web.app.now(),
        page,
        all,
        typed,
    };
    desk.show(status, &view)
}

/// `POST operators`: each deed asks for the second factor.
pub(super) async fn act(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let action = form.get("action").map_or("", String::as_str);
    if !["invite", "reset", "roles", "end"].contains(&action) {
        return Err(WebError::BadRequest);
    }
    let about = form.get("name").map_or("", String::as_str);
    let considered = match action {
        "end" => desk.consider(&form, "end", about)?,
        "reset" => desk.consider(&form, "reset", about)?,
        _ => None,
    };
    if let Some(asked) = considered {
        return Ok(asked);
    }
    if let Some(asked) = desk.ask_factor(&form, "accounts").await? {
        return Ok(asked);
    }
    let name = form.get("name").cloned().unwrap_or_default();
    let roles = roles(&form);
    match action {
        "invite" => {
            let typed = name.clone();
            let done = desk
                .deed(move |app, by| accounts::invite(app, by, &name, roles))
                .await?;
            invited(&desk, done, typed).await
        }
        "reset" => {
            let done = desk.deed(move |app, by| reset(app, by, &name)).await?;
            invited(&desk, done, String::new()).await
        }
        "roles" => {
            let done = desk
                .deed(move |app, by| accounts::change_roles(app, by, &name, roles))
                .await?;
            Ok(desk.after(&done, "operators", "roles"))
        }
        _ => {
            let done = desk
                .deed(move |app, by| accounts::end(app, by, &name))
                .await?;
            Ok(desk.after(&done, "operators", "ended"))
        }
    }
}

/// Nobody starts the own account anew from here: that is what shuts somebody out.
fn reset(app: &crate::app::App, by: &str, name: &str) -> Outcome<Invitation> {
    match by == name {
        true => Ok(Err(Refusal::LastOwner)),
        false => accounts::reset(app, by, name, None),
    }
}

fn roles(form: &Form) -> Roles {
    let ticked = |role: &Role| form.contains_key(&format!("role-{}", role.code()));
    Roles::of(Role::ALL.into_iter().filter(ticked))
}

async fn invited(
    desk: &Desk,
    done: Result<Invitation, Refusal>,
    typed: String,
) -> Result<HttpResponse, WebError> {
    match done {
        Ok(invitation) => desk.show(
            StatusCode::OK,
            &InvitedView {
                page: desk.page(),
                address: format!("{}/admin/invitation", desk.web.site.base_url),
                invitation,
            },
        ),
        Err(refused) => show(desk, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(refused)).await,
    }
}
