//! `doctor --mail`: one letter, just as visitors get it, to a mailbox of the operator's own.
//!
//! It goes the real way, so that what arrives can be judged. The address is kept nowhere: not in
//! the outbox, not in a log.

use std::io::{BufRead, IsTerminal, Write};

use super::relay::unsent;
use crate::app::HostClock;
use crate::cli::{Ended, Stopped, open};
use crate::config::{Relay, Settings};
use crate::crypto::random;
use crate::domain::clock::Clock;
use crate::domain::code::Code;
use crate::domain::email::EmailAddress;
use crate::domain::letter::Letter;
use crate::domain::locale::Locale;
use crate::flows::deliver::letter_words;
use crate::mail::compose;

/// Eight digits that are nobody's.
const NO_CODE: &str = "00000000";

pub(super) fn send(
    settings: &Settings,
    to: Option<&str>,
    out: &mut dyn Write,
) -> Result<Ended, Stopped> {
    let recipient = match to {
        Some(given) => mailbox(given)?,
        None => asked(out)?,
    };
    let now = HostClock.now();
    let letter = Letter {
        recipient,
        locale: Locale::Nl,
        day: now.day(),
        message_id: random::bytes().map_err(unsent)?,
    };
    let words = letter_words(&open::texts(settings)?, letter.locale);
    let code = Code::parse(NO_CODE).ok_or_else(|| unsent("no code"))?;
    let outgoing = compose(&words, &code, &letter).map_err(unsent)?;
    open::mailer(settings)?
        .send(&outgoing, now)
        .map_err(|error| unsent(error.reason()))?;
    let taken = match &settings.mail.relay {
        Relay::Folder(folder) => format!("It lies in {}; nothing was sent.", folder.display()),
        Relay::Smtp { host, .. } => format!("The relay {host} took the letter."),
    };
    writeln!(
        out,
        "{taken} Its code opens nothing.

When it arrives, see that it is not among the spam. Save it with all its headers (often called
\"show original\" or \"save as\"), and have it judged:

    enkel doctor --mail --check FILE.eml"
    )?;
    Ok(Ended::Good)
}

/// An address of the operator's own.
pub(super) fn mailbox(text: &str) -> Result<EmailAddress, Stopped> {
    EmailAddress::parse(text)
        .map_err(|_| Stopped::Refused("This is no mail address; nothing was sent.".into()))
}

fn asked(out: &mut dyn Write) -> Result<EmailAddress, Stopped> {
    if !std::io::stdin().is_terminal() {
        return Err(Stopped::Refused(
            "there is no terminal to ask on: give --to ADDRESS. Nothing was sent.".into(),
        ));
    }
    write!(out, "To which mailbox of your own? > ")?;
    out.flush()?;
    let mut line = zeroize::Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line)?;
    mailbox(&line)
}
