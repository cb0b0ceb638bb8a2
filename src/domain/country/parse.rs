//! A state's file becomes a page, or is refused with the reason; and back again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{About, Article, Claim, Country, Law, Practice, Topic};
use crate::domain::clock::Day;
use crate::domain::nationality::Nationality;
use crate::domain::source::{FactsRefused, Source, Sources, link};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    law: String,
    practice: String,
    travel_advice: Option<String>,
    checked_on: String,
    review_due: String,
    #[serde(default)]
    article: Vec<WrittenArticle>,
    #[serde(default)]
    claim: Vec<WrittenClaim>,
    #[serde(default)]
    source: BTreeMap<String, Source>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct WrittenArticle {
    citation: String,
    source: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct WrittenClaim {
    about: String,
    topic: Option<String>,
    nl: String,
    en: String,
    source: String,
}

impl Country {
    /// Reads one state's file.
    ///
    /// # Errors
    /// [`FactsRefused`] for a claim without a source that is known, a word that is not one of
    /// ours, a judgement on law or practice without any claim under it, or days out of order.
    pub fn parse(text: &str, sources: &Sources) -> Result<Self, FactsRefused> {
        let written: Written =
            toml::from_str(text).map_err(|error| FactsRefused::new("country", error.message()))?;
        let place = written.code.clone();
        let refused = |wrong: String| FactsRefused::new(place.clone(), wrong);
        let state = Nationality::from_code(&written.code)
            .filter(|state| state.is_state())
            .ok_or_else(|| refused(format!("`{}` is no state with a nationality", written.code)))?;
        link(&place, written.travel_advice.as_deref())?;
        let own = own(&place, written.source)?;
        let known = (sources, &own);
        let country = Self {
            state,
            law: word(&place, &written.law, Law::ALL, Law::code)?,
            practice: word(&place, &written.practice, Practice::ALL, Practice::code)?,
            travel_advice: written.travel_advice,
            checked_on: day(&place, &written.checked_on)?,
            review_due: day(&place, &written.review_due)?,
            articles: articles(&place, written.article, known)?,
            claims: claims(&place, written.claim, known)?,
            own,
        };
        country.holds_together().map_err(refused)?;
        Ok(country)
    }

    /// The file that [`Country::parse`] reads; `None` never in practice.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let article = self.articles.iter().map(|article| WrittenArticle {
            citation: article.citation.clone(),
            source: article.source.clone(),
        });
        let claim = self.claims.iter().map(|claim| WrittenClaim {
            about: claim.about.code().to_owned(),
            topic: claim.topic.map(|topic| topic.code().to_owned()),
            nl: claim.nl.clone(),
            en: claim.en.clone(),
            source: claim.source.clone(),
        });
        let written = Written {
            code: self.state.code().to_owned(),
            law: self.law.code().to_owned(),
            practice: self.practice.code().to_owned(),
            travel_advice: self.travel_advice.clone(),
            checked_on: self.checked_on.iso(),
            review_due: self.review_due.iso(),
            article: article.collect(),
            claim: claim.collect(),
            source: self.own.tables(),
        };
        toml::to_string(&written).ok()
    }

    fn holds_together(&self) -> Result<(), String> {
        if self.review_due <= self.checked_on {
            return Err("review_due must come after checked_on".into());
        }
        if self.law != Law::Unknown && self.about(About::Law).next().is_none() {
            return Err("`law` says something, but no claim about law stands under it".into());
        }
        if self.practice != Practice::Unknown && self.about(About::Practice).next().is_none() {
            return Err("`practice` says something, but no claim stands under it".into());
        }
        Ok(())
    }
}

/// Sources that ship, and the page's own.
type Known<'a> = (&'a Sources, &'a Sources);

/// The page's own sources, which cannot take the place of one that ships.
fn own(place: &str, written: BTreeMap<String, Source>) -> Result<Sources, FactsRefused> {
    let number = |name: &String| name.strip_prefix("own-")?.parse::<u8>().ok();
    match written.keys().find(|name| number(name).is_none()) {
        Some(name) => Err(FactsRefused::new(
            place,
            format!("`{name}`: a source of its own is called own-1, own-2 and so on"),
        )),
        None => Sources::of(written),
    }
}

fn articles(
    place: &str,
    written: Vec<WrittenArticle>,
    sources: Known<'_>,
) -> Result<Vec<Article>, FactsRefused> {
    let each = written.into_iter().map(|article| {
        Ok(Article {
            source: known(place, article.source, sources)?,
            citation: said(place, article.citation)?,
        })
    });
    each.collect()
}

