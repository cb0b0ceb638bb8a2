//! The relay: whether it can be reached and signed in to, until when its certificate holds, and
//! whether it takes letters from our sender. Nothing is sent.

use super::asks::Trust;
use super::{Line, places, site};
use crate::app::HostClock;
use crate::cli::{Stopped, open};
use crate::config::{Relay, Settings};
use crate::domain::clock::Clock;
use crate::mail::transport::Probe;

pub(super) fn look(settings: &Settings) -> Vec<Line> {
    let host = match &settings.mail.relay {
        Relay::Folder(folder) => {
            let found = open::mailer(settings).and_then(|_| places::try_writing(folder));
            let say = found.map(|()| "Letters go into a folder; nothing is sent.".to_owned());
            return vec![Line::either("mail", say)];
        }
        Relay::Smtp { host, .. } => host,
    };
    let refused = |reason: String| {
        let say =
            format!("{reason}. Look at [mail] in the settings, and ask the provider of {host}.");
        Line::fail("mail", say)
    };
    match open::smtp(settings) {
        Err(stopped) => vec![Line::fail("mail", stopped.to_string())],
        Ok(smtp) => match smtp.probe() {
            Err(reason) => vec![refused(reason.to_string())],
            Ok(probe) => {
                let mut lines = vec![Line::ok("mail", format!("The relay {host} answers."))];
                lines.extend(certificate(settings, host, &probe));
                lines.push(sender(settings, host, &probe));
                lines
            }
        },
    }
}

fn certificate(settings: &Settings, host: &str, probe: &Probe) -> Option<Line> {
    const NAME: &str = "mail-tls";
    if probe.chain.is_empty() {
        return Some(Line::ok(
            NAME,
            "Letters are handed over in clear, and do not leave this machine by that.",
        ));
    }
    let trust = Trust::of_this_host()?;
    let now = HostClock.now();
    Some(site::until(settings, NAME, &trust, &probe.chain, host, now))
}

fn sender(settings: &Settings, host: &str, probe: &Probe) -> Line {
    const NAME: &str = "mail-from";
    let from = &settings.mail.from;
    match (&probe.sender, probe.takes_our_size()) {
        (Ok(()), true) => Line::ok(NAME, format!("The relay takes letters from {from}.")),
        (Ok(()), false) => Line::fail(
            NAME,
            format!(
                "The relay takes no letter as long as ours (4 kB). Ask the provider of {host} to \
                 raise its limit."
            ),
        ),
        (Err(reason), _) => Line::fail(
            NAME,
            format!(
                "The relay does not take {from} as a sender: {reason}. Ask the provider of {host} \
                 to let you send from that address, or change mail.from."
            ),
        ),
    }
}

/// A letter cannot be sent by these settings.
pub(super) fn unsent(reason: impl std::fmt::Display) -> Stopped {
    Stopped::Refused(format!("The letter was not sent: {reason}."))
}
