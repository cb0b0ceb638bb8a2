//! `release.json`: what a release is, in a form that programs read.

use serde::{Deserialize, Serialize};

use super::csv::CsvError;
use super::files::policy_sha256;
use crate::disclosure::families::{AdoptionRefused, Families};
use crate::domain::period::Quarter;

/// What a release says about itself. Checking an archive holds id, family, first year, licence
/// and link against the other files, and the day against the signed comment. The register's name
/// and the words of the caveat follow from nothing: they rest on the signature alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The release's id.
    pub release: String,
    /// The register's name.
    pub register: String,
    /// The day it came out.
    pub published: String,
    /// The family of tables.
    pub policy_version: u16,
    /// The register's first ISO year: no cohort is older.
    pub first_year: i32,
    /// The licence of the figures; the note ends with it.
    pub licence: String,
    /// The caveat that stands with every figure, word for word.
    pub note: String,
    /// The release before it; none for the first.
    pub previous: Option<Previous>,
    /// Which files it has: 1 for the first releases ever, 2 with the files of other tools.
    #[serde(default = "first_form", skip_serializing_if = "is_first_form")]
    pub form: u16,
    /// The address of the site that published it, without a slash at the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// SHA-256 in hex of `policy.toml`, the family of tables in words and figures.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub policy_sha256: String,
    /// The families of tables that the register adopted after its first one, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub families: Vec<Adopted>,
    /// Whether a restore lost something that this release would have counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restored: bool,
    /// What it corrects; only an erratum has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Corrects>,
}

/// The form of releases that are made now.
pub const FORM: u16 = 2;

/// The form of the first releases ever: figures, flows and manifest alone.
pub const FIRST_FORM: u16 = 1;

const fn first_form() -> u16 {
    FIRST_FORM
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_first_form(form: &u16) -> bool {
    *form == FIRST_FORM
}

/// A family of tables that the register adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// Its version.
    pub policy_version: u16,
    /// The first quarter in which a joining counts in it.
    pub from: String,
    /// SHA-256 in hex of its file.
    pub policy_sha256: String,
}

/// Adopted families as a manifest tells them.
#[must_use]
pub fn told(families: &Families) -> Vec<Adopted> {
    let adopted = families.adopted();
    adopted
        .map(|(version, from)| Adopted {
            policy_version: version,
            from: from.to_string(),
            policy_sha256: policy_sha256(version),
        })
        .collect()
}

/// What an erratum corrects, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrects {
    /// The release whose form it replaces: the release itself or its latest erratum.
    pub release: String,
    /// What was wrong with that form, in a sentence of the board.
    pub reason: String,
}

/// The link to the release before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// Its id.
    pub release: String,
    /// Its chain value.
    pub chain: String,
}

/// Why the families in a manifest cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FamiliesRefused {
    /// A family's first quarter is none.
    #[error("release.json names a family without a quarter")]
    NoQuarter,
    /// A family's file is another than the one this program counts by.
    #[error("release.json names another file for policy version {0}")]
    OtherFile(u16),
    /// They cannot have been adopted like this.
    #[error(transparent)]
    Refused(#[from] AdoptionRefused),
}

impl Manifest {
    /// The families of tables that the register had.
    ///
    /// # Errors
    /// When they are not known here or cannot follow each other.
    pub fn adopted(&self) -> Result<Families, FamiliesRefused> {
        let mut families = Families::default();
        for one in &self.families {
            let from = Quarter::parse(&one.from).ok_or(FamiliesRefused::NoQuarter)?;
            families.adopt(one.policy_version, from)?;
            if one.policy_sha256 != policy_sha256(one.policy_version) {
                return Err(FamiliesRefused::OtherFile(one.policy_version));
            }
        }
        Ok(families)
    }

    /// The file's bytes, always the same for the same manifest.
    ///
    /// # Errors
    /// Never in practice: every field has a JSON form.
    pub fn bytes(&self) -> Result<Vec<u8>, CsvError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|_| CsvError)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_of_the_first_releases_is_of_the_first_form_and_stays_as_it_is() {
        let first = "{\n  \"release\": \"2026-Q3\",\n  \"register\": \"Enkel\",\n  \
            \"published\": \"2026-10-12\",\n  \"policy_version\": 1,\n  \
            \"first_year\": 2026,\n  \"licence\": \"CC BY 4.0\",\n  \
            \"note\": \"Not exact. CC BY 4.0\",\n  \"previous\": null\n}\n";
        let read: Manifest = serde_json::from_str(first).unwrap();
        assert_eq!(read.form, FIRST_FORM);
        assert_eq!(String::from_utf8(read.bytes().unwrap()).unwrap(), first);
        let now = Manifest { form: FORM, ..read };
        let bytes = now.bytes().unwrap();
        assert_eq!(serde_json::from_slice::<Manifest>(&bytes).unwrap(), now);
        let told = String::from_utf8(bytes).unwrap();
        assert!(told.contains("\"form\": 2"), "{told}");
    }
}
