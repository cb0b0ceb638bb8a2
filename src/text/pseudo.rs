//! Two languages that nobody speaks, made from English, to try pages out in.
//!
//! Accented words are longer by about a third and show what was never made translatable. Mirrored
//! words run from right to left, so that a reader of Latin script sees what a page does then.

use std::borrow::Cow;

use crate::domain::locale::Locale;

/// What a language does to every piece of text, if anything.
pub(super) fn transform(locale: Locale) -> Option<fn(&str) -> Cow<'_, str>> {
    match locale {
        Locale::Accented => Some(accented),
        Locale::Mirrored => Some(mirrored),
        _ => None,
    }
}

fn accented(text: &str) -> Cow<'_, str> {
    let mut made = String::with_capacity(text.len() * 2);
    for letter in text.chars() {
        let (other, twice) = match letter {
            'a' => ('á', true),
            'e' => ('ë', true),
            'o' => ('ö', true),
            'u' => ('ú', true),
            'i' => ('ï', false),
            'c' => ('ç', false),
            'n' => ('ñ', false),
            's' => ('š', false),
            'y' => ('ý', false),
            'z' => ('ž', false),
            'A' => ('Å', false),
            'E' => ('É', false),
            'O' => ('Ø', false),
            'U' => ('Ü', false),
            plain => (plain, false),
        };
        made.push(other);
        if twice {
            made.push(other);
        }
    }
    Cow::Owned(made)
}

/// Each word between marks that turn its direction; spaces stay outside, so that lines break.
fn mirrored(text: &str) -> Cow<'_, str> {
    let mut made = String::with_capacity(text.len() * 2);
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_end_matches(char::is_whitespace);
        if word.chars().any(char::is_alphabetic) {
            made.push('\u{202e}');
            made.push_str(word);
            made.push('\u{202c}');
        } else {
            made.push_str(word);
        }
        made.push_str(part.strip_prefix(word).unwrap_or_default());
    }
    Cow::Owned(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_grow_and_turn_and_nothing_is_lost() {
        assert_eq!(accented("Your code"), "Yöö\u{fa}\u{fa}r çöödëë");
        assert_eq!(
            mirrored("a 12 b\n"),
            "\u{202e}a\u{202c} 12 \u{202e}b\u{202c}\n"
        );
    }
}
