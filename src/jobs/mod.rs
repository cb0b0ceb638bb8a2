//! Timer in: what must happen without a visitor.
//!
//! Four threads: two deliver letters side by side, one keeps the calendar, one re-wraps. Every job may run on several
//! hosts at once; the flows themselves see to it that each deed is done once.

mod calendar;
mod epoch;
mod pace;
mod post;
mod schedule;

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::app::App;
pub use pace::Pace;
use schedule::Stop;

/// Running jobs; they end when this is dropped.
pub struct Running {
    stop: Arc<Stop>,
    threads: Vec<JoinHandle<()>>,
}

/// Starts all jobs.
///
/// # Errors
/// When no thread can be started.
pub fn start(app: &Arc<App>) -> std::io::Result<Running> {
    let jobs: [(&str, Job); 4] = [
        // Each on a connection of its own: one recipient that a relay is slow about does not
        // keep everybody else's letter waiting.
        ("post", post::run),
        ("post-2", post::run),
        ("calendar", calendar::run),
        ("epoch", epoch::run),
    ];
    start_these(app, &jobs)
}

/// Starts only what a process needs whose jobs another process does: keys that are destroyed must
/// go out of its memory too.
///
/// # Errors
/// When no thread can be started.
pub fn start_keys_alone(app: &Arc<App>) -> std::io::Result<Running> {
    start_these(app, &[("keys", calendar::keys_alone)])
}

type Job = fn(&App, &Stop);

fn start_these(app: &Arc<App>, jobs: &[(&str, Job)]) -> std::io::Result<Running> {
    let stop = Arc::new(Stop::default());
    let mut running = Running {
        stop: stop.clone(),
        threads: Vec::new(),
    };
    for (name, job) in jobs {
        let job = *job;
        let (app, stop) = (app.clone(), stop.clone());
        let thread = std::thread::Builder::new()
            .name((*name).into())
            .spawn(move || job(&app, &stop))?;
        running.threads.push(thread);
    }
    Ok(running)
}

impl Running {
    /// Stops the jobs and waits until what they had begun is finished.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.now();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a job ended in a panic");
            }
        }
    }
}
