//! Reads from the mail library's error what may be known, and leaves the relay's words behind.

use std::error::Error as _;
use std::io::{self, ErrorKind};

use lettre::transport::smtp::Error;

use crate::mail::error::{Reason, Stage};

/// What went wrong at this stage.
pub(super) fn verdict(stage: Stage, error: &Error) -> Reason {
    if let Some(code) = error.status() {
        return Reason::Answer {
            stage,
            code: code.into(),
        };
    }
    let opening = matches!(stage, Stage::Hello | Stage::StartTls);
    match io_kind(error) {
        // A read that waits too long is `WouldBlock` on Linux, a connection `TimedOut`.
        Some(ErrorKind::TimedOut | ErrorKind::WouldBlock) => Reason::TimedOut(stage),
        // The TLS library reports every failed check of a certificate as invalid data.
        Some(ErrorKind::InvalidData) if opening => Reason::Tls,
        Some(
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable
            | ErrorKind::PermissionDenied,
        ) => Reason::Unreachable,
        _ => Reason::BrokenOff(stage),
    }
}

/// Whether nobody is there any more: it broke off, or the relay says that it is closing
/// (RFC 5321, 3.8).
pub(super) fn has_gone(error: &Error) -> bool {
    error.status().is_none_or(|code| u16::from(code) == 421)
}

fn io_kind(error: &Error) -> Option<ErrorKind> {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        source = inner.source();
    }
    None
}
