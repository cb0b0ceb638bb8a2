//! `$filter`: comparisons, `and`, `or`, `not`, brackets, and the three functions on texts that
//! CBS's own service and its tools use. Parsing knows no columns; asking a row does.

use serde_json::Value;

mod parse;

/// One condition on a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    Both(Box<Self>, Box<Self>),
    Either(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Compared(Term, Comparison, Term),
    /// The first text is searched.
    Text(Search, Term, Term),
}

/// What is compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    Column(String),
    Literal(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    Within,
    AtStart,
    AtEnd,
}

impl Filter {
    /// Reads a condition.
    ///
    /// # Errors
    /// A sentence that says what was not understood.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        parse::parse(text)
    }

    /// Every column it names.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            Self::Both(one, other) | Self::Either(one, other) => {
                [one.columns(), other.columns()].concat()
            }
            Self::Not(one) => one.columns(),
            Self::Compared(one, _, other) | Self::Text(_, one, other) => {
                let terms = [one, other].into_iter();
                terms.filter_map(Term::column).collect()
            }
        }
    }

    /// Whether it holds for a row. Nothing is greater or less than an empty cell.
    pub(super) fn holds<'a>(&'a self, cell: &impl Fn(&str) -> Option<&'a Value>) -> bool {
        match self {
            Self::Both(one, other) => one.holds(cell) && other.holds(cell),
            Self::Either(one, other) => one.holds(cell) || other.holds(cell),
            Self::Not(one) => !one.holds(cell),
            Self::Compared(one, how, other) => how.holds(one.value(cell), other.value(cell)),
            Self::Text(how, whole, part) => {
                let text = |term: &'a Term| term.value(cell).and_then(Value::as_str);
                text(whole)
                    .zip(text(part))
                    .is_some_and(|(whole, part)| match how {
                        Search::Within => whole.contains(part),
                        Search::AtStart => whole.starts_with(part),
                        Search::AtEnd => whole.ends_with(part),
                    })
            }
        }
    }
}

impl Term {
    fn column(&self) -> Option<&str> {
        match self {
            Self::Column(name) => Some(name),
            Self::Literal(_) => None,
        }
    }

    fn value<'a>(&'a self, cell: &impl Fn(&str) -> Option<&'a Value>) -> Option<&'a Value> {
        match self {
            Self::Column(name) => cell(name),
            Self::Literal(value) => Some(value),
        }
    }
}

impl Comparison {
    fn holds(self, one: Option<&Value>, other: Option<&Value>) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let (Some(one), Some(other)) = (one, other) else {
            return false;
        };
        let order = match (one.as_f64(), other.as_f64(), one.as_str(), other.as_str()) {
            (Some(one), Some(other), ..) => one.partial_cmp(&other),
            (.., Some(one), Some(other)) => Some(one.cmp(other)),
            _ => (one == other).then_some(Equal),
        };
        match self {
            Self::Equal => order == Some(Equal),
            Self::Unequal => order != Some(Equal),
            Self::Greater => order == Some(Greater),
            Self::Less => order == Some(Less),
            Self::AtLeast => !one.is_null() && matches!(order, Some(Greater | Equal)),
            Self::AtMost => !one.is_null() && matches!(order, Some(Less | Equal)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn holds(filter: &str, row: &Value) -> bool {
        let filter = Filter::parse(filter).unwrap();
        filter.holds(&|name| row.get(name))
    }

    #[test]
    fn a_row_is_judged_as_written() {
        let row =
            json!({"Periods": "2026KW04", "Name": "l'été", "Count_1": 35, "Margin95_2": null});
        for filter in [
            "Periods eq '2026KW04'",
            "(Count_1 ge 35) and Count_1 le 35 and Count_1 lt 35.5",
            "substringof('KW', Periods) and not startswith(Periods,'2025')",
            "endswith(Periods, '04') or nothing_here eq 'x'",
            "Name eq 'l''été'",
            "Margin95_2 eq null and Count_1 ne null",
            "Count_1 eq 1 or Count_1 gt 30 and Periods ne '2026KW03'",
            "not (Count_1 eq 1)",
            "substringof('26KW',Periods) eq true",
        ] {
            assert!(holds(filter, &row), "{filter}");
        }
        for filter in [
            "Margin95_2 ge 0",
            "Margin95_2 le null",
            "Count_1 eq 'many'",
            "(Count_1 eq 35 or Count_1 eq 36) and Count_1 eq 36",
        ] {
            assert!(!holds(filter, &row), "{filter}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused_with_a_sentence() {
        let deep = format!("{}ID eq 1{}", "(".repeat(1_000), ")".repeat(1_000));
        let nots = format!("{}ID eq 1", "not ".repeat(1_000));
        let chain = vec!["ID eq 1"; 1_000].join(" and ");
        for text in [
            "",
            "ID",
            "ID eq",
            "ID is 1",
            "ID eq 'x",
            "ID eq 1 and",
            "(ID eq 1",
            "ID eq 1)",
            "substringof('x')",
            "year(ID) eq 1",
            "ID eq 1 ID eq 2",
            "ID eq 1; drop",
            "eq eq",
            "ID eq --1",
            "ID eq 1e999",
            &deep,
            &nots,
            &chain,
        ] {
            let refused = Filter::parse(text).unwrap_err();
            assert!(refused.ends_with('.') && refused.len() < 300, "{refused}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,200}") {
            let _ = Filter::parse(&text);
        }

        #[test]
        fn any_words_of_the_language_are_read_or_refused(words in proptest::collection::vec(
            prop_oneof![
                Just("("), Just(")"), Just("and"), Just("or"), Just("not"), Just("eq"),
                Just("ID"), Just("'x'"), Just("1"), Just("null"), Just(","), Just("substringof"),
            ], 0..40,
        )) {
            if let Ok(filter) = Filter::parse(&words.join(" ")) {
                let row = json!({"ID": 1});
                filter.holds(&|name| row.get(name));
            }
        }

        #[test]
        fn a_text_is_found_whatever_it_holds(text in ".{0,40}") {
            let row = json!({"T": text});
            let filter = format!("T eq '{}'", text.replace('\'', "''"));
            prop_assert!(holds(&filter, &row));
        }
    }
}
