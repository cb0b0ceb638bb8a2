//! The table of OWASP ASVS in the documents: whole, adding up, and resting on tests and files that
//! there are. Whether a test shows what its line says is for a person to judge.

use std::collections::{BTreeMap, BTreeSet};

use enkel::domain::code::{MAILS_PER_CODE, TRIES_PER_VISIT, WRONG_TRIES_PER_DAY};
use enkel::domain::email::MAX_ADDRESS_BYTES;
use enkel::domain::visit::{IDLE_SECONDS, LONGEST_SECONDS};
use enkel::domain::{password, report};
use enkel::flows::office::accounts::INVITED_SECONDS;
use enkel::flows::office::approve::LONGEST_REASON;
use enkel::flows::office::sessions::{CONFIRMED_SECONDS, SESSION_SECONDS};
use enkel::store::reports;
use enkel::text::markdown;

mod named;

use named::{is_file_name, is_test_name, is_there, quoted, root};

const DOCUMENT: &str = include_str!("../../docs/asvs.md");
/// Every number of the standard with its level; facts, and nothing of its text.
const NUMBERS: &str = include_str!("../fixtures/asvs-5.0.0-numbers.csv");
const STATES: [&str; 4] = ["holds", "n/a", "deviation", "open"];

/// How many items there are in each state.
type Sums = [usize; 4];

/// One line of the table.
struct Item {
    number: String,
    state: String,
    evidence: String,
}

impl Item {
    fn chapter(&self) -> &str {
        self.number.split('.').next().unwrap()
    }

    fn place(&self) -> usize {
        STATES
            .iter()
            .position(|state| *state == self.state)
            .unwrap()
    }
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_matches('|');
    inner.split('|').map(|cell| cell.trim().into()).collect()
}

/// Whether a line is one of an item: `| V6.2.1 | …`, and not a sum of a chapter.
fn is_item(line: &str) -> bool {
    line.starts_with("| V") && line.split(' ').nth(1).unwrap().contains('.')
}

fn items(text: &str) -> Vec<Item> {
    let lines = text.lines().filter(|line| is_item(line));
    lines
        .map(|line| {
            let [number, asks, state, evidence] = cells(line).try_into().expect(line);
            assert!(!asks.is_empty() && !evidence.is_empty(), "{number}");
            Item {
                number,
                state,
                evidence,
            }
        })
        .collect()
}

/// The numbers of the levels 1 and 2, in the standard's order.
fn wanted() -> Vec<String> {
    let lines = NUMBERS
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap());
    let low = lines.filter(|(_, level)| ["1", "2"].contains(level));
    low.map(|(number, _)| number.to_owned()).collect()
}

fn sums<'a>(items: impl Iterator<Item = &'a Item>) -> Sums {
    let mut sums = Sums::default();
    for item in items {
        sums[item.place()] += 1;
    }
    sums
}

/// The address of a heading within its page.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept
        .chars()
        .filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign));
    kept.map(|sign| if sign == ' ' { '-' } else { sign })
        .collect()
}

#[test]
fn the_table_has_every_item_of_the_first_two_levels_once_and_no_other() {
    let there: Vec<String> = items(DOCUMENT)
        .into_iter()
        .map(|item| item.number)
        .collect();
    let unique: BTreeSet<&String> = there.iter().collect();
    assert_eq!(unique.len(), there.len(), "a number stands there twice");
    assert_eq!(there, wanted());
    assert_eq!(there.len(), 253);
}

#[test]
fn every_state_is_one_of_four_and_the_sums_are_right() {
    let items = items(DOCUMENT);
    for item in &items {
        assert!(STATES.contains(&item.state.as_str()), "{}", item.number);
    }
    let line = |sums: Sums| {
        let all: usize = sums.iter().sum();
        let each = STATES.iter().zip(sums);
        let each: Vec<String> = each
            .map(|(state, many)| format!("{many} {state}"))
            .collect();
        (
            all,
            each.join(", "),
            sums.map(|many| many.to_string()).join(" | "),
        )
    };
    let chapters: BTreeSet<&str> = items.iter().map(Item::chapter).collect();
    assert_eq!(chapters.len(), 17);
    for chapter in chapters {
        let own = items.iter().filter(|item| item.chapter() == chapter);
        let (all, told, row) = line(sums(own));
        let (_, rest) = DOCUMENT
            .split_once(&format!("\n## {chapter} "))
            .expect(chapter);
        let said = rest.lines().find(|line| line.contains(" items: ")).unwrap();
        assert_eq!(said, format!("{all} items: {told}."), "{chapter}");
        let starts = format!("| {chapter} ");
        let summed = DOCUMENT
            .lines()
            .find(|line| line.starts_with(&starts))
            .unwrap();
        assert!(
            summed.ends_with(&format!(" | {all} | {row} |")),
            "{chapter}: {row}"
        );
    }
    let (all, _, row) = line(sums(items.iter()));
    assert!(
        DOCUMENT.contains(&format!("\n| **all** | {all} | {row} |\n")),
        "{row}"
    );
}

