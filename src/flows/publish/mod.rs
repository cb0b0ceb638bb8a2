//! From flows to a published release: figures, files, checksums, signature, chain.
//!
//! What is published follows from the flows alone, so that anyone who has them can make the same
//! files again, byte for byte; [`verify`] does exactly that.

pub mod correct;
pub mod csv;
pub mod delay;
mod files;
pub mod formats;
pub mod manifest;
pub mod preview;
pub mod read;
pub mod sums;
pub mod verify;

use std::sync::Arc;

use crate::app::App;
use crate::config::Settings;
use crate::crypto::keys::Keys;
use crate::disclosure::families::Families;
use crate::disclosure::ledger::LedgerLine;
use crate::disclosure::policy::Policy;
use crate::domain::clock::Day;
use crate::domain::locale::Locale;
use crate::domain::release::{Figures, Flow, Period, ReleaseId};
use crate::flows::families;
use crate::store::ledger::Entry;
use crate::store::releases::{Published, ReleaseFile};
use crate::store::{Conn, StoreError, ledger, meta, releases};
use crate::text::Texts;

use super::FlowError;
use super::journal::Journal;
use super::journal::draw::Drawn;
use files::{content_files, core_files, figures_of, policy_sha256, signed, signed_comment};
use manifest::{Corrects, FORM, Manifest, Previous};

