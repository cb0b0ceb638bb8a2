//! A register as it runs on a host: its own clock, its jobs, and letters in a folder that the
//! page of a demonstration shows.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use enkel::app::{App, HostClock};
use enkel::config::{DatabasePlace, Settings};
use enkel::crypto::CountingKeyPlace;
use enkel::crypto::keys::Keys;
use enkel::domain::clock::Clock;
use enkel::domain::email::EmailAddress;
use enkel::domain::locale::Locale;
use enkel::flows::open_app::{Parts, open_app};
use enkel::flows::set_up::set_up;
use enkel::jobs::{self, Running};
use enkel::mail::Sender;
use enkel::mail::transport::Folder;
use enkel::store::{Location, Store};
use enkel::text::Texts;
use enkel::web::Options;
use tempfile::TempDir;

use crate::app::{Served, raw};

/// One running site, gone when it is dropped: the server first, then the jobs, then the files.
pub struct LiveSite {
    pub base: String,
    pub app: Arc<App>,
    _served: Served,
    _jobs: Running,
    _folder: TempDir,
}

impl LiveSite {
    pub fn new() -> Self {
        Self::speaking(&[])
    }

    /// A site that speaks further languages, for a look at them.
    pub fn speaking(preview: &[Locale]) -> Self {
        Self::with(preview, &[])
    }

    /// A site whose settings differ in these keys.
    pub fn with(preview: &[Locale], more: &[(&str, &str)]) -> Self {
        let tags: Vec<_> = preview.iter().map(|locale| locale.code()).collect();
        let folder = tempfile::tempdir().unwrap();
        let listen = free();
        let base = format!("http://{listen}");
        let languages = tags.join(",");
        let mut given = vec![
            ("register.base_url", base.as_str()),
            ("derivation.memory_mib", "1"),
            ("register.preview_languages", &languages),
        ];
        given.extend(more);
        let settings = Settings::given(folder.path(), &given).unwrap();
        let today = HostClock.now().day();
        let keys = Keys::create(&settings.keys.folder, today, &CountingKeyPlace::Automatic);
        let DatabasePlace::Sqlite { folder: data } = &settings.database.place else {
            panic!("embedded by default");
        };
        let location = Location::Folder(data.clone());
        Store::migrate(&location).unwrap();
        let store = Store::open(&location, 4).unwrap();
        let texts = Texts::with(preview).unwrap();
        set_up(&store, &keys.unwrap().keys, &texts, &settings, today).unwrap();
        let mail = folder.path().join("mail");
        let parts = Parts {
            store,
            keys: Keys::load(&settings.keys.folder, None).unwrap(),
            texts: Arc::new(texts),
            mailer: Arc::new(Folder::open(&mail, sender()).unwrap()),
            clock: Arc::new(HostClock),
            watch_database_clock: true,
            settings,
        };
        let app = Arc::new(open_app(parts).unwrap());
        let options = Options {
            mailbox: Some(mail),
            ..Options::at(listen)
        };
        Self {
            base,
            _served: Served::new(app.clone(), options),
            _jobs: jobs::start(&app).unwrap(),
            app,
            _folder: folder,
        }
    }

    pub fn declarations(&self) -> i64 {
        raw::rows(&self.app.store.register, "registration")
    }
}

fn sender() -> Sender {
    let address = EmailAddress::parse("codes@post.example").unwrap();
    Sender::new(&address, None).unwrap()
}

pub fn free() -> SocketAddr {
    let bound = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    bound.local_addr().unwrap()
}
