//! `enkel serve`: the website, with mail and timed jobs unless told otherwise.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::rt::{self, System};
use clap::Args;

use super::notify::STOPPING;
use super::pulse::{Pulse, Signs};
use super::{ConfigFile, Ended, Stopped, log, open, worker};
use crate::app::App;
use crate::jobs::Running;
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
    let running = Arc::new(worker::start_jobs(&app)?);
    let listen = options.listen;
    let state = website(app, options)?.beside(worker::each_of(&running));
    serve(state, listen, running)
}

/// Serves while another process does the jobs. Daily keys leave this one's memory all the same.
fn serve_alone(app: Arc<App>, options: web::Options) -> Result<Ended, Stopped> {
    let keys = jobs::start_keys_alone(&app)
        .map_err(|error| Stopped::Refused(format!("no thread can be started: {error}.")))?;
    let listen = options.listen;
    serve(website(app, options)?, listen, Arc::new(keys))
}

fn website(app: Arc<App>, options: web::Options) -> Result<web::Web, Stopped> {
    web::Web::new(app, options).map_err(|error| Stopped::because(&error))
}

fn serve(state: web::Web, listen: SocketAddr, running: Arc<Running>) -> Result<Ended, Stopped> {
    let served = System::new().block_on(watched(Arc::new(state), running.clone()));
    // What was begun is finished before the program ends: nobody else holds the jobs any more.
    drop(running);
    served?.map_err(|error| {
        Stopped::Refused(format!(
            "the website cannot be served on {listen}: {error}."
        ))
    })?;
    Ok(Ended::Good)
}

/// The service manager hears how it goes, from the first readiness to the signal to stop.
async fn watched(state: Arc<web::Web>, running: Arc<Running>) -> Result<io::Result<()>, Stopped> {
    let server = match web::listen(state.clone()) {
        Ok((_, server)) => server,
        Err(error) => return Ok(Err(error)),
    };
    let app = state.app.clone();
    let (ready, alive) = (state.clone(), state);
    let pulse = Pulse::start(
        &app,
        Signs {
            ready: Box::new(move || ready.is_ready()),
            alive: Box::new(move |within| alive.is_alive(within) && running.is_alive()),
        },
    )?;
    let manager = pulse.manager();
    rt::spawn(async move {
        if worker::signalled().await.is_ok() {
            manager.says(STOPPING);
        }
    });
    Ok(server.await)
}
