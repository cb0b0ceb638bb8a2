//! Who works for the register (GDPR art. 28): the companies behind its machines, by name and country.
//!
//! A machine's own name tells a visitor nothing, so in production every company that handles data
//! is named here, and a setting that says where a machine is decides which of them must be.

use serde::Deserialize;

use super::problem::Problem;
use super::settings::Settings;

/// The companies as they stand in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Processors {
    host_name: String,
    host_place: String,
    relay_name: Option<String>,
    relay_place: Option<String>,
    database_name: Option<String>,
    database_place: Option<String>,
    backup_name: Option<String>,
    backup_place: Option<String>,
}

/// One company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company<'a> {
    /// Its name.
    pub name: &'a str,
    /// The country it works in; empty where the settings do not say.
    pub place: &'a str,
}

impl Processors {
    /// Who runs the machines.
    #[must_use]
    pub fn host(&self) -> Option<Company<'_>> {
        company(Some(&self.host_name), Some(&self.host_place))
    }

    /// Who carries the mail.
    #[must_use]
    pub fn relay(&self) -> Option<Company<'_>> {
        company(self.relay_name.as_deref(), self.relay_place.as_deref())
    }

    /// Who runs the database.
    #[must_use]
    pub fn database(&self) -> Option<Company<'_>> {
        company(
            self.database_name.as_deref(),
            self.database_place.as_deref(),
        )
    }

    /// Who keeps backups.
    #[must_use]
    pub fn backup(&self) -> Option<Company<'_>> {
        company(self.backup_name.as_deref(), self.backup_place.as_deref())
    }
}

fn company<'a>(name: Option<&'a str>, place: Option<&'a str>) -> Option<Company<'a>> {
    let name = name.map(str::trim).filter(|name| !name.is_empty())?;
    let place = place.map_or("", str::trim);
    Some(Company { name, place })
}

/// In production: whoever handles data elsewhere and is not named, or without a country.
pub(super) fn unnamed(settings: &Settings) -> Vec<Problem> {
    let named = &settings.processors;
    let mut servers = settings.database.servers();
    let database_elsewhere = servers.any(|(_, place)| !place.stays_on_this_machine());
    let relay_elsewhere = !settings.mail.relay.stays_on_this_machine();
    let mut problems = Vec::new();
    for (part, needed, name, place) in [
        (
            "relay",
            relay_elsewhere,
            &named.relay_name,
            &named.relay_place,
        ),
        (
            "database",
            database_elsewhere,
            &named.database_name,
            &named.database_place,
        ),
        ("backup", false, &named.backup_name, &named.backup_place),
    ] {
        let (name, place) = (is_said(name.as_ref()), is_said(place.as_ref()));
        let wanted = needed || name || place;
        if wanted && !name {
            problems.push(missing(part, "name", "the name of the company"));
        }
        if wanted && !place {
            problems.push(missing(part, "place", "the country it works in"));
        }
    }
    problems
}

/// Whether somebody filled it in, and not with a placeholder.
fn is_said(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty() && !text.trim().starts_with('['))
}

fn missing(part: &str, half: &str, what: &str) -> Problem {
    Problem::new(
        format!("processors.{part}_{half}"),
        "the privacy page must name everyone who handles data for the register",
        format!("Fill in {what}"),
    )
}
