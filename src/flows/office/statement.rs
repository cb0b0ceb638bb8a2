//! The statement of transparency, as the board keeps it: requests from authorities, funding.

use super::documents::{Written, write};
use super::{Outcome, Refusal};
use crate::app::App;
use crate::domain::clock::Day;
use crate::domain::document::{Document, Key, Kind};
use crate::domain::operator::Deed;
use crate::domain::statement::{Authority, Funding, Requests, Statement};
use crate::flows::FlowError;

/// No line about a funder is longer, in characters.
const LONGEST: usize = 300;
/// No statement goes back further, in periods.
const MOST: usize = 20;

/// Where it is kept.
#[must_use]
pub const fn key() -> Key {
    Key::only(Kind::Statement)
}

/// The latest one; none when the board stated nothing in its office.
///
/// # Errors
/// When the register cannot be read.
pub fn stated(app: &App) -> Result<Option<Statement>, FlowError> {
    let newest = super::documents::newest(app, &key())?;
    Ok(newest.as_ref().and_then(read))
}

fn read(document: &Document) -> Option<Statement> {
    Statement::parse(&document.body).ok()
}

/// The requests of one period, by kind of authority in the order of [`Authority::ALL`].
pub type OfPeriod = (String, [u32; 5]);

/// The statement as it would read today: every period with all its numbers, and who pays, a line
/// of Dutch with a line of English.
///
/// # Errors
/// [`Refusal::NoStatement`] for a period twice, too many, or a name that is none.
pub fn drafted(
    today: Day,
    periods: &[OfPeriod],
    funding: &[[String; 2]],
) -> Result<Statement, Refusal> {
    let names = periods.iter().map(|(period, _)| period.as_str());
    let is_period = |name: &str| {
        (4..=12).contains(&name.len())
            && name
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || sign == '-')
    };
    let mut seen: Vec<&str> = names.clone().collect();
    seen.sort_unstable();
    seen.dedup();
    let lines = funding.iter().flatten();
    let said = |line: &String| (1..=LONGEST).contains(&line.chars().count());
    let fits = names.clone().all(is_period) && seen.len() == periods.len();
    if !fits || periods.len() > MOST || !lines.clone().all(said) {
        return Err(Refusal::NoStatement);
    }
    let requests = periods.iter().flat_map(|(period, numbers)| {
        Authority::ALL
            .into_iter()
            .zip(numbers)
            .map(|(kind, number)| Requests {
                period: period.clone(),
                kind,
                number: *number,
            })
    });
    let pay = |[nl, en]: &[String; 2]| Funding {
        nl: nl.clone(),
        en: en.clone(),
    };
    Ok(Statement {
        stated_on: today,
        requests: requests.collect(),
        funding: funding.iter().map(pay).collect(),
    })
}

/// States it, as of today.
///
/// # Errors
/// When the register cannot be written.
pub fn state(app: &App, by: &str, over: i32, statement: &Statement) -> Outcome<()> {
    let Some(body) = statement.text() else {
        return Ok(Err(Refusal::NoStatement));
    };
    let written = Written {
        key: key(),
        over,
        body,
    };
    write(app, by, written, Deed::Stated, "transparency")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str], funding: &[[&str; 2]]) -> Result<Statement, Refusal> {
        let periods: Vec<OfPeriod> = names
            .iter()
            .map(|name| ((*name).to_owned(), [0, 1, 2, 3, 4]))
            .collect();
        let funding: Vec<[String; 2]> = funding
            .iter()
            .map(|lines| lines.map(str::to_owned))
            .collect();
        drafted(Day::from_number(20_780), &periods, &funding)
    }

    #[test]
    fn each_period_has_a_number_for_each_authority() {
        let stated = of(&["2026-Q3", "2026"], &[["Gift", "A gift"]]).unwrap();
        let numbers: Vec<u32> = stated.requests.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
        assert_eq!(stated.funding.len(), 1);
    }

    #[test]
    fn a_period_is_named_once_in_a_few_plain_signs() {
        for name in ["abc", "", "2026 Q3", "2026-Q3-2026-Q4", "2026\u{e9}"] {
            assert!(of(&[name], &[]).is_err(), "{name}");
        }
        assert!(of(&["2026-Q3", "2026-Q3"], &[]).is_err());
    }

    #[test]
    fn no_more_periods_and_no_other_lines_than_fit_a_page() {
        let names: Vec<String> = (0..=MOST).map(|number| format!("y-{number:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(of(&names[1..], &[]).is_ok());
        assert!(of(&names, &[]).is_err());
        let long = "x".repeat(LONGEST + 1);
        for line in [["", "A gift"], ["Gift", ""], [&long, "A gift"]] {
            assert!(of(&["2026"], &[line]).is_err());
        }
        assert!(of(&["2026"], &[[&long[1..], "A gift"]]).is_ok());
    }
}
