//! Sends letters to a relay by SMTP.
//!
//! The steps are taken one by one, because the same "550" is final for a recipient but only a
//! fault to be mended when it is about our password or sender. Connections are kept for the next
//! letter; one that failed in any way is not.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Mutex, MutexGuard, PoisonError};

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::Transport;
use super::settings::{Channel, SettingsError, SmtpSettings, channel, hello};
use super::verdict::verdict;
use crate::domain::clock::Timestamp;
use crate::mail::error::{Reason, SendError, Stage};
use crate::mail::letters::OutgoingLetter;
use crate::mail::message::written_out;
use crate::mail::sender::Sender;

/// A relay that takes our letters.
pub struct Smtp {
    settings: SmtpSettings,
    channel: Channel,
    hello: ClientId,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: SmtpConnection,
    since: Timestamp,
}

impl Smtp {
    /// Checks the settings; connects to nobody yet.
    ///
    /// # Errors
    /// Refuses settings that would send a code in clear off this machine, or that make no sense.
    pub fn new(settings: SmtpSettings) -> Result<Self, SettingsError> {
        Ok(Self {
            channel: channel(&settings)?,
            hello: hello(&settings)?,
            settings,
            idle: Mutex::default(),
        })
    }

    pub(super) const fn sender(&self) -> &Sender {
        &self.settings.sender
    }

    pub(super) const fn hello(&self) -> &ClientId {
        &self.hello
    }

    pub(super) fn connect(&self) -> Result<SmtpConnection, Reason> {
        let wrapped = match &self.channel {
            Channel::Wrapped(tls) => Some(tls),
            _ => None,
        };
        let timeout = Some(self.settings.timeout);
        let to = self.addresses()?;
        let mut connection = SmtpConnection::connect(&*to, timeout, &self.hello, wrapped, None)
            .map_err(|error| verdict(Stage::Hello, &error))?;
        if let Channel::Upgraded(tls) = &self.channel {
            if !connection.can_starttls() {
                return Err(Reason::NoTls);
            }
            connection
                .starttls(tls, &self.hello)
                .map_err(|error| verdict(Stage::StartTls, &error))?;
        }
        self.sign_in(&mut connection)?;
        Ok(connection)
    }

    /// Where the relay is now. In clear only this machine counts, whatever "localhost" means here.
    fn addresses(&self) -> Result<Vec<SocketAddr>, Reason> {
        let found = (self.settings.host.as_str(), self.settings.port).to_socket_addrs();
        let mut found: Vec<_> = found.map_err(|_| Reason::Unreachable)?.collect();
        if matches!(self.channel, Channel::ClearLoopback) {
            found.retain(|address| address.ip().is_loopback());
        }
        Ok(found)
    }

    fn sign_in(&self, connection: &mut SmtpConnection) -> Result<(), Reason> {
        let Some(sign_in) = &self.settings.sign_in else {
            return Ok(());
        };
        let known = Credentials::new(sign_in.username.clone(), sign_in.password.to_string());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &known)
            .map(drop)
            .map_err(|error| verdict(Stage::SignIn, &error))
    }

    /// A connection on which the relay took our sender: one that is kept, else a new one. A relay
    /// may have closed what is kept; nothing of the letter was said then.
    fn ready(&self, now: Timestamp, envelope: &Envelope) -> Result<SmtpConnection, Reason> {
        while let Some(mut idle) = self.take_idle() {
            // A clock set back must not keep a connection for ever.
            let rested = now.since(idle.since);
            if !(0..=SmtpSettings::MAX_IDLE_SECONDS).contains(&rested) {
                continue;
            }
            match name_sender(&mut idle.connection, envelope) {
                Ok(()) => return Ok(idle.connection),
                Err(error) if has_gone(&error) => {}
                Err(error) => return Err(given_up(idle.connection, Stage::Sender, &error)),
            }
        }
        let mut connection = self.connect()?;
        match name_sender(&mut connection, envelope) {
            Ok(()) => Ok(connection),
            Err(error) => Err(given_up(connection, Stage::Sender, &error)),
        }
    }

    fn take_idle(&self) -> Option<Idle> {
        self.idle().pop()
    }

    fn keep(&self, connection: SmtpConnection, since: Timestamp) {
        let mut idle = self.idle();
        if idle.len() < SmtpSettings::MAX_IDLE {
            idle.push(Idle { connection, since });
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Smtp {
    fn send(&self, letter: &OutgoingLetter, now: Timestamp) -> Result<(), SendError> {
        let mail = written_out(letter, &self.settings.sender, now)?;
        // Everything in it is ASCII.
        let text = std::str::from_utf8(&mail.bytes).map_err(|_| Reason::Unwritable)?;
        let mut connection = self.ready(now, &mail.envelope)?;
        match hand_over(&mut connection, &mail.envelope, Content(text)) {
            Ok(()) => {
                self.keep(connection, now);
                Ok(())
            }
            Err((stage, error)) => Err(given_up(connection, stage, &error).into()),
        }
    }

    fn would_take(&self) -> Result<(), Reason> {
        self.probe()?.sender
    }
}

fn name_sender(connection: &mut SmtpConnection, envelope: &Envelope) -> Result<(), Error> {
    let from = MailFrom::new(envelope.from().cloned(), Vec::new());
    connection.command(from).map(drop)
}

/// Whether nobody is there any more: it broke off, or the relay says that it is closing
/// (RFC 5321, 3.8).
fn has_gone(error: &Error) -> bool {
    error.status().is_none_or(|code| u16::from(code) == 421)
}

/// Ends a conversation that failed.
fn given_up(mut connection: SmtpConnection, stage: Stage, error: &Error) -> Reason {
    // Goodbye only to a relay that still talks; else it would cost another timeout.
    if error.status().is_some() {
        connection.abort();
    }
    verdict(stage, error)
}

fn hand_over(
    connection: &mut SmtpConnection,
    envelope: &Envelope,
    content: Content<'_>,
) -> Result<(), (Stage, Error)> {
    for to in envelope.to() {
        let to = Rcpt::new(to.clone(), Vec::new());
        connection
            .command(to)
            .map_err(|error| (Stage::Recipient, error))?;
    }
    connection
        .command(Data)
        .map_err(|error| (Stage::Content, error))?;
    connection
        .command(content)
        .map_err(|error| (Stage::Content, error))?;
    Ok(())
}

/// A mail as it goes over the wire: a dot that begins a line is doubled, and a line with a dot
/// alone ends it (RFC 5321, 4.5.2). In one piece: the mail library sends that last line apart,
/// and then each letter waits some 40 ms for an acknowledgement that the relay's host delays
/// (Nagle's algorithm).
struct Content<'a>(&'a str);

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.split_inclusive("\r\n") {
            if line.starts_with('.') {
                f.write_str(".")?;
            }
            f.write_str(line)?;
        }
        f.write_str(".\r\n")
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        for mut idle in self.idle().drain(..) {
            idle.connection.abort();
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp")
    }
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn dots_that_begin_a_line_are_doubled_and_no_other() {
        let written = Content(".a.\r\n\r\n.\r\n..\r\nb.\r\n").to_string();
        assert_eq!(written, "..a.\r\n\r\n..\r\n...\r\nb.\r\n.\r\n");
    }
}
