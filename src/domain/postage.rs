//! Whether a letter is sent, and with how long a code: the limits per address, as a decision
//! over counted numbers. The visitor never sees the outcome; every request gets the same page.

use super::code::{CodeLength, MAILS_PER_CODE};

/// What an address used up on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Letters sent for the present code.
    pub mails: u32,
    /// Letters with a long code sent beyond them, for the present code.
    pub long_mails: u32,
    /// Wrong codes typed, over all visits.
    pub wrong: u32,
    /// Codes used up.
    pub used: u32,
}

/// What becomes of one request for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Postage {
    /// Send it; the budget is then this.
    Send(Spent),
    /// Too many already: drop it without a sound.
    Drop,
}

impl Spent {
    /// How long the code is that opens now.
    #[must_use]
    pub const fn code_length(&self) -> CodeLength {
        CodeLength::after_wrong_tries(self.wrong)
    }

    /// Three letters per code. Once only a long code opens, one letter more brings it, so that a
    /// stranger who spent both letters and tries shuts nobody out.
    #[must_use]
    pub fn postage(self) -> Postage {
        let long = self.code_length() == CodeLength::Long;
        if long && self.long_mails == 0 {
            Postage::Send(Self {
                long_mails: 1,
                ..self
            })
        } else if self.mails < MAILS_PER_CODE {
            Postage::Send(Self {
                mails: self.mails + 1,
                ..self
            })
        } else {
            Postage::Drop
        }
    }

    /// The budget after the present code was used: the next one has letters of its own.
    #[must_use]
    pub const fn after_use(self) -> Self {
        Self {
            mails: 0,
            long_mails: 0,
            wrong: self.wrong,
            used: self.used.saturating_add(1),
        }
    }

    /// The budget after a wrong code.
    #[must_use]
    pub const fn after_wrong_code(self) -> Self {
        Self {
            wrong: self.wrong.saturating_add(1),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::code::WRONG_TRIES_PER_DAY;

    fn letters(mut spent: Spent) -> u32 {
        let mut sent = 0;
        while let Postage::Send(next) = spent.postage() {
            (sent, spent) = (sent + 1, next);
        }
        sent
    }

    #[test]
    fn a_code_has_three_letters_and_a_used_one_frees_three_more() {
        assert_eq!(letters(Spent::default()), 3);
        assert_eq!(
            letters(
                Spent {
                    mails: 3,
                    ..Spent::default()
                }
                .after_use()
            ),
            3
        );
    }

    #[test]
    fn whoever_lost_all_tries_and_letters_to_a_stranger_still_gets_one_long_code() {
        let spent = Spent {
            mails: 3,
            wrong: WRONG_TRIES_PER_DAY,
            ..Spent::default()
        };
        assert_eq!(spent.code_length(), CodeLength::Long);
        assert_eq!(letters(spent), 1);
    }
}
