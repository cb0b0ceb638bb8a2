//! What a declaration tells: the answers of the form, each a closed list.
//!
//! The order of each list is the order of its published table and part of policy version 1.
//! "Rather not say" and "not answered" count alike, in the cell `not_told`.

use super::nationality::Nationality;

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every answer, in the order of the form and of the published table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code in forms and published files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Reads a code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// Its place in the published table.
            #[must_use]
            pub const fn index(self) -> u8 {
                self as u8
            }

            /// The answer at this place.
            #[must_use]
            pub fn from_index(index: u8) -> Option<Self> {
                Self::ALL.get(usize::from(index)).copied()
            }
        }

        // An answer is personal: its type prints its name only.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

choices! {
    /// How the unwanted nationality was acquired.
    Acquired {
        /// Through a parent.
        Parent = "parent",
        /// Born in that country.
        BornThere = "born_there",
        /// Held before becoming Dutch.
        BeforeDutch = "before_dutch",
        /// By marriage.
        Marriage = "marriage",
        /// By adoption or recognition.
        Adoption = "adoption",
        /// Another way.
        Other = "other",
        /// Does not know.
        Unknown = "unknown",
        /// Rather not say, or not asked.
        NotTold = "not_told",
    }
}

choices! {
    /// The one main reason why the nationality is unwanted.
    MainReason {
        /// Simply feels only Dutch.
        OnlyDutch = "only_dutch",
        /// The law there does not let them give it up.
        LawForbids = "law_forbids",
        /// Giving it up is in practice impossible, too costly, or never answered.
        Impracticable = "impracticable",
        /// Risk when travelling, no help from the embassy.
        Travel = "travel",
        /// Military service.
        MilitaryService = "military_service",
        /// Family law there.
        FamilyLaw = "family_law",
        /// Inheritance or property.
        Inheritance = "inheritance",
        /// Pressure or control by that state.
        Pressure = "pressure",
        /// Doubts here about loyalty, discrimination.
        DoubtsHere = "doubts_here",
        /// Work or security clearance.
        Work = "work",
        /// The children get it automatically.
        Children = "children",
        /// Keeps needing that state's papers.
        Papers = "papers",
        /// Laws there that limit freedom.
        Freedom = "freedom",
        /// Tax or money obligations.
        Money = "money",
        /// Another reason.
        Other = "other",
        /// Rather not say, or not asked.
        NotTold = "not_told",
    }
}

choices! {
    /// Whether they tried to give the nationality up.
    Tried {
        /// No.
        No = "no",
        /// Refused.
        Refused = "refused",
        /// No answer came.
        NoAnswer = "no_answer",
        /// Pending.
        Pending = "pending",
        /// Did not know how.
        DidNotKnowHow = "did_not_know_how",
        /// Rather not say, or not asked.
        NotTold = "not_told",
    }
}

choices! {
    /// Where they live; codes of the provinces as CBS uses them.
    Province {
        /// Groningen.
        Groningen = "PV20",
        /// Fryslân.
        Fryslan = "PV21",
        /// Drenthe.
        Drenthe = "PV22",
        /// Overijssel.
        Overijssel = "PV23",
        /// Flevoland.
        Flevoland = "PV24",
        /// Gelderland.
        Gelderland = "PV25",
        /// Utrecht.
        Utrecht = "PV26",
        /// Noord-Holland.
        NoordHolland = "PV27",
        /// Zuid-Holland.
        ZuidHolland = "PV28",
        /// Zeeland.
        Zeeland = "PV29",
        /// Noord-Brabant.
        NoordBrabant = "PV30",
        /// Limburg.
        Limburg = "PV31",
        /// Bonaire, Sint Eustatius, Saba.
        Caribbean = "caribbean",
        /// Abroad.
        Abroad = "abroad",
        /// Rather not say, or not asked.
        NotTold = "not_told",
    }
}

choices! {
    /// The age band on the day of answering, asked as a band of birth years and then frozen, so
    /// that growing older is no event.
    BirthBand {
        /// 18 to 24 on the day.
        From18 = "18-24",
        /// 25 to 34 on the day.
        From25 = "25-34",
        /// 35 to 44 on the day.
        From35 = "35-44",
        /// 45 to 54 on the day.
        From45 = "45-54",
        /// 55 to 64 on the day.
        From55 = "55-64",
        /// 65 or older on the day.
        From65 = "65+",
        /// Rather not say, or not asked.
        NotTold = "not_told",
    }
}

