//! The nearest known name to a mistyped one.

/// The name in `known` nearest to `typed`, when it is near enough to have been meant.
pub(super) fn nearest(typed: &str, known: impl Iterator<Item = String>) -> Option<String> {
    // The section is often right: only the last part's length says how much may be wrong.
    let last = typed.rsplit('.').next().unwrap_or(typed);
    let allowed = (last.chars().count() / 3).max(2);
    known
        .map(|name| (distance(typed, &name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein's distance: insertions, deletions and changes of one sign each.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, sign) in one.chars().enumerate() {
        let mut next = vec![line + 1];
        let pairs = row.iter().zip(row.iter().skip(1)).zip(&other);
        for ((diagonal, above), letter) in pairs {
            let left = next.last().copied().unwrap_or_default();
            let changed = diagonal + usize::from(sign != *letter);
            next.push(changed.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_textbook() {
        for (one, other, steps) in [
            ("kitten", "sitting", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("web", "web", 0),
        ] {
            assert_eq!(distance(one, other), steps);
        }
    }

    #[test]
    fn only_what_was_meant_is_suggested() {
        let known = || ["web.listen", "web.queue"].map(str::to_owned).into_iter();
        assert_eq!(nearest("web.lisen", known()).as_deref(), Some("web.listen"));
        assert_eq!(nearest("colour", known()), None);
    }
}
