//! What is known about giving up the nationality of a state: law and practice apart, every claim
//! with its source, the day it was written down and the day it must be looked at again.
//!
//! Foreign law changes, is applied differently in practice and cannot be watched from here; so a
//! page never says a single yes or no, and says itself when it may be out of date.

mod atlas;
mod draft;
mod fields;
mod parse;
mod reader;

pub use atlas::Atlas;
pub use draft::Draft;
pub use fields::{Fault, Group, LANGUAGES, Why};

use super::clock::Day;
use super::nationality::Nationality;
use super::source::{Source, Sources};

/// One state's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// The state.
    pub state: Nationality,
    /// What its law says, in one word.
    pub law: Law,
    /// What happens in practice, in one word.
    pub practice: Practice,
    /// The Dutch travel advice.
    pub travel_advice: Option<String>,
    /// The day the page was made from its sources.
    pub checked_on: Day,
    /// From this day on it may be out of date.
    pub review_due: Day,
    /// The articles of law that are meant.
    pub articles: Vec<Article>,
    /// Everything said, each with its source.
    pub claims: Vec<Claim>,
    /// Sources that this page alone refers to, beside those that ship: `own-1` and on.
    pub own: Sources,
}

impl Country {
    /// Whether the page must say that it may be out of date.
    #[must_use]
    pub fn may_be_out_of_date(&self, today: Day) -> bool {
        today >= self.review_due
    }

    /// The claims about one thing, in the order of the file.
    pub fn about(&self, about: About) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |claim| claim.about == about)
    }

    /// The source with this short name: the page's own, or one that ships.
    #[must_use]
    pub fn source<'s>(&'s self, name: &str, shipped: &'s Sources) -> Option<&'s Source> {
        self.own.get(name).or_else(|| shipped.get(name))
    }
}

/// An article of law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// As lawyers cite it.
    pub citation: String,
    /// The short name of its source.
    pub source: String,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about.
    pub about: About,
    /// The part of life it touches; only implications have one.
    pub topic: Option<Topic>,
    /// In Dutch.
    pub nl: String,
    /// In English.
    pub en: String,
    /// The short name of its source.
    pub source: String,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$of])* $variant),+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one with this word.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }
    };
}

words! {
    /// What a law says about giving the nationality up.
    Law {
        /// It has no way.
        NoProvision = "no-provision",
        /// It has a way, on conditions.
        Restricted = "restricted",
        /// Somebody must permit it.
        Permission = "permission",
        /// It can be done.
        Possible = "possible",
        /// It is lost by itself.
        AutomaticLoss = "automatic-loss",
        /// Not found out.
        Unknown = "unknown",
    }
}

words! {
    /// What happens in practice.
    Practice {
        /// No case is known in which it succeeded.
        Blocked = "blocked",
        /// It is hard.
        Hard = "hard",
        /// It is done.
        Works = "works",
        /// Not found out.
        Unknown = "unknown",
    }
}

words! {
    /// What a claim is about.
    About {
        /// The text of the law.
        Law = "law",
        /// What happens.
        Practice = "practice",
        /// What one must meet.
        Condition = "condition",
        /// What is to be done.
        Step = "step",
        /// What holding or giving up the nationality brings with it.
        Implication = "implication",
        /// Where sources contradict one another.
        Disagreement = "disagreement",
    }
}

words! {
    /// The part of life that an implication touches.
    Topic {
        /// Travelling and leaving again.
        Travel = "travel",
        /// Marriage, children, names.
        Family = "family",
        /// Inheritance and property.
        Inheritance = "inheritance",
        /// Military service.
        Military = "military",
        /// Papers.
        Papers = "papers",
        /// Pressure by the state.
        Pressure = "pressure",
        /// Taxes and money.
        Money = "money",
    }
}
