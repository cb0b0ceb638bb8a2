//! Why a letter did not leave: as much as the worker and the log may know.
//!
//! Mail servers like to repeat the address they refuse, so nothing they say is kept: only where
//! the conversation stopped and the number of the answer.

use std::io;

/// What to do with a letter that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Try again: the fault may pass, or lies with us or the relay.
    #[error("not sent yet: {0}")]
    Later(Reason),
    /// Give up: this letter will never be accepted.
    #[error("refused for good: {0}")]
    Refused(Reason),
}

/// Why, without a name in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// No connection: the name does not resolve, the port is closed, the host is away.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// The relay did not answer in time.
    #[error("the relay took too long at {0}")]
    TimedOut(Stage),
    /// The connection ended, or the answer was no SMTP.
    #[error("the conversation with the relay broke off at {0}")]
    BrokenOff(Stage),
    /// The relay offers no TLS where it is required.
    #[error("the relay offers no TLS")]
    NoTls,
    /// TLS failed: most often a certificate that is not trusted or has another name.
    #[error("TLS with the relay failed; is its certificate trusted and for this host?")]
    Tls,
    /// The relay answered with a refusal.
    #[error("the relay answered {code} at {stage}")]
    Answer {
        /// Where.
        stage: Stage,
        /// The SMTP reply code, 400 to 599.
        code: u16,
    },
    /// The folder for letters cannot be written.
    #[error("the folder for letters cannot be written: {0}")]
    Folder(io::ErrorKind),
    /// The letter cannot be put into the form of a mail.
    #[error("the letter cannot be written as a mail")]
    Unwritable,
}

/// How far the conversation had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Connecting and saying hello.
    Hello,
    /// Turning TLS on.
    StartTls,
    /// User name and password.
    SignIn,
    /// Naming the sender.
    Sender,
    /// Naming the recipient.
    Recipient,
    /// Handing over the letter itself.
    Content,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hello => "hello",
            Self::StartTls => "STARTTLS",
            Self::SignIn => "sign-in",
            Self::Sender => "the sender",
            Self::Recipient => "the recipient",
            Self::Content => "the content",
        })
    }
}

impl From<Reason> for SendError {
    /// Only a final no about this mailbox ends a letter: unknown, full for good, moved, not
    /// allowed, or a domain that takes no mail (RFC 5321, 4.2.3; RFC 7504). A relay that refuses
    /// our password, our sender or our machine (which many say only at the recipient, with 554)
    /// refuses us, not the letter: it waits until somebody has mended that.
    fn from(reason: Reason) -> Self {
        let is_final = match reason {
            Reason::Answer { stage, code } => {
                matches!(stage, Stage::Recipient | Stage::Content)
                    && matches!(code, 550..=553 | 556)
            }
            Reason::Unwritable => true,
            _ => false,
        };
        if is_final {
            Self::Refused(reason)
        } else {
            Self::Later(reason)
        }
    }
}

impl SendError {
    /// Why.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Later(reason) | Self::Refused(reason) => reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_final_no_to_this_letter_ends_it() {
        let answer = |stage, code| SendError::from(Reason::Answer { stage, code });
        for stage in [Stage::Recipient, Stage::Content] {
            assert!(matches!(answer(stage, 450), SendError::Later(_)));
            assert!(matches!(answer(stage, 550), SendError::Refused(_)));
            // "Relay access denied": ours to mend, and nobody loses a letter by it.
            assert!(matches!(answer(stage, 554), SendError::Later(_)));
        }
        for stage in [Stage::Hello, Stage::StartTls, Stage::SignIn, Stage::Sender] {
            assert!(matches!(answer(stage, 450), SendError::Later(_)));
            assert!(matches!(answer(stage, 550), SendError::Later(_)));
        }
        for reason in [
            Reason::Unreachable,
            Reason::TimedOut(Stage::Content),
            Reason::BrokenOff(Stage::Content),
            Reason::NoTls,
            Reason::Tls,
            Reason::Folder(io::ErrorKind::StorageFull),
        ] {
            assert_eq!(SendError::from(reason), SendError::Later(reason));
        }
        assert!(matches!(
            SendError::from(Reason::Unwritable),
            SendError::Refused(_)
        ));
    }

    #[test]
    fn the_log_says_where_it_stopped() {
        let reason = Reason::Answer {
            stage: Stage::Recipient,
            code: 451,
        };
        assert_eq!(
            SendError::from(reason).to_string(),
            "not sent yet: the relay answered 451 at the recipient"
        );
    }
}
