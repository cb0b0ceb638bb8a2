//! Every page, in every language, held to what the register promises of its pages.

use std::collections::BTreeSet;

use super::samples;
use crate::domain::locale::Locale;
use crate::text::Texts;

/// How the names of pages of the door begin.
const DOOR: [&str; 8] = [
    "start", "code", "wait", "choose", "over", "form-", "kept", "done",
];

fn pages() -> Vec<(Locale, String, String)> {
    let texts = Texts::load().unwrap();
    let mut found = Vec::new();
    for locale in Locale::WRITTEN {
        for (name, page) in samples::all(&texts, locale) {
            found.push((locale, name, page));
        }
    }
    found
}

/// The values of an attribute, wherever it stands.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

/// The tags of this name, each with its attributes.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("<{name}");
    page.split(&start)
        .skip(1)
        .filter(|rest| rest.starts_with([' ', '>']))
        .filter_map(|rest| rest.split('>').next())
        .collect()
}

fn words(page: &str) -> Vec<String> {
    let mut visible = String::new();
    let mut within_tag = false;
    for letter in page.chars() {
        match letter {
            '<' => within_tag = true,
            '>' => {
                within_tag = false;
                visible.push(' ');
            }
            _ if !within_tag => visible.push(letter),
            _ => {}
        }
    }
    visible
        .split(|letter: char| !letter.is_alphabetic())
        .map(str::to_lowercase)
        .collect()
}

#[test]
fn every_page_bears_the_standing_line_and_its_language() {
    let texts = Texts::load().unwrap();
    for (locale, name, page) in pages() {
        assert!(
            page.contains(&texts.get(locale, "standing-line", &[])),
            "{name}"
        );
        assert_eq!(
            values(&page, "lang").first(),
            Some(&locale.code()),
            "{name}"
        );
        assert_eq!(tags(&page, "h1").len(), 1, "{name}");
        let title = page.split("<title>").nth(1).unwrap();
        assert!(
            !title.starts_with(' ') && title.contains(" – enkel</title>"),
            "{name}"
        );
    }
}

