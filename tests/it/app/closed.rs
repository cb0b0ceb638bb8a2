//! A register that nobody serves for a while.

use enkel::config::Settings;
use enkel::mail::transport::Memory;
use tempfile::TempDir;

use super::backend::{Backend, Database};
use super::clock::TestClock;
use super::register::{TestApp, open_again};

pub struct Closed {
    pub clock: TestClock,
    pub mail: Memory,
    pub backend: Backend,
    pub settings: Settings,
    pub folder: TempDir,
    pub database: Database,
}

impl TestApp {
    pub fn closes(self) -> Closed {
        let Self {
            app,
            clock,
            mail,
            backend,
            settings,
            folder,
            database,
        } = self;
        drop(app);
        Closed {
            clock,
            mail,
            backend,
            settings,
            folder,
            database,
        }
    }
}

impl Closed {
    /// Serves it again, as it lies there now.
    pub fn opens(self) -> TestApp {
        TestApp {
            app: open_again(&self.settings, &self.clock, &self.mail),
            clock: self.clock,
            mail: self.mail,
            backend: self.backend,
            settings: self.settings,
            folder: self.folder,
            database: self.database,
        }
    }
}
