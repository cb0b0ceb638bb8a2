//! A clock that goes on steadily while the host's clock jumps.
//!
//! Visits, codes and letters end after so many minutes or hours. A host whose clock jumps ahead
//! for an hour must not end them early, and one that jumps back must not make them last. So time
//! is counted on from the last moment that was believed, by the ticks since the host started.

use super::clock::Timestamp;

/// A clock that is set right by this many seconds at most is followed at once.
pub const MOST_STEP_SECONDS: i64 = 120;
/// A clock that jumped is followed once it has gone on from there for this many seconds.
pub const FOLLOWED_AFTER_SECONDS: i64 = 24 * 3_600;

/// What the time is, as far as can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The present moment.
    pub now: Timestamp,
    /// Whether the host's clock says another one.
    pub in_doubt: bool,
}

/// The last moment that was believed, and a jump that is not believed yet.
#[derive(Clone, Copy, Debug)]
pub struct Steady {
    believed: Timestamp,
    /// Seconds since the host started, at that moment.
    ticks: i64,
    /// By how many seconds it jumped, and at which tick that was first seen.
    jump: Option<(i64, i64)>,
}

impl Steady {
    /// Begins by believing the host.
    #[must_use]
    pub const fn from(host: Timestamp, ticks: i64) -> Self {
        Self {
            believed: host,
            ticks,
            jump: None,
        }
    }

    /// What the time is now that the host's clock says `host`, `ticks` seconds after its start.
    pub fn look(&mut self, host: Timestamp, ticks: i64) -> Seen {
        let counted = self.believed.plus(ticks.saturating_sub(self.ticks));
        let step = host.since(counted);
        let jump = match self.jump {
            Some((jump, since)) if (step - jump).abs() <= MOST_STEP_SECONDS => (jump, since),
            _ => (step, ticks),
        };
        if step.abs() <= MOST_STEP_SECONDS || ticks - jump.1 >= FOLLOWED_AFTER_SECONDS {
            *self = Self::from(host, ticks);
            return Seen {
                now: host,
                in_doubt: false,
            };
        }
        self.jump = Some(jump);
        Seen {
            now: counted,
            in_doubt: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_unix(1_790_000_000);

    fn at(steady: &mut Steady, ticks: i64, jump: i64) -> (i64, bool) {
        let seen = steady.look(START.plus(ticks + jump), ticks);
        (seen.now.since(START), seen.in_doubt)
    }

    #[test]
    fn a_jump_is_counted_over_until_it_is_undone() {
        let mut steady = Steady::from(START, 0);
        assert_eq!(at(&mut steady, 60, 0), (60, false));
        assert_eq!(at(&mut steady, 70, 7_200), (70, true));
        assert_eq!(at(&mut steady, 90, 7_200), (90, true));
        assert_eq!(at(&mut steady, 95, -34_560_000), (95, true));
        assert_eq!(at(&mut steady, 100, 0), (100, false));
    }

    #[test]
    fn a_clock_that_is_set_right_a_little_is_followed() {
        let mut steady = Steady::from(START, 0);
        assert_eq!(at(&mut steady, 60, 120), (180, false));
        assert_eq!(at(&mut steady, 61, 0), (61, false));
        assert_eq!(at(&mut steady, 62, -121), (62, true));
    }

    #[test]
    fn a_clock_that_goes_on_from_one_place_for_a_day_is_followed() {
        let mut steady = Steady::from(START, 0);
        assert_eq!(at(&mut steady, 0, 9_000), (0, true));
        assert_eq!(at(&mut steady, 80_000, 9_000), (80_000, true));
        assert_eq!(at(&mut steady, 86_400, 9_000), (95_400, false));
        // One that jumps about is not.
        let mut steady = Steady::from(START, 0);
        assert_eq!(at(&mut steady, 0, 9_000), (0, true));
        assert_eq!(at(&mut steady, 80_000, 20_000), (80_000, true));
        assert_eq!(at(&mut steady, 90_000, 20_000), (90_000, true));
    }
}
