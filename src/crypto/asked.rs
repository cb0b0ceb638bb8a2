//! How `enkel doctor` shows a running server that it holds this register's keys: so the server can
//! tell it through the proxies what it would tell no visitor, whose address it takes for whose.
//!
//! A question holds nothing but its minute and random bytes. Whoever listens in (the proxy, which
//! ends TLS) can repeat it for a few minutes and learns how the server sees *him*.

use data_encoding::BASE64URL_NOPAD;

use super::error::KeyError;
use super::keys::Keys;
use super::random;
use crate::domain::clock::Timestamp;

/// The header of question and answer.
pub const HEADER: &str = "enkel-doctor";
/// How long a question holds, in seconds.
const GOOD_FOR_SECONDS: i64 = 300;

/// A question of this moment, as the text of a header.
///
/// # Errors
/// When there is no key of this day, or no randomness.
pub fn question(keys: &Keys, now: Timestamp) -> Result<String, KeyError> {
    let chance: [u8; 16] = random::bytes()?;
    let asked = format!("{}.{}", now.unix(), BASE64URL_NOPAD.encode(&chance));
    let mark = keys.visit(now.day())?.doctors_mark(&asked);
    Ok(format!("{asked}.{mark}"))
}

/// Whether somebody who holds this register's keys asked this a moment ago.
#[must_use]
pub fn is_question(keys: &Keys, now: Timestamp, text: &str) -> bool {
    let Some((asked, mark)) = text.rsplit_once('.') else {
        return false;
    };
    let moment = asked.split('.').next().and_then(|text| text.parse().ok());
    let Some(moment) = moment.map(Timestamp::from_unix) else {
        return false;
    };
    let is_fresh = now.since(moment).saturating_abs() <= GOOD_FOR_SECONDS;
    is_fresh
        && keys
            .visit(moment.day())
            .is_ok_and(|key| key.doctors_mark_is(asked, mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::CountingKeyPlace;
    use crate::domain::clock::Day;

    #[test]
    fn only_a_holder_of_the_keys_asks_and_only_for_minutes() {
        let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let day = Day::from_number(20_780);
        let make = |at: &tempfile::TempDir| {
            let at = at.path().join("keys");
            Keys::create(&at, day, &CountingKeyPlace::Automatic)
                .unwrap()
                .keys
        };
        let (keys, strangers) = (make(&home), make(&other));
        let now = day.start().plus(4_000);
        let asked = question(&keys, now).unwrap();
        assert!(is_question(&keys, now.plus(200), &asked));
        assert!(is_question(&keys, now.plus(-200), &asked));
        assert!(!is_question(&keys, now.plus(301), &asked));
        assert!(!is_question(&strangers, now, &asked));
        let later = asked.replacen(&now.unix().to_string(), &now.plus(1).unix().to_string(), 1);
        for text in ["", ".", "..", "x.y.z", &later, &asked[..asked.len() - 1]] {
            assert!(!is_question(&keys, now, text), "{text}");
        }
    }
}
