//! Passwords of the office: long rather than odd, and not one that attackers try first.
//!
//! After NIST SP 800-63B-4, 3.1.1.2: a length, a list of known ones, the name and the place they
//! are for; no rules about kinds of signs.

/// Shorter ones are refused, in characters.
pub const SHORTEST: usize = 12;
/// Longer ones are refused, in characters: no person types more.
pub const LONGEST: usize = 200;

/// Common passwords of six characters and more, one a line, in the order of their bytes.
/// `docs/dependencies.md` says where the list is from.
const COMMON: &str = include_str!("../../data/common_passwords.txt");

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Under [`SHORTEST`].
    Short,
    /// Over [`LONGEST`].
    Long,
    /// On the list, or a listed one with ornaments, or one piece again and again.
    Common,
    /// Little more than the name, or the register's.
    Named,
}

/// Looks whether a password will do.
///
/// # Errors
/// [`Weak`] says why it will not.
pub fn check(password: &str, names: &[&str]) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Weak::Short);
    }
    if length > LONGEST {
        return Err(Weak::Long);
    }
    let plain = plain(password);
    let bare = bare(&plain);
    let piece = piece(bare);
    if [plain.as_str(), bare, piece]
        .iter()
        .any(|text| is_common(text))
        || few_signs(&plain)
    {
        return Err(Weak::Common);
    }
    let named = names.iter().any(|name| {
        let name = self::plain(name);
        let rest = plain.replace(&name, "");
        let letters = rest.chars().filter(|sign| sign.is_alphabetic()).count();
        name.len() >= 3 && plain.contains(&name) && letters < SHORTEST / 2
    });
    if named { Err(Weak::Named) } else { Ok(()) }
}

/// In small letters, without blanks.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Without the digits and signs that are hung before and behind a word.
fn bare(plain: &str) -> &str {
    plain.trim_matches(|sign: char| !sign.is_alphabetic())
}

/// The shortest piece that the whole is a repetition of.
fn piece(whole: &str) -> &str {
    let fits = |length: &usize| {
        whole.len().is_multiple_of(*length)
            && whole
                .get(..*length)
                .is_some_and(|piece| piece.repeat(whole.len() / length) == whole)
    };
    let length = (1..=whole.len() / 2).find(fits).unwrap_or(whole.len());
    whole.get(..length).unwrap_or(whole)
}

/// Fewer than five different signs are no password, however many there are.
fn few_signs(plain: &str) -> bool {
    plain
        .chars()
        .collect::<std::collections::BTreeSet<_>>()
        .len()
        < 5
}

fn is_common(text: &str) -> bool {
    COMMON.lines().any(|common| common == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_of_ones_own_will_do() {
        for good in [
            "vier zwanen in de sloot",
            "korenwolf-trapgevel",
            "ق شمس قمر بحر نهر جبل",
            "tractor anna fietspomp",
        ] {
            assert_eq!(check(good, &["anna", "Enkel"]), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_attackers_try_first_is_refused() {
        for (weak, why) in [
            ("elf tekens.", Weak::Short),
            ("", Weak::Short),
            ("Password1234", Weak::Common),
            ("passwordpassword", Weak::Common),
            ("1q2w3e4r5t6y", Weak::Common),
            ("aaaaaaaaaaaaaaa", Weak::Common),
            ("121212121212", Weak::Common),
            ("!!Liverpool2026!!", Weak::Common),
            ("Anna-de-vries-26", Weak::Named),
            ("enkel2026enkel", Weak::Named),
        ] {
            assert_eq!(check(weak, &["anna-de-vries", "Enkel"]), Err(why), "{weak}");
        }
        assert_eq!(check(&"lang ".repeat(50), &[]), Err(Weak::Long));
    }

    #[test]
    fn the_list_is_in_order_and_long_enough() {
        assert!(COMMON.lines().is_sorted());
        assert!(COMMON.lines().count() > 15_000);
        assert!(COMMON.lines().all(|line| line.len() >= 6));
    }
}
