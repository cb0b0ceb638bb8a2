//! A release as it would come out: for whoever must approve it. Nothing is written.

use std::sync::Arc;

use super::read::{Archive, Released, archive};
use super::{Form, Publisher, RESTORED, rests_on};
use crate::app::App;
use crate::domain::period::Quarter;
use crate::domain::release::{Flow, Period};
use crate::flows::FlowError;
use crate::store::releases::Published;
use crate::store::{meta, releases};

/// The archive with a release in it that is not out.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// Everything that is out, and last this one.
    pub archive: Archive,
    /// The release.
    pub release: Arc<Released>,
}

/// Makes the release that these draws of a quarter lead to, as of its day or, when that is past,
/// today. What else comes out before then may change the number beside it, never a cell.
///
/// # Errors
/// When the register cannot be read, or the draws do not fit what is out.
pub fn preview(app: &App, quarter: Quarter, flows: &[Flow]) -> Result<Previewed, FlowError> {
    let mut publisher = Publisher::new(app)?;
    publisher.today = publisher.today.max(quarter.release_day());
    let period = Period::Quarter(quarter);
    let (drawn, figures) = app.store.register.read("preview a release", |conn| {
        let before = releases::flows_from(conn, rests_on(period))?;
        let known = [before.as_slice(), flows].concat();
        let form = Form {
            known: &known,
            flows,
            restored: meta::get(conn, RESTORED)?.is_some(),
            corrects: None,
        };
        publisher.draft_with_figures(conn, period.into(), &form)
    })?;
    let mut files: Vec<String> = drawn.files.iter().map(|file| file.name.clone()).collect();
    files.sort();
    let release = Arc::new(Released {
        published: Published {
            period,
            erratum: 0,
            place: drawn.place,
            day: publisher.today,
            chain: drawn.chain,
        },
        files,
        figures,
        reason: None,
    });
    let mut archive = archive(app, None)?.unwrap_or_default();
    archive.releases.push(release.clone());
    Ok(Previewed { archive, release })
}
