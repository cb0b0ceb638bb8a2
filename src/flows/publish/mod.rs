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
use crate::config::Settings;
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
use crate::text::Texts;

use super::FlowError;
use super::journal::Journal;
use super::journal::draw::Drawn;
use manifest::{Manifest, Previous};

/// What a release needs besides its flows. Owned, so that it can go into the transaction.
pub struct Publisher {
    keys: Arc<Keys>,
    today: Day,
    licence: String,
    register: String,
    caveat: String,
    approximate: String,
    restored: String,
    journal: Arc<Journal>,
}

/// Under this key of `meta` stands that a restore lost something: the next quarterly release says
/// so.
pub const RESTORED: &str = "restored";

/// A draw leads to another release than the one it was made for.
#[derive(Debug, thiserror::Error)]
#[error(
    "the draw of {0} in the journal does not lead to the release it was published as: release.key, \
     journal and database do not belong together"
)]
struct NotTheSame(Period);

impl Publisher {
    /// Takes what it needs from the running register.
    ///
    /// # Errors
    /// When the key that signs releases is not here.
    pub fn new(app: &App) -> Result<Self, FlowError> {
        Self::of(
            &app.keys,
            &app.journal,
            &app.texts,
            &app.settings,
            app.today(),
        )
    }

    /// The same for a register that does not run.
    ///
    /// # Errors
    /// When the key that signs releases is not here.
    pub fn of(
        keys: &Arc<Keys>,
        journal: &Arc<Journal>,
        texts: &Texts,
        settings: &Settings,
        today: Day,
    ) -> Result<Self, FlowError> {
        keys.release_key()?;
        let say = |key| texts.get(Locale::En, key, &[]);
        Ok(Self {
            keys: keys.clone(),
            today,
            licence: settings.register.data_licence.clone(),
            register: settings.register.name.clone(),
            caveat: say("caveat"),
            approximate: say("caveat-approximate"),
            restored: say("caveat-restored"),
            journal: journal.clone(),
        })
    }

    /// Draws of a period that has none: what was drawn here goes into the journal first, and what
    /// the journal then says is committed. Runs inside the transaction that counts; the caller
    /// holds the calendar, has brought in earlier draws and has seen that nothing was drawn.
    ///
    /// # Errors
    /// When the flows do not add up to figures, or journal or register cannot be written.
    pub fn publish(
        &self,
        conn: &mut Conn,
        period: Period,
        flows: &[Flow],
    ) -> Result<(), StoreError> {
        let before = releases::flows(conn)?;
        let first_year = meta::first_quarter(conn)?.year();
        let previous = releases::all(conn)?.pop();
        let known = [before.as_slice(), flows].concat();
        let made = figures_of(&known, first_year, period, self.today).map_err(given_up)?;
        let manifest = self.manifest(conn, &made, first_year, previous.as_ref())?;
        let files = self.files(&made.0, flows, &manifest)?;
        let chain = sums::link(previous.as_ref().map(|p| p.chain.as_str()), &files);
        let drawn = self.journal.publish_draw(Drawn {
            period,
            place: previous.as_ref().map_or(1, |p| p.place + 1),
            flows: flows.to_vec(),
            manifest,
            chain: chain.map_err(given_up)?,
        })?;
        self.commit(conn, &drawn)
    }

    /// Writes flows, ledger lines and the release that follow from a draw in the journal, byte
    /// for byte as they were or would have been.
    ///
    /// # Errors
    /// When the draw does not follow the releases that are there, or the register cannot be
    /// written.
    pub fn commit(&self, conn: &mut Conn, drawn: &Drawn) -> Result<(), StoreError> {
        for flow in &drawn.flows {
            releases::add_flow(conn, flow)?;
            ledger::add(conn, &entry(flow))?;
        }
        let flows = releases::flows(conn)?;
        let manifest = &drawn.manifest;
        let day = Day::parse_iso(&manifest.published)
            .ok_or(StoreError::Inconsistent { table: "release" })?;
        let (figures, _) =
            figures_of(&flows, manifest.first_year, drawn.period, day).map_err(given_up)?;
        let files = self.files(&figures, &drawn.flows, manifest)?;
        let previous = releases::all(conn)?.pop();
        let chain = sums::link(previous.as_ref().map(|p| p.chain.as_str()), &files);
        if chain.map_err(given_up)? != drawn.chain {
            return Err(given_up(NotTheSame(drawn.period)));
        }
        let published = Published {
            period: drawn.period,
            place: drawn.place,
            day,
            chain: drawn.chain.clone(),
        };
        releases::publish(conn, &published, &files)
    }

    /// The journal that draws go into first.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    fn manifest(
        &self,
        conn: &mut Conn,
        (figures, approximate): &(Figures, bool),
        first_year: i32,
        previous: Option<&Published>,
    ) -> Result<Manifest, StoreError> {
        let mut note = self.caveat.clone();
        if *approximate {
            note = format!("{note} {}", self.approximate);
        }
        if matches!(figures.period, Period::Quarter(_)) && meta::get(conn, RESTORED)?.is_some() {
            note = format!("{note} {}", self.restored);
        }
        Ok(Manifest {
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
        })
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
