//! The one button, and the page behind it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::door::over_page;
use super::error::WebError;
use super::form::{Sheet, ticks, versions_sent};
use super::open::OpenVisit;
use super::order::{self, CHECK};
use super::views::Fault;
use super::views::form::Ticks;
use super::views::kept::{DoneView, Outcome};
use super::visitor::{Fields, Visitor};
use crate::app::App;
use crate::domain::answers::Answers;
use crate::domain::clock::Day;
use crate::domain::record::ChangeKind;
use crate::flows::consent_texts::Shown;
use crate::flows::declare::{self, Declared};

/// The button is pressed. Everything it needs stands in the visit and in the ticks of this page.
pub(super) async fn press(visitor: &Visitor, form: &Fields) -> Result<HttpResponse, WebError> {
    // The flow itself asks whether the visit ended: the same request again shows the same page.
    let Some(open) = OpenVisit::unchecked(visitor) else {
        return over_page(visitor);
    };
    let Some(answers) = order::answers(&open.draft) else {
        return Err(WebError::OutOfOrder);
    };
    let ticks = ticks(form);
    let faults = unticked(ticks, answers.optional.is_some());
    if !faults.is_empty() {
        return Sheet::new(visitor, &open, CHECK, faults).show(form).await;
    }
    match declares(visitor, &open, answers, form).await? {
        Declared::Kept { change, last_day } => kept(visitor, change, last_day).await,
        Declared::Over => over_page(visitor),
        // Nothing is lost: the answers stand in the visit, and the button can be pressed later.
        Declared::Paused => {
            let faults = vec![Fault::Paused];
            Sheet::new(visitor, &open, CHECK, faults).show(form).await
        }
        Declared::TextsChanged => {
            let faults = vec![Fault::TextsChanged];
            Sheet::new(visitor, &open, CHECK, faults)
                .show(&Fields::default())
                .await
        }
    }
}

async fn declares(
    visitor: &Visitor,
    open: &OpenVisit,
    answers: Answers,
    form: &Fields,
) -> Result<Declared, WebError> {
    let shown = Shown {
        locale: visitor.locale,
        versions: versions_sent(form.get("versions").map_or("", String::as_str)),
    };
    let flow =
        async |app: &App| declare::declares(app, &open.root, answers, open.nonce, shown).await;
    let (declared, ended) = visitor.web.writes(flow).await?;
    if ended.is_something() {
        let tells = move |app: &App| {
            ended.tell(&app.journal);
            Ok(())
        };
        // It is kept, whatever becomes of this: what the journal is not told now it finds out.
        let _ = visitor.web.run(tells).await;
    }
    Ok(declared)
}

/// The page after the button.
async fn kept(
    visitor: &Visitor,
    change: ChangeKind,
    last_day: Day,
) -> Result<HttpResponse, WebError> {
    let outcome = match change {
        ChangeKind::Joined => Outcome::Declared {
            last_day,
            number: visitor.number().await,
        },
        ChangeKind::Replaced => Outcome::Replaced {
            last_day,
            counted: true,
        },
        ChangeKind::AnswersOnly => Outcome::Replaced {
            last_day,
            counted: false,
        },
    };
    let page = visitor.page("done");
    visitor.last_page(StatusCode::OK, &DoneView { page, outcome })
}

fn unticked(ticks: Ticks, optional: bool) -> Vec<Fault> {
    let wanted = [
        (ticks.declare, Fault::DeclareMissing),
        (ticks.consent_keep, Fault::ConsentKeepMissing),
        (
            ticks.consent_optional || !optional,
            Fault::ConsentOptionalMissing,
        ),
    ];
    wanted
        .into_iter()
        .filter(|(ticked, _)| !ticked)
        .map(|(_, fault)| fault)
        .collect()
}

/// `GET done`: nothing of anybody's; the page with something on it answers the button alone.
pub(super) async fn done(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let view = DoneView {
        page: visitor.page("done"),
        outcome: Outcome::Nothing,
    };
    visitor.quiet_page(StatusCode::OK, &view)
}