impl BirthBand {
    /// The first and last birth year this band stands for in `year`; no first year for the
    /// oldest band, none at all for "rather not say".
    #[must_use]
    pub const fn birth_years(self, year: i32) -> Option<(Option<i32>, i32)> {
        match self {
            Self::From18 => Some((Some(year - 24), year - 18)),
            Self::From25 => Some((Some(year - 34), year - 25)),
            Self::From35 => Some((Some(year - 44), year - 35)),
            Self::From45 => Some((Some(year - 54), year - 45)),
            Self::From55 => Some((Some(year - 64), year - 55)),
            Self::From65 => Some((None, year - 65)),
            Self::NotTold => None,
        }
    }
}

/// One to three different nationalities; the first is the one it is chiefly about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nationalities {
    chief: Nationality,
    second: Option<Nationality>,
    third: Option<Nationality>,
}

impl Nationalities {
    /// Takes one to three different answers, in the order given.
    ///
    /// # Errors
    /// `None given`, `TooMany` or `Twice`, so that the form can say which.
    pub fn new(answers: &[Nationality]) -> Result<Self, NationalitiesError> {
        let (chief, second, third) = match *answers {
            [] => return Err(NationalitiesError::NoneGiven),
            [chief] => (chief, None, None),
            [chief, second] => (chief, Some(second), None),
            [chief, second, third] => (chief, Some(second), Some(third)),
            _ => return Err(NationalitiesError::TooMany),
        };
        let twice =
            second == Some(chief) || third == Some(chief) || (third.is_some() && third == second);
        if twice {
            Err(NationalitiesError::Twice)
        } else {
            Ok(Self {
                chief,
                second,
                third,
            })
        }
    }

    /// The one the declaration is chiefly about: the only one that is counted.
    #[must_use]
    pub const fn chief(&self) -> Nationality {
        self.chief
    }

    /// All that were given, the chief one first.
    pub fn iter(&self) -> impl Iterator<Item = Nationality> {
        [Some(self.chief), self.second, self.third]
            .into_iter()
            .flatten()
    }
}

/// Why a set of nationalities was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NationalitiesError {
    /// At least one answer is needed; "rather not say" is one.
    NoneGiven,
    /// Three at the most.
    TooMany,
    /// The same answer was given twice.
    Twice,
}

/// The optional answers: asked, stored and counted only with the second consent.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct OptionalAnswers {
    /// How it was acquired.
    pub acquired: Option<Acquired>,
    /// The main reason.
    pub main_reason: Option<MainReason>,
    /// Whether they tried to give it up.
    pub tried: Option<Tried>,
    /// Where they live.
    pub province: Option<Province>,
    /// Their birth cohort.
    pub birth_band: Option<BirthBand>,
}

/// Everything a declaration tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// Which nationalities are unwanted.
    pub nationalities: Nationalities,
    /// The optional answers; `None` without the second consent.
    pub optional: Option<OptionalAnswers>,
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_three_different_nationalities_are_taken() {
        let all: Vec<_> = Nationality::all().take(4).collect();
        assert_eq!(
            Nationalities::new(&[]).err(),
            Some(NationalitiesError::NoneGiven)
        );
        assert_eq!(
            Nationalities::new(&all).err(),
            Some(NationalitiesError::TooMany)
        );
        let twice = [all[0], all[1], all[0]];
        assert_eq!(
            Nationalities::new(&twice).err(),
            Some(NationalitiesError::Twice)
        );
        assert_eq!(Nationalities::new(&all[..3]).unwrap().iter().count(), 3);
    }

    #[test]
    fn the_bands_of_birth_years_follow_one_another_without_a_gap() {
        let bands: Vec<_> = BirthBand::ALL
            .iter()
            .filter_map(|b| b.birth_years(2026))
            .collect();
        assert_eq!(bands[0], (Some(2002), 2008));
        for pair in bands.windows(2) {
            assert_eq!(pair[0].0, Some(pair[1].1 + 1));
        }
    }

    #[test]
    fn the_lists_are_as_long_as_their_tables() {
        assert_eq!(
            [
                Acquired::ALL.len(),
                MainReason::ALL.len(),
                Tried::ALL.len(),
                Province::ALL.len(),
                BirthBand::ALL.len()
            ],
            [8, 16, 6, 15, 7]
        );
    }
}
