//! What pages say about the world, each with where it is from. Nothing of this kind stands on a
//! page in another way: a test looks for years, numbers and names of institutions elsewhere.

use crate::domain::source::{Source, Sources};
use crate::text::Words;

/// A sentence about the world: the key of its text, and the short names of its sources.
type Fact = (&'static str, &'static [&'static str]);

/// All of them.
pub const FACTS: &[Fact] = &[
    ("about-number", &["cbs-70999ned", "cbs-2015-32"]),
    ("about-objection", &["consultation-2023"]),
    ("examples-inheritance", &["consultation-2023"]),
    ("examples-help", &["travel-advice"]),
    ("examples-stranded", &["nos-2367308"]),
    ("examples-exemptions", &["ind-exemptions"]),
    ("examples-states", &["kst-30821-180"]),
    ("advantages-research", &["kis"]),
    ("history-manifest", &["manifest-2019"]),
    ("history-fear", &["volkskrant-2019"]),
    ("history-note", &["kst-35475-2"]),
    ("history-motions", &["kst-35475-motions"]),
    ("history-cavv", &["cavv-39"]),
    ("history-letter-may", &["kst-35475-13"]),
    ("history-letter-november", &["kst-35475-15"]),
    ("history-consultation", &["consultation-2023"]),
    ("history-threat", &["kst-30821-180"]),
    ("history-kis", &["kis"]),
    ("countries-counted", &["globalcit", "harbers-steele"]),
    ("cookies-law", &["tw-11-7a"]),
    ("privacy-basis", &["gdpr"]),
];

/// A sentence as it stands on a page.
pub struct Told<'a> {
    /// What it says.
    pub text: String,
    /// Where it is from; never empty for a key of [`FACTS`].
    pub sources: Vec<&'a Source>,
}

/// The sentence of this key with its sources.
#[must_use]
pub fn told<'a>(w: Words<'_>, sources: &'a Sources, key: &str) -> Told<'a> {
    let named = FACTS.iter().find(|(fact, _)| *fact == key);
    let names = named.map_or(&[][..], |(_, names)| names);
    Told {
        text: w.say(key),
        sources: names.iter().filter_map(|name| sources.get(name)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::Atlas;
    use crate::domain::locale::Locale;

    #[test]
    fn every_fact_has_its_sources_and_every_source_is_used() {
        let atlas = Atlas::shipped().unwrap();
        let keys = crate::text::all_keys(Locale::Nl);
        for (key, names) in FACTS {
            assert!(keys.contains(*key), "{key}");
            assert!(!names.is_empty(), "{key}");
            for name in *names {
                assert!(atlas.sources.get(name).is_some(), "{key}: {name}");
            }
        }
        let mut used: Vec<&str> = FACTS.iter().flat_map(|(_, names)| names.to_vec()).collect();
        for country in atlas.countries() {
            used.extend(country.claims.iter().map(|claim| claim.source.as_str()));
            used.extend(
                country
                    .articles
                    .iter()
                    .map(|article| article.source.as_str()),
            );
        }
        for (name, _) in atlas.sources.iter() {
            assert!(used.contains(&name), "nobody uses {name}");
        }
    }

    /// Texts that name a year or an institution, and yet are no claim about the world: what the
    /// register itself does, examples of how something is written, and the law that binds it.
    const OURS: &[&str] = &[
        "advantages-research",
        "representativeness-",
        "researchers-",
        "reuse-",
        "method-",
        "dice-",
        "data-",
        "table-",
        "nationality-",
        "main_reason-",
    ];

    #[test]
    fn whatever_names_a_year_or_an_institution_is_a_fact_with_a_source() {
        let signs = [
            "kabinet",
            "Kamer",
            "CBS",
            "GLOBALCIT",
            "Volkskrant",
            "IND",
            "manifest",
            "Paternotte",
            "onderzoek",
            "Onderzoek",
            "artikel",
        ];
        let texts = crate::text::Texts::load().unwrap();
        for key in crate::text::all_keys(Locale::Nl) {
            let text = texts.get(Locale::Nl, &key, &[]);
            let years = text.split(|sign: char| !sign.is_ascii_digit());
            let has_year = years
                .into_iter()
                .any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")));
            let mut words = text.split(|sign: char| !sign.is_alphabetic());
            let names = words.any(|word| signs.contains(&word));
            let ours =
                OURS.iter().any(|start| key.starts_with(start)) || NO_CLAIM.contains(&key.as_str());
            let fact = FACTS.iter().any(|(fact, _)| *fact == key);
            assert!(fact || ours || !(has_year || names), "{key}: {text}");
        }
    }

    /// Titles, and sentences that point at a source instead of claiming what it says.
    const NO_CLAIM: &[&str] = &[
        "history-lead",
        "history-early-2023",
        "history-2019",
        "country-dataset",
        "country-dataset-title",
        "examples-more",
    ];
}
