//! The statement of transparency: how often an authority asked for something, and who pays.
//!
//! Zero is a number. A period that is not named was not stated, which is something else.

use serde::{Deserialize, Serialize};

use super::clock::Day;
use super::source::FactsRefused;

/// What the board stated on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The day of the statement.
    pub stated_on: Day,
    /// Requests per period and kind.
    pub requests: Vec<Requests>,
    /// Who pays for the register.
    pub funding: Vec<Funding>,
}

/// Requests of one kind in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requests {
    /// The period as the board names it: `2026`.
    pub period: String,
    /// What kind of authority.
    pub kind: Authority,
    /// How many.
    pub number: u32,
}

/// What kind of authority asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Authority {
    /// Police or public prosecutor.
    Police,
    /// A court.
    Court,
    /// An intelligence or security service.
    Intelligence,
    /// Another Dutch authority.
    Other,
    /// An authority of another state.
    Foreign,
}

impl Authority {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Police,
        Self::Court,
        Self::Intelligence,
        Self::Other,
        Self::Foreign,
    ];

    /// Its word in files and keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Court => "court",
            Self::Intelligence => "intelligence",
            Self::Other => "other",
            Self::Foreign => "foreign",
        }
    }
}

/// Somebody who pays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Who, what for and how much, in Dutch.
    pub nl: String,
    /// The same in English.
    pub en: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    stated_on: String,
    #[serde(default)]
    request: Vec<WrittenRequests>,
    #[serde(default)]
    funding: Vec<Funding>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct WrittenRequests {
    period: String,
    kind: Authority,
    number: u32,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// [`FactsRefused`] for one without a day, or that states a period and kind twice.
    pub fn parse(text: &str) -> Result<Self, FactsRefused> {
        let written: Written = toml::from_str(text)
            .map_err(|error| FactsRefused::new("statement", error.message()))?;
        let stated_on = Day::parse_iso(&written.stated_on)
            .ok_or_else(|| FactsRefused::new("stated_on", "a day such as 2026-11-23"))?;
        let mut requests: Vec<Requests> = Vec::new();
        for stated in written.request {
            let same = |seen: &Requests| (&seen.period, seen.kind) == (&stated.period, stated.kind);
            if requests.iter().any(same) {
                let wrong = format!("{} stands there twice", stated.kind.code());
                return Err(FactsRefused::new(stated.period, wrong));
            }
            requests.push(Requests {
                period: stated.period,
                kind: stated.kind,
                number: stated.number,
            });
        }
        Ok(Self {
            stated_on,
            requests,
            funding: written.funding,
        })
    }

    /// The file that [`Statement::parse`] reads; `None` never in practice.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let request = self.requests.iter().map(|stated| WrittenRequests {
            period: stated.period.clone(),
            kind: stated.kind,
            number: stated.number,
        });
        let written = Written {
            stated_on: self.stated_on.iso(),
            request: request.collect(),
            funding: self.funding.clone(),
        };
        toml::to_string(&written).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_a_number_and_no_period_is_stated_twice() {
        let text = "stated_on = \"2026-11-01\"\n[[request]]\nperiod = \"2026\"\nkind = \"police\"\n\
                    number = 0\n";
        let statement = Statement::parse(text).unwrap();
        assert_eq!(statement.requests[0].number, 0);
        let twice =
            format!("{text}[[request]]\nperiod = \"2026\"\nkind = \"police\"\nnumber = 1\n");
        assert!(Statement::parse(&twice).is_err());
        assert!(Statement::parse(&text.replace("police", "family")).is_err());
        assert!(Statement::parse("stated_on = \"soon\"").is_err());
    }
}
