//! `enkel worker`: mail and timed jobs alone, until a signal comes.

use std::sync::Arc;

use super::{ConfigFile, Ended, Stopped, log, open};
use crate::jobs;

pub(super) fn run(file: &ConfigFile) -> Result<Ended, Stopped> {
    let settings = file.settings()?;
    log::start(&settings)?;
    let app = Arc::new(open::open(settings)?);
    jobs::run_until_signalled(app);
    Ok(Ended::Good)
}
