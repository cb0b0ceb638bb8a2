//! Checking an exported archive without the register: checksums, signature, chain, and every
//! figure made again from the raw flows.
//!
//! What this cannot see is an archive that ends too early, or one that somebody else made and
//! signed: for that a reader compares the head of the chain and the key with what others have.

mod counts;
mod folder;

use std::collections::BTreeMap;
use std::path::Path;

use crate::crypto::sign::{self, is_same_public};
use crate::disclosure::families::Families;
use crate::disclosure::ledger::{self, LedgerLine};
use crate::disclosure::policy::Policy;
use crate::disclosure::series::Series;
use crate::domain::clock::Day;
use crate::domain::period::Quarter;
use crate::domain::release::{Figures, Flow, Period, ReleaseId};
use crate::store::releases::ReleaseFile;

use super::super::journal::draw::Drawn;
use super::formats;
use super::manifest::{FIRST_FORM, Manifest};
use super::{core_files, csv, figures_of, policy_sha256, signed_comment, sums};
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
    for (id, release) in &folder.listed {
        let files = folder.release(id)?;
        let later = folder.listed.iter().map(|(_, later)| later);
        let corrected = later
            .filter(|later| later.period == release.period)
            .any(|later| later.erratum > release.erratum);
        let given = Given {
            id,
            release: *release,
            files: &files,
            corrected,
        };
        archive.take(&given, &folder.public)?;
    }
    archive.check_ledger()?;
    Ok(archive)
}

/// One release as it lies in the archive.
struct Given<'a> {
    id: &'a str,
    release: ReleaseId,
    files: &'a [ReleaseFile],
    /// An erratum comes later: what was wrong in this one is no flaw of the archive.
    corrected: bool,
}

impl Given<'_> {
    fn content(&self, name: &str) -> Result<&[u8], Flaw> {
        content(self.id, self.files, name)
    }

    fn flaw(&self, reason: impl Into<String>) -> Flaw {
        flaw(self.id, reason)
    }
}

#[derive(Default)]
struct Archive {
    flows: Vec<Flow>,
    /// How many flows each period's release rests on.
    known: BTreeMap<Period, usize>,
    first_year: Option<i32>,
    /// As the latest release told them.
    families: Families,
    draws: Vec<Drawn>,
}

