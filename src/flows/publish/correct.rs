//! An erratum: a release in a new form, with the very same draws. What was published stays; the
//! erratum comes after it in the chain and says what was wrong. Nothing is ever drawn anew, so
//! an erratum tells nobody anything new about anyone.

use std::collections::BTreeSet;

use super::manifest::{Corrects, Manifest};
use super::{Form, Publisher, csv, given_up, rests_on};
use crate::app::App;
use crate::domain::release::{Flow, Period, ReleaseId};
use crate::flows::FlowError;
use crate::flows::count::bring_in_draws;
use crate::store::releases::{self, ReleaseFile};
use crate::store::{Conn, StoreError};

/// A reason is a sentence or two.
const LONGEST_REASON: usize = 300;

/// Publishes an erratum of a release, or of its latest erratum, and gives its id.
///
/// # Errors
/// [`FlowError::Refused`] when nothing was published for this period, or the reason is no
/// sentence; when journal or register cannot be written.
pub fn correct(app: &App, period: Period, reason: &str) -> Result<ReleaseId, FlowError> {
    let reason = sentence(reason)?;
    let publisher = Publisher::new(app)?;
    let mut made = None;
    let made = app.store.register.write("correct a release", move |conn| {
        conn.hold_calendar()?;
        bring_in_draws(conn, &publisher)?;
        // Done before and taken back with somebody else's write: the journal kept it, and it is in again.
        if made.is_none() {
            made = publisher.correct(conn, period, &reason)?;
        }
        Ok(made)
    })?;
    app.store.register.has_grown();
    made.ok_or_else(|| {
        FlowError::Refused(format!(
            "{period} was not published, so there is nothing to correct: `enkel release list` says \
             what was."
        ))
    })
}

/// The reason stands in every file of the erratum, some of which know no line ends.
fn sentence(reason: &str) -> Result<String, FlowError> {
    let words: Vec<&str> = reason.split_whitespace().collect();
    let reason = words.join(" ");
    let fits = !reason.is_empty() && reason.chars().count() <= LONGEST_REASON;
    match fits && !reason.chars().any(char::is_control) {
        true => Ok(reason),
        false => Err(FlowError::Refused(format!(
            "say in a sentence of at most {LONGEST_REASON} characters what was wrong"
        ))),
    }
}

impl Publisher {
    fn correct(
        &self,
        conn: &mut Conn,
        period: Period,
        reason: &str,
    ) -> Result<Option<ReleaseId>, StoreError> {
        let all = releases::all(conn)?;
        let of_period = || all.iter().filter(|release| release.period == period);
        let (Some(first), Some(last)) = (of_period().next(), of_period().next_back()) else {
            return Ok(None);
        };
        let known: BTreeSet<Period> = all
            .iter()
            .filter(|release| release.place <= first.place)
            .map(|release| release.period)
            .collect();
        let flows: Vec<Flow> = releases::flows_from(conn, rests_on(period))?
            .into_iter()
            .filter(|flow| known.contains(&flow.period))
            .collect();
        let (archived, manifest) = archived(&releases::files(conn, last.id())?)?;
        let drawn = self.draft(
            conn,
            ReleaseId {
                period,
                erratum: last.erratum.saturating_add(1),
            },
            &Form {
                known: &flows,
                flows: &archived,
                restored: manifest.restored,
                corrects: Some(Corrects {
                    release: last.id().to_string(),
                    reason: reason.to_owned(),
                }),
            },
        )?;
        let drawn = self.journal.publish_draw(drawn)?;
        self.commit(conn, &drawn)?;
        Ok(Some(drawn.id()))
    }
}

/// The flows and the manifest of a published release, as its own files have them.
fn archived(files: &[ReleaseFile]) -> Result<(Vec<Flow>, Manifest), StoreError> {
    let inconsistent = || StoreError::Inconsistent {
        table: "release_file",
    };
    let content = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| file.content.as_slice())
            .ok_or_else(inconsistent)
    };
    let flows = csv::read_flows(content("flows.csv")?).ok_or_else(inconsistent)?;
    let manifest = serde_json::from_slice(content("release.json")?).map_err(given_up)?;
    Ok((flows, manifest))
}
