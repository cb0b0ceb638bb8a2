//! The door: asking for a code, typing it, choosing. The same pages for every address.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::order;
use super::views::Fault;
use super::views::door::{ChooseView, CodeView, StartView, VisitOverView};
use super::visitor::{Fields, Visitor};
use crate::domain::code::Code;
use crate::domain::email::{EmailAddress, EmailError};
use crate::domain::visit::{Stage, Visit};
use crate::domain::workplace;
use crate::flows::end_visit;
use crate::flows::open_door::{Knocked, knock};

use super::open::OpenVisit;
use super::patience::while_here;
use super::respond;
use super::waiting::{self, Asked};

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

/// A page with something to mend is an answer to a request that was refused.
pub(super) const fn status(fault: Option<Fault>) -> StatusCode {
    match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    }
}

/// `POST start`: whatever address it is, one letter is queued and the same page follows.
pub(super) async fn ask(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    let Some(visit) = visitor.own_visit(&form)? else {
        return over_page(&visitor);
    };
    let typed = form.get("address").map_or("", String::as_str);
    let address = match EmailAddress::parse(typed) {
        Ok(address) => address,
        Err(wrong) => return start_page(&visitor, visit, Some(address_fault(wrong)), typed),
    };
    // A hint and nothing more: whoever knows better ticks the box and goes on.
    if workplace::seems_of_work(&address) && !order::is_ticked(&form, "sure") {
        return start_page(&visitor, visit, Some(Fault::WorkMailbox), typed);
    }
    if is_too_fast(&visitor, visit) {
        return start_page(&visitor, visit, Some(Fault::TooFast), typed);
    }
    // In a crowd or not, the way on is the same.
    let (Asked::Sent(visit) | Asked::Crowded(visit)) = waiting::ask(&visitor, address).await?;
    visitor.go_on("code", &visit)
}

/// Nobody types an address in no time at all: a machine does.
fn is_too_fast(visitor: &Visitor, visit: &Visit) -> bool {
    let least = i64::from(visitor.web.app.settings.door.minimum_form_age_seconds);
    let since = match &visit.stage {
        Stage::Fresh { shown } => *shown,
        Stage::Pending { asked, .. } | Stage::Waiting { asked, .. } => *asked,
        Stage::Open { seen, .. } => *seen,
    };
    visitor.now.since(since) < least
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
        ) => code_page(&visitor, visit, Typing::Shown),
        Some(
            visit @ Visit {
                stage: Stage::Open { .. },
                ..
            },
        ) => visitor.go_on("choose", visit),
        Some(
            visit @ Visit {
                stage: Stage::Waiting { .. },
                ..
            },
        ) => waiting::page(&visitor, visit, None),
        _ => over_page(&visitor),
    }
}

fn code_page(visitor: &Visitor, visit: &Visit, typing: Typing) -> Result<HttpResponse, WebError> {
    let fault = match typing {
        Typing::Wrong(fault) => Some(fault),
        Typing::Shown | Typing::SentAgain => None,
    };
    let token = visitor.token(visit.nonce)?;
    let view = CodeView {
        // No button to stop: a machine that presses every button would shut the owner out.
        page: visitor.page("code"),
        token,
        faults: fault.into_iter().collect(),
        sent_again: matches!(typing, Typing::SentAgain),
    };
    visitor.door_page(status(fault), &view, visit)
}

/// Why the page for the code is shown.
enum Typing {
    Shown,
    SentAgain,
    Wrong(Fault),
}

/// Seconds before another letter can be asked for: most letters come sooner.
const AGAIN_AFTER_SECONDS: i64 = 60;

/// Another letter to the address of this visit, as if it had been typed once more.
async fn again(visitor: &Visitor, visit: &Visit) -> Result<HttpResponse, WebError> {
    let Stage::Pending { address, asked } = &visit.stage else {
        return over_page(visitor);
    };
    if visitor.now.since(*asked) < AGAIN_AFTER_SECONDS {
        return code_page(visitor, visit, Typing::Wrong(Fault::AgainTooSoon));
    }
    match waiting::ask(visitor, address.clone()).await? {
        Asked::Sent(visit) => code_page(visitor, &visit, Typing::SentAgain),
        Asked::Crowded(visit) => visitor.go_on("code", &visit),
    }
}

