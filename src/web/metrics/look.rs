//! One look at the program. Everything is a yes, a no, or one of a few steps so wide that no
//! single visit is seen to take one.

use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use rustix::process::{Resource, getrlimit};
use rustix::time::{ClockId, clock_gettime};

use super::super::health;
use super::Watched;
use super::relay::Relay;
use crate::app::App;
use crate::flows::due;
use crate::flows::ready::JobSeen;
use crate::store::{Conn, Database, StoreError, meta, outbox};

/// Of fewer things than this nothing is ever said: nobody stands out among so few.
const FEWEST: usize = 16;
/// Memory beside what derivations take by design. More is a fault, and no number of visitors.
const USUAL_MIB: usize = 512;
/// The steps in which a database's answer is timed, in seconds.
const STEPS: [f64; 4] = [0.1, 0.5, 1.0, 5.0];

/// How full something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// Less than half.
    Easy,
    /// Half or more.
    Half,
    /// Nine tenths or more.
    Nearly,
}

impl Load {
    /// In these steps; of few things nothing is said.
    #[must_use]
    pub const fn of(taken: usize, places: usize) -> Self {
        match (taken.saturating_mul(10), taken.saturating_mul(2)) {
            _ if taken < FEWEST => Self::Easy,
            (tenfold, _) if tenfold >= places.saturating_mul(9) => Self::Nearly,
            (_, double) if double >= places => Self::Half,
            _ => Self::Easy,
        }
    }
}

