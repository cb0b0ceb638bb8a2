//! What can be filled in into a text: a word, or a number that the text may inflect by.

use fluent_bundle::FluentValue;

/// One value for a variable of a text.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// A word, name or day already written out.
    Text(&'a str),
    /// A whole number; the catalogue writes it as its language does and can choose by it.
    Number(i64),
}

impl<'a> Arg<'a> {
    pub(super) fn value(self) -> FluentValue<'a> {
        match self {
            Self::Text(text) => FluentValue::from(text),
            Self::Number(number) => FluentValue::from(number),
        }
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

// Templates hand over borrowed fields and loop variables, hence the further forms.
impl<'a> From<&'a &str> for Arg<'a> {
    fn from(text: &'a &str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a &String> for Arg<'a> {
    fn from(text: &'a &String) -> Self {
        Self::Text(text)
    }
}

macro_rules! numbers {
    ($($kind:ty),+) => {$(
        impl From<$kind> for Arg<'_> {
            fn from(number: $kind) -> Self {
                Self::Number(i64::from(number))
            }
        }
        impl From<&$kind> for Arg<'_> {
            fn from(number: &$kind) -> Self {
                Self::Number(i64::from(*number))
            }
        }
        impl From<&&$kind> for Arg<'_> {
            fn from(number: &&$kind) -> Self {
                Self::Number(i64::from(**number))
            }
        }
    )+};
}

numbers!(u8, u32, i32, i64);
