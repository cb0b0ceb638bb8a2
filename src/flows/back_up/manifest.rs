//! `manifest.json`, the archive's first file: what was copied, when, and what opens it. It says
//! nothing about how many.

use serde::{Deserialize, Serialize};

use super::ArchiveError;
use crate::app::App;
use crate::domain::calendar::Open;
use crate::domain::clock::Day;
use crate::domain::month::opens_until;
use crate::domain::period::{Quarter, Week};
use crate::store::{Conn, Store, StoreError, copy, meta};

/// The form of the archive that this program writes and reads.
const FORMAT: u32 = 1;

/// What a backup says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The version of the program that made it.
    pub program: String,
    /// The migrations that the register had run.
    pub migrations: Vec<String>,
    /// The UTC day it was made.
    pub made: Day,
    /// The epoch's current step.
    pub epoch: u32,
    /// The lowest step that any row or ballot may carry.
    pub lowest_epoch: u32,
    /// The open week and quarter.
    pub open: Open,
    /// The last day on which an escrow that opens it is surely kept.
    pub opens_until: Day,
    /// The text of `counting.pub`.
    pub counting_public: String,
    /// The text of `release.pub`.
    pub release_public: String,
    /// The register's hosts.
    pub hosts: Vec<String>,
    /// The register's name.
    pub register: String,
}

/// Read before anything else, so that a later form is told from a damaged one.
#[derive(Deserialize)]
struct Form {
    format: u32,
    program: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    program: String,
    migrations: Vec<String>,
    made: String,
    epoch: u32,
    lowest_epoch: u32,
    open_week: String,
    open_quarter: String,
    opens_until: String,
    counting_public: String,
    release_public: String,
    hosts: Vec<String>,
    register: String,
}

impl Manifest {
    /// What is to be said of a backup made in this snapshot.
    pub(super) fn of(app: &App, conn: &mut Conn) -> Result<Self, StoreError> {
        let calendar = meta::calendar(conn)?;
        let (epoch, lowest_epoch) = (calendar.epoch.current, calendar.epoch.oldest);
        let hosts = meta::get(conn, "hosts")?.unwrap_or_default();
        Ok(Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            migrations: copy::migrations(conn)?,
            made: app.today(),
            epoch,
            lowest_epoch,
            open: calendar.open,
            opens_until: opens_until(lowest_epoch, epoch, calendar.open.week),
            counting_public: app.keys.counting_public().text(),
            release_public: app.keys.release_public().to_owned(),
            hosts: hosts.split_whitespace().map(str::to_owned).collect(),
            register: app.settings.register.name.clone(),
        })
    }

    /// The file's bytes, always the same for the same manifest.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(&Written {
            format: FORMAT,
            program: self.program.clone(),
            migrations: self.migrations.clone(),
            made: self.made.iso(),
            epoch: self.epoch,
            lowest_epoch: self.lowest_epoch,
            open_week: self.open.week.to_string(),
            open_quarter: self.open.quarter.to_string(),
            opens_until: self.opens_until.iso(),
            counting_public: self.counting_public.clone(),
            release_public: self.release_public.clone(),
            hosts: self.hosts.clone(),
            register: self.register.clone(),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads [`Manifest::bytes`], and refuses what a newer program wrote.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ArchiveError> {
        let form: Form = serde_json::from_slice(bytes).map_err(|_| ArchiveError::NoBackup)?;
        if form.format > FORMAT {
            return Err(ArchiveError::Newer(form.program));
        }
        let written: Written = serde_json::from_slice(bytes).map_err(|_| ArchiveError::NoBackup)?;
        let manifest = Self::parsed(written).ok_or(ArchiveError::NoBackup)?;
        let known = Store::known_migrations()?;
        let all_known = manifest.migrations.iter().all(|name| known.contains(name));
        match all_known {
            true => Ok(manifest),
            false => Err(ArchiveError::Newer(manifest.program)),
        }
    }

    fn parsed(written: Written) -> Option<Self> {
        let (epoch, lowest) = (written.epoch, written.lowest_epoch);
        if written.format != FORMAT || lowest > epoch || epoch - lowest > 1 {
            return None;
        }
        Some(Self {
            program: written.program,
            migrations: written.migrations,
            made: Day::parse_iso(&written.made)?,
            epoch,
            lowest_epoch: lowest,
            open: Open {
                week: Week::parse(&written.open_week)?,
                quarter: Quarter::parse(&written.open_quarter)?,
            },
            opens_until: Day::parse_iso(&written.opens_until)?,
            counting_public: written.counting_public,
            release_public: written.release_public,
            hosts: written.hosts,
            register: written.register,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Manifest {
        Manifest {
            program: "0.1.0".into(),
            migrations: Store::known_migrations().unwrap(),
            made: Day::parse_iso("2026-11-23").unwrap(),
            epoch: 5,
            lowest_epoch: 4,
            open: Open::on(Day::parse_iso("2026-11-23").unwrap()),
            opens_until: Day::parse_iso("2026-12-20").unwrap(),
            counting_public: "one\n".into(),
            release_public: "two\n".into(),
            hosts: vec!["host-1".into()],
            register: "Enkel".into(),
        }
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let manifest = example();
        assert_eq!(
            Manifest::read(&manifest.bytes().unwrap()).unwrap(),
            manifest
        );
    }

    #[test]
    fn what_a_newer_program_wrote_is_refused_as_that() {
        let text = String::from_utf8(example().bytes().unwrap()).unwrap();
        let unknown = Manifest {
            migrations: vec!["20991231000001".into()],
            program: "9.0.0".into(),
            ..example()
        };
        let later = text
            .replace("\"format\": 1", "\"format\": 2")
            .replace("0.1.0", "9.0.0");
        for bytes in [later.as_bytes(), &unknown.bytes().unwrap()] {
            let refused = Manifest::read(bytes);
            assert!(matches!(refused, Err(ArchiveError::Newer(version)) if version == "9.0.0"));
        }
        for broken in [
            text.replace("2026-11-23", "2026-13-23"),
            text.replace("\"epoch\": 5", "\"epoch\": 9"),
            text.replace("\"hosts\"", "\"guests\""),
            String::new(),
        ] {
            let refused = Manifest::read(broken.as_bytes());
            assert!(matches!(refused, Err(ArchiveError::NoBackup)));
        }
    }
}