/// What one look saw.
pub(super) struct Seen {
    pub started: i64,
    /// What only a website is.
    pub ready: Option<bool>,
    pub crowded: Option<bool>,
    pub clock_in_doubt: bool,
    /// Whether a week, or a quarter's count, waits beyond its time; unknown without a database.
    pub close_due: Option<bool>,
    pub count_due: Option<bool>,
    /// Whether many letters were tried in vain.
    pub letters_held_up: Option<bool>,
    pub relay: Option<bool>,
    pub jobs: Vec<JobSeen>,
    pub too_much_memory: bool,
    /// Each database by name, and the step within which it answered.
    pub databases: [(&'static str, Option<f64>); 2],
    /// Each queue by name.
    pub queues: Vec<(&'static str, Load)>,
}

/// Looks, and remembers the look before.
pub(super) struct Watcher {
    started: i64,
    at: Instant,
    worked: Duration,
    relay: Relay,
}

impl Watcher {
    pub(super) fn new() -> Self {
        Self {
            started: clock_gettime(ClockId::Realtime).tv_sec,
            at: Instant::now(),
            worked: worked(),
            relay: Relay::default(),
        }
    }

    pub(super) async fn looks(&mut self, watched: &Watched) -> Seen {
        let (app, site, jobs) = (&watched.app, &watched.site, &watched.jobs);
        let mut queues = vec![("files", files()), ("processor", self.processor())];
        let mut ready = None;
        if let Some(site) = site {
            ready = Some(health::is_ready(site).await.is_ok());
            queues.extend([
                ("requests", site.load()),
                ("connections", site.connections.load()),
                ("derivations", derivations(app)),
            ]);
        }
        // Not through the queue of visitors: also a full one is looked at.
        let asking = app.clone();
        let asked = actix_web::web::block(move || ask(&asking)).await.ok();
        let asked = asked.unwrap_or_default();
        queues.extend(asked.letters.map(|load| ("letters", load)));
        Seen {
            started: self.started,
            ready,
            crowded: site.as_ref().map(|site| site.crowd.is_seen(Instant::now())),
            clock_in_doubt: app.clock.is_in_doubt(),
            close_due: asked.close_due,
            count_due: asked.count_due,
            letters_held_up: asked.held_up,
            // Who does no jobs sends nothing, and may have no way to the relay.
            relay: jobs.as_ref().and_then(|_| self.relay.is_up(&app.mailer)),
            jobs: jobs.as_ref().map_or_else(Vec::new, |each| each()),
            too_much_memory: has_too_much_memory(app),
            databases: [("register", asked.register), ("transit", asked.transit)],
            queues,
        }
    }

    /// How busy all cores were since the last look. A sum of seconds would move with each
    /// derivation, however it is rounded: its steps come sooner.
    fn processor(&mut self) -> Load {
        let (now, worked) = (Instant::now(), worked());
        let cores = available_parallelism().map_or(1, usize::from);
        let whole = now.saturating_duration_since(self.at).as_millis();
        let mine = worked.saturating_sub(self.worked).as_millis();
        (self.at, self.worked) = (now, worked);
        let small = |number: u128| usize::try_from(number).unwrap_or(usize::MAX);
        // Below a second and a half of work nobody can be made out, and nothing is wrong.
        match mine {
            0..1_500 => Load::Easy,
            _ => Load::of(small(mine), small(whole).saturating_mul(cores)),
        }
    }
}

#[derive(Default)]
struct Asked {
    register: Option<f64>,
    transit: Option<f64>,
    close_due: Option<bool>,
    count_due: Option<bool>,
    letters: Option<Load>,
    held_up: Option<bool>,
}

/// What the databases say: how quickly, and whether something is due.
fn ask(app: &App) -> Asked {
    let count = |conn: &mut Conn| Ok((outbox::waiting(conn)?, outbox::held_up(conn)?));
    let letters = app.store.transit.read("how it is", count).ok();
    let due = due::due(app).ok();
    let room = usize::try_from(app.settings.mail.outbox_letters).unwrap_or(usize::MAX);
    let some = |many: i64| usize::try_from(many).unwrap_or(usize::MAX);
    Asked {
        register: answers_within(&app.store.register, |conn| meta::calendar(conn).map(drop)),
        transit: answers_within(&app.store.transit, |conn| outbox::waiting(conn).map(drop)),
        close_due: due.map(|due| due.close.is_some()),
        count_due: due.map(|due| due.count.is_some()),
        letters: letters.map(|(waiting, _)| Load::of(some(waiting), room)),
        held_up: letters.map(|(_, held_up)| some(held_up) >= FEWEST),
    }
}

/// Times a read of our own, which no visitor asked for.
fn answers_within(
    database: &Database,
    look: fn(&mut Conn) -> Result<(), StoreError>,
) -> Option<f64> {
    let since = Instant::now();
    database.read("how quick it is", look).ok()?;
    let took = since.elapsed().as_secs_f64();
    let within = STEPS.into_iter().find(|step| took <= *step);
    Some(within.unwrap_or(f64::INFINITY))
}

fn derivations(app: &App) -> Load {
    match app.derivation.is_nearly_full() {
        true => Load::Nearly,
        false => Load::Easy,
    }
}

fn worked() -> Duration {
    let worked = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(worked.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(worked.tv_nsec).unwrap_or(0))
}

/// The first derivation takes an arena, so memory by itself would show somebody come in. What it
/// may take by design is no finding.
fn has_too_much_memory(app: &App) -> bool {
    let derivation = &app.settings.derivation;
    let arena = usize::try_from(derivation.memory_mib).unwrap_or(usize::MAX);
    let most = derivation
        .workers
        .saturating_mul(arena)
        .saturating_add(USUAL_MIB);
    resident_mib().is_some_and(|mib| mib > most)
}

fn resident_mib() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: usize = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1_024)
}

fn files() -> Load {
    let open = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    let most = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    Load::of(open, usize::try_from(most).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_few_nothing_is_said() {
        assert_eq!(Load::of(FEWEST - 1, 1), Load::Easy);
        assert_eq!(Load::of(127, 256), Load::Easy);
        assert_eq!(Load::of(128, 256), Load::Half);
        assert_eq!(Load::of(230, 256), Load::Half);
        assert_eq!(Load::of(231, 256), Load::Nearly);
    }
}
