//! `enkel serve`: the website, with mail and timed jobs unless told otherwise.

use std::sync::Arc;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, log, open};
use crate::{jobs, web};

/// What to serve.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    file: ConfigFile,
    /// Serve the website alone; `enkel worker` then sends the mail and does the timed jobs.
    #[arg(long)]
    no_jobs: bool,
}

impl Arguments {
    pub(super) fn run(&self) -> Result<Ended, Stopped> {
        let settings = self.file.settings()?;
        log::start(&settings)?;
        let options = web::Options {
            listen: settings.web.listen,
            mailbox: None,
        };
        let app = Arc::new(open::open(settings)?);
        let running = (!self.no_jobs).then(|| jobs::start(app.clone()));
        serve(app, options)?;
        drop(running);
        Ok(Ended::Good)
    }
}

/// Serves until a signal comes.
pub(super) fn serve(app: Arc<crate::app::App>, options: web::Options) -> Result<(), Stopped> {
    let listen = options.listen;
    web::serve(app, options)
        .map_err(|error| Stopped::Refused(format!("the website cannot be served on {listen}: {error}.")))
}
