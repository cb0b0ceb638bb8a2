//! A state that a power loss left, opened as a register.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use enkel::app::App;
use enkel::config::Settings;
use enkel::crypto::keys::Keys;
use enkel::domain::clock::Timestamp;
use enkel::flows::open_app::{Parts, open_app};
use enkel::mail::transport::Memory;
use enkel::store::Store;
use enkel::text::Texts;

use crate::app::{TestClock, location};

/// A register on a disk, and the folder with the letters that left.
pub struct Place {
    pub settings: Settings,
    pub mail: Option<PathBuf>,
}

/// The same, opened on a clock of the test's.
pub struct AtWork {
    pub app: App,
    pub clock: TestClock,
    pub post: Memory,
}

impl Place {
    pub fn opens(&self, now: Timestamp) -> Result<AtWork, String> {
        // Read once: they are the same for every state.
        static TEXTS: LazyLock<Arc<Texts>> = LazyLock::new(|| Arc::new(Texts::with(&[]).unwrap()));
        let clock = TestClock::on("2026-01-01");
        clock.stands_at(now);
        let post = Memory::default();
        let settings = self.settings.clone();
        let app = open_app(Parts {
            store: Store::open(&location(&settings), 2).map_err(|error| error.to_string())?,
            keys: Keys::load(&settings.keys.folder, None).map_err(|error| error.to_string())?,
            texts: TEXTS.clone(),
            mailer: Arc::new(post.clone()),
            clock: Arc::new(clock.clone()),
            watch_database_clock: false,
            settings,
        });
        let app = app.map_err(|error| error.causes())?;
        Ok(AtWork { app, clock, post })
    }

    /// How many letters to each address left for good.
    pub fn letters(&self) -> HashMap<String, usize> {
        let files = self
            .mail
            .as_ref()
            .and_then(|mail| std::fs::read_dir(mail).ok());
        let files = files
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path());
        let mut letters = HashMap::new();
        for file in files.filter(|path| path.extension().is_some_and(|e| e == "eml")) {
            let letter = std::fs::read(&file).unwrap();
            let letter = String::from_utf8_lossy(&letter);
            let to = letter.lines().find_map(|line| line.strip_prefix("To: "));
            *letters
                .entry(to.unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        letters
    }
}
