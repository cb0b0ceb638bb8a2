//! Finding a state by what somebody typed: in any language that is offered, with or without
//! accents, by the start of a name, and with a slip of the finger.
//!
//! One answer is taken; several are shown to choose from. What only nearly fits is never taken
//! unasked.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Words;
use crate::domain::nationality::Nationality;

/// More than this helps nobody to choose.
const MOST: usize = 12;
/// A shorter word has too many neighbours for a slip of the finger to be told from another word.
const LONG_ENOUGH: usize = 5;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing fits.
    Nothing,
    /// This, and nothing else.
    One(Nationality),
    /// Several, in the order of their names; twelve at most.
    Several(Vec<Nationality>),
}

impl Words<'_> {
    /// What somebody may mean by this: a name, a part of one, a code, or an answer that is no
    /// state, in the words of this language.
    #[must_use]
    pub fn search(&self, typed: &str) -> Found {
        let typed = folded(typed);
        if typed.is_empty() {
            return Found::Nothing;
        }
        let coded = Nationality::all().find(|answer| folded(answer.code()) == typed);
        if let Some(answer) = coded {
            return Found::One(answer);
        }
        let all = self.named();
        for fits in [is_same, begins, holds] {
            match all_that(all, |name| fits(name, &typed)) {
                found if found.is_empty() => {}
                found => return chosen(found),
            }
        }
        if typed.chars().count() < LONG_ENOUGH {
            return Found::Nothing;
        }
        let near = all_that(all, |name| is_near(name, &typed));
        if near.is_empty() {
            Found::Nothing
        } else {
            Found::Several(near)
        }
    }
}

fn all_that(all: &[(Nationality, Vec<String>)], fits: impl Fn(&str) -> bool) -> Vec<Nationality> {
    let found = all
        .iter()
        .filter(|(_, names)| names.iter().any(|name| fits(name)));
    found.map(|(answer, _)| *answer).take(MOST).collect()
}

fn chosen(found: Vec<Nationality>) -> Found {
    match found.as_slice() {
        [one] => Found::One(*one),
        _ => Found::Several(found),
    }
}

fn is_same(name: &str, typed: &str) -> bool {
    name == typed
}

fn begins(name: &str, typed: &str) -> bool {
    name.starts_with(typed)
}

/// A later word of the name begins so: `Korea`, `Guinee`.
fn holds(name: &str, typed: &str) -> bool {
    name.match_indices(' ').any(|(place, _)| {
        name.get(place + 1..)
            .is_some_and(|rest| rest.starts_with(typed))
    })
}

/// At most one letter more, less or other; two in a long word.
fn is_near(name: &str, typed: &str) -> bool {
    let most = if typed.chars().count() > 6 { 2 } else { 1 };
    distance(name, typed) <= most
}

/// Levenshtein's distance.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.chars().enumerate() {
        let mut corner = place;
        let mut left = place + 1;
        let mut next = vec![left];
        for (theirs, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = corner + usize::from(*theirs != letter);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
            corner = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Without case, accents, signs and double spaces; letters that two scripts write differently as
/// one.
pub(super) fn folded(text: &str) -> String {
    let letters = text
        .nfkd()
        .filter(|sign| !is_combining_mark(*sign))
        .map(|sign| match sign {
            'ı' => 'i',
            'ø' | 'Ø' => 'o',
            'ł' | 'Ł' => 'l',
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            'ة' => 'ه',
            sign if sign.is_alphanumeric() => sign,
            '\'' | '’' | '\u{200c}' => '\u{0}',
            _ => ' ',
        });
    let letters: String = letters
        .filter(|sign| *sign != '\u{0}')
        .flat_map(char::to_lowercase)
        .filter(|sign| !is_combining_mark(*sign))
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::text::Texts;

    fn codes(locale: Locale, typed: &str) -> Vec<&'static str> {
        let texts = Texts::with(&Locale::TRANSLATED).unwrap();
        match texts.words(locale).search(typed) {
            Found::Nothing => Vec::new(),
            Found::One(one) => vec![one.code()],
            Found::Several(several) => several.into_iter().map(Nationality::code).collect(),
        }
    }

    #[test]
    fn a_name_is_found_as_people_type_it() {
        for (typed, code) in [
            ("Marokko", "MA"),
            ("  marok ", "MA"),
            ("morocco", "MA"),
            ("MA", "MA"),
            ("argentinie", "AR"),
            ("Argentinië", "AR"),
            ("Niger", "NE"),
            ("ivoorkust", "CI"),
            ("cote d'ivoire", "CI"),
            ("Perzië", "IR"),
            ("Zeg ik liever niet", "not_told"),
        ] {
            assert_eq!(codes(Locale::Nl, typed), [code], "{typed}");
        }
    }

    #[test]
    fn several_are_shown_and_a_slip_of_the_finger_is_never_taken_unasked() {
        assert!(codes(Locale::Nl, "mar").len() > 1);
        assert_eq!(codes(Locale::Nl, "korea").len(), 2);
        let texts = Texts::load().unwrap();
        for (typed, code) in [("Marroko", "MA"), ("Turkye", "TR"), ("Afganistann", "AF")] {
            let Found::Several(near) = texts.words(Locale::Nl).search(typed) else {
                panic!("{typed}");
            };
            assert!(near.iter().any(|state| state.code() == code), "{typed}");
        }
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        for typed in ["", "   ", "…", "qqqq", "Nederland", "x", &"a".repeat(5_000)] {
            assert!(codes(Locale::Nl, typed).is_empty(), "{typed}");
        }
    }

    #[test]
    fn distances_count_letters() {
        for (one, other, letters) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "abd", 1),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(one, other), letters);
        }
    }
}