/// `POST code`.
pub(super) async fn type_code(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    let Some(visit) = visitor.own_visit(&form)? else {
        return over_page(&visitor);
    };
    if matches!(visit.stage, Stage::Open { .. }) {
        return visitor.go_on("choose", visit);
    }
    if matches!(visit.stage, Stage::Waiting { .. }) {
        return waiting::goes_on(&visitor, visit, &form).await;
    }
    // The same form once more, after it did its work.
    if form.contains_key("answer") {
        return visitor.go_on("code", visit);
    }
    if form.get("action").is_some_and(|action| action == "again") {
        return again(&visitor, visit).await;
    }
    let typed = form.get("code").map_or("", String::as_str);
    let Some(typed) = Code::parse(typed) else {
        let nothing = typed.trim().is_empty();
        let fault = if nothing {
            Fault::CodeMissing
        } else {
            Fault::CodeMalformed
        };
        return code_page(&visitor, visit, Typing::Wrong(fault));
    };
    let pending = visit.clone();
    match visitor
        .web
        .run(move |app| knock(app, &pending, typed))
        .await?
    {
        // No thread waits for the slow derivation, and a visitor who leaves takes it along.
        Knocked::Opening(opening) => {
            let open = while_here(&visitor.request, opening.opens()).await??;
            visitor.go_on("choose", &open)
        }
        // How many tries are left is nobody's business but ours.
        Knocked::Wrong | Knocked::TriesUsedUp => {
            code_page(&visitor, visit, Typing::Wrong(Fault::CodeWrong))
        }
        Knocked::Over => over_page(&visitor),
    }
}

/// `GET choose`.
pub(super) async fn choose(visitor: Visitor) -> Result<HttpResponse, WebError> {
    match OpenVisit::of(&visitor).await? {
        Some(open) => choose_page(&visitor, &open, None),
        None => over_page(&visitor),
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
    if visitor.own_visit(&form)?.is_none() {
        return over_page(&visitor);
    }
    let Some(open) = OpenVisit::of(&visitor).await? else {
        return over_page(&visitor);
    };
    match form.get("action").map(String::as_str) {
        Some("form") => visitor.go_on("form/1", &open.carried()),
        Some("prolong") => visitor.go_on("choose", &open.carried()),
        _ => choose_page(&visitor, &open, Some(Fault::ChoiceMissing)),
    }
}

/// The page of a visit that is over, or never was. To a POST it says by its status that the
/// request did nothing; a cookie is cleared only when it was of a visit that ended.
pub(super) fn over_page(visitor: &Visitor) -> Result<HttpResponse, WebError> {
    let view = VisitOverView {
        page: visitor.page("start"),
        by_choice: false,
    };
    match (visitor.is_post(), &visitor.visit) {
        (false, _) => visitor.quiet_page(StatusCode::OK, &view),
        (true, None) => visitor.quiet_page(StatusCode::FORBIDDEN, &view),
        (true, Some(_)) => visitor.last_page(StatusCode::FORBIDDEN, &view),
    }
}

/// `GET exit`: back to where a visit can be ended; ends none.
pub(super) async fn exit_page(visitor: Visitor) -> Result<HttpResponse, WebError> {
    if OpenVisit::of(&visitor).await?.is_some() {
        return choose(visitor).await;
    }
    let view = VisitOverView {
        page: visitor.page("start"),
        by_choice: true,
    };
    visitor.quiet_page(StatusCode::OK, &view)
}

/// `POST exit`: the visit is over, also for whoever copied its cookie.
pub(super) async fn exit(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    let Some(visit) = visitor.own_visit(&form)? else {
        return over_page(&visitor);
    };
    // A visit in which nothing was asked for yet has nothing that could open again.
    if !matches!(visit.stage, Stage::Fresh { .. }) {
        let nonce = visit.nonce;
        visitor
            .web
            .run(move |app| end_visit::end_visit(app, nonce))
            .await?;
    }
    let view = VisitOverView {
        page: visitor.page("start"),
        by_choice: true,
    };
    let mut response = visitor.last_page(StatusCode::OK, &view)?;
    respond::forget(response.headers_mut());
    Ok(response)
}
