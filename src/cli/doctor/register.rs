//! The register itself: keys and database belong together, nothing waits, clocks agree, and on
//! demand the invariants hold.

use super::Line;
use crate::app::App;
use crate::cli::Stopped;
use crate::domain::clock::Day;
use crate::flows::back_up::last_day;
use crate::flows::due::due;
use crate::flows::inspect::inspect;
use crate::flows::step_keys::in_doubt_since;

/// A backup a week, and a day for a timer that ran late.
const OLDEST_BACKUP_DAYS: i32 = 8;
/// How far two clocks may differ, in seconds; beyond, the daily keys stop moving.
const MOST_DIFFERENCE_SECONDS: i64 = 300;

pub(super) fn look(app: &App, invariants: bool) -> Vec<Line> {
    let mut lines = vec![
        Line::ok("register", "Settings, keys and database belong together."),
        Line::either("clock", clock(app)),
    ];
    match waiting(app) {
        Ok(found) => lines.extend(found),
        Err(stopped) => lines.push(Line::fail("calendar", stopped.to_string())),
    }
    lines.push(match last_day(app) {
        Ok(last) => backup(last, app.today()),
        Err(error) => Line::fail("backup", Stopped::from(error).to_string()),
    });
    if invariants {
        match inspect(app) {
            Ok(findings) => lines.extend(findings.into_iter().map(|finding| match finding.wrong {
                None => Line::ok("invariant", finding.invariant),
                Some(wrong) => Line::fail("invariant", format!("{}: {wrong}", finding.invariant)),
            })),
            Err(error) => lines.push(Line::fail("invariant", Stopped::from(error).to_string())),
        }
    }
    lines
}

fn clock(app: &App) -> Result<String, Stopped> {
    if let Some(since) = in_doubt_since(app)? {
        return Err(Stopped::Refused(format!(
            "The clock is in doubt since {}, {:02}:00 UTC: it jumped, or differs from the \
             database's. Until it is believed again no daily key is destroyed, no week is closed \
             and nothing is swept. Let the host keep time (NTP); a clock that goes on from where \
             it stands is believed after a day.",
            since.day().iso(),
            since.hour().rem_euclid(24)
        )));
    }
    let theirs = app
        .store
        .register
        .read("what does the database's clock say", |conn| {
            conn.own_clock()
        })?;
    let Some(theirs) = theirs else {
        return Ok("The database goes by this host's clock. See that the host keeps time.".into());
    };
    let apart = (app.now().unix() - theirs).abs();
    if apart <= MOST_DIFFERENCE_SECONDS {
        return Ok("This host's clock and the database's agree.".into());
    }
    Err(Stopped::Refused(format!(
        "This host's clock and the database's are {apart} seconds apart, so no daily key is \
         destroyed. Let both keep time (NTP)."
    )))
}

fn backup(last: Option<Day>, today: Day) -> Line {
    let Some(last) = last else {
        return Line::warn(
            "backup",
            "There is no backup yet. Run `enkel backup`, and then once a week.",
        );
    };
    let age = today.number() - last.number();
    if age <= OLDEST_BACKUP_DAYS {
        return Line::ok("backup", format!("The last backup is of {}.", last.iso()));
    }
    Line::warn(
        "backup",
        format!(
            "The last backup is of {}, {age} days ago; one a week is right. Run `enkel backup`, \
             or look at the timer that should.",
            last.iso()
        ),
    )
}

fn waiting(app: &App) -> Result<Vec<Line>, Stopped> {
    let due = due(app)?;
    let calendar = match due.close {
        None => Line::ok("calendar", "No week waits to be closed."),
        Some(week) => Line::warn(
            "calendar",
            format!(
                "{week} is over and was not closed yet. Is `enkel serve` or `enkel worker` running?"
            ),
        ),
    };
    let count = match due.count {
        None => Line::ok("count", "No quarter waits to be counted."),
        Some(quarter) => Line::warn(
            "count",
            format!("{quarter} waits to be counted. Run: enkel count --period {quarter}"),
        ),
    };
    Ok(vec![calendar, count])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn a_week_without_a_backup_is_said() {
        let today = Day::parse_iso("2026-11-23").unwrap();
        for (last, state) in [
            (None, State::Warn),
            (Some(today), State::Ok),
            (Some(today.plus(-8)), State::Ok),
            (Some(today.plus(-9)), State::Warn),
        ] {
            assert_eq!(backup(last, today).state, state, "{last:?}");
        }
    }
}