impl Archive {
    fn take(&mut self, given: &Given<'_>, public: &str) -> Result<(), Flaw> {
        let comment = check_sums(given.id, given.files, public)?;
        let manifest: Manifest = serde_json::from_slice(given.content("release.json")?)
            .map_err(|_| given.flaw("release.json cannot be read"))?;
        if comment != signed_comment(&manifest) {
            return Err(given.flaw("the signature speaks of another release or day"));
        }
        self.check_chain(given.id, &manifest)?;
        self.check_correction(given, &manifest)?;
        self.take_families(given, &manifest)?;
        let drawn = self.take_flows(given)?;
        let figures = self.figures(given, &manifest)?;
        if !given.corrected {
            made_again(given, &figures, &manifest, &drawn)?;
            self.check_counts(given, manifest.first_year)?;
        }
        let previous = self.draws.last().map(|drawn| drawn.chain.as_str());
        let chain = sums::link(previous, given.files).map_err(|e| given.flaw(e.to_string()))?;
        self.draws.push(Drawn {
            period: given.release.period,
            erratum: given.release.erratum,
            place: i32::try_from(self.draws.len() + 1).unwrap_or(i32::MAX),
            flows: drawn,
            manifest,
            chain,
            files: given.files.to_vec(),
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

    /// An erratum corrects the latest form of its period's release, and nothing else does.
    fn check_correction(&self, given: &Given<'_>, manifest: &Manifest) -> Result<(), Flaw> {
        let of_period = |drawn: &&Drawn| drawn.period == given.release.period;
        let before = self.draws.iter().rev().find(of_period).map(Drawn::id);
        let named = manifest.corrects.as_ref().map(|it| it.release.clone());
        let in_order = match before {
            None => given.release.erratum == 0,
            Some(before) => given.release.erratum == before.erratum.saturating_add(1),
        };
        match in_order && named == before.map(|before| before.to_string()) {
            true => Ok(()),
            false => Err(given.flaw("it is not the next form of its period's release")),
        }
    }

    /// Families are only ever added, and always from a later quarter on than those released.
    fn take_families(&mut self, given: &Given<'_>, manifest: &Manifest) -> Result<(), Flaw> {
        let told = manifest.adopted().map_err(|e| given.flaw(e.to_string()))?;
        let all: Vec<_> = told.adopted().collect();
        let known: Vec<_> = self.families.adopted().collect();
        let Some(added) = all.strip_prefix(known.as_slice()) else {
            return Err(given.flaw("release.json leaves out a family that was adopted"));
        };
        let now = match given.release.period {
            Period::Quarter(quarter) => quarter,
            Period::Week(week) => week.quarter(),
        };
        let is_late = |(_, from): &(u16, Quarter)| *from <= now;
        if !self.draws.is_empty() && added.iter().any(is_late) {
            return Err(given.flaw("release.json adopts a family from an earlier quarter on"));
        }
        self.families = told;
        Ok(())
    }

    /// The flows of a release. An erratum has those of the release that it corrects.
    fn take_flows(&mut self, given: &Given<'_>) -> Result<Vec<Flow>, Flaw> {
        let period = given.release.period;
        let drawn = csv::read_flows(given.content("flows.csv")?)
            .ok_or_else(|| given.flaw("flows.csv is not as it was written"))?;
        if drawn.iter().any(|flow| flow.period != period) {
            return Err(given.flaw("flows.csv holds flows of another period"));
        }
        match self.draws.iter().find(|before| before.period == period) {
            None => {
                self.flows.extend(drawn.iter().cloned());
                self.known.insert(period, self.flows.len());
            }
            Some(first) if first.flows == drawn => {}
            Some(_) => return Err(given.flaw("an erratum has other flows than its release")),
        }
        Ok(drawn)
    }

    /// The flows that this release rests on: those that were out when its period was released.
    fn flows_of(&self, period: Period) -> &[Flow] {
        let many = self.known.get(&period).copied().unwrap_or_default();
        self.flows.get(..many).unwrap_or_default()
    }

    fn figures(&self, given: &Given<'_>, manifest: &Manifest) -> Result<Figures, Flaw> {
        let published = Day::parse_iso(&manifest.published)
            .ok_or_else(|| given.flaw("release.json names no day"))?;
        let period = given.release.period;
        let flows = self.flows_of(period);
        let (figures, _) = figures_of(
            flows,
            &self.families,
            manifest.first_year,
            period,
            published,
        )
        .map_err(|error| given.flaw(error.to_string()))?;
        if manifest.policy_version != figures.policy_version {
            return Err(given.flaw("release.json names another family of tables"));
        }
        if manifest.form != FIRST_FORM
            && manifest.policy_sha256 != policy_sha256(figures.policy_version)
        {
            return Err(given.flaw("release.json names another policy.toml"));
        }
        if !manifest.note.ends_with(&manifest.licence) {
            return Err(given.flaw("the licence in release.json is not the one in its note"));
        }
        Ok(figures)
    }

    /// Holds also where the part that makes the figures is wrong.
    fn check_counts(&self, given: &Given<'_>, first_year: i32) -> Result<(), Flaw> {
        let period = given.release.period;
        let series = Series::read(self.flows_of(period), &self.families, first_year)
            .map_err(|error| given.flaw(error.to_string()))?;
        let draws = counts::draws(&series, period);
        let figures = given.content("figures.csv")?;
        match counts::wrong(figures, &draws) {
            None => Ok(()),
            Some(why) => Err(given.flaw(why)),
        }
    }

    fn check_ledger(&self) -> Result<(), Flaw> {
        let line = |flow: &Flow| Some(LedgerLine::of(flow, Policy::of(flow.policy_version)?));
        let lines: Vec<LedgerLine> = self.flows.iter().filter_map(line).collect();
        ledger::check(&lines, &self.families, self.first_year.unwrap_or_default())
            .map_err(|error| flaw("archive", error.to_string()))
    }
}

/// Figures, flows and manifest must follow from the flows so far, byte for byte.
fn made_again(
    given: &Given<'_>,
    figures: &Figures,
    manifest: &Manifest,
    drawn: &[Flow],
) -> Result<(), Flaw> {
    let again =
        core_files(figures, drawn, manifest).map_err(|error| given.flaw(error.to_string()))?;
    let others: &[&str] = if manifest.form == FIRST_FORM {
        &[]
    } else {
        &formats::NAMES
    };
    // Besides these there are the checksums and their signature.
    if given.files.len() != again.len() + others.len() + 2 {
        return Err(given.flaw("it holds a file that belongs to no release, or lacks one"));
    }
    for file in again {
        if given.content(&file.name)? != file.content {
            return Err(given.flaw(format!("{} does not follow from the flows", file.name)));
        }
    }
    let read_back = formats::Given {
        files: given.files,
        manifest,
        figures,
    };
    for name in others {
        formats::check(name, &read_back).map_err(|why| given.flaw(why))?;
    }
    Ok(())
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
