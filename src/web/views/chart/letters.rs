//! How wide words are, about: enough to break lines and to keep numbers apart without a font.
//!
//! The widths are those of Noto Sans, rounded up, which is wider than most system fonts.

/// Thousandths of the letter size.
const fn thousandths(letter: char) -> i64 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | ' ' | '|' | '!' => 280,
        'f' | 'r' | 't' | 'I' | 'J' | '(' | ')' | '-' | '/' => 420,
        'm' | 'w' | 'M' | 'W' | '—' => 940,
        'A'..='Z' => 760,
        '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}' | '\u{200c}' => 0,
        _ => 620,
    }
}

/// The width of a text in letters of this size, rounded up.
#[must_use]
pub fn width(text: &str, size: i64) -> i64 {
    let sum: i64 = text.chars().map(thousandths).sum();
    (sum * size + 999) / 1_000
}

/// The text in lines of at most this width. A word that is longer stands on a line of its own.
#[must_use]
pub fn wrapped(text: &str, size: i64, most: i64) -> Vec<String> {
    broken(text, |line, word| {
        width(line, size) + width(" ", size) + width(word, size) <= most
    })
}

/// The text in lines, broken between words where one does not fit on the line before it.
pub(in crate::web::views) fn broken(text: &str, fits: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(line, word) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_take_several_lines_and_lose_no_word() {
        let text = "Giving it up is in practice impossible, too costly, or never answered";
        let lines = wrapped(text, 14, 300);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() == 2 && lines.iter().all(|line| width(line, 14) <= 300));
    }

    #[test]
    fn digits_are_as_wide_as_in_the_font() {
        // 572 of 1000 in Noto Sans; a little more is safe, less is not.
        assert!((572..700).contains(&width("0", 1_000)));
        assert!((907..1_000).contains(&width("M", 1_000)));
    }
}
