//! Organisations that visitors are referred to: a dated list that the initiative brings.
//!
//! None ships with the program. Whoever is named has said that it can help people with this
//! question, and the list says where it said so.

use serde::Deserialize;

use super::clock::Day;
use super::source::{FactsRefused, link};

/// The list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpList {
    /// The day on which every line was last looked at.
    pub checked_on: Day,
    /// The organisations.
    pub organisations: Vec<Organisation>,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// What it helps with, in Dutch.
    pub nl: String,
    /// The same in English.
    pub en: String,
    /// Its website.
    pub link: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Where it says that it helps.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    checked_on: String,
    #[serde(default)]
    organisation: Vec<Organisation>,
}

impl HelpList {
    /// Reads the list.
    ///
    /// # Errors
    /// [`FactsRefused`] for a line without name, words in both languages, or source; or one that
    /// nobody could reach.
    pub fn parse(text: &str) -> Result<Self, FactsRefused> {
        let written: Written =
            toml::from_str(text).map_err(|error| FactsRefused::new("list", error.message()))?;
        let checked_on = Day::parse_iso(&written.checked_on)
            .ok_or_else(|| FactsRefused::new("checked_on", "a day such as 2026-11-23"))?;
        for organisation in &written.organisation {
            organisation.is_complete()?;
        }
        Ok(Self {
            checked_on,
            organisations: written.organisation,
        })
    }
}

impl Organisation {
    fn is_complete(&self) -> Result<(), FactsRefused> {
        let refused = |wrong| Err(FactsRefused::new(self.name.clone(), wrong));
        let said = [&self.name, &self.nl, &self.en, &self.source];
        if said.iter().any(|text| text.trim().is_empty()) {
            return refused("name, nl, en and source must all say something");
        }
        link(&self.name, self.link.as_deref())?;
        if self.link.is_none() && self.phone.is_none() {
            return refused("a link or a telephone number is needed to reach it");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "checked_on = \"2026-11-23\"\n[[organisation]]\nname = \"Luisterlijn\"\n\
        nl = \"Praten\"\nen = \"Talking\"\nphone = \"000\"\nsource = \"brief van 1 mei\"\n";

    #[test]
    fn whoever_is_named_can_be_reached_and_has_said_so() {
        assert_eq!(HelpList::parse(GOOD).unwrap().organisations.len(), 1);
        for (from, to, wrong) in [
            ("source = \"brief van 1 mei\"\n", "", "source"),
            ("\"brief van 1 mei\"", "\" \"", "source"),
            ("phone = \"000\"\n", "", "reach"),
            ("phone = \"000\"", "link = \"http://x.example\"", "https"),
            ("2026-11-23", "today", "day"),
        ] {
            let refused = HelpList::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(refused.to_string().contains(wrong), "{refused}");
        }
    }
}
