//! The files of every language, as they are embedded in the program.
//!
//! Fluent holds what is said in sentences; the texts that a person agrees to are whole files, a
//! folder per version: a changed text is a new folder, and the old one stays as it is.

use crate::domain::locale::Locale;

/// One file: its name and what stands in it.
pub(super) type File = (&'static str, &'static str);

/// All files of one language.
pub(super) struct Sources {
    /// The catalogues.
    pub fluent: &'static [File],
    /// The catalogue of the board's office; in the languages that are written here alone.
    pub office: &'static [File],
    /// The texts that are agreed to.
    pub consent: &'static [File],
    /// The names of states, a JSON object by code.
    pub states: &'static str,
    /// Further names that people look for a state by, likewise; empty where there are none.
    pub aliases: &'static str,
    /// Who read the translation; none for what is written here.
    pub review: Option<&'static str>,
}

macro_rules! file {
    ($locale:literal, $name:literal) => {
        include_str!(concat!("../../locales/", $locale, "/", $name))
    };
}

macro_rules! files {
    ($locale:literal: $($name:literal),+ $(,)?) => {
        &[$(($name, file!($locale, $name))),+]
    };
}

macro_rules! language {
    ($locale:literal, $review:expr, $office:expr) => {
        Sources {
            office: $office,
            fluent: files!($locale: "common.ftl", "door.ftl", "form.ftl", "answers.ftl",
                "public.ftl", "background.ftl", "countries.ftl", "privacy.ftl", "figures.ftl",
                "charts.ftl", "data.ftl", "method.ftl", "reuse.ftl", "letter.ftl"),
            consent: files!($locale: "consent/1/declaration.txt",
                "consent/1/adult-and-dutch.txt", "consent/1/keep-and-count.txt",
                "consent/1/optional-answers.txt"),
            states: file!($locale, "countries.json"),
            aliases: file!($locale, "aliases.json"),
            review: $review,
        }
    };
}

const NL: Sources = language!("nl", None, files!("nl": "office.ftl"));
const EN: Sources = language!("en", None, files!("en": "office.ftl"));
const TR: Sources = language!("tr", Some(file!("tr", "review.toml")), &[]);
const AR: Sources = language!("ar", Some(file!("ar", "review.toml")), &[]);
const FA: Sources = language!("fa", Some(file!("fa", "review.toml")), &[]);

/// The files of this language; those that pages are tried out in are made from English.
pub(super) const fn of(locale: Locale) -> &'static Sources {
    match locale {
        Locale::Nl => &NL,
        Locale::En | Locale::Accented | Locale::Mirrored => &EN,
        Locale::Tr => &TR,
        Locale::Ar => &AR,
        Locale::Fa => &FA,
    }
}
