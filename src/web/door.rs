//! The door: asking for a code, typing it, choosing. The same pages for every address.

use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::views::Fault;
use super::views::door::{ChooseView, CodeView, StartView, VisitOverView};
use super::visitor::{Fields, Visitor};
use crate::domain::code::Code;
use crate::domain::email::{EmailAddress, EmailError};
use crate::domain::visit::{Stage, Visit};
use crate::flows::ask_for_code::ask_for_code;
use crate::flows::end_visit;
use crate::flows::open_door::{Opened, open_door};

use super::open::OpenVisit;

/// What a form was sent with.
pub(super) type Form = web::Form<Fields>;

/// `GET start`.
pub(super) async fn start(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let visit = match &visitor.visit {
        Some(visit) => visit.clone(),
        None => visitor.fresh_visit()?,
    };
    start_page(&visitor, &visit, None, "")
}

fn start_page(
    visitor: &Visitor,
    visit: &Visit,
    fault: Option<Fault>,
    typed: &str,
) -> Result<HttpResponse, WebError> {
    let view = StartView {
        page: visitor.page("start"),
        token: visitor.token(visit.nonce)?,
        faults: fault.into_iter().collect(),
        typed: typed.to_owned(),
    };
    visitor.door_page(status(fault), &view, visit)
}

const fn status(fault: Option<Fault>) -> u16 {
    if fault.is_some() { 422 } else { 200 }
}

/// `POST start`: whatever address it is, one letter is queued and the same page follows.
pub(super) async fn ask(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    let visit = visitor.require_own_form(&form)?;
    let typed = form.get("address").map_or("", String::as_str);
    let address = match EmailAddress::parse(typed) {
        Ok(address) => address,
        Err(wrong) => return start_page(&visitor, visit, Some(address_fault(wrong)), typed),
    };
    if is_too_fast(&visitor, visit) {
        return start_page(&visitor, visit, Some(Fault::TooFast), typed);
    }
    visitor.web.limits.code(&visitor.request)?;
    let locale = visitor.locale;
    let pending = visitor
        .web
        .run(move |app| ask_for_code(app, address, locale))
        .await?;
    visitor.go_on("code", &pending)
}

/// Nobody types an address in no time at all: a machine does.
fn is_too_fast(visitor: &Visitor, visit: &Visit) -> bool {
    let least = i64::from(visitor.web.app.settings.door.minimum_form_age_seconds);
    matches!(visit.stage, Stage::Fresh { shown } if visitor.now.since(shown) < least)
}

const fn address_fault(wrong: EmailError) -> Fault {
    match wrong {
        EmailError::Empty => Fault::AddressMissing,
        EmailError::TooLong => Fault::AddressTooLong,
        EmailError::Malformed => Fault::AddressMalformed,
        EmailError::Domain => Fault::AddressDomain,
    }
}

/// `GET code`.
pub(super) async fn code(visitor: Visitor) -> Result<HttpResponse, WebError> {
    match &visitor.visit {
        Some(
            visit @ Visit {
                stage: Stage::Pending { .. },
                ..
            },
        ) => code_page(&visitor, visit, None),
        Some(
            visit @ Visit {
                stage: Stage::Open { .. },
                ..
            },
        ) => visitor.go_on("choose", visit),
        _ => over_page(&visitor, false),
    }
}

fn code_page(
    visitor: &Visitor,
    visit: &Visit,
    fault: Option<Fault>,
) -> Result<HttpResponse, WebError> {
    let view = CodeView {
        page: visitor.page("code"),
        token: visitor.token(visit.nonce)?,
        faults: fault.into_iter().collect(),
    };
    visitor.door_page(status(fault), &view, visit)
}

/// `POST code`.
pub(super) async fn type_code(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    let visit = visitor.require_own_form(&form)?;
    if matches!(visit.stage, Stage::Open { .. }) {
        return visitor.go_on("choose", visit);
    }
    let typed = form.get("code").map_or("", String::as_str);
    let Some(typed) = Code::parse(typed) else {
        let nothing = typed.trim().is_empty();
        let fault = if nothing {
            Fault::CodeMissing
        } else {
            Fault::CodeMalformed
        };
        return code_page(&visitor, visit, Some(fault));
    };
    let pending = visit.clone();
    match visitor
        .web
        .run(move |app| open_door(app, &pending, typed))
        .await?
    {
        Opened::Open(open) => visitor.go_on("choose", &open),
        // How many tries are left is nobody's business but ours.
        Opened::Wrong | Opened::TriesUsedUp => code_page(&visitor, visit, Some(Fault::CodeWrong)),
        Opened::Over => over_page(&visitor, false),
    }
}

/// `GET choose`.
pub(super) async fn choose(visitor: Visitor) -> Result<HttpResponse, WebError> {
    match OpenVisit::of(&visitor).await? {
        Some(open) => choose_page(&visitor, &open, None),
        None => over_page(&visitor, false),
    }
}

fn choose_page(
    visitor: &Visitor,
    open: &OpenVisit,
    fault: Option<Fault>,
) -> Result<HttpResponse, WebError> {
    let token = visitor.token(open.nonce)?;
    let view = ChooseView {
        page: visitor.page("choose").within_visit(token.clone()),
        token,
        faults: fault.into_iter().collect(),
        minutes_left: open.minutes_left(visitor.now),
    };
    visitor.door_page(status(fault), &view, &open.carried())
}

/// `POST choose`: on to the form, or a longer visit.
pub(super) async fn chosen(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    visitor.require_own_form(&form)?;
    let Some(open) = OpenVisit::of(&visitor).await? else {
        return over_page(&visitor, false);
    };
    match form.get("action").map(String::as_str) {
        Some("form") => visitor.go_on("form/1", &open.carried()),
        Some("prolong") => visitor.go_on("choose", &open.carried()),
        _ => choose_page(&visitor, &open, Some(Fault::ChoiceMissing)),
    }
}

/// The page of a visit that is over. It clears the cookie, so that starting again starts clean.
pub(super) fn over_page(visitor: &Visitor, by_choice: bool) -> Result<HttpResponse, WebError> {
    let view = VisitOverView {
        page: visitor.page("start"),
        by_choice,
    };
    visitor.last_page(200, &view)
}

/// `GET exit`: says that a visit can be ended; ends none.
pub(super) async fn exit_page(visitor: Visitor) -> Result<HttpResponse, WebError> {
    match OpenVisit::of(&visitor).await? {
        Some(open) => choose_page(&visitor, &open, None),
        None => over_page(&visitor, true),
    }
}

/// `POST exit`: the visit is over, also for whoever copied its cookie.
pub(super) async fn exit(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    let nonce = visitor.require_own_form(&form)?.nonce;
    visitor
        .web
        .run(move |app| end_visit::end_visit(app, nonce))
        .await?;
    over_page(&visitor, true)
}
