//! The log: to standard error, one line per event. docs/logging.md says what never stands in it.

use std::io;

use tracing_subscriber::EnvFilter;

use super::Stopped;
use crate::config::Settings;
use crate::web::UNHEARD;

/// Starts logging, as much as the settings say.
pub(super) fn start(settings: &Settings) -> Result<(), Stopped> {
    let filter = format!("{},{UNHEARD}", settings.log.filter());
    let filter = EnvFilter::try_new(filter);
    let filter = filter.map_err(|error| Stopped::because(&error))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // Where standard error takes nothing (its disk is full, its reader is gone), saying so
        // there would end the thread that said something: a line is lost, never a thread.
        .log_internal_errors(false)
        .try_init()
        .map_err(|error| Stopped::Refused(format!("the log cannot be started: {error}")))
}
