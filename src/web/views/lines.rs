//! Answers as pairs of question and answer, for the last page of the form and for what is kept.

use crate::domain::answers::{Answers, BirthBand, OptionalAnswers};
use crate::text::Words;

/// One question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The question in a few words.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The page of the form that asks it.
    pub form: u8,
}

impl Line {
    pub(super) fn path(&self) -> String {
        format!("form/{}", self.form)
    }
}

/// The answers as typed in this visit; the age band as birth years counted from `year`.
#[must_use]
pub fn draft_lines(w: Words<'_>, answers: &Answers, year: i32) -> Vec<Line> {
    lines(w, answers, |band| w.birth_years(band, year))
}

/// The answers as kept; the age band as ages, for it was frozen on the day of answering.
#[must_use]
pub fn kept_lines(w: Words<'_>, answers: &Answers) -> Vec<Line> {
    lines(w, answers, |band| w.label("birth_cohort", band.code()))
}

fn lines(w: Words<'_>, answers: &Answers, band: impl Fn(BirthBand) -> String) -> Vec<Line> {
    let line = |key, answer, form| Line {
        question: w.say(key),
        answer,
        form,
    };
    let names: Vec<_> = answers
        .nationalities
        .iter()
        .map(|nationality| w.nationality(nationality))
        .collect();
    let mut found = vec![line("line-nationalities", names.join(" · "), 2)];
    let Some(optional) = answers.optional else {
        found.push(line("line-more", w.say("form-more-no"), 3));
        return found;
    };
    let OptionalAnswers {
        acquired,
        main_reason,
        tried,
        province,
        birth_band,
    } = optional;
    let told = |dimension, code: Option<&str>| match code {
        Some(code) => w.label(dimension, code),
        None => w.say("line-not-answered"),
    };
    found.push(line(
        "line-acquired",
        told("acquired", acquired.map(|a| a.code())),
        4,
    ));
    found.push(line(
        "line-main-reason",
        told("main_reason", main_reason.map(|a| a.code())),
        5,
    ));
    found.push(line(
        "line-tried",
        told("tried", tried.map(|a| a.code())),
        6,
    ));
    found.push(line(
        "line-province",
        told("province", province.map(|a| a.code())),
        7,
    ));
    let band = birth_band.map_or_else(|| w.say("line-not-answered"), band);
    found.push(line("line-birth-band", band, 8));
    found
}
