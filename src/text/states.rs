//! The states a form offers, in the order in which a reader of the language looks for them.
//!
//! Sorting and folding two hundred names takes longer than everything else that a page does, so it
//! is done once for each language, when first asked for.

use unicode_normalization::UnicodeNormalization;

use super::Words;
use super::search::folded;
use crate::domain::nationality::Nationality;

/// What is made of the names of states in one language.
pub(super) struct Known {
    /// Every state with its name, sorted by name.
    pub sorted: Vec<(Nationality, String)>,
    /// Every answer with all names it goes by, folded.
    pub named: Vec<(Nationality, Vec<String>)>,
}

impl<'a> Words<'a> {
    /// Every state with its name, sorted by name: accents and case do not part neighbours.
    #[must_use]
    pub fn states(&self) -> &'a [(Nationality, String)] {
        self.known().map_or(&[], |known| &known.sorted)
    }

    /// Every answer with all names it goes by in any language that is offered, folded.
    pub(super) fn named(&self) -> &'a [(Nationality, Vec<String>)] {
        self.known().map_or(&[], |known| &known.named)
    }

    fn known(&self) -> Option<&'a Known> {
        let kept = self.texts().known.get(&self.locale())?;
        Some(kept.get_or_init(|| self.makes_known()))
    }

    fn makes_known(&self) -> Known {
        let mut sorted: Vec<_> = Nationality::states()
            .map(|state| (state, self.state(state.code())))
            .collect();
        sorted.sort_by_cached_key(|(_, name)| sorting_key(name));
        let states = sorted.iter().map(|(state, _)| {
            let names = self.texts().names(state.code()).map(folded);
            (*state, names.collect())
        });
        let others =
            Nationality::others().map(|other| (other, vec![folded(&self.nationality(other))]));
        let named = states.chain(others).collect();
        Known { sorted, named }
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
