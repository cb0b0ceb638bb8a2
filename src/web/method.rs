//! How figures are made, as pages; and the dice that a reader may roll with an invented number.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::error::WebError;
use super::respond;
use super::views::Fault;
use super::views::method::{DiceView, MethodView, Thresholds};
use super::visitor::{Fields, Visitor};
use crate::disclosure::dice::MadeUp;
use crate::flows::roll_dice::roll_dice;

/// They follow from the policy alone, and take a while to compute.
static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(Thresholds::compute);

/// As much as the field takes.
const LONGEST: usize = 80;

/// `figures/method`.
pub(super) async fn method(visitor: Visitor) -> Result<HttpResponse, WebError> {
    // The first reader waits for them on a thread that may block.
    let thresholds = visitor.web.run(|_| Ok(&*THRESHOLDS)).await?;
    respond::public(&MethodView {
        page: visitor.page("figures/method"),
        thresholds,
    })
}

/// `figures/dice`: rolled anew for each request, so nobody keeps the answer, and a network can
/// ask only as often as it can send forms.
pub(super) async fn dice(
    visitor: Visitor,
    fields: web::Query<Fields>,
) -> Result<HttpResponse, WebError> {
    visitor.web.limits.post(&visitor.request)?;
    let page = visitor.page("figures/method");
    let (status, rolled, faults) = match made_up(&fields) {
        // Nothing was asked for: the form alone.
        _ if fields.is_empty() => (StatusCode::OK, None, Vec::new()),
        Ok(made_up) => {
            let rolled = visitor.web.run(move |_| roll_dice(made_up)).await?;
            (StatusCode::OK, Some(rolled), Vec::new())
        }
        Err(faults) => (StatusCode::UNPROCESSABLE_ENTITY, None, faults),
    };
    let typed = fields.get("number").map_or("", String::as_str);
    let view = DiceView {
        page,
        rolled,
        // Whole: a number cut off would be one that nobody typed.
        typed: typed.chars().take(LONGEST).collect(),
        faults,
    };
    respond::unkept(status, &view)
}

fn made_up(fields: &Fields) -> Result<MadeUp, Vec<Fault>> {
    let field = |name: &str| fields.get(name).map_or("", |typed| typed.trim());
    let number = field("number").parse().ok();
    let number = number.filter(|number| MadeUp::new(*number, 1).is_some());
    let draws = field("draws").parse().ok();
    let draws = draws.filter(|draws| MadeUp::new(0, *draws).is_some());
    let mut faults = Vec::new();
    if number.is_none() {
        faults.push(Fault::DiceNumber);
    }
    if draws.is_none() {
        faults.push(Fault::DiceDraws);
    }
    let both = number.zip(draws);
    both.and_then(|(number, draws)| MadeUp::new(number, draws))
        .ok_or(faults)
}
