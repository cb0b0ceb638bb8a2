//! Sentences of the catalogue, made fit for a place that is no page: a drawing, a line to copy.

use super::chart::letters::broken;

/// Marks that keep a filled-in word from turning the sentence around it. A drawing has no use
/// for them, and some programs show them as boxes.
const MARKS: [char; 2] = ['\u{2068}', '\u{2069}'];

/// The text without them.
pub(super) fn plain(text: &str) -> String {
    text.replace(MARKS, "")
}

/// The text with its first letter as at the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let text = plain(text);
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Lines of at most so many letters, broken between words.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    broken(text, |line, word| {
        line.chars().count() + word.chars().count() < width
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("een twee drie", 9), ["een twee", "drie"]);
        assert!(wrapped("", 9).is_empty());
    }
}
