//! What became of letters that were tried, until the outbox knows it.

use super::Token;
use super::take_up::Ready;
use crate::domain::clock::Timestamp;
use crate::mail::SendError;
use crate::store::{Conn, StoreError, outbox};

/// The first wait before another try, in seconds; it doubles each time.
const FIRST_WAIT_SECONDS: i64 = 30;
/// The longest wait between two tries, in seconds.
const LONGEST_WAIT_SECONDS: i64 = 1_800;

/// Letters of one lease that are to be erased or put back.
#[derive(Clone)]
pub(super) struct Settling {
    pub token: Token,
    pub since: Timestamp,
    erased: Vec<[u8; 16]>,
    put_back: Vec<([u8; 16], Timestamp)>,
}

impl Default for Settling {
    fn default() -> Self {
        Self::new(Token::default(), Timestamp::from_unix(0))
    }
}

impl Settling {
    pub(super) const fn new(token: Token, since: Timestamp) -> Self {
        Self {
            token,
            since,
            erased: Vec::new(),
            put_back: Vec::new(),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.erased.is_empty() && self.put_back.is_empty()
    }

    pub(super) fn note(
        &mut self,
        ready: &Ready,
        sent: Result<(), SendError>,
        now: Timestamp,
        chance: [u8; 2],
    ) {
        match sent {
            Ok(()) => self.erased.push(ready.id),
            Err(SendError::Refused(reason)) => {
                tracing::info!(%reason, "a letter was refused for good");
                self.erased.push(ready.id);
            }
            Err(SendError::Later(reason)) => {
                tracing::warn!(%reason, "a letter could not be delivered yet");
                let due = next_try(now, ready.tries, chance);
                self.put_back.push((ready.id, due));
            }
        }
    }

    /// Tells the outbox; only of letters that this worker still holds.
    pub(super) fn tell(&self, conn: &mut Conn) -> Result<(), StoreError> {
        outbox::erase(conn, &self.erased, &self.token)?;
        for (id, due) in &self.put_back {
            outbox::put_back(conn, id, &self.token, *due)?;
        }
        Ok(())
    }
}

/// Doubling waits, each shortened by up to a quarter so that letters do not come back in step.
fn next_try(now: Timestamp, tries: u32, chance: [u8; 2]) -> Timestamp {
    let doubled = FIRST_WAIT_SECONDS.saturating_mul(1 << tries.min(10));
    let wait = doubled.min(LONGEST_WAIT_SECONDS);
    let quarter = wait * i64::from(u16::from_be_bytes(chance)) / (4 * 65_536);
    now.plus(wait - quarter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_an_hour_and_differ() {
        let now = Timestamp::from_unix(0);
        assert_eq!(next_try(now, 0, [0, 0]).unix(), 30);
        assert_eq!(next_try(now, 3, [0, 0]).unix(), 240);
        assert_eq!(next_try(now, 40, [0, 0]).unix(), 1_800);
        assert_eq!(next_try(now, 40, [0xff, 0xff]).unix(), 1_351);
    }
}
