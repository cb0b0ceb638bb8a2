//! Somebody who keeps copies, and puts one back after everything else was lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use enkel::crypto::keys::Keys;
use enkel::flows::FlowError;
use enkel::flows::epoch::{self, Raise};
use enkel::flows::journal::Journal;
use enkel::flows::publish::Publisher;
use enkel::flows::restore::{Restoring, draws_of_archive, finish, required, restore};
use enkel::store::copy::{self, Page};
use enkel::store::{Store, StoreError, meta};
use enkel::text::Texts;
use tempfile::TempDir;

use super::backend::Database;
use super::register::{TestApp, given, location, open};

/// A copy of the register's tables, and of the keys that open it.
pub struct Copy {
    pages: Vec<Page>,
    pub epoch: u32,
    hosts: Vec<String>,
    keys: TempDir,
}

/// What is left out of a restore.
#[derive(Default)]
pub struct Without<'a> {
    pub hosts: &'a [&'a str],
    pub chain: Option<&'a Path>,
}

impl TestApp {
    /// Copies everything as it is at this moment.
    pub fn is_copied(&self) -> Copy {
        let mut pages = Vec::new();
        let read = self.app.store.register.read("copy", |conn| {
            copy::each_page(conn, 100, &mut |page| {
                pages.push(page);
                Ok(())
            })?;
            let hosts = meta::get(conn, "hosts")?.unwrap_or_default();
            Ok((meta::calendar(conn)?.epoch.current, hosts))
        });
        let (epoch, hosts) = read.unwrap();
        let keys = tempfile::tempdir_in(self.folder.path()).unwrap();
        copy_keys(&self.settings.keys.folder, keys.path());
        Copy {
            pages,
            epoch,
            hosts: hosts.split_whitespace().map(str::to_owned).collect(),
            keys,
        }
    }

    /// Loses its database, and gets this copy in its place, completed from the journal.
    pub fn is_restored_from(&mut self, copy: &Copy) {
        self.is_restored(copy, &Without::default()).unwrap();
    }

    pub fn is_restored(&mut self, copy: &Copy, without: &Without<'_>) -> Result<(), FlowError> {
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        let database = Database::new(self.backend, &folder);
        let settings = given(self.folder.path(), &database.url, &[]);
        Store::migrate(&location(&settings)).unwrap();
        let store = Store::open(&location(&settings), 2)?;
        let keys = Arc::new(Keys::load(&settings.keys.folder, None)?);
        let host = settings.register.host_name.clone();
        let journal = Journal::open(&settings.journal.folder, &host, &keys);
        let journal = Arc::new(journal.map_err(StoreError::from)?);
        let without_hosts: Vec<String> = without.hosts.iter().map(|h| (*h).to_owned()).collect();
        let hosts = required(&journal, &copy.hosts, &without_hosts, copy.epoch)?;
        if let Some(archive) = without.chain {
            draws_of_archive(&journal, archive, keys.release_public())?;
        }
        let texts = Arc::new(Texts::load().unwrap());
        let today = self.clock.today();
        let publisher = Publisher::of(&keys, &journal, &texts, &settings, today)?;
        let old = Keys::load(copy.keys.path(), None)?;
        let Store {
            register, transit, ..
        } = store;
        let with = Restoring {
            staged: Arc::new(register),
            keys: keys.clone(),
            old: Arc::new(move |step| old.epoch(step)),
            journal: journal.clone(),
            publisher: Arc::new(publisher),
            hosts,
            host,
            today,
        };
        let restored = restore(&with, &mut |each| {
            for page in &copy.pages {
                each(page.clone())?;
            }
            Ok(())
        })?;
        drop((with, transit));
        let store = Store::open(&location(&settings), 2)?;
        finish(&store, &keys, &journal, &restored)?;
        drop((store, journal, keys));
        let app = open(&settings, &settings.keys.folder, &self.clock, &self.mail)?;
        self.app = Arc::new(app);
        self.settings = settings;
        self.database = database;
        Ok(())
    }

    /// A new journal takes the place of the old one, as if there never was another: what no
    /// command does.
    pub fn journal_is_forgotten(&self) {
        let folder = &self.settings.journal.folder;
        std::fs::rename(folder, folder.with_extension("forgotten")).unwrap();
        let keys = Keys::load(&self.settings.keys.folder, None).unwrap();
        let host = &self.settings.register.host_name;
        Journal::create(folder, host, &keys, &[]).unwrap();
    }

    /// The epoch goes a step, and everything is wrapped anew.
    pub fn goes_a_step(&self) {
        assert!(epoch::raise(&self.app, Raise::ByHand).unwrap());
        let looked = epoch::finish(&self.app, None, &mut || true).unwrap();
        assert_eq!(looked, epoch::Looked::InOrder);
    }
}

/// Another folder with the same keys.
pub fn copy_keys(from: &Path, to: &Path) -> PathBuf {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    to.to_owned()
}