/// What a release needs besides its flows. Owned, so that it can go into the transaction.
pub struct Publisher {
    keys: Arc<Keys>,
    today: Day,
    licence: String,
    register: String,
    site: String,
    texts: Arc<Texts>,
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
struct NotTheSame(ReleaseId);

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
        texts: &Arc<Texts>,
        settings: &Settings,
        today: Day,
    ) -> Result<Self, FlowError> {
        keys.release_key()?;
        Ok(Self {
            keys: keys.clone(),
            today,
            licence: settings.register.data_licence.clone(),
            register: settings.register.name.clone(),
            site: settings.register.base_url.as_str().to_owned(),
            texts: texts.clone(),
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
        let before = releases::flows_from(conn, rests_on(period))?;
        let known = [before.as_slice(), flows].concat();
        let restored = matches!(period, Period::Quarter(_)) && meta::get(conn, RESTORED)?.is_some();
        let drawn = self.draft(
            conn,
            period.into(),
            &Form {
                known: &known,
                flows,
                restored,
                corrects: None,
            },
        )?;
        let drawn = self.journal.publish_draw(drawn)?;
        self.commit(conn, &drawn)
    }

    /// Writes the release that follows from a draw in the journal, byte for byte as it was or
    /// would have been; with its flows and ledger lines, unless it is an erratum.
    ///
    /// # Errors
    /// When the draw does not follow the releases that are there, or the register cannot be
    /// written.
    pub fn commit(&self, conn: &mut Conn, drawn: &Drawn) -> Result<(), StoreError> {
        let adopted = drawn.manifest.adopted().map_err(given_up)?;
        families::keep(conn, &adopted)?;
        if !drawn.id().is_erratum() {
            for flow in &drawn.flows {
                releases::add_flow(conn, flow)?;
                ledger::add(conn, &entry(flow)?)?;
            }
        }
        let day = Day::parse_iso(&drawn.manifest.published)
            .ok_or(StoreError::Inconsistent { table: "release" })?;
        let files = match drawn.files.is_empty() {
            false => drawn.files.clone(),
            true => self.files_of_first_form(conn, drawn, day)?,
        };
        let previous = releases::last(conn)?;
        let chain = sums::link(previous.as_ref().map(|p| p.chain.as_str()), &files);
        if chain.map_err(given_up)? != drawn.chain {
            return Err(given_up(NotTheSame(drawn.id())));
        }
        let published = Published {
            period: drawn.period,
            erratum: drawn.erratum,
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

    /// The files of a draw that was journalled before draws held their files.
    fn files_of_first_form(
        &self,
        conn: &mut Conn,
        drawn: &Drawn,
        day: Day,
    ) -> Result<Vec<ReleaseFile>, StoreError> {
        let flows = releases::flows_from(conn, rests_on(drawn.period))?;
        let manifest = &drawn.manifest;
        let (figures, _) = figures_of(
            &flows,
            &Families::default(),
            manifest.first_year,
            drawn.period,
            day,
        )
        .map_err(given_up)?;
        let files = core_files(&figures, &drawn.flows, manifest);
        let key = self.keys.release_key().map_err(given_up)?;
        signed(files.map_err(given_up)?, &key, manifest)
    }

    /// A release as it would come out now, with its place in the chain and its files.
    fn draft(&self, conn: &mut Conn, id: ReleaseId, form: &Form<'_>) -> Result<Drawn, StoreError> {
        Ok(self.draft_with_figures(conn, id, form)?.0)
    }

    /// The same, with the figures it gives.
    fn draft_with_figures(
        &self,
        conn: &mut Conn,
        id: ReleaseId,
        form: &Form<'_>,
    ) -> Result<(Drawn, Figures), StoreError> {
        let first_year = meta::first_quarter(conn)?.year();
        let previous = releases::last(conn)?;
        let adopted = families::of_register(conn)?;
        let made = figures_of(form.known, &adopted, first_year, id.period, self.today);
        let made = made.map_err(given_up)?;
        let roots = Roots {
            first_year,
            families: &adopted,
        };
        let manifest = self.manifest(id, &made, &roots, previous.as_ref(), form);
        let files = content_files(&made.0, form.flows, &manifest, &self.texts);
        let key = self.keys.release_key().map_err(given_up)?;
        let files = signed(files?, &key, &manifest)?;
        let chain = sums::link(previous.as_ref().map(|p| p.chain.as_str()), &files);
        let drawn = Drawn {
            period: id.period,
            erratum: id.erratum,
            place: previous.as_ref().map_or(1, |p| p.place + 1),
            flows: form.flows.to_vec(),
            manifest,
            chain: chain.map_err(given_up)?,
            files,
        };
        Ok((drawn, made.0))
    }

    fn manifest(
        &self,
        id: ReleaseId,
        (figures, approximate): &(Figures, bool),
        roots: &Roots<'_>,
        previous: Option<&Published>,
        form: &Form<'_>,
    ) -> Manifest {
        Manifest {
            release: id.to_string(),
            register: self.register.clone(),
            published: figures.published.iso(),
            policy_version: figures.policy_version,
            first_year: roots.first_year,
            licence: self.licence.clone(),
            note: self.note(*approximate, form),
            previous: previous.map(|p| Previous {
                release: p.id().to_string(),
                chain: p.chain.clone(),
            }),
            form: FORM,
            site: self.site.clone(),
            policy_sha256: policy_sha256(figures.policy_version),
            families: manifest::told(roots.families),
            restored: form.restored,
            corrects: form.corrects.clone(),
        }
    }

    /// The caveat, whatever else is to be known about this release, and the licence.
    fn note(&self, approximate: bool, form: &Form<'_>) -> String {
        let say = |key| self.texts.get(Locale::En, key, &[]);
        let mut note = say("caveat");
        if approximate {
            note = format!("{note} {}", say("caveat-approximate"));
        }
        if form.restored {
            note = format!("{note} {}", say("caveat-restored"));
        }
        if let Some(corrects) = &form.corrects {
            let (release, reason) = (&corrects.release, &corrects.reason);
            let arguments = [
                ("release", release.as_str().into()),
                ("reason", reason.as_str().into()),
            ];
            let corrected = self.texts.get(Locale::En, "caveat-corrects", &arguments);
            note = format!("{note} {corrected}");
        }
        format!("{note} {}", self.licence)
    }
}

/// The names of the files that a release made today has.
#[must_use]
pub fn file_names() -> Vec<&'static str> {
    let mut names = ["figures.csv", "flows.csv", files::POLICY, "release.json"].to_vec();
    names.extend(formats::NAMES);
    names.extend([sums::SUMS, sums::SIGNATURE]);
    names.sort_unstable();
    names
}

/// What one release is made from.
struct Form<'a> {
    /// All flows that it rests on, its own among them.
    known: &'a [Flow],
    /// The flows that its archive holds.
    flows: &'a [Flow],
    /// Whether a restore lost something that it would have counted.
    restored: bool,
    /// What it corrects, when it is an erratum.
    corrects: Option<Corrects>,
}

/// What the cohorts and series of a register follow from.
struct Roots<'a> {
    first_year: i32,
    families: &'a Families,
}

/// The first ISO year whose flows can be in the figures of this period. The number of a week may
/// rest on the last quarter of the year before, in which the cohorts of three years are alive.
fn rests_on(period: Period) -> i32 {
    period.year() - 3
}

fn entry(flow: &Flow) -> Result<Entry, StoreError> {
    let family = Policy::of(flow.policy_version);
    let family = family.ok_or(StoreError::Inconsistent { table: "flow" })?;
    let line = LedgerLine::of(flow, family);
    Ok(Entry {
        policy_version: line.policy_version,
        table: line.table,
        period: line.period,
        cohort: line.cohort,
        loss: i32::try_from(line.loss).unwrap_or(i32::MAX),
    })
}

fn given_up(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::given_up(error)
}
