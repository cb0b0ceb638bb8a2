//! From settings to a running register: words, keys, databases, the way letters leave.
//!
//! Shared by every command that works on a register. Whatever does not fit is refused here with
//! its remedy, before anything is served, sent or counted.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::Stopped;
use crate::app::{App, SteadyClock};
use crate::config::{self, DatabasePlace, PostgresPlace, Relay, Settings};
use crate::crypto::keys::Keys;
use crate::domain::clock::Clock;
use crate::domain::email::EmailAddress;
use crate::flows::open_app::{Parts, open_app};
use crate::mail::transport::{Folder, Security, SignIn, Smtp, SmtpSettings, Transport};
use crate::mail::{Sender, SenderError};
use crate::store::{Location, Server, Store, meta};
use crate::text::Texts;

/// Where systemd puts a service's credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Opens the register on the host's clock, which may jump without harm.
pub(super) fn open(settings: Settings) -> Result<App, Stopped> {
    open_at(settings, Arc::new(SteadyClock::of_this_host()), true)
}

/// Opens the register on another clock, for playing a history.
pub(super) fn open_at(
    settings: Settings,
    clock: Arc<dyn Clock>,
    watch_database_clock: bool,
) -> Result<App, Stopped> {
    let app = open_app(Parts {
        store: store(&settings)?,
        keys: keys(&settings)?,
        texts: Arc::new(texts(&settings)?),
        mailer: mailer(&settings)?,
        clock,
        watch_database_clock,
        settings,
    })?;
    Ok(app)
}

/// All words.
pub(super) fn texts(settings: &Settings) -> Result<Texts, Stopped> {
    Texts::with(&settings.register.preview_languages).map_err(|error| Stopped::because(&error))
}

/// The keys of this host.
pub(super) fn keys(settings: &Settings) -> Result<Keys, Stopped> {
    let credentials = credentials();
    Ok(Keys::load(&settings.keys.folder, credentials.as_deref())?)
}

/// The folder of credentials that systemd made for this process, where it did.
pub(super) fn credentials() -> Option<PathBuf> {
    let given = config::environment();
    let found = given.into_iter().find(|(name, _)| name == CREDENTIALS);
    found.map(|(_, folder)| PathBuf::from(folder))
}

/// Both databases, at this version.
pub(super) fn store(settings: &Settings) -> Result<Store, Stopped> {
    let location = location(settings);
    let opened = Store::open(&location, settings.database.connections);
    let store = opened.map_err(|error| why_closed(&location).unwrap_or_else(|| error.into()))?;
    Ok(match &settings.database.replica {
        Some(DatabasePlace::Postgres(place)) => store.with_replica(server(settings, place)),
        _ => store,
    })
}

/// A register that is closed says why, also where a restore that was killed left its transit store
/// half made, which nothing can read.
fn why_closed(location: &Location) -> Option<Stopped> {
    let register = Store::register_alone(location).ok()?;
    let reason = register.read("why it is closed", meta::why_closed).ok()??;
    Some(Stopped::Refused(reason))
}

/// Where the databases are.
pub(super) fn location(settings: &Settings) -> Location {
    match &settings.database.place {
        DatabasePlace::Sqlite { folder } => Location::Folder(folder.clone()),
        DatabasePlace::Postgres(place) => Location::Postgres(server(settings, place)),
    }
}

fn server(settings: &Settings, place: &PostgresPlace) -> Server {
    Server {
        url: place.url().expose().to_owned(),
        pooled: settings.database.pooler,
    }
}

/// How letters leave; connects to nobody yet.
pub(super) fn mailer(settings: &Settings) -> Result<Arc<dyn Transport>, Stopped> {
    match &settings.mail.relay {
        Relay::Folder(path) => match Folder::open(path, sender(settings)?) {
            Ok(folder) => Ok(Arc::new(folder)),
            Err(error) => Err(Stopped::Refused(format!(
                "mail.url: {} cannot be used ({error}). Choose a folder that the service may write.",
                path.display()
            ))),
        },
        Relay::Smtp { .. } => Ok(Arc::new(smtp(settings)?)),
    }
}

/// Refuses settings of mail that could never send a letter; touches no folder, reaches nobody.
pub(super) fn mailer_fits(settings: &Settings) -> Result<(), Stopped> {
    match &settings.mail.relay {
        Relay::Folder(_) => sender(settings).map(drop),
        Relay::Smtp { .. } => smtp(settings).map(drop),
    }
}

/// The relay of these settings; refused where letters go into a folder.
pub(super) fn smtp(settings: &Settings) -> Result<Smtp, Stopped> {
    let Relay::Smtp {
        host,
        port,
        security,
    } = &settings.mail.relay
    else {
        return Err(Stopped::Refused("mail.url names no relay.".into()));
    };
    let mail = &settings.mail;
    let hello = mail.hello_name.clone();
    let sign_in = mail.username.clone().zip(mail.password.as_ref());
    Smtp::new(SmtpSettings {
        host: host.clone(),
        port: *port,
        security: match security {
            config::Security::Tls => Security::ImplicitTls,
            config::Security::StartTls => Security::StartTls,
            config::Security::Clear => Security::ClearLoopback,
        },
        sign_in: sign_in.map(|(username, password)| SignIn {
            username,
            password: Zeroizing::new(password.expose().to_owned()),
        }),
        hello_name: hello.unwrap_or_else(|| sender_domain(&mail.from).to_owned()),
        sender: sender(settings)?,
        timeout: Duration::from_secs(mail.timeout_seconds),
        also_trust: None,
    })
    .map_err(|error| Stopped::Refused(format!("mail: {error}.")))
}

fn sender(settings: &Settings) -> Result<Sender, Stopped> {
    let mail = &settings.mail;
    let name = Some(mail.from_name.as_str());
    EmailAddress::parse(&mail.from)
        .map_err(|_| SenderError::Address)
        .and_then(|address| Sender::new(&address, name))
        .map_err(|error| Stopped::Refused(format!("mail.from: {error}.")))
}

/// The domain of a sender's address.
pub(super) fn sender_domain(from: &str) -> &str {
    from.rsplit_once('@').map_or(from, |(_, domain)| domain)
}