fn claims(
    place: &str,
    written: Vec<WrittenClaim>,
    sources: Known<'_>,
) -> Result<Vec<Claim>, FactsRefused> {
    let each = written.into_iter().map(|claim| {
        let topic = |topic: String| word(place, &topic, Topic::ALL, Topic::code);
        Ok(Claim {
            about: word(place, &claim.about, About::ALL, About::code)?,
            topic: claim.topic.map(topic).transpose()?,
            nl: said(place, claim.nl)?,
            en: said(place, claim.en)?,
            source: known(place, claim.source, sources)?,
        })
    });
    each.collect()
}

fn known(place: &str, source: String, (shipped, own): Known<'_>) -> Result<String, FactsRefused> {
    if shipped.get(&source).or_else(|| own.get(&source)).is_some() {
        Ok(source)
    } else {
        let wrong = format!("`{source}` is no source: a claim needs one that sources.toml names");
        Err(FactsRefused::new(place, wrong))
    }
}

fn said(place: &str, text: String) -> Result<String, FactsRefused> {
    if text.trim().is_empty() {
        Err(FactsRefused::new(place, "a claim says nothing"))
    } else {
        Ok(text)
    }
}

fn day(place: &str, text: &str) -> Result<Day, FactsRefused> {
    Day::parse_iso(text)
        .ok_or_else(|| FactsRefused::new(place, format!("`{text}` is no day such as 2026-11-23")))
}

fn word<T: Copy>(
    place: &str,
    text: &str,
    all: &[T],
    code: fn(T) -> &'static str,
) -> Result<T, FactsRefused> {
    let found = all.iter().copied().find(|word| code(*word) == text);
    found.ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|word| code(*word)).collect();
        FactsRefused::new(place, format!("`{text}` is none of {}", words.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: &str = "[paper]\ntitle = \"A paper\"\nlanguage = \"nl\"";
    const GOOD: &str = "code = \"MA\"\nlaw = \"permission\"\npractice = \"unknown\"\n\
        checked_on = \"2026-11-23\"\nreview_due = \"2027-05-23\"\n\
        [[claim]]\nabout = \"law\"\nnl = \"Ja\"\nen = \"Yes\"\nsource = \"paper\"\n";

    fn read(text: &str) -> Result<Country, FactsRefused> {
        Country::parse(text, &Sources::parse(SOURCES).unwrap())
    }

    #[test]
    fn a_page_knows_when_it_may_be_out_of_date() {
        let country = read(GOOD).unwrap();
        let day = |text| Day::parse_iso(text).unwrap();
        assert!(!country.may_be_out_of_date(day("2027-05-22")));
        assert!(country.may_be_out_of_date(day("2027-05-23")));
        assert_eq!(country.about(About::Law).count(), 1);
    }

    #[test]
    fn a_page_with_a_source_of_its_own_is_written_and_read_back() {
        let own = "[source.own-1]\ntitle = \"Gazette \\\"4\\\"\"\nlink = \"https://g.example\"\n\
            language = \"fr\"\nlicence = \"CC0\"\naccessed_on = \"2026-11-20\"\n";
        let text = GOOD.replace("\"paper\"", "\"own-1\"") + own;
        let country = read(&text).unwrap();
        let source = country.own.get("own-1").unwrap();
        assert_eq!(source.accessed_on, Day::parse_iso("2026-11-20"));
        assert_eq!(read(&country.text().unwrap()).unwrap(), country);
        for (from, to) in [
            ("own-1]", "paper]"),
            ("own-1]", "own-x]"),
            ("https:", "http:"),
            ("2026-11-20", "soon"),
        ] {
            let refused = text.replacen(from, to, 1);
            assert!(refused != text && read(&refused).is_err(), "{to}");
        }
    }

    #[test]
    fn a_claim_without_a_source_is_refused() {
        for (from, to, wrong) in [
            ("source = \"paper\"\n", "", "source"),
            ("source = \"paper\"", "source = \"\"", "source"),
            ("source = \"paper\"", "source = \"hearsay\"", "hearsay"),
            ("nl = \"Ja\"", "nl = \" \"", "nothing"),
            ("about = \"law\"", "about = \"step\"", "no claim about law"),
            (
                "practice = \"unknown\"",
                "practice = \"blocked\"",
                "no claim",
            ),
            ("law = \"permission\"", "law = \"impossible\"", "impossible"),
            ("code = \"MA\"", "code = \"NL\"", "NL"),
            ("2027-05-23", "2026-11-23", "review_due"),
            ("2027-05-23", "soon", "soon"),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD);
            let refused = read(&text).unwrap_err().to_string();
            assert!(refused.contains(wrong), "{refused}");
        }
    }
}
