//! What an answer is called on a form, in what is kept, and in a table of figures.

use super::{Arg, Words};
use crate::domain::answers::BirthBand;
use crate::domain::nationality::Nationality;

impl Words<'_> {
    /// The name of a nationality or of an answer that is no state.
    #[must_use]
    pub fn nationality(&self, answer: Nationality) -> String {
        if answer.is_state() {
            self.state(answer.code())
        } else {
            self.say(format!("nationality-{}", answer.code()))
        }
    }

    /// The name of one cell's code in one dimension of the published tables (`province`,
    /// `PV26`); the code itself when it has no name.
    #[must_use]
    pub fn label(&self, dimension: &str, code: &str) -> String {
        let state = dimension == "nationality" && code.len() == 2;
        if state {
            self.state(code)
        } else {
            // A key holds no plus sign, the oldest age band does.
            self.say(format!("{dimension}-{}", code.replace('+', "-plus")))
        }
    }

    /// An age band as the birth years it stands for in `year`: `2002–2008`.
    #[must_use]
    pub fn birth_years(&self, band: BirthBand, year: i32) -> String {
        match band.birth_years(year) {
            Some((Some(first), last)) => format!("{first}–{last}"),
            Some((None, last)) => {
                let last = last.to_string();
                self.say_args("birth_cohort-until", &[("year", Arg::Text(&last))])
            }
            None => self.say("birth_cohort-not_told"),
        }
    }
}
