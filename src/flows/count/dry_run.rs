//! What a count would meet today, without making it: yes or no, and powers of ten. Nothing is
//! drawn, written or closed. Only a closed quarter is looked at, whose ballots change no more: of
//! an open one, somebody who adds declarations until a power of ten flips would learn the rest.

use crate::app::App;
use crate::crypto::ballot_box::CountingKey;
use crate::disclosure::rows;
use crate::disclosure::sums::Sums;
use crate::domain::period::Quarter;
use crate::domain::release::Period;
use crate::flows::FlowError;
use crate::flows::ceremony::is_exported;
use crate::store::{meta, releases};

use super::quarter::{Ready, load, next_quarter, own_key};

/// One thing that a count needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which one, as a word in keys of texts.
    pub code: &'static str,
    /// What, as a short statement.
    pub what: String,
    /// Whether it holds; nothing when it could not be looked at, because one before it does not.
    pub holds: Option<bool>,
}

/// What a count would meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The quarter that is next in line.
    pub quarter: Quarter,
    /// What it needs, in the order in which it would be asked.
    pub conditions: Vec<Condition>,
}

impl Outlook {
    /// Whether it could be counted now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let mut all = self.conditions.iter();
        all.all(|condition| condition.holds == Some(true))
    }

    fn ask(
        &mut self,
        code: &'static str,
        what: impl Into<String>,
        look: impl FnOnce() -> bool,
    ) -> bool {
        let holds = self.is_ready().then(look);
        self.conditions.push(Condition {
            code,
            what: what.into(),
            holds,
        });
        holds == Some(true)
    }
}

/// Looks, with the key to the ballot box or the one that lies on this server.
///
/// # Errors
/// When the register cannot be read.
pub fn dry_run(app: &App, key: Option<&CountingKey>) -> Result<Outlook, FlowError> {
    look(app, key, By::Command)
}

/// Who would count. In the office a quarter is counted before its day and from an export.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Command,
    Office,
}

/// The same for the office, with the key that lies on this server; without how many slips there
/// are, not even by powers of ten.
///
/// # Errors
/// When the register cannot be read.
pub fn dry_run_in_office(app: &App) -> Result<Outlook, FlowError> {
    let mut outlook = look(app, None, By::Office)?;
    outlook
        .conditions
        .retain(|condition| condition.code != "slips");
    Ok(outlook)
}

fn look(app: &App, key: Option<&CountingKey>, by: By) -> Result<Outlook, FlowError> {
    let (quarter, open, drawn, is_out) =
        app.store.register.read("what a count would meet", |conn| {
            let next = next_quarter(conn)?;
            let open = meta::calendar(conn)?.open.quarter;
            let drawn = releases::is_drawn(conn, Period::Quarter(next))?;
            Ok((next, open, drawn, is_exported(conn, &app.journal, next)?))
        })?;
    let journalled = app.journal.draw(Period::Quarter(quarter))?.is_some();
    let mut outlook = Outlook {
        quarter,
        conditions: Vec::new(),
    };
    outlook.ask("closed", "the quarter is closed", || quarter < open);
    let day = quarter.release_day();
    let day_come = format!("its day, {}, has come", day.iso());
    if by == By::Command {
        outlook.ask("day", day_come, || app.today() >= day);
    }
    let undrawn = "it was not drawn, in the register or in the journal";
    outlook.ask("undrawn", undrawn, || !drawn && !journalled);
    if by == By::Command {
        outlook.ask("home", "it was not exported for a ceremony", || !is_out);
    }
    let own = match (key, outlook.is_ready()) {
        (None, true) => own_key(app).ok(),
        _ => None,
    };
    let key = key.or(own.as_ref());
    outlook.ask("key", "the key to the ballot box is here", || key.is_some());
    let ready = match (key, outlook.is_ready()) {
        (Some(key), true) => load(app, quarter, key).ok().flatten(),
        _ => None,
    };
    outlook.ask("opens", "every slip opens", || ready.is_some());
    let sums = ready
        .as_ref()
        .and_then(|ready| Sums::of(&ready.slips, &ready.families, quarter, ready.first_year).ok());
    outlook.ask("cohort", "every slip belongs to a living cohort", || {
        sums.is_some()
    });
    let agrees = ready.as_ref().is_some_and(|ready| agree(ready, quarter));
    outlook.ask("agrees", "guest list and ballot box agree", || agrees);
    if let Some(ready) = ready {
        outlook.ask(
            "slips",
            format!("slips: {}", power_of_ten(ready.slips.len())),
            || true,
        );
    }
    Ok(outlook)
}

/// Whether guest list and ballot box tell the same, or need not.
fn agree(ready: &Ready, quarter: Quarter) -> bool {
    let Ready {
        first_year,
        note,
        base,
        slips,
        unchecked,
        ..
    } = ready;
    *unchecked || rows::check(quarter, *first_year, note, base, slips).is_ok()
}

/// None and few look alike; above that, the powers of ten on both sides.
fn power_of_ten(count: usize) -> String {
    let mut power = 10_usize;
    if count < power {
        return "fewer than 10".to_owned();
    }
    while power.saturating_mul(10) <= count {
        power *= 10;
    }
    format!("from {power} to {}", power.saturating_mul(10) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_power_of_ten_is_told() {
        for (count, told) in [
            (0, "fewer than 10"),
            (9, "fewer than 10"),
            (10, "from 10 to 99"),
            (99, "from 10 to 99"),
            (100, "from 100 to 999"),
            (123_456, "from 100000 to 999999"),
        ] {
            assert_eq!(power_of_ten(count), told);
        }
    }
}
