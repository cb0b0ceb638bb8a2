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
use std::time::Duration;

use crate::app::App;
use crate::config::Settings;
use crate::flows::ready::JobSeen;
pub use pace::Pace;
use schedule::Stop;

const HOUR: Duration = Duration::from_secs(3600);
/// For so long a failure is told, so that whoever looks once a minute does not miss it.
const TOLD_FOR: Duration = Duration::from_secs(600);

/// Running jobs; they end when this is dropped.
pub struct Running {
    stop: Arc<Stop>,
    threads: Vec<(Arc<Stop>, JoinHandle<()>)>,
    longest: Duration,
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
    let mut running = Running {
        stop: Arc::default(),
        threads: Vec::new(),
        longest: longest_round(&app.settings),
    };
    for (name, job) in jobs {
        let job = *job;
        let stop = Arc::new(running.stop.beside());
        let (app, own) = (app.clone(), stop.clone());
        let thread = std::thread::Builder::new()
            .name((*name).into())
            .spawn(move || job(&app, &own))?;
        running.threads.push((stop, thread));
    }
    Ok(running)
}

/// No round of a job takes longer: a lease is sixteen letters of some six words each to a relay, and
/// a register of millions is counted or written anew within the hour.
fn longest_round(settings: &Settings) -> Duration {
    Duration::from_secs(settings.mail.timeout_seconds.saturating_mul(100)).max(HOUR)
}

impl Running {
    /// Whether every job is still there and comes round. Waits for nothing.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.each().all(|job| job.up)
    }

    /// How each job is. Waits for nothing.
    pub fn each(&self) -> impl Iterator<Item = JobSeen> {
        self.threads.iter().map(|(stop, thread)| JobSeen {
            name: thread.thread().name().unwrap_or_default().to_owned(),
            up: !thread.is_finished() && stop.was_passed_within(self.longest),
            failed: stop.has_failed_within(TOLD_FOR),
        })
    }

    /// Stops the jobs and waits until what they had begun is finished.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.now();
        for (_, thread) in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a job ended in a panic");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn running(jobs: Vec<JoinHandle<()>>, longest: Duration) -> Running {
        let stop: Arc<Stop> = Arc::default();
        let each = jobs.into_iter();
        Running {
            threads: each.map(|job| (Arc::new(stop.beside()), job)).collect(),
            stop,
            longest,
        }
    }

    #[test]
    fn a_job_that_ended_or_comes_round_no_more_is_found() {
        let rests = || std::thread::spawn(|| std::thread::sleep(Duration::from_millis(300)));
        let both = running(vec![rests(), rests()], HOUR);
        assert!(both.is_alive());
        std::thread::sleep(Duration::from_millis(600));
        assert!(!both.is_alive(), "both have ended");
        let slow = running(vec![rests()], Duration::from_millis(20));
        assert!(slow.is_alive());
        std::thread::sleep(Duration::from_millis(100));
        assert!(!slow.is_alive(), "it did not come by");
    }

    #[test]
    fn whoever_watches_sees_which_job_ended_and_which_failed() {
        let job = |name: &str, long: u64| {
            let thread = std::thread::Builder::new().name(name.into());
            let rests = move || std::thread::sleep(Duration::from_millis(long));
            thread.spawn(rests).unwrap()
        };
        let all = running(vec![job("post", 0), job("epoch", 2_000)], HOUR);
        std::thread::sleep(Duration::from_millis(300));
        all.threads[1].0.failed();
        let seen: Vec<_> = all
            .each()
            .map(|job| (job.name, job.up, job.failed))
            .collect();
        let wanted = [("post", false, false), ("epoch", true, true)];
        assert_eq!(
            seen,
            wanted.map(|(name, up, failed)| (name.into(), up, failed))
        );
        std::thread::sleep(Duration::from_millis(20));
        assert!(
            !all.threads[1]
                .0
                .has_failed_within(Duration::from_millis(10))
        );
    }
}
