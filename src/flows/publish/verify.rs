//! Checking an exported archive without the register: checksums, signature, chain, and every
//! figure made again from the raw flows. Nothing is believed from a manifest alone.

use std::path::Path;

use crate::crypto::{digest, sign};
use crate::disclosure::ledger::{self, LedgerLine};
use crate::disclosure::policy;
use crate::domain::clock::Day;
use crate::domain::release::{Flow, Period};
use crate::store::releases::ReleaseFile;

use super::manifest::Manifest;
use super::{content_files, csv, figures_of, sums};

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

/// Checks the archive in `folder` from its first release to its last; says how many it holds.
///
/// # Errors
/// The first flaw.
pub fn verify(folder: &Path) -> Result<usize, Flaw> {
    let public = read_text(&folder.join(PUBLIC_KEY), "archive")?;
    let list = read_text(&folder.join(LIST), "archive")?;
    let mut archive = Archive::default();
    for release in list.lines() {
        let period =
            Period::parse(release).ok_or_else(|| flaw(release, "this is no id of a release"))?;
        let files = read_release(&folder.join(release), release)?;
        archive.take(release, period, &files, &public)?;
    }
    archive.check_ledger()?;
    Ok(archive.releases)
}

#[derive(Default)]
struct Archive {
    releases: usize,
    flows: Vec<Flow>,
    first_year: Option<i32>,
    chain: Option<(String, String)>,
}

impl Archive {
    fn take(
        &mut self,
        id: &str,
        period: Period,
        files: &[ReleaseFile],
        public: &str,
    ) -> Result<(), Flaw> {
        check_sums(id, files, public)?;
        let manifest: Manifest = serde_json::from_slice(content(id, files, "release.json")?)
            .map_err(|_| flaw(id, "release.json cannot be read"))?;
        self.check_chain(id, &manifest)?;
        let drawn = csv::read_flows(content(id, files, "flows.csv")?)
            .ok_or_else(|| flaw(id, "flows.csv is not as it was written"))?;
        if drawn.iter().any(|flow| flow.period != period) {
            return Err(flaw(id, "flows.csv holds flows of another period"));
        }
        self.flows.extend(drawn.iter().cloned());
        self.make_again(id, period, files, &manifest, &drawn)?;
        let previous = self.chain.as_ref().map(|(_, chain)| chain.as_str());
        let chain = sums::link(previous, files).map_err(|e| flaw(id, e.to_string()))?;
        self.chain = Some((id.to_owned(), chain));
        self.releases += 1;
        Ok(())
    }

    fn check_chain(&mut self, id: &str, manifest: &Manifest) -> Result<(), Flaw> {
        let named = manifest.previous.as_ref();
        let named = named.map(|p| (p.release.clone(), p.chain.clone()));
        if named != self.chain {
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
        let again = content_files(&figures, drawn, manifest)
            .map_err(|error| flaw(id, error.to_string()))?;
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

    fn check_ledger(&self) -> Result<(), Flaw> {
        let line = |flow: &Flow| LedgerLine::of(flow, &policy::VERSION_1);
        let lines: Vec<LedgerLine> = self.flows.iter().map(line).collect();
        ledger::check(&lines, self.first_year.unwrap_or_default())
            .map_err(|error| flaw("archive", error.to_string()))
    }
}

fn check_sums(id: &str, files: &[ReleaseFile], public: &str) -> Result<(), Flaw> {
    let sums = content(id, files, sums::SUMS)?;
    let signature = std::str::from_utf8(content(id, files, sums::SIGNATURE)?)
        .map_err(|_| flaw(id, "the signature cannot be read"))?;
    sign::verify(public, sums, signature)
        .map_err(|_| flaw(id, "the signature does not fit SHA256SUMS"))?;
    let summed: Vec<ReleaseFile> = files
        .iter()
        .filter(|file| file.name != sums::SUMS && file.name != sums::SIGNATURE)
        .cloned()
        .collect();
    for (line, file) in sums::checksums(&summed).lines().zip(&summed) {
        if !sums
            .split(|byte| *byte == b'\n')
            .any(|signed| signed == line.as_bytes())
        {
            return Err(flaw(
                id,
                format!("{} is not the file that was signed", file.name),
            ));
        }
    }
    let signed = sums
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .count();
    if signed == summed.len() {
        Ok(())
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

fn read_text(path: &Path, release: &str) -> Result<String, Flaw> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    std::fs::read_to_string(path).map_err(|_| flaw(release, format!("{name} cannot be read")))
}

fn read_release(folder: &Path, id: &str) -> Result<Vec<ReleaseFile>, Flaw> {
    let unreadable = |_| flaw(id, "its folder cannot be read");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let content = std::fs::read(entry.path()).map_err(unreadable)?;
        files.push(ReleaseFile {
            name: entry.file_name().to_string_lossy().into_owned(),
            sha256: digest::sha256(&content),
            content,
        });
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}
