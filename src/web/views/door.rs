//! The door up to the choice, and the pages that close it: the same for every address.

use askama::Template;

use super::fault::{self, Fault};
use super::page::Page;

/// `start`: one address.
#[derive(Template)]
#[template(path = "door/start.html")]
pub struct StartView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The form token.
    pub token: String,
    /// What to mend.
    pub faults: Vec<Fault>,
    /// What was typed, shown again beside a fault.
    pub typed: String,
}

impl StartView<'_> {
    /// Whether to ask if nobody else reads this mailbox.
    fn asks_to_be_sure(&self) -> bool {
        self.faults.contains(&Fault::WorkMailbox)
    }
}

/// `code`: the code from the mail. How many tries are left is not said.
#[derive(Template)]
#[template(path = "door/code.html")]
pub struct CodeView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The form token.
    pub token: String,
    /// What to mend.
    pub faults: Vec<Fault>,
    /// Whether another letter was asked for just now.
    pub sent_again: bool,
}

impl CodeView<'_> {
    fn is_wrong(&self) -> bool {
        fault::about(&self.faults, "code").is_some()
    }

    fn is_too_soon(&self) -> bool {
        fault::about(&self.faults, "again").is_some()
    }
}

/// `code` at a crowded door: some work, or some time, before the letter is sent.
#[derive(Template)]
#[template(path = "door/wait.html")]
pub struct WaitView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The form token, which is what the work is about.
    pub token: String,
    /// What to mend.
    pub faults: Vec<Fault>,
    /// How hard the work is.
    pub bits: u8,
    /// Seconds to wait without it.
    pub seconds: i64,
}

impl WaitView<'_> {
    /// A device that worked it out wrong once would do so again.
    fn gives_work(&self) -> bool {
        !self.faults.contains(&Fault::WorkWrong)
    }
}

/// `choose`: make a declaration, or see what is kept. Does not say whether anything is.
#[derive(Template)]
#[template(path = "door/choose.html")]
pub struct ChooseView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The form token.
    pub token: String,
    /// What to mend.
    pub faults: Vec<Fault>,
    /// Minutes until the visit ends.
    pub minutes_left: i64,
}

/// The visit ended, or its cookie cannot be read, or the browser keeps no cookies.
#[derive(Template)]
#[template(path = "door/over.html")]
pub struct VisitOverView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Whether the visitor ended it with the button.
    pub by_choice: bool,
}

/// A request that is refused, or cannot be served now.
#[derive(Template)]
#[template(path = "door/message.html")]
pub struct MessageView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// What happened.
    pub message: Message,
}

/// The fixed sentences for refused requests. Each has a title, a sentence and a way on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// 400: the request makes no sense.
    BadRequest,
    /// 403: the form's token does not fit the visit.
    Forbidden,
    /// 404: no such page.
    NotFound,
    /// 405: the page takes no such request.
    MethodNotAllowed,
    /// 409: a page before this one has no answer yet.
    OutOfOrder,
    /// 413: too much was sent.
    TooLarge,
    /// 429: too many requests from this network.
    TooMany,
    /// 503: not possible just now; nothing was half-done.
    Unavailable,
}

impl Message {
    /// Every message.
    pub const ALL: [Self; 8] = [
        Self::BadRequest,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::OutOfOrder,
        Self::TooLarge,
        Self::TooMany,
        Self::Unavailable,
    ];

    /// The name in keys: `message-{name}-title`, `message-{name}-text`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method",
            Self::OutOfOrder => "out-of-order",
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
            Self::Unavailable => "unavailable",
        }
    }

    fn title(self) -> String {
        format!("message-{}-title", self.name())
    }

    fn text(self) -> String {
        format!("message-{}-text", self.name())
    }

    /// Where the way on leads.
    const fn remedy(self) -> (&'static str, &'static str) {
        match self {
            Self::OutOfOrder => ("form/1", "message-to-form"),
            Self::Forbidden | Self::TooMany | Self::Unavailable => ("start", "message-to-start"),
            _ => ("", "message-to-home"),
        }
    }
}
