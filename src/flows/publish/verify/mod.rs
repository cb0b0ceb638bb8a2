//! Checking an exported archive without the register: checksums, signature, chain, and every
//! figure made again from the raw flows.
//!
//! What this cannot see is an archive that ends too early, or one that somebody else made and
//! signed: for that a reader compares the head of the chain and the key with what others have.

mod counts;
mod folder;

use std::path::Path;

use crate::crypto::sign::{self, is_same_public};
use crate::disclosure::ledger::{self, LedgerLine};
use crate::disclosure::policy;
use crate::disclosure::series::Series;
use crate::domain::clock::Day;
use crate::domain::release::{Flow, Period};
use crate::store::releases::ReleaseFile;

use super::super::journal::draw::Drawn;
use super::manifest::Manifest;
use super::{content_files, csv, figures_of, signed_comment, sums};
use folder::Folder;

/// The first thing that is wrong, and in which release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{release}: {reason}")]
pub struct Flaw {
    /// The release, or `archive`.
    pub release: String,
    /// What is wrong, in a sentence.
    pub reason: String,
}

/// The list of releases in an archive, in the order of their chain.
pub const LIST: &str = "releases.txt";
/// The public key in an archive.
pub const PUBLIC_KEY: &str = "minisign.pub";

fn flaw(release: &str, reason: impl Into<String>) -> Flaw {
    Flaw {
        release: release.to_owned(),
        reason: reason.into(),
    }
}

/// What an archive that holds comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How many releases it holds.
    pub releases: usize,
    /// The id of its last release.
    pub head: String,
    /// That release's chain value, which stands for everything up to it.
    pub chain: String,
}

/// Checks the archive in `folder` from its first release to its last, against the key it brings.
///
/// # Errors
/// The first flaw. An archive without a release is one, and so is anything that is not listed.
pub fn verify(folder: &Path) -> Result<Checked, Flaw> {
    let archive = checked(folder)?;
    let releases = archive.draws.len();
    let last = archive.draws.into_iter().next_back();
    let last = last.ok_or_else(|| flaw("archive", "it holds no release"))?;
    Ok(Checked {
        releases,
        head: last.manifest.release,
        chain: last.chain,
    })
}

/// The draws that an archive which holds was made of, along its chain.
///
/// # Errors
/// As [`verify`]; the archive brings another public key than `release_public`.
pub fn draws(folder: &Path, release_public: &str) -> Result<Vec<Drawn>, Flaw> {
    let archive = checked(folder)?;
    let brought = Folder::open(folder)?.public;
    match is_same_public(&brought, release_public) {
        true => Ok(archive.draws),
        false => Err(flaw("archive", "it was signed by another register")),
    }
}

fn checked(folder: &Path) -> Result<Archive, Flaw> {
    let folder = Folder::open(folder)?;
    let mut archive = Archive::default();
    for (id, period) in &folder.listed {
        archive.take(id, *period, &folder.release(id)?, &folder.public)?;
    }
    archive.check_ledger()?;
    Ok(archive)
}

#[derive(Default)]
struct Archive {
    flows: Vec<Flow>,
    first_year: Option<i32>,
    draws: Vec<Drawn>,
}

impl Archive {
    fn take(
        &mut self,
        id: &str,
        period: Period,
        files: &[ReleaseFile],
        public: &str,
    ) -> Result<(), Flaw> {
        let comment = check_sums(id, files, public)?;
        let manifest: Manifest = serde_json::from_slice(content(id, files, "release.json")?)
            .map_err(|_| flaw(id, "release.json cannot be read"))?;
        if comment != signed_comment(&manifest) {
            return Err(flaw(id, "the signature speaks of another release or day"));
        }
        self.check_chain(id, &manifest)?;
        let drawn = csv::read_flows(content(id, files, "flows.csv")?)
            .ok_or_else(|| flaw(id, "flows.csv is not as it was written"))?;
        if drawn.iter().any(|flow| flow.period != period) {
            return Err(flaw(id, "flows.csv holds flows of another period"));
        }
        self.flows.extend(drawn.iter().cloned());
        self.make_again(id, period, files, &manifest, &drawn)?;
        self.check_counts(id, period, files, manifest.first_year)?;
        let previous = self.draws.last().map(|drawn| drawn.chain.as_str());
        let chain = sums::link(previous, files).map_err(|e| flaw(id, e.to_string()))?;
        self.draws.push(Drawn {
            period,
            place: i32::try_from(self.draws.len() + 1).unwrap_or(i32::MAX),
            flows: drawn,
            manifest,
            chain,
        });
        Ok(())
    }