#[test]
fn no_page_says_what_the_register_may_never_say() {
    let never = |locale| match locale {
        Locale::Nl => vec![
            "afstand",
            "officieel",
            "officiële",
            "erkend",
            "erkende",
            "geldig",
            "geldige",
            "bewijs",
            "eed",
            "loyaal",
            "echte",
            "personen",
            "loket",
            "besluit",
        ],
        _ => vec![
            "renounce",
            "renounced",
            "official",
            "officially",
            "recognised",
            "recognized",
            "valid",
            "proof",
            "oath",
            "loyal",
            "persons",
            "genuine",
        ],
    };
    for (locale, name, page) in pages() {
        let words = words(&page);
        for word in never(locale) {
            assert!(!words.iter().any(|found| found == word), "{name}: {word}");
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_id_is_unique() {
    for (_, name, page) in pages() {
        let ids = values(&page, "id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name}");
        let labels = values(&page, "for");
        let fields = tags(&page, "input")
            .into_iter()
            .chain(tags(&page, "select"));
        for field in fields.filter(|field| !field.contains("type=\"hidden\"")) {
            let id = values(field, "id");
            assert!(id.len() == 1 && labels.contains(&id[0]), "{name}: {field}");
        }
        for reference in ["aria-describedby", "aria-labelledby", "for"] {
            for id in values(&page, reference)
                .iter()
                .flat_map(|ids| ids.split(' '))
            {
                assert!(unique.contains(&id), "{name}: {reference} {id}");
            }
        }
        for target in values(&page, "href")
            .iter()
            .filter_map(|href| href.strip_prefix('#'))
        {
            assert!(unique.contains(&target), "{name}: #{target}");
        }
    }
}

#[test]
fn no_page_needs_more_than_the_strictest_content_policy_allows() {
    // The one script is a file of ours, on pages of the door alone.
    const SCRIPT: &str = "<script src=\"/static/enkel.js\" defer></script>";
    let forbidden = [
        "<script",
        "<style",
        " style=\"",
        "javascript:",
        "<iframe",
        " onclick=",
        " onload=",
        " onerror=",
        " onchange=",
        " onsubmit=",
        "<img",
        "url(",
    ];
    for (_, name, page) in pages() {
        // What is shown to be copied asks nobody for anything.
        let page: String = page
            .split("<pre")
            .map(|part| part.split_once("</pre>").map_or(part, |(_, after)| after))
            .collect();
        let door = DOOR.iter().any(|start| name[3..].starts_with(start));
        assert_eq!(page.matches(SCRIPT).count(), usize::from(door), "{name}");
        let page = page.replace(SCRIPT, "");
        for address in values(&page, "src") {
            assert!(address.starts_with("/static/"), "{name}: {address}");
        }
        for text in forbidden {
            assert!(!page.contains(text), "{name}: {text}");
        }
    }
    assert!(!super::STYLESHEET.contains("url(") && !super::STYLESHEET.contains("@import"));
    assert!(!super::FAVICON.contains("<script"));
}

#[test]
fn every_fault_and_message_has_its_sentence() {
    let keys = crate::text::all_keys(Locale::Nl);
    for fault in super::Fault::ALL {
        assert!(keys.contains(fault.key()), "{fault:?}");
    }
    for message in super::door::Message::ALL {
        for part in ["title", "text"] {
            assert!(keys.contains(&format!("message-{}-{part}", message.name())));
        }
    }
}

#[test]
fn no_door_page_tells_more_than_your_visit_in_title_or_address() {
    for (locale, name, page) in pages() {
        let short = &name[3..];
        if !DOOR.iter().any(|prefix| short.starts_with(prefix)) {
            continue;
        }
        let title = page.split("<title>").nth(1).unwrap();
        let expected = match locale {
            Locale::Nl => "Uw bezoek – enkel</title>",
            _ => "Your visit – enkel</title>",
        };
        assert!(title.starts_with(expected), "{name}");
        assert!(
            tags(&page, "form")
                .iter()
                .all(|form| { form.contains("method=\"post\"") && !form.contains('?') })
        );
    }
}

#[test]
fn every_form_carries_its_token() {
    for (_, name, page) in pages() {
        for form in page
            .split("<form")
            .skip(1)
            .filter_map(|rest| rest.split("</form>").next())
        {
            // The calendar file belongs to no visit: anyone gets it, and nothing is written.
            // Nor does what is asked for with an address alone.
            let asks = form
                .split('>')
                .next()
                .is_some_and(|tag| tag.contains("method=\"get\""));
            let tokens = usize::from(!form.contains("/done\">") && !asks);
            assert_eq!(form.matches("name=\"token\"").count(), tokens, "{name}");
        }
    }
}

#[test]
fn every_number_bears_the_caveat() {
    let texts = Texts::load().unwrap();
    for (locale, name, page) in pages() {
        let caveats = page.matches(&texts.get(locale, "caveat", &[])).count();
        let figures =
            page.matches("class=\"number\"").count() + page.matches("class=\"figures\"").count();
        assert!(caveats >= figures, "{name}: {caveats} of {figures}");
    }
}

#[test]
fn every_text_on_every_page_was_found() {
    // A key that is missing, or a variable that was not given, shows as the key itself.
    let keys: BTreeSet<String> = crate::text::all_keys(Locale::Nl);
    for (_, name, page) in pages() {
        for part in page.split('<').filter_map(|part| part.split('>').nth(1)) {
            assert!(!keys.contains(part.trim()), "{name}: {part}");
        }
    }
}

#[test]
fn the_page_of_a_visit_that_is_over_claims_no_more_than_is_known() {
    let texts = Texts::load().unwrap();
    for (locale, name, page) in pages() {
        if !name.ends_with("-over") {
            continue;
        }
        // It is also shown to whoever loads the page after the last button once more.
        for key in ["over-pressed", "over-not-pressed"] {
            let sentence = texts.get(locale, key, &[]);
            assert!(
                sentence.ends_with(['.', '!']) && page.contains(&sentence),
                "{name}"
            );
        }
        assert!(
            page.contains(&texts.get(locale, "choose-kept", &[])),
            "{name}"
        );
    }
}

#[test]
fn every_fault_leads_to_its_field_and_stands_beside_it() {
    let mut seen = 0;
    for (_, name, page) in pages() {
        let Some(summary) = page.split("id=\"faults\"").nth(1) else {
            assert!(!page.contains("aria-invalid"), "{name}");
            continue;
        };
        let summary = summary.split("</div>").next().unwrap();
        for target in values(summary, "href") {
            let id = target.strip_prefix('#').unwrap();
            let message = format!("{id}-fault");
            assert!(
                values(&page, "id").contains(&message.as_str()),
                "{name}: {id}"
            );
            let described = ["input", "select", "button", "fieldset"]
                .iter()
                .flat_map(|kind| tags(&page, kind))
                .find(|tag| {
                    let ids = values(tag, "aria-describedby");
                    ids.iter().any(|ids| ids.split(' ').any(|id| id == message))
                })
                .unwrap_or_else(|| panic!("{name}: nothing is described by {message}"));
            // A button has no value that could be wrong, so it cannot be marked as invalid.
            let button = described.contains("type=\"submit\"");
            assert!(
                button || described.contains("aria-invalid=\"true\""),
                "{name}"
            );
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn a_fault_in_the_second_list_names_the_second_list() {
    let texts = Texts::load().unwrap();
    for (locale, word) in [(Locale::Nl, "tweede"), (Locale::En, "second")] {
        let sentence = super::Fault::NationalityTwice(super::List::Second);
        assert!(sentence.sentence(&texts.words(locale)).contains(word));
    }
}
