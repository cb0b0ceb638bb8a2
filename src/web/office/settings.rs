//! Pausing, limits of mail, and the statement of transparency: for owners.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Form};
use crate::domain::operator::Deed;
use crate::domain::proposal::Kind;
use crate::domain::statement::Statement;
use crate::flows::office::documents::{self, Written};
use crate::flows::office::limits::{self, Limits, WrongLimit};
use crate::flows::office::{Refusal, approve, log, pause, statement, waiting};
use crate::web::error::WebError;
use crate::web::views::office::settings::{Sent, SettingsView, StatementView};
use crate::web::visitor::Fields;

/// `GET settings`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    show(&desk, StatusCode::OK, None, None).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    sent: Option<Sent>,
    refused: Option<String>,
) -> Result<HttpResponse, WebError> {
    let me = desk.name()?;
    let (paused, proposed, eyes, limits, stated) = desk
        .web
        .run(move |app| {
            let proposed = pause::proposed(app)?;
            let eyes = waiting::eyes(app, &me, proposed.as_slice())?.pop();
            Ok((
                pause::paused(app)?,
                proposed,
                eyes.unwrap_or_default(),
                documents::newest(app, &limits::key())?,
                documents::newest(app, &statement::key())?,
            ))
        })
        .await?;
    let mut page = desk.page();
    page.refused = refused.or(page.refused);
    let view = SettingsView {
        page,
        paused,
        proposed,
        eyes,
        limits,
        stated,
        sent,
    };
    desk.show(status, &view)
}

fn field(form: &Fields, name: &str) -> String {
    form.get(name).cloned().unwrap_or_default()
}

/// `POST settings`.
pub(super) async fn act(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    match field(&form, "action").as_str() {
        "pause" => propose(&desk, &form, true).await,
        "resume" => propose(&desk, &form, false).await,
        "approve" => approved(&desk, &form).await,
        "withdraw" => {
            let seen = field(&form, "seen");
            let about = (Kind::Pause, pause::SUBJECT);
            let done = desk.deed(move |app, by| waiting::take_back(app, by, about, &seen));
            Ok(desk.after(&done.await?, "settings", "withdrawn"))
        }
        "limits" => limits(&desk, &form).await,
        "state" => state(&desk, &form).await,
        _ => Err(WebError::BadRequest),
    }
}

async fn propose(desk: &Desk, form: &Form, pauses: bool) -> Result<HttpResponse, WebError> {
    if let Some(asked) = desk.ask_factor(form, "pause").await? {
        return Ok(asked);
    }
    let notice = pauses.then(|| [field(form, "notice-nl"), field(form, "notice-en")]);
    let done = desk
        .deed(move |app, by| pause::propose(app, by, notice))
        .await?;
    Ok(desk.after(&done, "settings", "proposed"))
}

async fn approved(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    if let Some(asked) = desk.ask_factor(form, "pause").await? {
        return Ok(asked);
    }
    let seen = field(form, "seen");
    let done = desk
        .deed(move |app, by| approve::approve(app, by, Kind::Pause, pause::SUBJECT, &seen))
        .await?;
    Ok(desk.after(&done, "settings", "approved"))
}

/// Over which version a form was filled in.
fn over(form: &Fields) -> i32 {
    field(form, "over").parse().unwrap_or(-1)
}

async fn limits(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    let sent = Sent::Limits(field(form, "domains"), field(form, "cap"));
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let read = match Limits::parse(&field(form, "domains"), &field(form, "cap")) {
        Ok(read) => read,
        Err(why) => return show(desk, wrong, Some(sent), Some(told(desk, &why))).await,
    };
    let written = Written {
        key: limits::key(),
        over: over(form),
        body: read.body(),
    };
    let done = desk
        .deed(move |app, by| documents::write(app, by, written, Deed::ChangedLimits, "limits"))
        .await?;
    match done {
        Ok(()) => Ok(desk.go("settings", "saved")),
        // Both are shown: what stands there now, and what was sent.
        Err(why) => {
            let why = desk.words().say(format!("office-refused-{}", why.code()));
            show(desk, StatusCode::CONFLICT, Some(sent), Some(why)).await
        }
    }
}

fn told(desk: &Desk, why: &WrongLimit) -> String {
    let w = desk.words();
    match why {
        WrongLimit::Domain(line) => w.say_with("office-wrong-domain", "line", line.as_str()),
        WrongLimit::Many => w.say("office-wrong-many"),
        WrongLimit::Cap => w.say("office-wrong-cap"),
    }
}

async fn state(desk: &Desk, form: &Form) -> Result<HttpResponse, WebError> {
    let sent = Sent::statement(form);
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let (over, periods, funding) = (over(form), sent.periods(), sent.funding());
    let (Some(periods), Some(funding)) = (periods, funding) else {
        let why = desk.words().say("office-refused-no-statement");
        return show(desk, wrong, Some(sent), Some(why)).await;
    };
    let statement = match statement::drafted(desk.web.app.today(), &periods, &funding) {
        Ok(statement) => statement,
        Err(why) => {
            note_it(desk, why).await?;
            let why = desk.words().say(format!("office-refused-{}", why.code()));
            return show(desk, wrong, Some(sent), Some(why)).await;
        }
    };
    // First a look at it: what is stated is read by everybody at once.
    if !form.contains_key("sure") {
        return look(desk, form, &statement);
    }
    let done = desk
        .deed(move |app, by| statement::state(app, by, over, &statement))
        .await?;
    match done {
        Ok(()) => Ok(desk.go("settings", "stated")),
        Err(why) => {
            let why = desk.words().say(format!("office-refused-{}", why.code()));
            show(desk, StatusCode::CONFLICT, Some(sent), Some(why)).await
        }
    }
}

async fn note_it(desk: &Desk, why: Refusal) -> Result<(), WebError> {
    let name = desk.name()?;
    let noted = desk
        .web
        .run(move |app| log::note_refusal(app, &name, "transparency", why));
    noted.await
}

/// The statement as the public will read it, with the button that states it.
fn look(desk: &Desk, form: &Form, statement: &Statement) -> Result<HttpResponse, WebError> {
    let mut kept: Vec<_> = form.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
    kept.push(("sure".to_owned(), "yes".to_owned()));
    let view = StatementView {
        page: desk.page(),
        statement: Some(statement),
        kept,
    };
    desk.show(StatusCode::OK, &view)
}
