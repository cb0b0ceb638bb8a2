//! Sends letters to a relay by SMTP.
//!
//! The steps are judged one by one, because the same "550" is final for a recipient but only a
//! fault to be mended when it is about our password or sender. Connections are kept for the next
//! letter; one that failed in any way is not.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::extension::ClientId;

use super::Transport;
use super::conversation::Conversation;
use super::offer::Offer;
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
    conversation: Conversation,
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

    /// A connection on which letters can be sent.
    pub(super) fn connect(&self) -> Result<Conversation, Reason> {
        let mut connection = self.opened()?;
        let offer = Offer::of(&mut connection, &self.hello)?;
        if matches!(self.channel, Channel::Upgraded(_)) {
            self.nothing_was_slipped_in(&mut connection)?;
        }
        self.sign_in(&mut connection)?;
        Ok(Conversation { connection, offer })
    }

    fn opened(&self) -> Result<SmtpConnection, Reason> {
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
        Ok(connection)
    }

    /// What came in clear behind the answer to STARTTLS is not the relay's word (RFC 3207, 6), but
    /// the mail library keeps it, and would take it for answers given under TLS. The relay says
    /// nothing unasked, so whatever can be read now, when every question has its answer, is that.
    fn nothing_was_slipped_in(&self, connection: &mut SmtpConnection) -> Result<(), Reason> {
        let broken = Reason::BrokenOff(Stage::StartTls);
        let waits = |connection: &mut SmtpConnection, time| {
            let set = connection.set_timeout(Some(time));
            set.map_err(|_| broken)
        };
        waits(connection, Duration::from_millis(1))?;
        let unasked = connection.read_response();
        waits(connection, self.settings.timeout)?;
        match unasked.map_err(|error| verdict(Stage::StartTls, &error)) {
            Err(Reason::TimedOut(_)) => Ok(()),
            _ => Err(broken),
        }
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

    /// A conversation in which the relay waits for the letter: one that is kept, else a new one.
    /// A relay may have closed what is kept; it took nothing of the letter then.
    fn ready(&self, now: Timestamp, envelope: &Envelope) -> Result<Conversation, Reason> {
        while let Some(mut idle) = self.take_idle() {
            // A clock set back must not keep a connection for ever.
            let rested = now.since(idle.since);
            if !(0..=SmtpSettings::MAX_IDLE_SECONDS).contains(&rested) {
                continue;
            }
            match idle.conversation.announce(envelope) {
                Ok(()) => return Ok(idle.conversation),
                Err(failure) if failure.is_before_anything() => {}
                Err(failure) => return Err(idle.conversation.end(&failure)),
            }
        }
        let mut conversation = self.connect()?;
        match conversation.announce(envelope) {
            Ok(()) => Ok(conversation),
            Err(failure) => Err(conversation.end(&failure)),
        }
    }

    fn take_idle(&self) -> Option<Idle> {
        self.idle().pop()
    }

    fn keep(&self, conversation: Conversation, since: Timestamp) {
        let mut idle = self.idle();
        if idle.len() < SmtpSettings::MAX_IDLE {
            idle.push(Idle {
                conversation,
                since,
            });
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
        let mut conversation = self.ready(now, &mail.envelope)?;
        match conversation.hand_over(text) {
            Ok(()) => {
                self.keep(conversation, now);
                Ok(())
            }
            Err(failure) => Err(conversation.end(&failure).into()),
        }
    }

    fn would_take(&self) -> Result<(), Reason> {
        self.probe()?.sender
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        for mut idle in self.idle().drain(..) {
            idle.conversation.connection.abort();
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp")
    }
}
