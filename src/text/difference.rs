//! Two texts side by side, with the words that differ marked in each.

use similar::{ChangeTag, TextDiff};

/// A piece of one side, and whether the other side lacks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they differ.
    pub differs: bool,
}

/// The old text and the new one, each in pieces that join to it exactly.
#[must_use]
pub fn side_by_side(old: &str, new: &str) -> [Vec<Piece>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    let [left, right] = &mut sides;
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let text = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                add(left, text, false);
                add(right, text, false);
            }
            ChangeTag::Delete => add(left, text, true),
            ChangeTag::Insert => add(right, text, true),
        }
    }
    sides
}

fn add(side: &mut Vec<Piece>, text: &str, differs: bool) {
    match side.last_mut() {
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => side.push(Piece {
            text: text.to_owned(),
            differs,
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_that_differ_are_marked() {
        let [old, new] = side_by_side("Ik voel mij Nederlander.", "Ik ben enkel Nederlander.");
        let marked = |side: &[Piece]| -> String {
            let some = side.iter().filter(|piece| piece.differs);
            let words: Vec<&str> = some.map(|piece| piece.text.trim()).collect();
            words.join(" ")
        };
        assert_eq!(marked(&old), "voel mij");
        assert_eq!(marked(&new), "ben enkel");
        assert_eq!(side_by_side("", ""), [Vec::new(), Vec::new()]);
    }

    proptest! {
        #[test]
        fn each_side_joins_to_its_text(old in "[a-cك \n]{0,40}", new in "[a-cك \n]{0,40}") {
            let [left, right] = side_by_side(&old, &new);
            let joined = |side: Vec<Piece>| side.into_iter().map(|p| p.text).collect::<String>();
            prop_assert_eq!(joined(left), old);
            prop_assert_eq!(joined(right), new);
        }
    }
}
