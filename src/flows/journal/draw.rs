//! A draw as the journal keeps it: everything the release is made of, with a mark that only this
//! register's key makes. It is safe to publish, and the same release follows from it for ever.

use serde::{Deserialize, Serialize};

use super::Journal;
use crate::domain::release::{Flow, Period};
use crate::flows::publish::csv;
use crate::flows::publish::manifest::Manifest;
use crate::store::StoreError;

/// What was drawn for one period.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// When.
    pub period: Period,
    /// Its release's place along the chain.
    pub place: i32,
    /// The noisy changes.
    pub flows: Vec<Flow>,
    /// What the release says about itself.
    pub manifest: Manifest,
    /// The release's chain value.
    pub chain: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    place: i32,
    chain: String,
    manifest: Manifest,
    flows: String,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "the draw of {0} in the journal is damaged or not this register's: put the file back from a \
     copy of the journal's disk"
)]
struct DrawDamaged(Period);

impl Journal {
    /// Publishes a draw. Where the period has one already, that one is given back and counts.
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
        };
        let mut text = serde_json::to_string(&body).map_err(StoreError::given_up)?;
        let mark = self.key.mark_draw(text.as_bytes());
        text.push('\n');
        text.push_str(&mark);
        text.push('\n');
        if self.folder.publish_draw(drawn.period, text.as_bytes())? {
            return Ok(drawn);
        }
        let theirs = self.draw(drawn.period)?;
        theirs.ok_or_else(|| StoreError::given_up(DrawDamaged(drawn.period)))
    }

    /// The draw of a period; nothing where there is none.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn draw(&self, period: Period) -> Result<Option<Drawn>, StoreError> {
        let Some(bytes) = self.folder.draw(period)? else {
            return Ok(None);
        };
        let read = self.read_draw(period, &bytes);
        read.map(Some)
            .ok_or_else(|| StoreError::given_up(DrawDamaged(period)))
    }

    fn read_draw(&self, period: Period, bytes: &[u8]) -> Option<Drawn> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (body, mark) = text.strip_suffix('\n')?.split_once('\n')?;
        if !self.key.draw_is_ours(body.as_bytes(), mark) {
            return None;
        }
        let body: Body = serde_json::from_str(body).ok()?;
        if body.manifest.release != period.to_string() {
            return None;
        }
        Some(Drawn {
            period,
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
    pub fn draws_besides(&self, known: &[Period]) -> Result<Vec<Drawn>, StoreError> {
        let mut draws = Vec::new();
        for period in self.folder.drawn()? {
            if !known.contains(&period) {
                draws.extend(self.draw(period)?);
            }
        }
        draws.sort_by_key(|drawn| drawn.place);
        Ok(draws)
    }
}
