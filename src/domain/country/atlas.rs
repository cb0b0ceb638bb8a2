//! All states that were looked into, and what the dataset codes for the others.

use std::collections::BTreeMap;

use super::Country;
use crate::domain::nationality::Nationality;
use crate::domain::source::{FactsRefused, Sources};

macro_rules! shipped {
    ($($code:literal),+) => {
        &[$(include_str!(concat!("../../../data/countries/", $code, ".toml"))),+]
    };
}

const FILES: &[&str] = shipped!("ar", "cr", "er", "gr", "ir", "ma", "sy", "tr");
const GLOBALCIT: &str = include_str!("../../../data/countries/globalcit.toml");

/// Everything known about states.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    /// The sources that claims refer to.
    pub sources: Sources,
    countries: BTreeMap<&'static str, Country>,
    coded: BTreeMap<String, u8>,
}

impl Atlas {
    /// What comes with the program.
    ///
    /// # Errors
    /// [`FactsRefused`] when an embedded file is wrong: a fault in the program.
    pub fn shipped() -> Result<Self, FactsRefused> {
        let sources = Sources::shipped()?;
        let mut countries = BTreeMap::new();
        for text in FILES {
            let country = Country::parse(text, &sources)?;
            countries.insert(country.state.code(), country);
        }
        Ok(Self {
            sources,
            countries,
            coded: codes(GLOBALCIT)?,
        })
    }

    /// The same with these pages in the place of those that ship.
    #[must_use]
    pub fn with(mut self, countries: &[Country]) -> Self {
        for country in countries {
            self.countries.insert(country.state.code(), country.clone());
        }
        self
    }

    /// The page of this state; `None` when nobody looked into it yet.
    #[must_use]
    pub fn country(&self, state: Nationality) -> Option<&Country> {
        self.countries.get(state.code())
    }

    /// The states that were looked into, by code.
    pub fn countries(&self) -> impl Iterator<Item = &Country> {
        self.countries.values()
    }

    /// The dataset's code for giving up this nationality; `None` where it has none.
    #[must_use]
    pub fn globalcit(&self, state: Nationality) -> Option<u8> {
        self.coded.get(state.code()).copied()
    }
}

fn codes(text: &str) -> Result<BTreeMap<String, u8>, FactsRefused> {
    let refused = |wrong: &str| FactsRefused::new("globalcit.toml", wrong);
    let written: BTreeMap<String, Vec<String>> =
        toml::from_str(text).map_err(|error| refused(error.message()))?;
    let mut found = BTreeMap::new();
    for (name, states) in written {
        let code = name.strip_prefix("code-").and_then(|n| n.parse().ok());
        let code: u8 = code.ok_or_else(|| refused("a line is not called code-N"))?;
        for state in states {
            let is_state = Nationality::from_code(&state).is_some_and(Nationality::is_state);
            if !is_state || found.insert(state, code).is_some() {
                return Err(refused("a code is no state, or a state stands twice"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_can_be_used_and_counts_as_its_source_does() {
        let atlas = Atlas::shipped().unwrap();
        assert_eq!(atlas.countries().count(), FILES.len());
        let with = |code| atlas.coded.values().filter(|coded| **coded == code).count();
        // The numbers of states that the dataset codes as not permitting it, per code.
        assert_eq!([with(0), with(3), with(4)], [22, 9, 5]);
        let state = |code| Nationality::from_code(code).unwrap();
        assert_eq!(atlas.globalcit(state("MA")), Some(4));
        assert_eq!(atlas.globalcit(state("CR")), Some(3));
        assert_eq!(atlas.globalcit(state("PS")), None);
        assert!(atlas.country(state("FR")).is_none());
    }
}
