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
use crate::web;

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
    System::new().block_on(watched(&app, &running))?;
    pulse.manager().says(STOPPING);
    // The pulse holds the jobs too.
    drop(pulse);
    // What was begun is finished before the program ends.
    drop(running);
    Ok(Ended::Good)
}

async fn watched(app: &Arc<App>, running: &Arc<Running>) -> Result<(), Stopped> {
    web::watch_worker(app, each_of(running), web::LOOK_EVERY)
        .map_err(|error| Stopped::Refused(format!("nobody can watch this process: {error}.")))?;
    signalled()
        .await
        .map_err(|error| Stopped::Refused(format!("no signal can be waited for: {error}.")))
}

/// For those who watch. It keeps no job alive: whoever drops the last one waits for its end.
pub(super) fn each_of(running: &Arc<Running>) -> web::Jobs {
    let running = Arc::downgrade(running);
    Arc::new(move || {
        let running = running.upgrade();
        running.map_or_else(Vec::new, |running| running.each().collect())
    })
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
