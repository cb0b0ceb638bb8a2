//! Whether the door is crowded, and what a crowd changes: each visitor's device does some work
//! first, or its owner waits.
//!
//! Counted in memory alone, over all visitors: nothing here knows an address, typed or of a
//! network. The work asked for is the same for every address.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use crate::config::Settings;
use crate::domain::clock::Timestamp;
use crate::domain::ids::Nonce;
use crate::domain::visit::WAITING_SECONDS;

/// How many bits are added at most as the crowd grows: each doubles the work.
const MOST_ADDED_BITS: u8 = 2;
/// Those who wait instead of working get this part of all codes: waiting costs a machine
/// nothing, so a crowd of waiting machines must leave room for everybody else.
const WAITERS_PART: u32 = 4;

/// No crowd is smaller than that to those who watch.
const FEWEST_SEEN: f64 = 16.0;

/// The crowd before this host's door.
pub(super) struct Crowd {
    /// Requests a minute from which it is one; `None` when no work is ever asked for.
    from: Option<f64>,
    bits: u8,
    lately: Mutex<Lately>,
    waited: DefaultDirectRateLimiter,
    used: Mutex<HashMap<Nonce, Timestamp>>,
}

/// How many came, each counting for less as time passes: a steady stream of so many a minute
/// comes to just that number.
struct Lately {
    at: Instant,
    number: f64,
}

impl Lately {
    fn comes(&mut self, now: Instant) -> f64 {
        self.number = self.left(now) + 1.0;
        self.at = now;
        self.number
    }

    fn left(&self, now: Instant) -> f64 {
        let minutes = now.saturating_duration_since(self.at).as_secs_f64() / 60.0;
        self.number * (-minutes).exp()
    }
}

impl Crowd {
    pub(super) fn new(settings: &Settings, now: Instant) -> Self {
        let all = settings.web.code_requests_per_minute;
        let percent = settings.door.work_above_percent;
        let waiters = NonZeroU32::new(all.get() / WAITERS_PART).unwrap_or(NonZeroU32::MIN);
        Self {
            from: (percent > 0).then(|| f64::from(all.get()) * f64::from(percent) / 100.0),
            bits: settings.door.work_bits,
            lately: Mutex::new(Lately {
                at: now,
                number: 0.0,
            }),
            waited: RateLimiter::direct(Quota::per_minute(waiters)),
            used: Mutex::default(),
        }
    }

    /// One more asks for a code. In a crowd: how many bits of work that takes.
    pub(super) fn comes(&self, now: Instant) -> Option<u8> {
        let number = locked(&self.lately).comes(now);
        let from = self.from?;
        let mut edge = from;
        (number > from).then(|| {
            let mut added = 0;
            while added < MOST_ADDED_BITS && number > edge * 2.0 {
                edge *= 2.0;
                added += 1;
            }
            self.bits.saturating_add(added)
        })
    }

    /// Whether it is crowded, for those who watch: of a few nothing is said.
    pub(super) fn is_seen(&self, now: Instant) -> bool {
        let number = locked(&self.lately).left(now);
        self.from.is_some_and(|from| number > from.max(FEWEST_SEEN))
    }

    /// One more who waited and did no work.
    pub(super) fn has_room_for_one_who_waited(&self) -> bool {
        self.waited.check().is_ok()
    }

    /// A visit asks for its letter. It gets one: when it asks again, this says when it did so
    /// first. The memory is this host's: a second host would give a second letter, and no third.
    pub(super) fn uses(&self, visit: Nonce, now: Timestamp) -> Result<Use<'_>, Timestamp> {
        let mut used = locked(&self.used);
        if let Some(before) = used.get(&visit) {
            return Err(*before);
        }
        used.insert(visit, now);
        Ok(Use {
            crowd: self,
            visit,
            kept: false,
        })
    }

    /// Forgets visits that could not come back.
    pub(super) fn forget(&self, now: Timestamp) {
        locked(&self.used).retain(|_, at| now.since(*at) <= WAITING_SECONDS);
    }
}

/// A visit that is getting its letter; free again when that fails.
pub(super) struct Use<'a> {
    crowd: &'a Crowd,
    visit: Nonce,
    kept: bool,
}

impl Use<'_> {
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Use<'_> {
    fn drop(&mut self) {
        if !self.kept {
            locked(&self.crowd.used).remove(&self.visit);
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn crowd(given: &[(&str, &str)]) -> (Crowd, Instant) {
        let folder = std::path::Path::new("/nowhere");
        let now = Instant::now();
        (
            Crowd::new(&Settings::given(folder, given).unwrap(), now),
            now,
        )
    }

    /// The bits asked for after a minute and a half of so many a minute.
    fn after(crowd: &Crowd, mut now: Instant, a_minute: u32) -> Option<u8> {
        let mut last = None;
        for _ in 0..a_minute * 5 {
            now += Duration::from_secs(60) / a_minute;
            last = crowd.comes(now);
        }
        last
    }

    #[test]
    fn work_is_asked_for_from_half_of_all_requests_on_and_grows_to_a_bound() {
        for (a_minute, bits) in [
            (280, None),
            (320, Some(14)),
            (640, Some(15)),
            (1_300, Some(16)),
            (20_000, Some(16)),
        ] {
            let (crowd, now) = crowd(&[]);
            assert_eq!(after(&crowd, now, a_minute), bits, "{a_minute} a minute");
        }
    }

    #[test]
    fn a_crowd_that_left_is_forgotten_and_some_registers_have_none() {
        let (busy, now) = crowd(&[]);
        assert!(after(&busy, now, 2_000).is_some());
        assert_eq!(busy.comes(now + Duration::from_secs(15 * 60)), None);
        let (never, now) = crowd(&[("door.work_above_percent", "0")]);
        assert_eq!(after(&never, now, 20_000), None);
    }

    #[test]
    fn a_visit_gets_one_letter_and_another_chance_only_when_it_got_none() {
        let (crowd, _) = crowd(&[]);
        let (one, at) = (Nonce::new([1; 16]), Timestamp::from_unix(1_790_000_000));
        drop(crowd.uses(one, at).ok().unwrap());
        crowd.uses(one, at).ok().unwrap().keep();
        assert_eq!(crowd.uses(one, at.plus(5)).err(), Some(at));
        crowd.forget(at.plus(WAITING_SECONDS + 1));
        assert!(crowd.uses(one, at).is_ok());
    }
}
