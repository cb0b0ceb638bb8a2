//! Cells of text that a sheet must not take for a formula.

use std::borrow::Cow;

/// The signs with which a sheet begins a formula, in full width too.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The text as a CSV cell: what looks like a formula gets an apostrophe before it (OWASP, "CSV
/// injection"), and no cell begins with a tab or a line's end.
#[must_use]
pub fn safe(text: &str) -> Cow<'_, str> {
    let first = text.trim_start_matches(char::is_whitespace).chars().next();
    let is_formula = first.is_some_and(|sign| FORMULA.contains(&sign));
    match is_formula || text.starts_with(['\t', '\r', '\n']) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\rx", "＝1", "\u{a0}=1",
        ] {
            assert_eq!(safe(formula), format!("'{formula}"), "{formula:?}");
        }
        for text in ["", "Marokko", "2026-Q3", "a=b", "c", "'=1"] {
            assert_eq!(safe(text), text);
        }
    }
}
