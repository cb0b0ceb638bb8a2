//! Where a page has its facts from. A fact without a source does not get on a page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::Day;

const SHIPPED: &str = include_str!("../../data/sources.toml");

/// One source: a law, a paper of parliament, a dataset, an article.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title, in its own language or as it is cited.
    pub title: String,
    /// Where it can be read, where an address was at hand.
    pub link: Option<String>,
    /// The BCP 47 tag of the language it is written in.
    pub language: String,
    /// Under which licence its facts are given on, where it names one.
    pub licence: Option<String>,
    /// The day somebody read it there, where that was noted.
    #[serde(default, with = "iso_day", skip_serializing_if = "Option::is_none")]
    pub accessed_on: Option<Day>,
}

/// Days in files are written as 2026-11-23.
mod iso_day {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::domain::clock::Day;

    pub(super) fn serialize<S: Serializer>(day: &Option<Day>, to: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => to.serialize_str(&day.iso()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Day>, D::Error> {
        let written = String::deserialize(from)?;
        let day = Day::parse_iso(&written);
        day.map(Some)
            .ok_or_else(|| D::Error::custom("a day such as 2026-11-23"))
    }
}

/// A file of facts cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {wrong}")]
pub struct FactsRefused {
    /// Which file, and which part of it.
    pub place: String,
    /// What is wrong there, and what was expected.
    pub wrong: String,
}

impl FactsRefused {
    pub(super) fn new(place: impl Into<String>, wrong: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            wrong: wrong.into(),
        }
    }
}

/// All sources, by the short name that facts refer to them with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// The sources that come with the program.
    ///
    /// # Errors
    /// [`FactsRefused`] when the embedded file is wrong: a fault in the program.
    pub fn shipped() -> Result<Self, FactsRefused> {
        Self::parse(SHIPPED)
    }

    /// Reads a table per source.
    ///
    /// # Errors
    /// [`FactsRefused`] for a source without a title, or with a link that is not `https`.
    pub fn parse(text: &str) -> Result<Self, FactsRefused> {
        let found: BTreeMap<String, Source> =
            toml::from_str(text).map_err(|error| FactsRefused::new("sources", error.message()))?;
        Self::of(found)
    }

    /// These sources, by short name.
    ///
    /// # Errors
    /// [`FactsRefused`] for a source without a title, or with a link that is not `https`.
    pub fn of(found: BTreeMap<String, Source>) -> Result<Self, FactsRefused> {
        for (name, source) in &found {
            if source.title.trim().is_empty() {
                return Err(FactsRefused::new(name, "a source needs a title"));
            }
            link(name, source.link.as_deref())?;
        }
        Ok(Self(found))
    }

    /// The source with this short name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Source> {
        self.0.get(name)
    }

    /// All of them, by short name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.0.iter().map(|(name, source)| (name.as_str(), source))
    }

    /// The same as a table of tables, for files.
    pub(super) fn tables(&self) -> BTreeMap<String, Source> {
        self.0.clone()
    }
}

/// Links lead over HTTPS or nowhere.
pub(super) fn link(place: &str, link: Option<&str>) -> Result<(), FactsRefused> {
    match link {
        Some(link) if !link.starts_with("https://") => Err(FactsRefused::new(
            place,
            format!("`{link}` must start with https://"),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_sources_can_be_used() {
        let sources = Sources::shipped().unwrap();
        assert!(sources.get("globalcit").is_some());
        assert!(sources.iter().count() > 20);
    }

    #[test]
    fn a_source_that_leads_astray_is_refused() {
        for (text, wrong) in [
            ("[a]\ntitle = \" \"\nlanguage = \"nl\"", "title"),
            (
                "[a]\ntitle = \"T\"\nlanguage = \"nl\"\nlink = \"http://a.example\"",
                "https",
            ),
            ("[a]\ntitle = \"T\"\nlanguage = \"nl\"\nurl = \"x\"", "url"),
        ] {
            let refused = Sources::parse(text).unwrap_err().to_string();
            assert!(refused.contains(wrong), "{refused}");
        }
    }
}
