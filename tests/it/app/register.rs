//! A register with its own database, keys, mailbox and clock.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use enkel::app::App;
use enkel::config::{DatabasePlace, Settings};
use enkel::crypto::CountingKeyPlace;
use enkel::crypto::keys::Keys;
use enkel::domain::clock::{Clock, Day};
use enkel::domain::period::{Quarter, Week};
use enkel::flows::FlowError;
use enkel::flows::close_period::close_due_periods;
use enkel::flows::count::publish_due_weeks;
use enkel::flows::deliver::deliver;
use enkel::flows::inspect::inspect;
use enkel::flows::open_app::{Parts, open_app};
use enkel::flows::set_up::set_up;
use enkel::flows::step_keys::step_keys;
use enkel::flows::sweep::sweep;
use enkel::mail::transport::Memory;
use enkel::store::{Location, Server, Store, StoreError, meta};
use enkel::text::Texts;
use tempfile::TempDir;

use super::backend::{Backend, Database};
use super::clock::{TestClock, parse};
use super::raw;

/// A Monday, and the first day of a quarter of a year with 53 weeks.
pub const FIRST_DAY: &str = "2026-06-29";

/// One register. The app goes first when it is dropped, then its database.
pub struct TestApp {
    pub app: Arc<App>,
    pub clock: TestClock,
    pub mail: Memory,
    pub backend: Backend,
    pub settings: Settings,
    pub folder: TempDir,
    pub database: Database,
}

/// A place where nothing was made yet.
pub struct Nothing {
    pub location: Location,
    folder: TempDir,
    database: Database,
    backend: Backend,
}

impl TestApp {
    pub fn nothing_yet(backend: Backend) -> Nothing {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new(backend, folder.path());
        Nothing {
            location: location(&given(folder.path(), &database.url, &[])),
            folder,
            database,
            backend,
        }
    }

    pub fn on(backend: Backend) -> Self {
        Self::with(backend, &[])
    }

    /// A register whose settings differ in these keys.
    pub fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::opened(backend, settings, FIRST_DAY)
    }

    pub fn opened(backend: Backend, settings: &[(&str, &str)], day: &str) -> Self {
        Self::nothing_yet(backend).becomes_a_register(settings, day)
    }

    /// A register that was put back on another machine, with its own mailbox and clock.
    pub fn found_at(
        folder: TempDir,
        database: Database,
        backend: Backend,
        more: &[(&str, &str)],
        day: &str,
    ) -> Self {
        let settings = given(folder.path(), &database.url, more);
        let (clock, mail) = (TestClock::on(day), Memory::default());
        Self {
            app: Arc::new(open(&settings, &settings.keys.folder, &clock, &mail).unwrap()),
            clock,
            mail,
            backend,
            settings,
            folder,
            database,
        }
    }

    /// A register that another process made, as it stands in this folder and database.
    pub fn reopened(folder: &Path, url: &str, day: &str) -> App {
        let settings = given(folder, url, &[]);
        let keys = settings.keys.folder.clone();
        open(&settings, &keys, &TestClock::on(day), &Memory::default()).unwrap()
    }

    /// The same register after it was moved there: clock, mailbox and keys stay. The place is
    /// given back with it, to be kept as long.
    pub fn now_at(mut self, other: Nothing) -> (Self, TempDir) {
        self.settings = given(self.folder.path(), &other.database.url, &[]);
        self.app = Arc::new(self.opens_with(&self.settings.keys.folder).unwrap());
        self.database = other.database;
        self.backend = other.backend;
        (self, other.folder)
    }

    /// The same register on another host: a store and keys of its own, the same files.
    pub fn another_host(&self) -> App {
        self.opens_with(&self.settings.keys.folder).unwrap()
    }

    pub fn opens_with(&self, keys: &Path) -> Result<App, FlowError> {
        open(&self.settings, keys, &self.clock, &self.mail)
    }

    /// The same register on another clock, from here on.
    pub fn goes_by(&mut self, clock: Arc<dyn Clock>) {
        let keys = &self.settings.keys.folder;
        let app = open_on(&self.settings, keys, clock, &self.mail);
        self.app = Arc::new(app.unwrap());
    }

    /// The register on a host of another name, with a folder of keys of its own.
    pub fn host_named(&self, name: &str, keys: &Path) -> Result<App, FlowError> {
        let mut settings = self.settings.clone();
        settings.register.host_name = name.to_owned();
        open(&settings, keys, &self.clock, &self.mail)
    }

    /// A copy of the folder of keys as it is now, under this name.
    pub fn copies_keys(&self, name: &str) -> PathBuf {
        use std::os::unix::fs::DirBuilderExt;
        let copy = self.folder.path().join(name);
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&copy)
            .unwrap();
        for file in std::fs::read_dir(&self.settings.keys.folder).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
        copy
    }

    /// What stands in `meta` about the epoch: current step and oldest step.
    pub fn steps(&self) -> (u32, u32) {
        let calendar = self.app.store.register.read("epoch", meta::calendar);
        let epoch = calendar.unwrap().epoch;
        (epoch.current, epoch.oldest)
    }

    pub fn location(&self) -> Location {
        location(&self.settings)
    }

    /// The worker's round: letters that are due go out.
    pub fn delivers(&self) {
        while deliver(&self.app).unwrap().taken > 0 {}
    }

    /// What the jobs do now and then; counting day is the board's.
    pub fn jobs_run(&self) {
        close_due_periods(&self.app).unwrap();
        publish_due_weeks(&self.app).unwrap();
        self.delivers();
        sweep(&self.app).unwrap();
    }

    /// Lets days pass one by one, so that no clock seems to jump, with the jobs each morning.
    pub fn lives_until(&self, day: Day) {
        while self.clock.today() < day {
            let tomorrow = self.clock.today().plus(1);
            self.clock.stands_on(tomorrow);
            step_keys(&self.app).unwrap();
            if Week::of(tomorrow).first_day() == tomorrow || tomorrow == day {
                self.jobs_run();
            }
        }
    }

    /// Comes to a day at once. What is over is closed; no week's number comes out on the way.
    pub fn leaps_to(&self, day: Day) {
        self.clock.stands_on(day);
        close_due_periods(&self.app).unwrap();
    }

    pub fn next_day(&self) {
        self.lives_until(self.clock.today().plus(1));
    }

    pub fn next_week(&self) {
        self.lives_until(Week::of(self.clock.today()).next().first_day());
    }

    pub fn next_quarter(&self) {
        self.lives_until(self.quarter().next().first_week().first_day());
    }

    pub fn quarter(&self) -> Quarter {
        Quarter::of(self.clock.today())
    }

    /// How many rows one of the register's own tables has.
    pub fn rows(&self, table: &str) -> i64 {
        raw::rows(&self.app.store.register, table)
    }

    /// Everything a live register can assert about itself holds.
    pub fn is_sound(&self) {
        for finding in inspect(&self.app).unwrap() {
            assert_eq!(finding.wrong, None, "{}", finding.invariant);
        }
    }
}

