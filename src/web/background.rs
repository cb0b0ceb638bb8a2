//! The pages of background, and those on which the register answers for itself.

use actix_web::HttpResponse;

use super::archive::number;
use super::error::WebError;
use super::processors;
use super::public::counting;
use super::respond;
use super::reuse::quarters;
use super::views::background::{
    AboutView, AccessibilityView, AdvantagesView, CookiesView, DataPathView, ExamplesView,
    HistoryView, PressView, QuestionsView, TransparencyView, Way,
};
use super::visitor::Visitor;
use crate::config::{Relay, Settings};

macro_rules! with_facts {
    ($($(#[$doc:meta])* $name:ident = $view:ident at $path:literal),+ $(,)?) => {$(
        $(#[$doc])*
        pub(super) async fn $name(visitor: Visitor) -> Result<HttpResponse, WebError> {
            respond::public(&$view {
                page: visitor.page($path),
                sources: &visitor.web.atlas.sources,
            })
        }
    )+};
}

with_facts! {
    /// `about`.
    about = AboutView at "about",
    /// `examples`.
    examples = ExamplesView at "examples",
    /// `advantages`.
    advantages = AdvantagesView at "advantages",
    /// `history`.
    history = HistoryView at "history",
    /// `cookies`.
    cookies = CookiesView at "cookies",
}

/// `questions`.
pub(super) async fn questions(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&QuestionsView {
        page: visitor.page("questions"),
    })
}

/// `accessibility`.
pub(super) async fn accessibility(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&AccessibilityView {
        page: visitor.page("accessibility"),
    })
}

/// `data-path`: made from the settings the register runs with.
pub(super) async fn data_path(visitor: Visitor) -> Result<HttpResponse, WebError> {
    respond::public(&DataPathView {
        page: visitor.page("data-path"),
        way: way(&visitor.web.app.settings),
    })
}

fn way(settings: &Settings) -> Way {
    Way {
        host: settings.register.base_url.host().to_owned(),
        encrypted: settings.register.base_url.is_https(),
        processors: processors::named(settings),
        same_server: processors::same_server(settings),
        mail_in_folder: matches!(settings.mail.relay, Relay::Folder(_)),
        counting: counting(settings),
    }
}

/// `transparency`.
pub(super) async fn transparency(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let known = visitor.web.known().await?;
    let settings = &visitor.web.app.settings;
    let of_file = settings.pages.transparency.as_ref();
    respond::public(&TransparencyView {
        page: visitor.page("transparency"),
        // What the board stated in its office holds; the file is for registers without one.
        statement: known.statement.as_deref().or(of_file),
        processors: processors::named(settings),
    })
}

/// `press`.
pub(super) async fn press(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let archive = visitor.web.archive().await?;
    respond::public(&PressView {
        page: visitor.page("press"),
        number: number(&archive),
        quarter: quarters(&archive).next().map(|cited| cited.quarter),
    })
}
