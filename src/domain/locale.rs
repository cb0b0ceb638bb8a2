//! The languages a page or letter can be in, named in themselves.
//!
//! Dutch and English are the register's own. Translations stand beside them, but are offered to
//! visitors only when a person has read them. Two more are no languages at all: they show whether
//! a page holds longer words and the other direction.

use std::fmt;

/// A language the register can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// Dutch, the leading language.
    Nl,
    /// English.
    En,
    /// Turkish.
    Tr,
    /// Arabic.
    Ar,
    /// Persian.
    Fa,
    /// English in longer, accented words: whatever stays plain was never made translatable.
    Accented,
    /// English from right to left.
    Mirrored,
}

impl Locale {
    /// The languages the register's own texts are written in, the leading one first.
    pub const WRITTEN: [Self; 2] = [Self::Nl, Self::En];
    /// What those texts are translated into.
    pub const TRANSLATED: [Self; 3] = [Self::Tr, Self::Ar, Self::Fa];
    /// What pages are tried out in.
    pub const PSEUDO: [Self; 2] = [Self::Accented, Self::Mirrored];
    /// Every one there is.
    pub const EVERY: [Self; 7] = [
        Self::Nl,
        Self::En,
        Self::Tr,
        Self::Ar,
        Self::Fa,
        Self::Accented,
        Self::Mirrored,
    ];

    /// The BCP 47 tag, as in the address of a page.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
            Self::Tr => "tr",
            Self::Ar => "ar",
            Self::Fa => "fa",
            Self::Accented => "en-XA",
            Self::Mirrored => "ar-XB",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Nl => "Nederlands",
            Self::En => "English",
            Self::Tr => "Türkçe",
            Self::Ar => "العربية",
            Self::Fa => "فارسی",
            Self::Accented => "Ẽñĝļîšĥ",
            Self::Mirrored => "ʜsıןƃuƎ",
        }
    }

    /// Which way its lines run, as HTML writes it.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Ar | Self::Fa | Self::Mirrored => "rtl",
            Self::Nl | Self::En | Self::Tr | Self::Accented => "ltr",
        }
    }

    /// Its number in sealed records and letters; never given to another.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Nl => 1,
            Self::En => 2,
            Self::Tr => 3,
            Self::Ar => 4,
            Self::Fa => 5,
            Self::Accented => 254,
            Self::Mirrored => 255,
        }
    }

    /// The language with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::EVERY
            .into_iter()
            .find(|locale| locale.number() == number)
    }

    /// The language with this tag.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|locale| locale.code() == code)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_again_by_its_tag_and_its_number() {
        for locale in Locale::EVERY {
            assert_eq!(Locale::from_code(locale.code()), Some(locale));
            assert_eq!(Locale::from_number(locale.number()), Some(locale));
        }
        assert_eq!(Locale::from_code("xx"), None);
        assert_eq!(Locale::from_number(0), None);
    }
}