#[test]
fn every_file_test_and_heading_that_is_named_is_there() {
    let mut faults = Vec::new();
    for name in quoted(DOCUMENT) {
        if is_test_name(name) {
            if !is_there(name) {
                faults.push(format!("{name}: no such test"));
            }
        } else if is_file_name(name) && !root().join(name).exists() {
            faults.push(format!("{name}: no such file"));
        }
    }
    let headings: BTreeSet<String> = DOCUMENT
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(anchor)
        .collect();
    for link in DOCUMENT
        .split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
    {
        let there = match link.strip_prefix('#') {
            Some(heading) => headings.contains(heading),
            None => root().join("docs").join(link).exists(),
        };
        if !there {
            faults.push(format!("{link}: leads nowhere"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_holds_is_shown_by_a_test_or_a_file() {
    for item in items(DOCUMENT).iter().filter(|item| item.state == "holds") {
        let shown = quoted(&item.evidence).any(|name| is_test_name(name) || is_file_name(name));
        let below = item.evidence.contains("](#");
        assert!(shown || below, "{}: {}", item.number, item.evidence);
    }
}

/// What the page says in numbers is what the program goes by.
#[test]
fn what_is_written_down_follows_from_the_constants() {
    let minutes = |seconds: i64| seconds / 60;
    let hours = |seconds: i64| seconds / 3_600;
    let said = [
        format!("{MAX_ADDRESS_BYTES} bytes in all"),
        format!(
            "| {} to {} characters of any kind",
            password::SHORTEST,
            password::LONGEST
        ),
        format!(
            "of at most {} bytes, kept without its query",
            report::LINK_BYTES
        ),
        format!("a reason or notice: 1 to {LONGEST_REASON} on one line"),
        format!("a page: {},000 in Markdown", markdown::LONGEST / 1_000),
        format!("| wrong codes in one visit | {TRIES_PER_VISIT} |"),
        format!(
            "| wrong codes for one address and day | {WRONG_TRIES_PER_DAY}; then sixteen digits |"
        ),
        format!("| letters for one code | {MAILS_PER_CODE}, and one more"),
        format!("| reports of readers that wait | {} |", reports::MOST),
        format!(
            "| after {} minutes | not before its end |",
            minutes(IDLE_SECONDS)
        ),
        format!(
            "| {} hours after the code | {} hours after signing in |",
            hours(LONGEST_SECONDS),
            hours(SESSION_SECONDS)
        ),
    ];
    for sentence in said {
        assert!(DOCUMENT.contains(&sentence), "{sentence}");
    }
    assert_eq!(
        (minutes(CONFIRMED_SECONDS), hours(INVITED_SECONDS) / 24),
        (10, 3)
    );
    assert!(DOCUMENT.contains("when the last is ten minutes old"));
    assert!(DOCUMENT.contains("within three days"));
}

/// The check on the checks above.
#[test]
fn a_test_that_is_not_there_is_missed() {
    for (name, there) in [
        ("asvs::a_test_that_is_not_there_is_missed", true),
        ("web::bad_input::pages_out_of_order_are_refused", true),
        ("web::views::tests::every_form_carries_its_token", true),
        ("crypto::totp::tests::codes_are_the_standards_own", true),
        // Without its module, not a test, of another file, nowhere.
        ("crypto::totp::codes_are_the_standards_own", false),
        ("asvs::is_there", false),
        ("web::forms::pages_out_of_order_are_refused", false),
        (
            "web::bad_input::tests::pages_out_of_order_are_refused",
            false,
        ),
        ("web::bad_input::no_such_test", false),
        ("no::such_file", false),
    ] {
        assert_eq!(is_there(name), there, "{name}");
    }
    let states: BTreeMap<&str, usize> = STATES.into_iter().zip(0..).collect();
    let line = "| V1.2.3 | a | open | `x` |\n| V1 Name | 1 | 0 |\n| item |\n";
    let read = items(line);
    assert_eq!((read.len(), read[0].place()), (1, states["open"]));
    assert_eq!(
        anchor("## Beyond level 2: e-mail as a factor (6.3.6)"),
        "beyond-level-2-e-mail-as-a-factor-636"
    );
}
