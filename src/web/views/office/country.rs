//! The form about a state: groups of fields with what stands in them and what is wrong with each,
//! and the page as readers will see it, in both languages.

use askama::Template;

use super::page::OfficePage;
use crate::domain::country::{About, Draft, Fault, Group, LANGUAGES, Law, Practice, Topic, Why};
use crate::domain::locale::Locale;
use crate::domain::nationality::Nationality;
use crate::domain::source::Sources;

/// A page about a state, rendered: in which language, and its HTML.
pub type Seen = (Locale, String);

/// Choices under one heading: the value of each with its words.
type Choices = (String, Vec<(String, String)>);

/// What a field is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One line, of at most so many signs; and what a keyboard should offer.
    Line(usize, &'static str),
    /// Several lines of at most so many signs, in this language.
    Lines(usize, &'static str),
    /// One of these.
    Choice(Vec<Choices>),
}

/// One field as it stands on the page.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name and `id`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// How it is filled in, where that needs a word.
    pub hint: Option<String>,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// What it is.
    pub kind: Kind,
}

/// Choices of one word: value, words, whether it is chosen.
type Words = Vec<(&'static str, String, bool)>;

/// `texts/country`.
#[derive(Template)]
#[template(path = "office/country.html")]
pub struct CountryFormView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The state.
    pub state: Nationality,
    /// What stands in the fields.
    pub draft: Draft,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
    /// Sources that ship.
    pub sources: &'a Sources,
    /// The version that is seen; 0 for none.
    pub over: i32,
    /// How it will look, when that was asked for.
    pub preview: Vec<Seen>,
    /// What somebody else saved meanwhile: who, and how it looks.
    pub stands: Option<(String, Vec<Seen>)>,
}

