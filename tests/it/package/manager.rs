//! A service manager, as far as a process that it started can tell: the other end of its socket.

use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often a process has to give a sign of life: twice within this.
pub const WATCHDOG: Duration = Duration::from_secs(4);
/// Long enough for a sign that comes at all.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// Listens to one process.
pub struct Manager {
    socket: UnixDatagram,
    address: String,
}

impl Manager {
    pub fn in_folder(folder: &Path) -> Self {
        let path = folder.join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        let address = path.to_str().unwrap().to_owned();
        Self { socket, address }
    }

    /// What it puts into the environment of a service.
    pub fn gives(&self) -> Vec<(String, String)> {
        let watchdog = WATCHDOG.as_micros().to_string();
        let given = [
            ("NOTIFY_SOCKET", &self.address),
            ("WATCHDOG_USEC", &watchdog),
        ];
        given.map(|(k, v)| (k.to_owned(), v.clone())).to_vec()
    }

    /// The next word, if one comes so soon.
    pub fn hears(&self, within: Duration) -> Option<String> {
        let mut word = [0; 4_096];
        self.socket.set_read_timeout(Some(within)).unwrap();
        let long = self.socket.recv(&mut word).ok()?;
        Some(String::from_utf8(word[..long].to_vec()).unwrap())
    }

    /// Listens until this is said; everything said up to then.
    pub fn waits_for(&self, wanted: &str) -> Vec<String> {
        let since = Instant::now();
        let mut heard = Vec::new();
        loop {
            heard.extend(self.hears(Duration::from_secs(1)));
            if heard.last().is_some_and(|word| says(word, wanted)) {
                return heard;
            }
            assert!(since.elapsed() < PATIENCE, "no {wanted}: {heard:?}");
        }
    }

    /// What is said in this time, from now on.
    pub fn listens(&self, long: Duration) -> Vec<String> {
        let since = Instant::now();
        let mut heard = Vec::new();
        while let Some(rest) = long
            .checked_sub(since.elapsed())
            .filter(|rest| !rest.is_zero())
        {
            heard.extend(self.hears(rest));
        }
        heard
    }

    /// Nobody vouches for the process any more: nothing in a whole span of the watchdog, beyond
    /// what was under way.
    pub fn would_start_it_anew(&self) -> bool {
        self.listens(WATCHDOG / 2);
        let silent = self.listens(WATCHDOG + WATCHDOG / 4);
        silent.iter().all(|word| !says(word, "WATCHDOG=1"))
    }
}

/// Whether a word holds this line.
pub fn says(word: &str, wanted: &str) -> bool {
    word.lines().any(|line| line.starts_with(wanted))
}
