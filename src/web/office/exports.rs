//! Exports of aggregates: choose, wait, take along.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use actix_web::rt::time::sleep;
use actix_web::{HttpResponse, web};

use super::desk::{Desk, Form};
use super::kit::{Format, make};
use super::works::{Progress, Ticket};
use crate::domain::locale::Locale;
use crate::domain::operator::Deed;
use crate::flows::export::Choice;
use crate::flows::office::log::note_deed;
use crate::flows::publish::read::Archive;
use crate::web::error::WebError;
use crate::web::guard;
use crate::web::state::Web;
use crate::web::views::office::exports::{ExportsView, WorkView, offered};
use crate::web::visitor::Fields;

/// An answer about a work waits so often, and so long each time.
const WAITS: u32 = 16;
const WAIT: Duration = Duration::from_millis(250);

/// No purpose is longer, in characters.
const LONGEST_PURPOSE: usize = 200;

/// `GET exports`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    show(&desk, StatusCode::OK, &Fields::default(), None).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    typed: &Fields,
    refused: Option<&'static str>,
) -> Result<HttpResponse, WebError> {
    let archive = desk.web.archive().await?;
    let mut page = desk.page();
    if refused.is_some() {
        page = page.told(None, refused);
    }
    let view = ExportsView {
        releases: offered(desk.words(), &archive),
        typed: typed
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        page,
    };
    desk.show(status, &view)
}

/// `POST exports`.
pub(super) async fn act(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let archive = desk.web.archive().await?;
    let wanted = match Wanted::read(&form, &archive) {
        Ok(wanted) => wanted,
        Err(refused) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show(&desk, status, &form, Some(refused)).await;
        }
    };
    if let Some(asked) = desk.ask_factor(&form, "export").await? {
        return Ok(asked);
    }
    let name = desk.name()?;
    let Some(ticket) = desk.web.works.begin(&name, desk.web.app.now()) else {
        return show(
            &desk,
            StatusCode::SERVICE_UNAVAILABLE,
            &form,
            Some("too-many-works"),
        )
        .await;
    };
    let (about, detail) = (wanted.about(), wanted.detail());
    desk.web
        .run(move |app| note_deed(app, &name, Deed::Exported, &about, &detail))
        .await?;
    let address = format!("exports/work?id={}", ticket.id());
    start(&desk.web, wanted, archive, ticket);
    Ok(desk.go_to(&address))
}

/// What is to be made.
pub(super) struct Wanted {
    pub choice: Choice,
    pub format: Format,
    pub locale: Locale,
    purpose: String,
}

impl Wanted {
    fn read(form: &Fields, archive: &Archive) -> Result<Self, &'static str> {
        use crate::flows::export::NoChoice;
        let field = |name: &str| form.get(name).map_or("", |value| value.trim());
        let format = Format::from_code(field("format")).ok_or("no-format")?;
        let locale = Locale::from_code(field("lang")).filter(|l| Locale::WRITTEN.contains(l));
        let purpose = field("purpose").to_owned();
        let length = purpose.chars().count();
        if !(1..=LONGEST_PURPOSE).contains(&length) || purpose.contains(char::is_control) {
            return Err("no-purpose");
        }
        let all = ["table-nationality", "table-number"];
        // A week names its one number otherwise than a quarter does; people need not know.
        let number = form.contains_key("table-total").then_some("table-number");
        let ticks = form.keys().map(String::as_str).chain(number);
        // A press kit is a whole; which tables were ticked does not matter.
        let ticks: Vec<&str> = match format.is_whole() {
            true => ticks
                .filter(|t| !t.starts_with("value-"))
                .chain(all)
                .collect(),
            false => ticks.collect(),
        };
        let choice = Choice::read(ticks.iter().copied(), archive).map_err(|none| match none {
            NoChoice::Releases => "no-releases",
            NoChoice::Tables => "no-tables",
            NoChoice::Values => "no-values",
        })?;
        Ok(Self {
            choice,
            format,
            locale: locale.unwrap_or(Locale::Nl),
            purpose,
        })
    }

    fn about(&self) -> String {
        let ids: Vec<String> = self
            .choice
            .releases
            .iter()
            .map(ToString::to_string)
            .collect();
        ids.join(" ")
    }

    fn detail(&self) -> String {
        format!("{} {}: {}", self.format.code(), self.locale, self.purpose)
    }
}

/// Makes it on a thread where it may take its time.
fn start(web: &Arc<Web>, wanted: Wanted, archive: Arc<Archive>, ticket: Ticket) {
    let state = web.clone();
    drop(web::block(move || {
        let made = make(&state, &wanted, &archive, &mut |done, of| {
            ticket.is_at(Progress::At(done, of));
        });
        ticket.is_at(match made {
            Ok(made) => Progress::Done(Arc::new(made)),
            Err(error) => {
                tracing::error!(cause = %error, "an export could not be made");
                Progress::Failed
            }
        });
    }));
}

fn asked_id(desk: &Desk) -> String {
    let query = desk.request.query_string();
    let asked = web::Query::<Vec<(String, String)>>::from_query(query);
    let asked = asked.map(web::Query::into_inner).unwrap_or_default();
    let found = asked.into_iter().find(|(key, _)| key == "id");
    found.map(|(_, id)| id).unwrap_or_default()
}

/// `GET exports/work`: how far it is. The answer waits a little, so that most find it done. A
/// script asks again and changes the figures in their place: a page that reloads by itself would
/// take the reader's place away (WCAG 2.2.1, 3.2.5). Without it, the button does.
pub(super) async fn work(desk: Desk) -> Result<HttpResponse, WebError> {
    let (id, name) = (asked_id(&desk), desk.name()?);
    let mut progress = desk.web.works.look(&name, &id);
    for _ in 0..WAITS {
        if !matches!(progress, Some(Progress::At(..))) {
            break;
        }
        sleep(WAIT).await;
        progress = desk.web.works.look(&name, &id);
    }
    let goes_on = matches!(progress, Some(Progress::At(..)));
    let view = match progress.ok_or(WebError::NotFound)? {
        Progress::At(done, of) => WorkView::waiting(desk.page(), id, (done, of)),
        Progress::Done(made) => WorkView::done(desk.page(), id, &made),
        Progress::Failed => WorkView::failed(desk.page()),
    };
    let mut page = desk.show(StatusCode::OK, &view)?;
    if goes_on {
        // The one page of the office with a script: it asks how far the work is.
        let policy = HeaderValue::from_static(guard::WITH_SCRIPT);
        page.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(page)
}

/// `GET exports/file`.
pub(super) async fn file(desk: Desk) -> Result<HttpResponse, WebError> {
    let progress = desk.web.works.look(&desk.name()?, &asked_id(&desk));
    let Some(Progress::Done(made)) = progress else {
        return Err(WebError::NotFound);
    };
    let name = format!("attachment; filename=\"{}\"", made.name);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, made.media_type))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(made.bytes.clone()))
}
