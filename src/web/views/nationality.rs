//! `form/2`: one to three nationalities, by typing a name.
//!
//! The browser's own list of suggestions helps where there is one; nothing depends on it. What
//! fits several states comes back as a choice between them.

use askama::Template;

use super::fault::{Fault, List};
use super::form::Frame;
use super::page::Page;
use crate::domain::nationality::Nationality;
use crate::text::{Found, Words};

/// `form/2`.
#[derive(Template)]
#[template(path = "door/form_nationality.html")]
pub struct NationalityForm<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Its place in the form.
    pub frame: Frame,
    /// The three fields.
    pub fields: [NationalityField; 3],
    states: &'a [(Nationality, String)],
    others: Vec<(&'static str, String)>,
}

/// One of the three fields.
pub struct NationalityField {
    /// Its name and id.
    pub field: &'static str,
    /// The key of its label.
    pub label: &'static str,
    /// What stands in it: a name, or what was typed.
    pub typed: String,
    /// What it may mean, when that is to be chosen: code and name.
    pub choices: Vec<(&'static str, String)>,
}

impl<'a> NationalityForm<'a> {
    /// The page with what was typed or answered: names, codes, or anything else.
    #[must_use]
    pub fn new(page: Page<'a>, frame: Frame, typed: [String; 3]) -> Self {
        let w = page.w;
        let [first, second, third] = typed;
        let field = |list: List, label, typed: String| NationalityField {
            field: list.field(),
            label,
            choices: choices(w, &frame, list, &typed),
            typed: named(w, typed),
        };
        Self {
            fields: [
                field(List::First, "form-nationality-first", first),
                field(List::Second, "form-nationality-second", second),
                field(List::Third, "form-nationality-third", third),
            ],
            states: w.states(),
            others: Nationality::others()
                .map(|other| (other.code(), w.nationality(other)))
                .collect(),
            page,
            frame,
        }
    }

    /// Whether the second and third field stand open.
    fn more_open(&self) -> bool {
        let [_, second, third] = &self.fields;
        let wanted =
            |field: &NationalityField| !field.typed.is_empty() || self.frame.has_fault(field.field);
        wanted(second) || wanted(third)
    }
}

/// A code is shown as the name it stands for.
fn named(w: Words<'_>, typed: String) -> String {
    Nationality::from_code(&typed).map_or(typed, |answer| w.nationality(answer))
}

fn choices(w: Words<'_>, frame: &Frame, list: List, typed: &str) -> Vec<(&'static str, String)> {
    if !frame.faults.contains(&Fault::NationalityMany(list)) {
        return Vec::new();
    }
    match w.search(typed) {
        Found::Several(several) => {
            let each = several.into_iter();
            each.map(|answer| (answer.code(), w.nationality(answer)))
                .collect()
        }
        Found::One(_) | Found::Nothing => Vec::new(),
    }
}
