//! How long everything is kept, as a controller's lawyer wants to read it: the table in the
//! documents says what the constants of the program say, or this test shows the right table.

use enkel::domain::alarm;
use enkel::domain::code::CODE_LIFE_SECONDS;
use enkel::domain::letter::LETTER_LIFE_SECONDS;
use enkel::domain::period::{Quarter, RELEASE_DELAY_DAYS};
use enkel::domain::visit::{IDLE_SECONDS, LONGEST_SECONDS};
use enkel::flows::epoch::KEPT_LEAVES;
use enkel::flows::office::accounts::INVITED_SECONDS;
use enkel::flows::office::sessions::SESSION_SECONDS;
use enkel::store::{attempts, budgets, done};

const DOCUMENT: &str = include_str!("../../docs/privacy/retention.md");
const BEGINS: &str = "<!-- made from the constants -->\n";
const ENDS: &str = "<!-- end -->";

fn hours(seconds: i64) -> String {
    match (seconds % 3_600, seconds / 3_600) {
        (0, 1) => "1 hour".to_owned(),
        (0, hours) => format!("{hours} hours"),
        _ => format!("{} minutes", seconds / 60),
    }
}

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name).expect("a quarter")
}

/// Days from the first one on which a slip can be made to the one of its count, both counted.
fn wait_of_a_slip(quarter: Quarter) -> i32 {
    quarter.release_day().number() - quarter.first_week().first_day().number() + 1
}

/// How many years after its own a declaration's cohort lapses, from the calendar itself.
fn years_to_lapse() -> i32 {
    let lapsing = quarter("2030-Q4").lapsing_cohort();
    2030 - lapsing
        .expect("a cohort lapses at the end of a year")
        .year()
}

/// What is kept, how long at most, and which constant says so.
type Row = [String; 3];

fn row(what: &str, long: String, place: &str) -> Row {
    [what.into(), long, place.into()]
}

/// What belongs to a declaration and to a visit.
fn of_visitors() -> Vec<Row> {
    vec![
        row(
            "a declaration that is not withdrawn",
            format!(
                "to the end of ISO year {} after its own, so 24 to 36 months",
                years_to_lapse()
            ),
            "`domain/period.rs`, `lapsing_cohort`",
        ),
        row(
            "a slip in the ballot box, until it is counted",
            format!(
                "{} days where counting is automatic, {} in a quarter of fourteen weeks; \
                 {RELEASE_DELAY_DAYS} of them after its close",
                wait_of_a_slip(quarter("2027-Q1")),
                wait_of_a_slip(quarter("2026-Q4")),
            ),
            "`domain/period.rs`, `RELEASE_DELAY_DAYS`",
        ),
        row(
            "a letter that waits, with its sealed address",
            hours(LETTER_LIFE_SECONDS),
            "`domain/letter.rs`, `LETTER_LIFE_SECONDS`",
        ),
        row(
            "a visit's cookie before the code is typed",
            hours(CODE_LIFE_SECONDS),
            "`domain/code.rs`, `CODE_LIFE_SECONDS`",
        ),
        row(
            "a visit's cookie after it",
            format!(
                "{} after the last page, {} in all",
                hours(IDLE_SECONDS),
                hours(LONGEST_SECONDS)
            ),
            "`domain/visit.rs`, `IDLE_SECONDS`, `LONGEST_SECONDS`",
        ),
    ]
}

/// What guards the door, and what is kept beside it.
fn around() -> Vec<Row> {
    vec![
        row(
            "tries of a visit, under an unreadable tag",
            format!(
                "{} hours after the last try, and the rest of that hour",
                attempts::KEPT_HOURS
            ),
            "`store/attempts.rs`, `KEPT_HOURS`",
        ),
        row(
            "what an address or a small mail domain used up, under an unreadable tag",
            format!("its day and {} more", budgets::KEPT_DAYS),
            "`store/budgets.rs`, `KEPT_DAYS`",
        ),
        row(
            "the random name of a visit that ended",
            format!("its day and {} more", done::KEPT_DAYS),
            "`store/done.rs`, `KEPT_DAYS`",
        ),
        row(
            "how busy a day was, in powers of two",
            format!("{} days", alarm::DAYS),
            "`domain/alarm.rs`, `DAYS`",
        ),
        row(
            "a withdrawal's line in the journal (a random id, sealed slips)",
            format!("the month of the register's calendar it falls in and {KEPT_LEAVES} more"),
            "`flows/epoch/mod.rs`, `KEPT_LEAVES`",
        ),
        row(
            "a session in the office",
            hours(SESSION_SECONDS),
            "`flows/office/sessions.rs`, `SESSION_SECONDS`",
        ),
        row(
            "an invitation to the office",
            hours(INVITED_SECONDS),
            "`flows/office/accounts.rs`, `INVITED_SECONDS`",
        ),
    ]
}

fn table() -> String {
    let head = "| what | at most | which constant says so |\n|---|---|---|\n".to_owned();
    of_visitors()
        .iter()
        .chain(&around())
        .fold(head, |text, row| {
            text + &format!("| {} |\n", row.join(" | "))
        })
}

#[test]
fn the_table_of_how_long_everything_is_kept_is_made_from_the_constants() {
    let (_, rest) = DOCUMENT.split_once(BEGINS).expect("the table's beginning");
    let (written, _) = rest.split_once(ENDS).expect("the table's end");
    let made = table();
    assert!(
        written == made,
        "docs/privacy/retention.md says something else. The table is:\n{made}"
    );
}
