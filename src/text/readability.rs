//! Dutch at level B1, as far as a program can tell: sentences that are short enough, words that
//! are not too long, and the reading ease of Flesch as Douma fitted it to Dutch (1960):
//! 206.84 − 0.77 × syllables per hundred words − 0.93 × words per sentence.
//!
//! It measures every text for citizens. What is too long and must stay so is listed with its
//! reason; a listed text that became short enough must leave the list.

use std::collections::BTreeMap;

use super::sources;
use crate::domain::locale::Locale;

/// A longer sentence asks too much; guides to B1 advise ten to fifteen words on average.
const WORDS_IN_A_SENTENCE: usize = 22;
/// Words on average, over a catalogue.
const WORDS_ON_AVERAGE: f64 = 12.0;
/// Letters of a word that needs no list.
const LETTERS: usize = 16;
/// Flesch-Douma: 60 to 70 reads as "ordinary", above as easy.
const EASE: f64 = 60.0;

/// Catalogues that are not for every citizen: the method, files and terms of use are for those
/// who work with figures, and their pages say so.
const FOR_OTHERS: [&str; 4] = ["method.ftl", "reuse.ftl", "data.ftl", "charts.ftl"];

/// Words that cannot be shorter: names, and words that everybody meets on a screen or in law.
const LONG_WORDS: &[&str] = &[
    "autoriteitpersoonsgegevens",
    "browsergeschiedenis",
    "burgerinitiatief",
    "inlichtingendienst",
    "initiatiefnemers",
    "kennisplatform",
    "nationaliteiten",
    "persoonsgegevens",
    "privacyverklaring",
    "telecommunicatiewet",
    "veiligheidsonderzoek",
];

/// Sentences that stay long, by key, each with its reason. None now.
const LONG_SENTENCES: &[(&str, &str)] = &[];

fn texts() -> BTreeMap<String, Vec<(String, String)>> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (file, source) in sources::of(Locale::Nl).fluent {
        if FOR_OTHERS.contains(file) {
            continue;
        }
        let texts = found.entry((*file).to_owned()).or_default();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            // What a selector chooses between stands on lines of its own.
            let said = line.split_once(" = ").or_else(|| line.split_once("] "));
            if let Some((key, text)) = said {
                texts.push((key.trim().to_owned(), text.to_owned()));
            }
        }
    }
    let consent = found.entry("consent".into()).or_default();
    for (name, source) in sources::of(Locale::Nl).consent {
        for line in source.lines() {
            consent.push(((*name).to_owned(), line.to_owned()));
        }
    }
    found
}

/// The sentences of a text, each as its words. A colon ends one: what follows is read apart.
fn sentences(text: &str) -> Vec<Vec<String>> {
    let mut plain = text.replace(['{', '}', '$'], " ");
    // A full stop within a number, a name or an abbreviation ends nothing.
    for within in ["bijv.", "nr.", "art."] {
        plain = plain.replace(within, "");
    }
    let ended = plain
        .split_inclusive(' ')
        .fold(vec![String::new()], |mut all, word| {
            if let Some(last) = all.last_mut() {
                last.push_str(word);
            }
            if word.trim_end().ends_with(['.', '!', '?', ':', ';']) {
                all.push(String::new());
            }
            all
        });
    let words = |sentence: &String| -> Vec<String> {
        let words = sentence.split(|sign: char| !(sign.is_alphanumeric() || "-’'@".contains(sign)));
        words
            .filter(|word| word.chars().any(char::is_alphabetic))
            .map(str::to_lowercase)
            .collect()
    };
    ended
        .iter()
        .map(words)
        .filter(|words| !words.is_empty())
        .collect()
}

/// Groups of vowels; `ij` and the like are one.
fn syllables(word: &str) -> usize {
    let mut count = 0;
    let mut before = false;
    for letter in word.chars() {
        let vowel = "aeiouyáàäâéèëêíìïîóòöôúùüû".contains(letter);
        let apart = "ëïöüä".contains(letter);
        if vowel && (!before || apart) {
            count += 1;
        }
        before = vowel || (before && letter == 'j');
    }
    count.max(1)
}

struct Measured {
    sentences: usize,
    words: usize,
    syllables: usize,
}

impl Measured {
    fn of(texts: &[(String, String)]) -> Self {
        let all: Vec<Vec<String>> = texts.iter().flat_map(|(_, text)| sentences(text)).collect();
        let words = all.iter().flatten();
        Self {
            sentences: all.len(),
            words: words.clone().count(),
            syllables: words.map(|word| syllables(word)).sum(),
        }
    }

    fn average(&self) -> f64 {
        self.words as f64 / self.sentences as f64
    }

    fn ease(&self) -> f64 {
        let per_hundred = 100.0 * self.syllables as f64 / self.words as f64;
        206.84 - 0.77 * per_hundred - 0.93 * self.average()
    }
}

#[test]
fn dutch_pages_can_be_read_at_level_b1() {
    let mut wrong = Vec::new();
    for (file, texts) in texts() {
        let measured = Measured::of(&texts);
        println!(
            "{file}: {} words, {:.1} in a sentence, reading ease {:.0}",
            measured.words,
            measured.average(),
            measured.ease()
        );
        if measured.average() > WORDS_ON_AVERAGE {
            wrong.push(format!(
                "{file}: {:.1} words in a sentence",
                measured.average()
            ));
        }
        // A list of names and answers is no running text.
        if measured.average() > 4.0 && measured.ease() < EASE {
            wrong.push(format!("{file}: reading ease {:.0}", measured.ease()));
        }
        for (key, text) in &texts {
            for words in sentences(text) {
                let listed = LONG_SENTENCES.iter().any(|(known, _)| known == key);
                if words.len() > WORDS_IN_A_SENTENCE && !listed {
                    wrong.push(format!("{key}: {} words: {}", words.len(), words.join(" ")));
                }
                for word in words {
                    let part = word.split('-').map(|part| part.chars().count()).max();
                    if part > Some(LETTERS) && !LONG_WORDS.contains(&word.as_str()) {
                        wrong.push(format!("{key}: a long word: {word}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_listed_still_needs_to_be() {
    let texts = texts();
    let all: Vec<&(String, String)> = texts.values().flatten().collect();
    for (key, reason) in LONG_SENTENCES {
        let long = all.iter().any(|(found, text)| {
            found == key
                && sentences(text)
                    .iter()
                    .any(|words| words.len() > WORDS_IN_A_SENTENCE)
        });
        assert!(long && !reason.is_empty(), "{key} is short enough now");
    }
}

#[test]
fn the_measure_finds_what_is_too_hard() {
    let hard = [(
        "x".to_owned(),
        "De verantwoordelijke voor de gegevensverwerking verstrekt desgevraagd informatie \
         betreffende de bewaartermijnen, onverminderd de bevoegdheden van de toezichthouder."
            .to_owned(),
    )];
    let easy = [(
        "x".to_owned(),
        "Wij bewaren uw adres niet. U kunt altijd stoppen.".to_owned(),
    )];
    assert!(Measured::of(&hard).ease() < 20.0);
    assert!(Measured::of(&easy).ease() > 60.0);
    assert_eq!(sentences("Kijk. Dit zijn er twee: ja? Drie!").len(), 4);
    for (word, count) in [("huis", 1), ("verklaring", 3), ("België", 3), ("bijna", 2)] {
        assert_eq!(syllables(&word.to_lowercase()), count, "{word}");
    }
}
