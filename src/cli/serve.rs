//! `enkel serve`: the website, with mail and timed jobs unless told otherwise.

use std::sync::Arc;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, log, open, worker};
use crate::app::App;
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
        let options = web::Options::at(settings.web.listen);
        let app = Arc::new(open::open(settings)?);
        match self.no_jobs {
            true => serve_alone(app, options),
            false => serve_with_jobs(app, options),
        }
    }
}

/// Serves, sends mail and does the timed jobs until a signal comes.
pub(super) fn serve_with_jobs(app: Arc<App>, options: web::Options) -> Result<Ended, Stopped> {
    let running = worker::start_jobs(&app)?;
    let ended = serve(app, options);
    // What was begun is finished before the program ends.
    running.stop();
    ended
}

/// Serves while another process does the jobs. Daily keys leave this one's memory all the same.
fn serve_alone(app: Arc<App>, options: web::Options) -> Result<Ended, Stopped> {
    let keys = jobs::start_keys_alone(&app)
        .map_err(|error| Stopped::Refused(format!("no thread can be started: {error}.")))?;
    let ended = serve(app, options);
    keys.stop();
    ended
}

fn serve(app: Arc<App>, options: web::Options) -> Result<Ended, Stopped> {
    let listen = options.listen;
    web::serve(app, options).map_err(|error| {
        Stopped::Refused(format!(
            "the website cannot be served on {listen}: {error}."
        ))
    })?;
    Ok(Ended::Good)
}
