//! The files of a release, each a function of figures, flows and manifest.

use super::formats::{self, Subject};
use super::manifest::{FIRST_FORM, Manifest};
use super::{csv, sums};
use crate::crypto::digest;
use crate::crypto::sign::ReleaseKey;
use crate::disclosure::families::Families;
use crate::disclosure::number::Number;
use crate::disclosure::series::{FlowsRefused, Series};
use crate::disclosure::{policy_file, release};
use crate::domain::cells::FIRST_FAMILY;
use crate::domain::clock::Day;
use crate::domain::release::{Figures, Flow, Period};
use crate::store::StoreError;
use crate::store::releases::ReleaseFile;
use crate::text::Texts;

/// The figures of one period, and whether its number mixes in weeks of a lapsed cohort.
pub(super) fn figures_of(
    flows: &[Flow],
    families: &Families,
    first_year: i32,
    period: Period,
    published: Day,
) -> Result<(Figures, bool), FlowsRefused> {
    match period {
        Period::Quarter(quarter) => {
            let figures = release::quarterly(flows, families, first_year, quarter, published)?;
            Ok((figures, false))
        }
        Period::Week(week) => {
            let figures = release::weekly(flows, families, first_year, week, published)?;
            let series = Series::read(flows, families, first_year)?;
            Ok((figures, Number::at(&series, week).approximate))
        }
    }
}

/// The files that checksums are made over, by name.
pub(super) fn content_files(
    figures: &Figures,
    drawn: &[Flow],
    manifest: &Manifest,
    texts: &Texts,
) -> Result<Vec<ReleaseFile>, StoreError> {
    let core = core_files(figures, drawn, manifest).map_err(StoreError::given_up)?;
    let subject = Subject {
        figures,
        manifest,
        core: &core,
        texts,
    };
    let mut files = formats::files(&subject).map_err(StoreError::given_up)?;
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

/// The files that follow from the flows and the manifest to the last byte, whoever makes them,
/// under any version of this program.
pub(super) fn core_files(
    figures: &Figures,
    drawn: &[Flow],
    manifest: &Manifest,
) -> Result<Vec<ReleaseFile>, csv::CsvError> {
    let mut files = vec![
        file(
            "figures.csv",
            csv::figures(figures, &manifest.release, &manifest.note)?,
        ),
        file("flows.csv", csv::flows(drawn)?),
        file("release.json", manifest.bytes()?),
    ];
    if manifest.form != FIRST_FORM {
        let text = policy_file::text_of(manifest.policy_version).ok_or(csv::CsvError)?;
        files.push(file(POLICY, text.as_bytes().to_vec()));
    }
    files.extend(other_families(manifest));
    Ok(files)
}

/// The other families that the register had or will have, each as `policy-VERSION.toml`.
fn other_families(manifest: &Manifest) -> impl Iterator<Item = ReleaseFile> {
    let adopted = manifest.families.iter().map(|one| one.policy_version);
    let first = (!manifest.families.is_empty()).then_some(FIRST_FAMILY);
    let others = first.into_iter().chain(adopted);
    let others = others.filter(|version| *version != manifest.policy_version);
    others.filter_map(|version| {
        let text = policy_file::text_of(version)?;
        let name = format!("policy-{version}.toml");
        Some(file(&name, text.as_bytes().to_vec()))
    })
}

/// The family of tables in force when a release's period was open.
pub(super) const POLICY: &str = "policy.toml";

/// SHA-256 in hex of the file of this family; empty for one that this program does not know.
pub(super) fn policy_sha256(version: u16) -> String {
    let text = policy_file::text_of(version);
    text.map_or_else(String::new, |text| digest::sha256_hex(text.as_bytes()))
}

/// Adds the checksums of all files and their signature.
pub(super) fn signed(
    mut files: Vec<ReleaseFile>,
    key: &ReleaseKey,
    manifest: &Manifest,
) -> Result<Vec<ReleaseFile>, StoreError> {
    let sums = sums::checksums(&files);
    let signature = key
        .sign(sums.as_bytes(), &signed_comment(manifest))
        .map_err(StoreError::given_up)?;
    files.push(file(sums::SUMS, sums.into_bytes()));
    files.push(file(sums::SIGNATURE, signature.into_bytes()));
    Ok(files)
}

/// What is signed together with the checksums, and shown by whatever checks the signature.
pub(super) fn signed_comment(manifest: &Manifest) -> String {
    format!("{} {}", manifest.release, manifest.published)
}

pub(super) fn file(name: &str, content: Vec<u8>) -> ReleaseFile {
    let sha256 = digest::sha256(&content);
    ReleaseFile {
        name: name.to_owned(),
        content,
        sha256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A family that changed would be another one, and releases under it would no longer hold.
    #[test]
    fn a_family_never_changes() {
        assert_eq!(
            policy_sha256(1),
            "ebf800d320737e35220b8ba813e332230eec2324f1bcc1a91f99038230a4240c"
        );
        assert_eq!(policy_sha256(3), "");
    }
}
