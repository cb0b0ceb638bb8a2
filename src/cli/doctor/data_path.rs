//! `doctor --data-path`: everybody this program may ever speak with, as the settings have it.
//!
//! The register promises that no government takes part. Here anyone who can read the settings can
//! look that up, line by line.

use super::Line;
use super::asks::Resolver;
use crate::config::{DatabasePlace, Relay, Security, Settings, is_government};

const NAME: &str = "data-path";

pub(super) fn look(settings: &Settings, resolver: &Resolver) -> Vec<Line> {
    let mut lines = vec![Line::ok(
        NAME,
        format!(
            "Listens on {}. Only a proxy on the way there sees visitors' addresses.",
            settings.web.listen
        ),
    )];
    let metrics = &settings.metrics;
    let watched = [
        ("Listens", metrics.listen),
        ("`enkel worker` listens", metrics.worker_listen),
    ];
    lines.extend(watched.into_iter().filter_map(|(who, listen)| {
        let at = listen?;
        let say = format!("{who} on {at} for programs that watch: numbers that no visit moves.");
        Some(Line::ok(NAME, say))
    }));
    lines.push(database(settings, "The database", &settings.database.place));
    if let Some(replica) = &settings.database.replica {
        lines.push(database(settings, "A replica, for releases alone", replica));
    }
    lines.push(relay(settings));
    lines.push(judged(
        settings,
        "Only `enkel doctor` asks, as a visitor would: the site",
        &[settings.register.base_url.host().to_owned()],
        settings.register.base_url.as_str(),
    ));
    lines.push(Line::ok(
        NAME,
        format!(
            "Only `enkel doctor` asks, and only about the site's and the sender's own names: the \
             resolver {}.",
            resolver.shown()
        ),
    ));
    lines.extend(folders(settings));
    lines
}

fn database(settings: &Settings, what: &str, place: &DatabasePlace) -> Line {
    match place {
        DatabasePlace::Sqlite { folder } => Line::ok(
            NAME,
            format!("{what} is a folder of files, {}.", folder.display()),
        ),
        DatabasePlace::Postgres(place) => {
            let hosts = place.hosts();
            judged(settings, what, hosts, &hosts.join(", "))
        }
    }
}

fn relay(settings: &Settings) -> Line {
    match &settings.mail.relay {
        Relay::Folder(folder) => Line::ok(
            NAME,
            format!(
                "Letters are put into the folder {}; nothing is sent.",
                folder.display()
            ),
        ),
        Relay::Smtp {
            host,
            port,
            security,
        } => {
            let how = match security {
                Security::Tls => "TLS from the first byte",
                Security::StartTls => "STARTTLS, and no letter without it",
                Security::Clear => "in clear, on this machine",
            };
            let shown = format!("{host}:{port}, {how}");
            judged(
                settings,
                "The mail relay",
                std::slice::from_ref(host),
                &shown,
            )
        }
    }
}

fn judged(settings: &Settings, what: &str, hosts: &[String], shown: &str) -> Line {
    match hosts.iter().find(|host| is_government(host)) {
        None => Line::ok(NAME, format!("{what}: {shown}.")),
        Some(host) => Line::grave(
            NAME,
            settings.production,
            format!(
                "{what}: {shown}. {host} belongs to a government, and the register promises that \
                 none takes part. Use another."
            ),
        ),
    }
}

/// Folders may lie on storage that comes over a network; only the host knows.
fn folders(settings: &Settings) -> Vec<Line> {
    let folder = |what: &str, path: &std::path::Path| {
        Line::ok(NAME, format!("{what} lies in {}.", path.display()))
    };
    let mut lines = vec![folder("The journal", &settings.journal.folder)];
    if let Some(escrow) = &settings.backup.escrow_folder {
        lines.push(folder("The escrow of the epoch's key", escrow));
    }
    lines
}
