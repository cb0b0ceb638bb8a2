//! `enkel worker`: mail and timed jobs alone, until a signal comes.

use std::io;
use std::sync::Arc;

use actix_web::rt::System;
use actix_web::rt::signal::unix::{SignalKind, signal};

use super::notify::STOPPING;
use super::pulse::{Pulse, Signs};
use super::{ConfigFile, Ended, Stopped, log, open};
use crate::app::App;
use crate::flows::ready;
use crate::jobs::{self, Running};

pub(super) fn run(file: &ConfigFile) -> Result<Ended, Stopped> {
    let settings = file.settings()?;
    log::start(&settings)?;
    let app = Arc::new(open::open(settings)?);
    let running = Arc::new(start_jobs(&app)?);
    let (asked, alive) = (app.clone(), running.clone());
    let pulse = Pulse::start(
        &app,
        Signs {
            ready: Box::new(move || ready::answer(&asked).is_ok()),
            alive: Box::new(move |_| alive.is_alive()),
        },
    )?;
    System::new()
        .block_on(signalled())
        .map_err(|error| Stopped::Refused(format!("no signal can be waited for: {error}.")))?;
    pulse.manager().says(STOPPING);
    // The pulse holds the jobs too.
    drop(pulse);
    // What was begun is finished before the program ends.
    drop(running);
    Ok(Ended::Good)
}

/// Starts mail and timed jobs.
pub(super) fn start_jobs(app: &Arc<App>) -> Result<Running, Stopped> {
    jobs::start(app)
        .map_err(|error| Stopped::Refused(format!("the timed jobs cannot be started: {error}.")))
}

/// Ends when somebody presses Ctrl-C, or when the system asks the service to stop.
pub(super) async fn signalled() -> io::Result<()> {
    let mut asked = signal(SignalKind::terminate())?;
    let mut pressed = signal(SignalKind::interrupt())?;
    std::future::poll_fn(|context| {
        let asked = asked.poll_recv(context).is_ready();
        match asked || pressed.poll_recv(context).is_ready() {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    Ok(())
}