    fn check_chain(&mut self, id: &str, manifest: &Manifest) -> Result<(), Flaw> {
        let named = manifest.previous.as_ref();
        let named = named.map(|p| (p.release.clone(), p.chain.clone()));
        let before = self.draws.last();
        let before = before.map(|d| (d.manifest.release.clone(), d.chain.clone()));
        if named != before {
            return Err(flaw(id, "the chain to the release before it is broken"));
        }
        let first_year = *self.first_year.get_or_insert(manifest.first_year);
        if manifest.release != id || manifest.first_year != first_year {
            return Err(flaw(id, "release.json speaks of another release"));
        }
        Ok(())
    }

    /// Figures, flows and manifest must follow from the flows so far, byte for byte.
    fn make_again(
        &self,
        id: &str,
        period: Period,
        files: &[ReleaseFile],
        manifest: &Manifest,
        drawn: &[Flow],
    ) -> Result<(), Flaw> {
        let published = Day::parse_iso(&manifest.published)
            .ok_or_else(|| flaw(id, "release.json names no day"))?;
        let (figures, _) = figures_of(&self.flows, manifest.first_year, period, published)
            .map_err(|error| flaw(id, error.to_string()))?;
        if manifest.policy_version != figures.policy_version {
            return Err(flaw(id, "release.json names another family of tables"));
        }
        if !manifest.note.ends_with(&manifest.licence) {
            return Err(flaw(
                id,
                "the licence in release.json is not the one in its note",
            ));
        }
        let again = content_files(&figures, drawn, manifest)
            .map_err(|error| flaw(id, error.to_string()))?;
        // Besides these there are the checksums and their signature.
        if files.len() != again.len() + 2 {
            return Err(flaw(id, "it holds a file that belongs to no release"));
        }
        for file in again {
            if content(id, files, &file.name)? != file.content {
                return Err(flaw(
                    id,
                    format!("{} does not follow from the flows", file.name),
                ));
            }
        }
        Ok(())
    }

    /// Holds also where the part that makes the figures is wrong.
    fn check_counts(
        &self,
        id: &str,
        period: Period,
        files: &[ReleaseFile],
        first_year: i32,
    ) -> Result<(), Flaw> {
        let series = Series::read(&self.flows, &policy::VERSION_1, first_year)
            .map_err(|error| flaw(id, error.to_string()))?;
        let draws = counts::draws(&series, period);
        let figures = content(id, files, "figures.csv")?;
        match counts::wrong(figures, draws, &policy::VERSION_1) {
            None => Ok(()),
            Some(why) => Err(flaw(id, why)),
        }
    }

    fn check_ledger(&self) -> Result<(), Flaw> {
        let line = |flow: &Flow| LedgerLine::of(flow, &policy::VERSION_1);
        let lines: Vec<LedgerLine> = self.flows.iter().map(line).collect();
        ledger::check(&lines, self.first_year.unwrap_or_default())
            .map_err(|error| flaw("archive", error.to_string()))
    }
}

/// The checksums are those of the files, and signed; gives the comment that was signed with them.
fn check_sums(id: &str, files: &[ReleaseFile], public: &str) -> Result<String, Flaw> {
    let sums = content(id, files, sums::SUMS)?;
    let signature = std::str::from_utf8(content(id, files, sums::SIGNATURE)?)
        .map_err(|_| flaw(id, "the signature cannot be read"))?;
    let comment = sign::verify(public, sums, signature)
        .map_err(|_| flaw(id, "the signature does not fit SHA256SUMS"))?;
    let summed: Vec<ReleaseFile> = files
        .iter()
        .filter(|file| file.name != sums::SUMS && file.name != sums::SIGNATURE)
        .cloned()
        .collect();
    let again = sums::checksums(&summed);
    let is_signed = |line: &str| {
        let mut signed = sums.split(|byte| *byte == b'\n');
        signed.any(|signed| signed == line.as_bytes())
    };
    for (line, file) in again.lines().zip(&summed) {
        if !is_signed(line) {
            let reason = format!("{} is not the file that was signed", file.name);
            return Err(flaw(id, reason));
        }
    }
    if again.as_bytes() == sums {
        Ok(comment)
    } else {
        Err(flaw(id, "a file that was signed is missing"))
    }
}

fn content<'a>(id: &str, files: &'a [ReleaseFile], name: &str) -> Result<&'a [u8], Flaw> {
    let found = files.iter().find(|file| file.name == name);
    found
        .map(|file| file.content.as_slice())
        .ok_or_else(|| flaw(id, format!("{name} is missing")))
}
