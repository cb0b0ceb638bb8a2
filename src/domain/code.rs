//! The code that a letter carries and a visitor types.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// How often one visit may type a wrong code.
pub const TRIES_PER_VISIT: u32 = 5;
/// How often wrong codes may be typed for one address and day, over all visits; after that only
/// a code of sixteen digits opens, so that nobody can shut a person out.
pub const WRONG_TRIES_PER_DAY: u32 = 60;
/// How many letters one address gets per UTC day and code; using the code frees new ones.
pub const MAILS_PER_CODE: u32 = 3;
/// How long a code can be used after it was asked for, in seconds.
pub const CODE_LIFE_SECONDS: i64 = 24 * 3_600;

/// How long a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeLength {
    /// Eight digits: every ordinary letter.
    Short,
    /// Sixteen digits: once too many wrong ones were typed for an address that day.
    Long,
}

impl CodeLength {
    /// The number of digits.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Short => 8,
            Self::Long => 16,
        }
    }

    /// What opens, after this many wrong tries on an address that day.
    #[must_use]
    pub const fn after_wrong_tries(wrong: u32) -> Self {
        if wrong >= WRONG_TRIES_PER_DAY {
            Self::Long
        } else {
            Self::Short
        }
    }
}

/// Eight or sixteen digits. Never prints; compares in constant time.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Code(String);

impl Code {
    /// The code made of 16 pseudo-random bytes. The bias of the remainder is below 2^-37 for
    /// eight digits of 64 bits and below 2^-74 for sixteen digits of 128.
    #[must_use]
    pub fn from_random(bytes: &[u8; 16], length: CodeLength) -> Self {
        let number = u128::from_be_bytes(*bytes);
        Self(match length {
            CodeLength::Short => format!("{:08}", (number >> 64) % 100_000_000),
            CodeLength::Long => format!("{:016}", number % 10_000_000_000_000_000),
        })
    }

    /// Reads what a visitor typed; spaces, dots and dashes between digits are forgiven.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let mut digits = String::with_capacity(16);
        for sign in typed.trim().chars() {
            match sign {
                '0'..='9' if digits.len() < 16 => digits.push(sign),
                ' ' | '-' | '.' | '\u{a0}' => {}
                _ => return None,
            }
        }
        let found = Self(digits);
        matches!(found.0.len(), 8 | 16).then_some(found)
    }

    /// Whether both are the same code; takes the same time wherever they differ.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq;
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }

    /// The digits in groups of four, for the letter.
    #[must_use]
    pub fn grouped(&self) -> zeroize::Zeroizing<String> {
        let mut grouped = String::with_capacity(20);
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        zeroize::Zeroizing::new(grouped)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_forgiven_its_spaces_but_not_its_length() {
        let code = Code::from_random(&[7; 16], CodeLength::Short);
        let grouped = code.grouped();
        assert_eq!(grouped.len(), 9);
        assert!(Code::parse(&grouped).unwrap().is(&code));
        assert!(Code::parse(" 1234-5678 ").is_some());
        for wrong in [
            "",
            "1234567",
            "123456789",
            "12345678a",
            "1234567８",
            "12345678901234567",
        ] {
            assert!(Code::parse(wrong).is_none(), "{wrong}");
        }
        let long = Code::from_random(&[9; 16], CodeLength::Long);
        assert!(Code::parse(&long.grouped()).unwrap().is(&long));
        assert!(!long.is(&code));
    }
}
