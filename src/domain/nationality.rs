//! Which nationality a declaration is about.

use super::states::STATES;

/// A group of UN M49 regions of which none is a single state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// M49 150.
    Europe,
    /// M49 015.
    NorthernAfrica,
    /// M49 202.
    SubSaharanAfrica,
    /// M49 145.
    WesternAsia,
    /// M49 143 and 034.
    CentralAndSouthernAsia,
    /// M49 030 and 035.
    EasternAndSouthEasternAsia,
    /// M49 019 and 009.
    AmericasAndOceania,
    /// Not told, or not one state in the list.
    NotTold,
}

impl Region {
    /// All eight, in the order of the published tables.
    pub const ALL: [Self; 8] = [
        Self::Europe,
        Self::NorthernAfrica,
        Self::SubSaharanAfrica,
        Self::WesternAsia,
        Self::CentralAndSouthernAsia,
        Self::EasternAndSouthEasternAsia,
        Self::AmericasAndOceania,
        Self::NotTold,
    ];

    /// The code in published files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Europe => "europe",
            Self::NorthernAfrica => "northern_africa",
            Self::SubSaharanAfrica => "sub_saharan_africa",
            Self::WesternAsia => "western_asia",
            Self::CentralAndSouthernAsia => "central_southern_asia",
            Self::EasternAndSouthEasternAsia => "eastern_south_eastern_asia",
            Self::AmericasAndOceania => "americas_oceania",
            Self::NotTold => "not_told",
        }
    }

    /// Its place in [`Region::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// How many answers there are: 196 states and four others.
pub const NATIONALITIES: usize = STATES.len() + OTHERS.len();

const OTHERS: [&str; 4] = ["not_listed", "former_state", "not_sure", "not_told"];

/// One answer to "which nationality": a state, or one of four others.
///
/// Holds its place in the published table, so that a ballot can name it in two bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nationality(u16);

impl Nationality {
    /// Every answer, in the order of the published table: states by code, then the others.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..NATIONALITIES as u16).map(Self)
    }

    /// The states alone, in order of code.
    pub fn states() -> impl Iterator<Item = Self> {
        (0..STATES.len() as u16).map(Self)
    }

    /// The four answers that are no state, in the order of the form: not in the list or not
    /// recognised, a state that no longer exists, not sure, rather not say.
    pub fn others() -> impl Iterator<Item = Self> {
        (STATES.len() as u16..NATIONALITIES as u16).map(Self)
    }

    /// Reads the code of a form or file: `MA`, `XK`, `not_sure`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|answer| answer.code() == code)
    }

    /// The answer at this place of the table.
    #[must_use]
    pub fn from_index(index: u16) -> Option<Self> {
        (usize::from(index) < NATIONALITIES).then_some(Self(index))
    }

    /// Its place in the published table.
    #[must_use]
    pub const fn index(self) -> u16 {
        self.0
    }

    /// The code in forms and published files: ISO 3166-1 alpha-2, `XK`, or a word.
    #[must_use]
    pub fn code(self) -> &'static str {
        let place = usize::from(self.0);
        match STATES.get(place) {
            Some((code, _)) => code,
            None => OTHERS
                .get(place.saturating_sub(STATES.len()))
                .copied()
                .unwrap_or("not_told"),
        }
    }

    /// Whether it is a state (and so has a name of its own in every language).
    #[must_use]
    pub fn is_state(self) -> bool {
        usize::from(self.0) < STATES.len()
    }

    /// The region it counts in.
    #[must_use]
    pub fn region(self) -> Region {
        STATES
            .get(usize::from(self.0))
            .map_or(Region::NotTold, |(_, region)| *region)
    }
}

// An answer is personal: its type prints its name only.
impl std::fmt::Debug for Nationality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nationality")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_196_states_in_order_and_never_our_own() {
        let codes: Vec<_> = Nationality::states().map(Nationality::code).collect();
        assert_eq!(codes.len(), 196);
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(!codes.contains(&"NL"));
        for present in ["XK", "TW", "VA", "PS", "MA", "IR", "TR", "SY", "AR"] {
            assert!(codes.contains(&present), "{present}");
        }
    }

    #[test]
    fn no_region_is_a_single_state() {
        for region in Region::ALL {
            assert!(Nationality::all().filter(|n| n.region() == region).count() > 1);
        }
    }

    #[test]
    fn every_answer_is_read_back_from_its_code_and_place() {
        for answer in Nationality::all() {
            assert!(Nationality::from_code(answer.code()) == Some(answer));
            assert!(Nationality::from_index(answer.index()) == Some(answer));
        }
        assert!(Nationality::from_code("NL").is_none());
        assert!(Nationality::from_index(200).is_none());
    }
}
