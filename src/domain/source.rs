//! Where a page has its facts from. A fact without a source does not get on a page.

use std::collections::BTreeMap;

use serde::Deserialize;

const SHIPPED: &str = include_str!("../../data/sources.toml");

/// One source: a law, a paper of parliament, a dataset, an article.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
