//! A draw as the journal keeps it: everything the release is made of and its very files, with a
//! mark that only this register's key makes. It is safe to publish, and the same release follows
//! from it for ever, also under a later version of this program that would write files otherwise.

use std::collections::HashSet;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::Journal;
use crate::crypto::digest;
use crate::domain::release::{Flow, Period, ReleaseId};
use crate::flows::publish::csv;
use crate::flows::publish::manifest::Manifest;
use crate::store::StoreError;
use crate::store::releases::ReleaseFile;

/// What was drawn for one period; or an erratum, for which nothing was drawn anew.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// When.
    pub period: Period,
    /// 0 for the release itself, then its errata.
    pub erratum: u16,
    /// Its release's place along the chain.
    pub place: i32,
    /// The noisy changes; of an erratum, those of the release that it corrects.
    pub flows: Vec<Flow>,
    /// What the release says about itself.
    pub manifest: Manifest,
    /// The release's chain value.
    pub chain: String,
    /// Its files, checksums and signature included. Draws of the first form have none here: their
    /// files are made again.
    pub files: Vec<ReleaseFile>,
}

impl Drawn {
    /// The release's id.
    #[must_use]
    pub const fn id(&self) -> ReleaseId {
        ReleaseId {
            period: self.period,
            erratum: self.erratum,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    place: i32,
    chain: String,
    manifest: Manifest,
    flows: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Sheet>,
}

/// One file: its name and its bytes in base64.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    name: String,
    bytes: String,
}

impl Sheet {
    fn of(file: &ReleaseFile) -> Self {
        Self {
            name: file.name.clone(),
            bytes: BASE64.encode(&file.content),
        }
    }

    fn read(self) -> Option<ReleaseFile> {
        let content = BASE64.decode(self.bytes.as_bytes()).ok()?;
        Some(ReleaseFile {
            sha256: digest::sha256(&content),
            name: self.name,
            content,
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error(
    "the draw of {0} in the journal is damaged or not this register's: put the file back from a \
     copy of the journal's disk"
)]
struct DrawDamaged(ReleaseId);

impl Journal {
    /// Publishes a draw. Where the release has one already, that one is given back and counts.
    ///
    /// # Errors
    /// When the journal cannot be written, or holds a damaged draw.
    pub fn publish_draw(&self, drawn: Drawn) -> Result<Drawn, StoreError> {
        let flows = csv::flows(&drawn.flows).map_err(StoreError::given_up)?;
        let body = Body {
            place: drawn.place,
            chain: drawn.chain.clone(),
            manifest: drawn.manifest.clone(),
            flows: String::from_utf8(flows).map_err(StoreError::given_up)?,
            files: drawn.files.iter().map(Sheet::of).collect(),
        };
        let mut text = serde_json::to_string(&body).map_err(StoreError::given_up)?;
        let mark = self.key.mark_draw(text.as_bytes());
        text.push('\n');
        text.push_str(&mark);
        text.push('\n');
        if self.folder.publish_draw(drawn.id(), text.as_bytes())? {
            return Ok(drawn);
        }
        let theirs = self.draw(drawn.id())?;
        theirs.ok_or_else(|| StoreError::given_up(DrawDamaged(drawn.id())))
    }

    /// The draw of a release; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn draw(&self, release: impl Into<ReleaseId>) -> Result<Option<Drawn>, StoreError> {
        let release = release.into();
        let Some(bytes) = self.folder.draw(release)? else {
            return Ok(None);
        };
        let read = self.read_draw(release, &bytes);
        read.map(Some)
            .ok_or_else(|| StoreError::given_up(DrawDamaged(release)))
    }

    fn read_draw(&self, release: ReleaseId, bytes: &[u8]) -> Option<Drawn> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (body, mark) = text.strip_suffix('\n')?.split_once('\n')?;
        if !self.key.draw_is_ours(body.as_bytes(), mark) {
            return None;
        }
        let body: Body = serde_json::from_str(body).ok()?;
        if body.manifest.release != release.to_string() {
            return None;
        }
        let files: Option<Vec<_>> = body.files.into_iter().map(Sheet::read).collect();
        Some(Drawn {
            period: release.period,
            erratum: release.erratum,
            files: files?,
            place: body.place,
            flows: csv::read_flows(body.flows.as_bytes())?,
            manifest: body.manifest,
            chain: body.chain,
        })
    }

    /// Every draw that `known` does not name, along the chain.
    ///
    /// # Errors
    /// When one cannot be read or is damaged.
    pub fn draws_besides(&self, known: &HashSet<ReleaseId>) -> Result<Vec<Drawn>, StoreError> {
        let mut draws = Vec::new();
        for release in self.folder.drawn()? {
            if !known.contains(&release) {
                draws.extend(self.draw(release)?);
            }
        }
        draws.sort_by_key(|drawn| drawn.place);
        Ok(draws)
    }
}
