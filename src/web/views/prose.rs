//! A text of several paragraphs, as blocks that a page can mark up properly.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
}

/// Splits a text: lines that begin with a dash make a list, every other line is a paragraph.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("– "), found.last_mut()) {
            (Some(item), Some(Block::List(items))) => items.push(item.to_owned()),
            (Some(item), _) => found.push(Block::List(vec![item.to_owned()])),
            (None, _) => found.push(Block::Paragraph(line.to_owned())),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_make_a_list() {
        let found = blocks("One.\n– a\n– b\n\nTwo.");
        let list = Block::List(vec!["a".into(), "b".into()]);
        let [one, two] = ["One.", "Two."].map(|text| Block::Paragraph(text.into()));
        assert_eq!(found, [one, list, two]);
    }
}
