//! The texts of one language, read.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use super::{Arg, TextsError, numbers, pseudo, sources};
use crate::domain::locale::Locale;

/// How many states have a nationality that can be answered.
const STATES: usize = 196;

type Formatter = fn(&FluentValue<'_>, &IntlLangMemoizer) -> Option<String>;

/// One language: its texts with and without isolation marks, and the names of states.
pub(super) struct Catalogue {
    page: FluentBundle<FluentResource>,
    plain: FluentBundle<FluentResource>,
    states: BTreeMap<String, String>,
    aliases: BTreeMap<String, Vec<String>>,
}

impl Catalogue {
    pub(super) fn read(locale: Locale) -> Result<Self, TextsError> {
        let wrong = TextsError::States { locale };
        let aliases = serde_json::from_str(sources::of(locale).aliases).map_err(|_| wrong)?;
        Ok(Self {
            page: bundle(locale, true)?,
            plain: bundle(locale, false)?,
            states: states(locale)?,
            aliases,
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

    /// What else people call this state.
    pub(super) fn aliases(&self, code: &str) -> &[String] {
        self.aliases.get(code).map_or(&[], Vec::as_slice)
    }
}

fn states(locale: Locale) -> Result<BTreeMap<String, String>, TextsError> {
    let wrong = TextsError::States { locale };
    let names: BTreeMap<String, String> =
        serde_json::from_str(sources::of(locale).states).map_err(|_| wrong)?;
    if names.len() >= STATES {
        Ok(names)
    } else {
        Err(TextsError::States { locale })
    }
}

fn bundle(locale: Locale, marks: bool) -> Result<FluentBundle<FluentResource>, TextsError> {
    // What pages are tried out in inflects as the English it is made from.
    let inflected = match locale {
        Locale::Accented | Locale::Mirrored => Locale::En,
        other => other,
    };
    let language: LanguageIdentifier = inflected
        .code()
        .parse()
        .map_err(|_| TextsError::Language { locale })?;
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(marks);
    bundle.set_transform(pseudo::transform(locale));
    bundle.set_formatter(Some(formatter(locale)));
    let sources = sources::of(locale);
    for (file, source) in sources.fluent.iter().chain(sources.office) {
        let resource = FluentResource::try_new((*source).to_owned())
            .map_err(|_| TextsError::Unreadable { locale, file })?;
        bundle
            .add_resource(resource)
            .map_err(|_| TextsError::Repeated { locale, file })?;
    }
    Ok(bundle)
}

/// Fluent takes a plain function, which can hold no language; so there is one for each.
fn formatter(locale: Locale) -> Formatter {
    match locale {
        Locale::Nl => written::<{ Locale::Nl.number() }>,
        Locale::Tr => written::<{ Locale::Tr.number() }>,
        Locale::Ar => written::<{ Locale::Ar.number() }>,
        Locale::Fa => written::<{ Locale::Fa.number() }>,
        Locale::En | Locale::Accented | Locale::Mirrored => written::<{ Locale::En.number() }>,
    }
}

/// Numbers as the language writes them; every other value as Fluent does.
fn written<const LOCALE: u8>(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    match value {
        // Only whole numbers are ever handed in, and none near 2^53.
        FluentValue::Number(number) => {
            let locale = Locale::from_number(LOCALE).unwrap_or(Locale::Nl);
            Some(numbers::grouped(locale, number.value as i64))
        }
        _ => None,
    }
}
