//! The pages anyone may read.

use actix_web::HttpResponse;

use super::archive::number;
use super::error::WebError;
use super::processors;
use super::respond;
use super::shelf::{self, Keep};
use super::views::office::{OFFICE_SCRIPT, OFFICE_STYLESHEET};
use super::views::public::{CountingMode, HelpView, HomeView, PaperView, PrivacyView, SafetyView};
use super::views::{FAVICON, SCRIPT, SOCIAL_IMAGE, STYLESHEET, WORK};
use super::visitor::Visitor;
use crate::config::{self, Settings};
use crate::domain::consent::Purpose;
use crate::flows::consent_texts::texts_in_force;

/// Home.
pub(super) async fn home(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    respond::public(&HomeView {
        page: visitor.page(""),
        number: number(&archive),
    })
}

/// `safety`.
pub(super) async fn safety(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&SafetyView {
        page: visitor.page("safety"),
    })
}

/// `help`.
pub(super) async fn help(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&HelpView {
        page: visitor.page("help"),
        list: visitor.web.app.settings.pages.help.as_ref(),
    })
}

/// `paper`.
pub(super) async fn paper(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let locale = visitor.locale;
    let texts = visitor
        .web
        .run(move |app| texts_in_force(app, locale))
        .await?;
    let declaration = texts
        .into_iter()
        .find(|text| text.purpose == Purpose::Declaration);
    respond::public(&PaperView {
        page: visitor.page("paper"),
        text: declaration.map(|text| text.text).unwrap_or_default(),
    })
}

/// `privacy`: made from the settings the register runs with.
pub(super) async fn privacy(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let settings = &visitor.web.app.settings;
    respond::public(&PrivacyView {
        page: visitor.page("privacy"),
        processors: processors::named(settings),
        same_server: processors::same_server(settings),
        counting: counting(settings),
        sources: &visitor.web.atlas.sources,
    })
}

/// Who can open the ballot box.
pub(super) const fn counting(settings: &Settings) -> CountingMode {
    match settings.counting.mode {
        config::CountingMode::Automatic => CountingMode::Automatic,
        config::CountingMode::Ceremony => CountingMode::Ceremony,
    }
}

/// The stylesheet.
pub(super) async fn stylesheet() -> HttpResponse {
    still("text/css; charset=utf-8", STYLESHEET)
}

/// The office's own stylesheet.
pub(super) async fn office_stylesheet() -> HttpResponse {
    still("text/css; charset=utf-8", OFFICE_STYLESHEET)
}

/// The office's own script.
pub(super) async fn office_script() -> HttpResponse {
    still("text/javascript; charset=utf-8", OFFICE_SCRIPT)
}

/// The icon.
pub(super) async fn favicon() -> HttpResponse {
    still("image/svg+xml; charset=utf-8", FAVICON)
}

/// The script of the door.
pub(super) async fn script() -> HttpResponse {
    still("text/javascript; charset=utf-8", SCRIPT)
}

/// The work at a crowded door.
pub(super) async fn work_script() -> HttpResponse {
    still("text/javascript; charset=utf-8", WORK)
}

/// What a messenger shows beside a link.
pub(super) async fn social_image() -> HttpResponse {
    shelf::answer(
        SOCIAL_IMAGE,
        "image/png",
        "public, max-age=3600",
        Keep::Always,
    )
}

fn still(kind: &'static str, body: &'static str) -> HttpResponse {
    shelf::answer(body, kind, "public, max-age=3600", Keep::Always)
}
