//! From flows to a published release: figures, files, checksums, signature, chain.
//!
//! What is published follows from the flows alone, so that anyone who has them can make the same
//! files again, byte for byte; [`verify`] does exactly that.

pub mod csv;
pub mod manifest;
pub mod read;
pub mod sums;
pub mod verify;

use std::sync::Arc;

use crate::app::App;
use crate::crypto::digest;
use crate::crypto::keys::Keys;
use crate::disclosure::ledger::LedgerLine;
use crate::disclosure::series::{FlowsRefused, Series};
use crate::disclosure::{number::Number, policy, release};
use crate::domain::clock::Day;
use crate::domain::locale::Locale;
use crate::domain::release::{Figures, Flow, Period};
use crate::store::ledger::Entry;
use crate::store::releases::{Published, ReleaseFile};
use crate::store::{Conn, StoreError, ledger, meta, releases};

use super::FlowError;
use manifest::{Manifest, Previous};

/// What a release needs besides its flows. Owned, so that it can go into the transaction.
pub struct Publisher {
    keys: Arc<Keys>,
    today: Day,
    licence: String,
    register: String,
    caveat: String,
    approximate: String,
}

impl Publisher {
    /// Takes what it needs from the running register.
    ///
    /// # Errors
    /// When the key that signs releases is not here.
    pub fn new(app: &App) -> Result<Self, FlowError> {
        app.keys.release_key()?;
        let say = |key| app.texts.get(Locale::En, key, &[]);
        Ok(Self {
            keys: app.keys.clone(),
            today: app.today(),
            licence: app.settings.register.data_licence.clone(),
            register: app.settings.register.name.clone(),
            caveat: say("caveat"),
            approximate: say("caveat-approximate"),
        })
    }

    /// Writes flows, ledger lines and the release with its files. Runs inside the transaction
    /// that counted; the caller holds the calendar and has seen that nothing was drawn.
    ///
    /// # Errors
    /// When the flows do not add up to figures or the register cannot be written.
    pub fn publish(
        &self,
        conn: &mut Conn,
        period: Period,
        drawn: &[Flow],
    ) -> Result<(), StoreError> {
        for flow in drawn {
            releases::add_flow(conn, flow)?;
            ledger::add(conn, &entry(flow))?;
        }
        let flows = releases::flows(conn)?;
        let first_year = meta::first_quarter(conn)?.year();
        let (figures, approximate) =
            figures_of(&flows, first_year, period, self.today).map_err(given_up)?;
        let previous = releases::all(conn)?.pop();
        let manifest = self.manifest(&figures, first_year, previous.as_ref(), approximate);
        let files = self.files(&figures, drawn, &manifest)?;
        let published = Published {
            period,
            place: previous.as_ref().map_or(1, |p| p.place + 1),
            day: self.today,
            chain: sums::link(previous.as_ref().map(|p| p.chain.as_str()), &files)
                .map_err(given_up)?,
        };
        releases::publish(conn, &published, &files)
    }

    fn manifest(
        &self,
        figures: &Figures,
        first_year: i32,
        previous: Option<&Published>,
        approximate: bool,
    ) -> Manifest {
        let mut note = self.caveat.clone();
        if approximate {
            note = format!("{note} {}", self.approximate);
        }
        Manifest {
            release: figures.period.to_string(),
            register: self.register.clone(),
            published: figures.published.iso(),
            policy_version: figures.policy_version,
            first_year,
            licence: self.licence.clone(),
            note: format!("{note} {}", self.licence),
            previous: previous.map(|p| Previous {
                release: p.period.to_string(),
                chain: p.chain.clone(),
            }),
        }
    }

    fn files(
        &self,
        figures: &Figures,
        drawn: &[Flow],
        manifest: &Manifest,
    ) -> Result<Vec<ReleaseFile>, StoreError> {
        let mut files = content_files(figures, drawn, manifest).map_err(given_up)?;
        let sums = sums::checksums(&files);
        let key = self.keys.release_key().map_err(given_up)?;
        let signature = key.sign(sums.as_bytes(), &signed_comment(manifest));
        let signature = signature.map_err(given_up)?;
        files.push(file(sums::SUMS, sums.into_bytes()));
        files.push(file(sums::SIGNATURE, signature.into_bytes()));
        Ok(files)
    }
}

/// What is signed together with the checksums, and shown by whatever checks the signature.
fn signed_comment(manifest: &Manifest) -> String {
    format!("{} {}", manifest.release, manifest.published)
}

fn entry(flow: &Flow) -> Entry {
    let line = LedgerLine::of(flow, &policy::VERSION_1);
    Entry {
        policy_version: line.policy_version,
        table: line.table,
        period: line.period,
        cohort: line.cohort,
        loss: i32::try_from(line.loss).unwrap_or(i32::MAX),
    }
}

/// The figures of one period, and whether its number mixes in weeks of a lapsed cohort.
fn figures_of(
    flows: &[Flow],
    first_year: i32,
    period: Period,
    published: Day,
) -> Result<(Figures, bool), FlowsRefused> {
    let policy = &policy::VERSION_1;
    match period {
        Period::Quarter(quarter) => {
            let figures = release::quarterly(flows, policy, first_year, quarter, published)?;
            Ok((figures, false))
        }
        Period::Week(week) => {
            let figures = release::weekly(flows, policy, first_year, week, published)?;
            let series = Series::read(flows, policy, first_year)?;
            Ok((figures, Number::at(&series, week).approximate))
        }
    }
}

/// The files that checksums are made over: figures, raw noisy flows, and the manifest.
fn content_files(
    figures: &Figures,
    drawn: &[Flow],
    manifest: &Manifest,
) -> Result<Vec<ReleaseFile>, csv::CsvError> {
    Ok(vec![
        file("figures.csv", csv::figures(figures, &manifest.note)?),
        file("flows.csv", csv::flows(drawn)?),
        file("release.json", manifest.bytes()?),
    ])
}

fn file(name: &str, content: Vec<u8>) -> ReleaseFile {
    let sha256 = digest::sha256(&content);
    ReleaseFile {
        name: name.to_owned(),
        content,
        sha256,
    }
}

fn given_up(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::given_up(error)
}
