//! The nine pages of the form: one topic each, what was typed kept, all faults said at once.

use askama::Template;

use super::fault::{self, Fault};
use super::lines::{Line, draft_lines};
use super::page::Page;
use super::prose::{Block, blocks};
use crate::domain::answers::{Acquired, Answers, BirthBand, MainReason, Province, Tried};

/// What every page of the form has beside its page.
pub struct Frame {
    /// The form token.
    pub token: String,
    /// Its number, 1 to 9.
    pub number: u8,
    /// Where Back leads: the path without the language, `choose` or `form/2`.
    pub back: String,
    /// Minutes until the visit ends.
    pub minutes_left: i64,
    /// What to mend.
    pub faults: Vec<Fault>,
}

impl Frame {
    pub(super) fn path(&self) -> String {
        format!("form/{}", self.number)
    }

    pub(super) fn has_fault(&self, field: &str) -> bool {
        fault::about(&self.faults, field).is_some()
    }
}

/// `form/1`: adult and Dutch, one tick.
#[derive(Template)]
#[template(path = "door/form_tick.html")]
pub struct TickForm<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Its place in the form.
    pub frame: Frame,
    /// The text ticked, as the register keeps it.
    pub text: String,
    /// Whether it was ticked.
    pub ticked: bool,
}

/// `form/3` to `form/8`: one question, one answer out of a list.
#[derive(Template)]
#[template(path = "door/form_choice.html")]
pub struct ChoiceForm<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Its place in the form.
    pub frame: Frame,
    /// The question's key; its hint is `{question}-hint`.
    pub question: &'static str,
    /// A text above the answers: the second consent on page 3.
    pub text: Vec<Block>,
    /// The field's name.
    pub field: &'static str,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// One answer.
pub struct Choice {
    /// What is sent.
    pub value: &'static str,
    /// What is read.
    pub label: String,
    /// Whether it was chosen.
    pub chosen: bool,
}

macro_rules! question {
    ($(#[$doc:meta])* $name:ident, $kind:ident, $field:literal, $question:literal) => {
        $(#[$doc])*
        #[must_use]
        pub fn $name(page: Page<'a>, frame: Frame, given: Option<$kind>) -> Self {
            let w = page.w;
            let choices = $kind::ALL
                .iter()
                .map(|answer| Choice {
                    value: answer.code(),
                    label: w.label($field, answer.code()),
                    chosen: given == Some(*answer),
                })
                .collect();
            Self { page, frame, question: $question, text: Vec::new(), field: $field, choices }
        }
    };
}

impl<'a> ChoiceForm<'a> {
    /// `form/3`, field `more` (`yes` or `no`): whether more may be asked. `text` is the second
    /// consent as the register keeps it.
    #[must_use]
    pub fn more(page: Page<'a>, frame: Frame, text: &str, given: Option<bool>) -> Self {
        let w = page.w;
        let choice = |value, key, says| Choice {
            value,
            label: w.say(key),
            chosen: given == Some(says),
        };
        let choices = vec![
            choice("yes", "form-more-yes", true),
            choice("no", "form-more-no", false),
        ];
        Self {
            question: "form-more",
            text: blocks(text),
            field: "more",
            choices,
            page,
            frame,
        }
    }

    question! {
        /// `form/4`, field `acquired`.
        acquired, Acquired, "acquired", "form-acquired"
    }
    question! {
        /// `form/5`, field `main_reason`.
        main_reason, MainReason, "main_reason", "form-main-reason"
    }
    question! {
        /// `form/6`, field `tried`.
        tried, Tried, "tried", "form-tried"
    }
    question! {
        /// `form/7`, field `province`.
        province, Province, "province", "form-province"
    }

    /// `form/8`, field `birth_band`: the bands as birth years counted from `year`.
    #[must_use]
    pub fn birth_band(page: Page<'a>, frame: Frame, given: Option<BirthBand>, year: i32) -> Self {
        let w = page.w;
        let choices = BirthBand::ALL
            .iter()
            .map(|band| Choice {
                value: band.code(),
                label: w.birth_years(*band, year),
                chosen: given == Some(*band),
            })
            .collect();
        Self {
            page,
            frame,
            question: "form-birth-band",
            text: Vec::new(),
            field: "birth_band",
            choices,
        }
    }

    fn hint(&self) -> String {
        format!("{}-hint", self.question)
    }
}

/// `form/9`: the answers once more, the texts, the ticks, the one button that writes.
#[derive(Template)]
#[template(path = "door/form_check.html")]
pub struct CheckForm<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Its place in the form.
    pub frame: Frame,
    /// The answers, each with the page that changes it.
    pub lines: Vec<Line>,
    /// The declaration as the register keeps it.
    pub declaration: Vec<Block>,
    /// The first consent as the register keeps it.
    pub keep: String,
    /// The second, when optional answers were given.
    pub optional: Option<String>,
    /// The versions of the texts shown, sent back with the ticks.
    pub versions: String,
    /// What was ticked when the form came back with a fault.
    pub ticks: Ticks,
}

/// The ticks of `form/9`: fields `declare`, `consent_keep`, `consent_optional`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticks {
    /// Under the declaration.
    pub declare: bool,
    /// The first consent.
    pub consent_keep: bool,
    /// The second consent.
    pub consent_optional: bool,
}

/// The texts of `form/9` as the register keeps them.
#[derive(Clone, Copy)]
pub struct ShownTexts<'a> {
    /// The declaration.
    pub declaration: &'a str,
    /// The first consent.
    pub keep: &'a str,
    /// The second; shown only when `answers.optional` is there.
    pub optional: &'a str,
    /// Which versions these are.
    pub versions: &'a str,
}

impl<'a> CheckForm<'a> {
    /// The page for these answers; `year` turns the age band into birth years.
    #[must_use]
    pub fn new(
        page: Page<'a>,
        frame: Frame,
        answers: &Answers,
        year: i32,
        texts: ShownTexts<'_>,
        ticks: Ticks,
    ) -> Self {
        Self {
            lines: draft_lines(page.w, answers, year),
            declaration: blocks(texts.declaration),
            versions: texts.versions.to_owned(),
            keep: texts.keep.to_owned(),
            optional: answers.optional.map(|_| texts.optional.to_owned()),
            ticks,
            page,
            frame,
        }
    }
}
