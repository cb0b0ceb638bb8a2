//! The embedded texts of one language.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use super::numbers;
use super::{Arg, TextsError};
use crate::domain::locale::Locale;

macro_rules! files {
    ($locale:literal: $($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../locales/", $locale, "/", $name)))),+]
    };
}

type Files = &'static [(&'static str, &'static str)];

const NL: Files = files!("nl": "common.ftl", "consent.ftl", "door.ftl", "form.ftl", "answers.ftl",
    "public.ftl", "privacy.ftl", "figures.ftl", "charts.ftl", "data.ftl", "method.ftl", "reuse.ftl", "letter.ftl");
const EN: Files = files!("en": "common.ftl", "consent.ftl", "door.ftl", "form.ftl", "answers.ftl",
    "public.ftl", "privacy.ftl", "figures.ftl", "charts.ftl", "data.ftl", "method.ftl", "reuse.ftl", "letter.ftl");

const NL_STATES: &str = include_str!("../../locales/nl/countries.json");
const EN_STATES: &str = include_str!("../../locales/en/countries.json");

/// How many states have a nationality that can be answered.
const STATES: usize = 196;

/// One language: its texts with and without isolation marks, and the names of states.
pub(super) struct Catalogue {
    page: FluentBundle<FluentResource>,
    plain: FluentBundle<FluentResource>,
    states: BTreeMap<String, String>,
}

impl Catalogue {
    pub(super) fn read(locale: Locale) -> Result<Self, TextsError> {
        let states = states(locale).ok_or(TextsError::States { locale })?;
        Ok(Self {
            page: bundle(locale, true)?,
            plain: bundle(locale, false)?,
            states,
        })
    }

    /// The text of `key`; `None` when there is none or a variable is missing.
    pub(super) fn text(&self, key: &str, args: &[(&str, Arg<'_>)], marks: bool) -> Option<String> {
        let bundle = if marks { &self.page } else { &self.plain };
        let pattern = bundle.get_message(key)?.value()?;
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, arg)| (*name, arg.value()))
            .collect();
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut faults);
        faults.is_empty().then(|| text.into_owned())
    }

    pub(super) fn state(&self, code: &str) -> Option<&str> {
        self.states.get(code).map(String::as_str)
    }
}

pub(super) const fn files(locale: Locale) -> Files {
    match locale {
        Locale::Nl => NL,
        Locale::En => EN,
    }
}

fn states(locale: Locale) -> Option<BTreeMap<String, String>> {
    let json = match locale {
        Locale::Nl => NL_STATES,
        Locale::En => EN_STATES,
    };
    let names: BTreeMap<String, String> = serde_json::from_str(json).ok()?;
    (names.len() >= STATES).then_some(names)
}

fn bundle(locale: Locale, marks: bool) -> Result<FluentBundle<FluentResource>, TextsError> {
    let language: LanguageIdentifier = locale
        .code()
        .parse()
        .map_err(|_| TextsError::Language { locale })?;
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(marks);
    bundle.set_formatter(Some(match locale {
        Locale::Nl => in_dutch,
        Locale::En => in_english,
    }));
    for (file, source) in files(locale) {
        let resource = FluentResource::try_new((*source).to_owned())
            .map_err(|_| TextsError::Unreadable { locale, file })?;
        bundle
            .add_resource(resource)
            .map_err(|_| TextsError::Repeated { locale, file })?;
    }
    Ok(bundle)
}

fn in_dutch(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    written(Locale::Nl, value)
}

fn in_english(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    written(Locale::En, value)
}

/// Numbers as the language writes them; every other value as Fluent does.
fn written(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        // Only whole numbers are ever handed in, and none near 2^53.
        FluentValue::Number(number) => Some(numbers::grouped(locale, number.value as i64)),
        _ => None,
    }
}