impl Nothing {
    /// The address of its database.
    pub fn url(&self) -> &str {
        &self.database.url
    }

    /// A register is made here.
    pub fn becomes_a_register(self, settings: &[(&str, &str)], day: &str) -> TestApp {
        let settings = given(self.folder.path(), &self.database.url, settings);
        let keys = Keys::create(
            &settings.keys.folder,
            parse(day),
            &CountingKeyPlace::Automatic,
        );
        Store::migrate(&location(&settings)).unwrap();
        let store = Store::open(&location(&settings), 2).unwrap();
        let texts = Texts::with(&settings.register.preview_languages).unwrap();
        set_up(&store, &keys.unwrap().keys, &texts, &settings, parse(day)).unwrap();
        drop(store);
        let clock = TestClock::on(day);
        let mail = Memory::default();
        TestApp {
            app: Arc::new(open(&settings, &settings.keys.folder, &clock, &mail).unwrap()),
            clock,
            mail,
            backend: self.backend,
            settings,
            folder: self.folder,
            database: self.database,
        }
    }
}

/// Settings that make a register quick enough for tests.
pub(super) fn given(folder: &Path, url: &str, more: &[(&str, &str)]) -> Settings {
    let mut given = vec![
        ("database.url", url),
        ("database.connections", "4"),
        ("derivation.memory_mib", "1"),
    ];
    given.extend(more);
    Settings::given(folder, &given).unwrap()
}

pub fn location(settings: &Settings) -> Location {
    match &settings.database.place {
        DatabasePlace::Sqlite { folder } => Location::Folder(folder.clone()),
        DatabasePlace::Postgres(place) => Location::Postgres(Server {
            url: place.url().expose().to_owned(),
            pooled: settings.database.pooler,
        }),
    }
}

fn store(settings: &Settings) -> Result<Store, StoreError> {
    let store = Store::open(&location(settings), settings.database.connections)?;
    Ok(match &settings.database.replica {
        Some(DatabasePlace::Postgres(place)) => store.with_replica(Server {
            url: place.url().expose().to_owned(),
            pooled: false,
        }),
        _ => store,
    })
}

/// The register of these settings on the same clock and mailbox, after its app was dropped.
pub fn open_again(settings: &Settings, clock: &TestClock, mail: &Memory) -> Arc<App> {
    Arc::new(open(settings, &settings.keys.folder, clock, mail).unwrap())
}

pub(super) fn open(
    settings: &Settings,
    keys: &Path,
    clock: &TestClock,
    mail: &Memory,
) -> Result<App, FlowError> {
    open_on(settings, keys, Arc::new(clock.clone()), mail)
}

fn open_on(
    settings: &Settings,
    keys: &Path,
    clock: Arc<dyn Clock>,
    mail: &Memory,
) -> Result<App, FlowError> {
    open_app(Parts {
        settings: settings.clone(),
        store: store(settings)?,
        keys: Keys::load(keys, None)?,
        texts: Arc::new(Texts::with(&settings.register.preview_languages).unwrap()),
        mailer: Arc::new(mail.clone()),
        clock,
        watch_database_clock: false,
    })
}
