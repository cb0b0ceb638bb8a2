//! The states a form offers, in the order in which a reader of the language looks for them.

use unicode_normalization::UnicodeNormalization;

use super::Words;
use crate::domain::nationality::Nationality;

impl Words<'_> {
    /// Every state with its name, sorted by name: accents and case do not part neighbours.
    #[must_use]
    pub fn states(&self) -> Vec<(Nationality, String)> {
        let mut states: Vec<_> = Nationality::states()
            .map(|state| (state, self.state(state.code())))
            .collect();
        states.sort_by_cached_key(|(_, name)| sorting_key(name));
        states
    }
}

fn sorting_key(name: &str) -> String {
    name.nfd()
        .filter(|letter| letter.is_alphanumeric() || *letter == ' ')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert!(sorting_key("Åland") < sorting_key("Albanië"));
        assert_eq!(sorting_key("Côte d’Ivoire"), "cote divoire");
    }
}
