//! `release.json`: what a release is, in a form that programs read.

use serde::{Deserialize, Serialize};

use super::csv::CsvError;

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

impl Manifest {
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
