//! A page about a state as somebody fills it in: fields and nothing but fields. It becomes a page
//! when all of them hold, or says of every field that does not what is wrong with it.

use std::collections::BTreeMap;

use super::fields::MOST;
use super::reader::read;
use super::{About, Claim, Country, Fault, Group, Law, Practice, Topic};
use crate::domain::clock::Day;
use crate::domain::nationality::Nationality;
use crate::domain::source::Sources;

/// Half a year: then a page is looked at again.
const REVIEW_DAYS: i32 = 183;
/// So many empty ones stand at the end of each group.
const SPARE: usize = 2;
/// Fields that come once.
const ONCE: [&str; 5] = [
    "law",
    "practice",
    "travel_advice",
    "checked_on",
    "review_due",
];

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    fields: BTreeMap<String, String>,
}

impl Draft {
    /// What was sent. Fields that are none of this form are left out; a sentence is one line.
    #[must_use]
    pub fn sent(form: &BTreeMap<String, String>) -> Self {
        let mut draft = Self::default();
        for name in names() {
            if let Some(value) = form.get(&name) {
                let words: Vec<&str> = value.split_whitespace().collect();
                draft.fields.insert(name, words.join(" "));
            }
        }
        draft
    }

    /// The form of a state that nobody looked into yet.
    #[must_use]
    pub fn blank(today: Day) -> Self {
        let mut draft = Self::default();
        draft.put("law", Law::Unknown.code());
        draft.put("practice", Practice::Unknown.code());
        draft.looked_at(today)
    }

    /// The form that gives this page.
    #[must_use]
    pub fn of(country: &Country) -> Self {
        let mut draft = Self::default();
        draft.put("law", country.law.code());
        draft.put("practice", country.practice.code());
        draft.put(
            "travel_advice",
            country.travel_advice.as_deref().unwrap_or_default(),
        );
        draft.put("checked_on", &country.checked_on.iso());
        draft.put("review_due", &country.review_due.iso());
        draft.put_sources(&country.own);
        for (number, article) in (1..).zip(&country.articles) {
            draft.put_row(
                Group::Article,
                number,
                &[&article.citation, &article.source],
            );
        }
        for about in About::ALL {
            for (number, claim) in (1..).zip(country.about(*about)) {
                draft.put_claim(number, claim);
            }
        }
        draft
    }

    fn put(&mut self, field: &str, value: &str) {
        self.fields.insert(field.to_owned(), value.to_owned());
    }

    /// Fills the columns of one group, in their order.
    fn put_row(&mut self, group: Group, number: usize, values: &[&str]) {
        for (column, value) in group.columns().iter().zip(values) {
            self.put(&group.field(number, column), value);
        }
    }

    fn put_sources(&mut self, own: &Sources) {
        for (name, source) in own.iter() {
            let number = name.strip_prefix("own-").and_then(|n| n.parse().ok());
            let accessed = source.accessed_on.map(Day::iso).unwrap_or_default();
            let values = [
                source.title.as_str(),
                source.link.as_deref().unwrap_or_default(),
                &source.language,
                &accessed,
                source.licence.as_deref().unwrap_or_default(),
            ];
            self.put_row(Group::Source, number.unwrap_or(MOST), &values);
        }
    }

    fn put_claim(&mut self, number: usize, claim: &Claim) {
        let said = [claim.nl.as_str(), claim.en.as_str(), claim.source.as_str()];
        let topic = claim.topic.map_or("", Topic::code);
        let values = match claim.about {
            About::Implication => [&[topic], &said[..]].concat(),
            _ => said.to_vec(),
        };
        self.put_row(Group::Claim(claim.about), number, &values);
    }

    /// The same, looked at on this day and due again after half a year.
    #[must_use]
    pub fn looked_at(mut self, today: Day) -> Self {
        self.put("checked_on", &today.iso());
        self.put("review_due", &today.plus(REVIEW_DAYS).iso());
        self
    }

    /// What stands in a field.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// The numbers of a group in which something stands.
    #[must_use]
    pub fn numbers(&self, group: Group) -> Vec<usize> {
        let filled = |number: &usize| {
            let mut columns = group.columns().iter();
            columns.any(|column| !self.value(&group.field(*number, column)).is_empty())
        };
        (1..=MOST).filter(filled).collect()
    }

    /// The numbers of the empty ones behind them.
    #[must_use]
    pub fn spare(&self, group: Group) -> Vec<usize> {
        let last = self.numbers(group).last().copied().unwrap_or(0);
        (last.saturating_add(1)..=MOST).take(SPARE).collect()
    }

    /// The page.
    ///
    /// # Errors
    /// Every field that does not hold, in the order of the form.
    pub fn country(&self, state: Nationality, shipped: &Sources) -> Result<Country, Vec<Fault>> {
        read(self, state, shipped)
    }
}

/// Every name a field can have.
fn names() -> Vec<String> {
    let mut names: Vec<String> = ONCE.map(str::to_owned).to_vec();
    for group in Group::ALL {
        for number in 1..=MOST {
            let columns = group.columns().iter();
            names.extend(columns.map(|column| group.field(number, column)));
        }
    }
    names
}

#[cfg(test)]
mod tests;