impl CountryFormView<'_> {
    fn name(&self) -> String {
        self.page.w.state(self.state.code())
    }

    fn public_address(&self) -> String {
        let (lang, code) = (self.page.w.code(), self.state.code().to_lowercase());
        format!("/{lang}/countries/{code}")
    }

    fn count(&self) -> i64 {
        i64::try_from(self.faults.len()).unwrap_or(i64::MAX)
    }

    /// Every fault: the field it is about, and that field's name with what is wrong.
    fn named_faults(&self) -> Vec<(String, String)> {
        let each = self.faults.iter().map(|fault| {
            let said = format!("{}: {}", self.called(&fault.field), self.told(fault.why));
            (fault.field.clone(), said)
        });
        each.collect()
    }

    fn told(&self, why: Why) -> String {
        let key = format!("office-fault-{}", why.code());
        match why {
            Why::Long(most) => {
                let most = i64::try_from(most).unwrap_or(i64::MAX);
                self.page.w.say_with(&key, "n", most)
            }
            _ => self.page.w.say(&key),
        }
    }

    /// What a field is called, with the group it stands in.
    fn called(&self, field: &str) -> String {
        match Group::of_field(field) {
            Some((group, number, column)) => {
                format!("{}, {}", self.legend(&group, &number), self.label(column))
            }
            None => self.label(field),
        }
    }

    fn label(&self, column: &str) -> String {
        self.page.w.say(match column {
            "law" => "country-law-title".to_owned(),
            "practice" => "country-practice-title".to_owned(),
            "nl" => "office-in-dutch".to_owned(),
            "en" => "office-in-english".to_owned(),
            other => format!("office-country-field-{other}"),
        })
    }

    /// The name of one of a group, with its number.
    fn legend(&self, group: &Group, number: &usize) -> String {
        let key = format!("office-country-number-{}", group.code());
        let number = i64::try_from(*number).unwrap_or(i64::MAX);
        self.page.w.say_with(&key, "n", number)
    }

    fn title(&self, group: &Group) -> String {
        self.page.w.say(match group {
            Group::Source => "office-country-own-title",
            Group::Article => "country-articles",
            Group::Claim(About::Law) => "office-country-law-said",
            Group::Claim(About::Practice) => "office-country-practice-said",
            Group::Claim(About::Condition) => "country-conditions-title",
            Group::Claim(About::Step) => "country-steps-title",
            Group::Claim(About::Implication) => "country-implications-title",
            Group::Claim(About::Disagreement) => "country-disagreement-title",
        })
    }

    fn laws(&self) -> Words {
        let chosen = self.draft.value("law");
        let each = Law::ALL.iter().map(|word| word.code());
        each.map(|code| {
            let said = self.page.w.say(format!("country-law-{code}"));
            (code, said, code == chosen)
        })
        .collect()
    }

    fn practices(&self) -> Words {
        let chosen = self.draft.value("practice");
        let each = Practice::ALL.iter().map(|word| word.code());
        each.map(|code| {
            let said = self.page.w.say(format!("country-practice-{code}"));
            (code, said, code == chosen)
        })
        .collect()
    }

    fn fault(&self, field: &str) -> Option<String> {
        let fault = self.faults.iter().find(|fault| fault.field == field)?;
        Some(self.told(fault.why))
    }

    /// The fields of one of a group.
    fn fields(&self, group: &Group, number: &usize) -> Vec<Field> {
        let columns = group.columns().iter();
        columns
            .map(|column| self.field(&group.field(*number, column), column))
            .collect()
    }

    /// A field that comes once.
    fn once(&self, name: &str) -> Field {
        self.field(name, name)
    }

    fn field(&self, id: &str, column: &str) -> Field {
        let hint = match column {
            "accessed" | "checked_on" => Some("office-country-day-hint"),
            "review_due" => Some("office-country-due-hint"),
            "link" | "travel_advice" => Some("office-country-link-hint"),
            _ => None,
        };
        let kind = match column {
            "nl" => Kind::Lines(600, "nl"),
            "en" => Kind::Lines(600, "en"),
            "link" | "travel_advice" => Kind::Line(300, "url"),
            "title" => Kind::Line(300, "text"),
            "citation" => Kind::Line(200, "text"),
            "licence" => Kind::Line(80, "text"),
            "source" => Kind::Choice(self.known_sources()),
            "topic" => Kind::Choice(vec![(String::new(), self.topics())]),
            "language" => Kind::Choice(vec![(String::new(), languages())]),
            _ => Kind::Line(10, "text"),
        };
        Field {
            id: id.to_owned(),
            label: self.label(column),
            hint: hint.map(|key| self.page.w.say(key)),
            value: self.draft.value(id).to_owned(),
            fault: self.fault(id),
            kind,
        }
    }

    fn topics(&self) -> Vec<(String, String)> {
        let none = (String::new(), self.page.w.say("office-country-no-topic"));
        let each = Topic::ALL.iter().map(|topic| {
            let said = self.page.w.say(format!("country-topic-{}", topic.code()));
            (topic.code().to_owned(), said)
        });
        std::iter::once(none).chain(each).collect()
    }

    /// The page's own sources, those that are still to be filled in too, and those that ship.
    fn known_sources(&self) -> Vec<Choices> {
        let (written, spare) = (
            self.draft.numbers(Group::Source),
            self.draft.spare(Group::Source),
        );
        let own = written.iter().chain(&spare).map(|number| {
            let title = self.draft.value(&Group::Source.field(*number, "title"));
            let said = self.legend(&Group::Source, number);
            let said = match title {
                "" => format!("{said} {}", self.page.w.say("office-country-own-empty")),
                title => format!("{said}: {title}"),
            };
            (format!("own-{number}"), said)
        });
        let shipped = self.sources.iter();
        let mut shipped: Vec<_> = shipped
            .map(|(name, source)| (name.to_owned(), source.title.clone()))
            .collect();
        shipped.sort_by(|one, other| one.1.cmp(&other.1));
        vec![
            (String::new(), vec![(String::new(), "–".to_owned())]),
            (self.page.w.say("office-country-own-title"), own.collect()),
            (self.page.w.say("office-country-shipped-title"), shipped),
        ]
    }
}

/// Nothing is chosen at first: the language of a source is not to be guessed.
fn languages() -> Vec<(String, String)> {
    let each = LANGUAGES.iter().copied();
    std::iter::once(("", "–"))
        .chain(each)
        .map(|(code, name)| (code.to_owned(), name.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Texts;

    #[test]
    fn every_field_group_and_fault_has_a_name_in_both_languages() {
        let texts = Texts::load().unwrap();
        let faults = Why::ALL
            .iter()
            .map(|why| format!("office-fault-{}", why.code()));
        let groups = Group::ALL.iter();
        let numbers = groups.map(|group| format!("office-country-number-{}", group.code()));
        let columns = Group::ALL.iter().flat_map(|group| group.columns());
        let columns = columns.chain(&["travel_advice", "checked_on", "review_due"]);
        let labels = columns
            .filter(|column| !["nl", "en"].contains(column))
            .map(|column| format!("office-country-field-{column}"));
        for key in faults.chain(numbers).chain(labels) {
            for locale in Locale::WRITTEN {
                assert_ne!(texts.get(locale, &key, &[("n", 1.into())]), key);
            }
        }
    }
}
