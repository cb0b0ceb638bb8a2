//! The proof of work at a crowded door: whether somebody's device did the sums it was given.
//!
//! The challenge is the token of the visit's own form, so it is nobody else's and needs no place
//! to be kept. The work is cut into parts: one long search would be luck, and take three times
//! as long for one in twenty.

use super::digest::sha256;

/// Parts of one answer.
pub const PARTS: usize = 8;
/// Digits of a number in an answer.
const DIGITS: usize = 10;

/// Whether `answer` is `PARTS` numbers with `-` between them, the `i`th of which makes
/// SHA-256("challenge.i.number") begin with `bits` zero bits. A wrong one costs us few digests.
#[must_use]
pub fn is_done(challenge: &str, bits: u8, answer: &str) -> bool {
    let mut parts = 0;
    for number in answer.split('-') {
        let is_number = number.len() == DIGITS && number.bytes().all(|sign| sign.is_ascii_digit());
        if parts == PARTS || !is_number {
            return false;
        }
        let digest = sha256(format!("{challenge}.{parts}.{number}").as_bytes());
        if leading_zeros(&digest) < u32::from(bits) {
            return false;
        }
        parts += 1;
    }
    parts == PARTS
}

fn leading_zeros(digest: &[u8; 32]) -> u32 {
    let whole = digest.iter().take_while(|byte| **byte == 0).count();
    let rest = digest.get(whole).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(whole).unwrap_or(u32::MAX) * 8 + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(challenge: &str, bits: u8) -> String {
        let parts = (0..PARTS).map(|part| {
            let mut numbers = (0_u64..).map(|number| format!("{number:010}"));
            let fits = |number: &String| {
                let digest = sha256(format!("{challenge}.{part}.{number}").as_bytes());
                leading_zeros(&digest) >= u32::from(bits)
            };
            numbers.find(fits).unwrap()
        });
        parts.collect::<Vec<_>>().join("-")
    }

    #[test]
    fn only_the_whole_work_for_this_challenge_is_done() {
        let answer = solved("mine", 6);
        assert!(is_done("mine", 6, &answer));
        assert!(!is_done("other", 6, &answer));
        assert!(!is_done("mine", 30, &answer));
        let (short, _) = answer.rsplit_once('-').unwrap();
        for wrong in [short, "", "-------", &format!("{answer}-0000000000")] {
            assert!(!is_done("mine", 6, wrong), "{wrong}");
        }
        // Whatever the sums say, it has the form of an answer.
        assert!(is_done("mine", 0, &["0123456789"; PARTS].join("-")));
        for part in ["012345678", "01234567890", "abcdefghij", "+123456789"] {
            assert!(!is_done("mine", 0, &[part; PARTS].join("-")), "{part}");
        }
        // One part done eight times over is no work.
        let one = answer.split('-').next().unwrap();
        assert!(!is_done("mine", 6, &[one; PARTS].join("-")));
    }

    #[test]
    fn zeros_are_counted_over_bytes() {
        let mut digest = [0; 32];
        digest[1] = 0x1f;
        assert_eq!(leading_zeros(&digest), 11);
        assert_eq!(leading_zeros(&[0; 32]), 256);
    }
}
