//! What the world is told about the sender of codes: SPF, DKIM, DMARC, where it takes mail, and
//! whether the address that letters leave from leads back to a name.
//!
//! Receivers judge a stranger's letter by these. Each line that is not well gives the very record
//! to publish. Where letters only go into a folder nothing is asked.

mod dkim_key;
mod key;
mod permits;
mod policy;
mod spf;
mod way_back;

use std::net::IpAddr;

use super::Line;
use super::asks::{Names, Unanswered};
use crate::cli::open;
use crate::config::{Relay, Settings};

pub(super) use dkim_key::{Key, read as read_key, tag};
pub(super) use key::key_texts;

/// A sender, and how its letters leave.
pub(super) struct Sender<'a> {
    /// The domain behind the `@`.
    pub domain: &'a str,
    /// Under which name the relay's key stands, where it is known.
    pub selector: Option<&'a str>,
    /// Another machine that sends for us; none where this one does itself.
    relay: Option<&'a str>,
    /// The name this machine greets others with, where it sends itself and the settings say it.
    hello: Option<&'a str>,
    is_grave: bool,
}

impl<'a> Sender<'a> {
    /// The sender of these settings; none where nothing leaves this machine's files.
    pub(super) fn of(settings: &'a Settings) -> Option<Self> {
        let mail = &settings.mail;
        let Relay::Smtp { host, .. } = &mail.relay else {
            return None;
        };
        let is_here = mail.relay.stays_on_this_machine();
        Some(Self {
            domain: open::sender_domain(&mail.from),
            selector: mail.dkim_selector.as_deref(),
            relay: (!is_here).then_some(host),
            hello: mail.hello_name.as_deref().filter(|_| is_here),
            is_grave: settings.production,
        })
    }

    /// Letters will be refused or suspected: while trying out, a warning.
    fn bad(&self, name: &'static str, say: impl Into<String>) -> Line {
        Line::grave(name, self.is_grave, say)
    }

    /// Where letters leave from, as far as that can be known.
    fn addresses(&self, names: &dyn Names) -> Result<Vec<IpAddr>, Unanswered> {
        self.hello
            .map_or(Ok(Vec::new()), |name| names.addresses(name))
    }
}

/// A line for each thing that receivers look at.
pub(super) fn look(settings: &Settings, names: &dyn Names) -> Vec<Line> {
    let Some(sender) = Sender::of(settings) else {
        return Vec::new();
    };
    let looked: [(&'static str, Result<Line, Unanswered>); 5] = [
        ("spf", permits::look(&sender, names)),
        ("dkim", key::look(&sender, names)),
        ("dmarc", policy::look(&sender, names)),
        ("mx", way_back::mail_servers(&sender, names)),
        ("ptr", way_back::names_back(&sender, names)),
    ];
    let line = |(name, found): (&'static str, Result<Line, Unanswered>)| match found {
        Ok(line) => line,
        Err(unanswered) => Line::warn(name, format!("Not looked at: {unanswered}.")),
    };
    looked.into_iter().map(line).collect()
}
