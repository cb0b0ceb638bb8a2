//! A crowded door: between the address and the letter stands some work for the visitor's device,
//! or some patience.
//!
//! What is asked depends on how many come and on nothing about the address (I8). The address
//! waits in the visitor's own sealed cookie, under the same page addresses as ever; nothing is
//! kept here but which visits already got their letter. Any host of the register takes the work
//! that another one asked for.

use std::time::Instant;

use actix_web::HttpResponse;

use super::door::{Form, over_page, status};
use super::error::WebError;
use super::views::Fault;
use super::views::door::WaitView;
use super::visitor::Visitor;
use crate::crypto::work;
use crate::domain::clock::Timestamp;
use crate::domain::email::EmailAddress;
use crate::domain::visit::{Stage, Visit, WAITING_SECONDS};
use crate::flows::ask_for_code::asks_for_code;

/// What a request for a code led to.
pub(super) enum Asked {
    /// A letter is on its way, for the visit as it is now.
    Sent(Visit),
    /// First some work or patience.
    Crowded(Visit),
}

/// Somebody asks for a code: a letter is queued, or it is crowded.
pub(super) async fn ask(visitor: &Visitor, address: EmailAddress) -> Result<Asked, WebError> {
    visitor.web.limits.code_from_network(&visitor.request)?;
    match visitor.web.crowd.comes(Instant::now()) {
        None => Ok(Asked::Sent(letter(visitor, address).await?)),
        Some(bits) => Ok(Asked::Crowded(to_wait(visitor, address, bits)?)),
    }
}

/// Whatever address it is, one letter is queued.
async fn letter(visitor: &Visitor, address: EmailAddress) -> Result<Visit, WebError> {
    visitor.web.limits.code_in_all()?;
    let locale = visitor.locale;
    visitor
        .web
        .writes(async |app| asks_for_code(app, address, locale).await)
        .await
}

fn to_wait(visitor: &Visitor, address: EmailAddress, bits: u8) -> Result<Visit, WebError> {
    let fresh = visitor.fresh_visit()?;
    let stage = Stage::Waiting {
        address,
        asked: visitor.now,
        bits,
    };
    Ok(Visit { stage, ..fresh })
}

/// The page that asks for it.
pub(super) fn page(
    visitor: &Visitor,
    visit: &Visit,
    fault: Option<Fault>,
) -> Result<HttpResponse, WebError> {
    let Stage::Waiting { asked, bits, .. } = &visit.stage else {
        return over_page(visitor);
    };
    let view = WaitView {
        page: visitor.page("code"),
        token: visitor.token(visit.nonce)?,
        faults: fault.into_iter().collect(),
        bits: *bits,
        seconds: left(visitor, *asked),
    };
    visitor.door_page(status(fault), &view, visit)
}

/// Seconds until the button works.
fn left(visitor: &Visitor, asked: Timestamp) -> i64 {
    let wait = i64::from(visitor.web.app.settings.door.wait_seconds);
    (wait - visitor.now.since(asked)).max(0)
}

/// `POST code` by somebody who was asked to wait: the work is done, or the time is over.
pub(super) async fn goes_on(
    visitor: &Visitor,
    visit: &Visit,
    form: &Form,
) -> Result<HttpResponse, WebError> {
    let Stage::Waiting {
        address,
        asked,
        bits,
    } = &visit.stage
    else {
        return over_page(visitor);
    };
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let (challenge, answer) = (field("token"), field("answer"));
    if visitor.now.since(*asked) > WAITING_SECONDS {
        // Work that was done long ago could have been saved up.
        let again = to_wait(visitor, address.clone(), *bits)?;
        return page(visitor, &again, Some(Fault::WaitTooLong));
    }
    let worked = work::is_done(challenge, *bits, answer);
    if !worked && left(visitor, *asked) > 0 {
        let fault = match answer {
            "" => Fault::WaitNotOver,
            _ => Fault::WorkWrong,
        };
        return page(visitor, visit, Some(fault));
    }
    gets_its_letter(visitor, visit, address, worked).await
}

/// One letter for one visit: whoever sends the same work again goes on too, and gets no other.
async fn gets_its_letter(
    visitor: &Visitor,
    visit: &Visit,
    address: &EmailAddress,
    worked: bool,
) -> Result<HttpResponse, WebError> {
    let crowd = &visitor.web.crowd;
    let on = |asked| {
        let stage = Stage::Pending {
            address: address.clone(),
            asked,
        };
        // The name stays, so that the same work is not worth tries at a code again and again.
        let nonce = visit.nonce;
        visitor.go_on("code", &Visit { nonce, stage })
    };
    let used = match crowd.uses(visit.nonce, visitor.now) {
        Ok(used) => used,
        Err(before) => return on(before),
    };
    if !worked && !crowd.has_room_for_one_who_waited() {
        return page(visitor, visit, Some(Fault::StillCrowded));
    }
    letter(visitor, address.clone()).await?;
    used.keep();
    on(visitor.now)
}
