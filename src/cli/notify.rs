//! What a service manager is told: systemd's notify protocol, one datagram for each word, over the
//! socket that it names. Where it names none, nothing is said.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

const SOCKET: &str = "NOTIFY_SOCKET";
const WATCHDOG: &str = "WATCHDOG_USEC";
const WATCHED: &str = "WATCHDOG_PID";
const PATIENCE: Duration = Duration::from_secs(2);

/// The process was told to stop, and finishes what it had begun.
pub(super) const STOPPING: &str = "STOPPING=1\nSTATUS=Finishing what was begun";

/// The way to the service manager.
pub(super) struct Notify {
    listener: Option<(UnixDatagram, SocketAddr)>,
    /// How long it waits for a sign of life before it takes this process for hung.
    pub(super) watchdog: Option<Duration>,
}

impl Notify {
    /// As these variables say, for the process of this number. A socket that cannot be used is
    /// told in the log, and then nobody is told anything.
    pub(super) fn of(variables: &[(String, String)], process: u32) -> Self {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let listener = value(SOCKET).and_then(|name| {
            let opened = open(name);
            let refused = |error: &io::Error| tracing::warn!(%error, "NOTIFY_SOCKET");
            opened.inspect_err(refused).ok()
        });
        // The watch may be meant for a parent whose variables were handed on.
        let ours = value(WATCHED).is_none_or(|pid| pid.parse() == Ok(process));
        let micros = value(WATCHDOG).filter(|_| ours && listener.is_some());
        let micros = micros.and_then(|text| text.parse().ok());
        let watchdog = micros.filter(|micros| *micros > 0);
        Self {
            listener,
            watchdog: watchdog.map(Duration::from_micros),
        }
    }

    /// Whether anybody listens.
    pub(super) const fn is_heard(&self) -> bool {
        self.listener.is_some()
    }

    /// Says this; where it does not arrive, the log says so.
    pub(super) fn says(&self, word: &str) {
        let Some((socket, address)) = &self.listener else {
            return;
        };
        if let Err(error) = socket.send_to_addr(word.as_bytes(), address) {
            tracing::warn!(%error, "the service manager cannot be told how things stand");
        }
    }
}

/// A name that begins with `@` is no file, but of Linux's own kind.
fn open(name: &str) -> io::Result<(UnixDatagram, SocketAddr)> {
    let address = match name.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(OsStr::from_bytes(name.as_bytes()))?,
    };
    let socket = UnixDatagram::unbound()?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok((socket, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn a_word_arrives_at_a_path_and_at_a_name_without_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("enkel-notify-{}", std::process::id());
        let of_its_own_kind = SocketAddr::from_abstract_name(&name).unwrap();
        for (listener, address) in [
            (UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap()),
            (
                UnixDatagram::bind_addr(&of_its_own_kind).unwrap(),
                &format!("@{name}"),
            ),
        ] {
            Notify::of(&given(&[(SOCKET, address)]), 1).says("READY=1");
            let mut heard = [0; 20];
            let long = listener.recv(&mut heard).unwrap();
            assert_eq!(&heard[..long], b"READY=1", "{address}");
        }
    }

    #[test]
    fn only_a_watch_that_is_meant_for_this_process_is_kept() {
        let socket = (SOCKET, "@enkel-nobody");
        for (more, kept) in [
            (&[(WATCHDOG, "3000000")][..], true),
            (&[(WATCHDOG, "3000000"), (WATCHED, "7")], true),
            (&[(WATCHDOG, "3000000"), (WATCHED, "8")], false),
            (&[(WATCHDOG, "0")], false),
            (&[(WATCHDOG, "soon")], false),
            (&[], false),
        ] {
            let notify = Notify::of(&given(&[&[socket], more].concat()), 7);
            assert!(notify.is_heard());
            let three = Some(Duration::from_secs(3)).filter(|_| kept);
            assert_eq!(notify.watchdog, three, "{more:?}");
        }
        let alone = Notify::of(&given(&[(WATCHDOG, "3000000")]), 7);
        assert!(!alone.is_heard() && alone.watchdog.is_none());
    }

    #[test]
    fn a_manager_that_is_gone_stops_nobody() {
        let notify = Notify::of(&given(&[(SOCKET, "/nowhere/notify")]), 1);
        notify.says("READY=1");
        Notify::of(&given(&[(SOCKET, "")]), 1).says("READY=1");
    }
}
