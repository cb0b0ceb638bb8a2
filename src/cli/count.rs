//! `enkel count`: counting day by hand. Says what happened in words, never how many: numbers come
//! from the release alone.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{ConfigFile, Ended, Stopped, log, open};
use crate::config::ReleaseBy;
use crate::domain::period::Quarter;
use crate::flows::close_period::close_due_periods;
use crate::flows::count::dry_run::{Outlook, dry_run};
use crate::flows::count::{Counted, count_quarter, counting_key_in, publish_due_weeks};
use crate::flows::step_keys::{Stepped, step_keys};

pub(super) const CLOCK_IN_DOUBT: &str = "This machine's clock jumped, or differs from the database's by more \
    than five minutes. A period that is closed too early cannot be opened again, so nothing was \
    done. Set the clock right; a clock that is right is believed again after a day, or at once \
    when it stands on the day it left.";

const BY_THE_OFFICE: &str = "counting.release_by is \"office\": people of the board count and \
    approve at /admin. Nothing was counted. Whoever has the counting key in hand can still count \
    here, with --counting-key; then nobody else looks.";

/// What to count, and with which key.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    file: ConfigFile,
    /// The quarter to count, such as 2026-Q3; without it, the next one in line.
    #[arg(long, value_name = "QUARTER", value_parser = quarter)]
    period: Option<Quarter>,
    /// The file with the private counting key, where it is not kept on this server.
    #[arg(long, value_name = "FILE")]
    counting_key: Option<PathBuf>,
    /// Say what a count would meet, in yes, no and powers of ten, and do nothing.
    #[arg(long, conflicts_with = "period")]
    dry_run: bool,
}

pub(super) fn quarter(text: &str) -> Result<Quarter, String> {
    Quarter::parse(text).ok_or_else(|| "a quarter is written like 2026-Q3".to_owned())
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let settings = self.file.settings()?;
        log::start(&settings)?;
        let app = open::open(settings)?;
        let file = self.counting_key.as_deref();
        let key = file.map(|file| counting_key_in(&app, file)).transpose()?;
        if self.dry_run {
            return told(&dry_run(&app, key.as_ref())?, out);
        }
        if key.is_none() && app.settings.counting.release_by == ReleaseBy::Office {
            return Err(Stopped::Refused(BY_THE_OFFICE.to_owned()));
        }
        if step_keys(&app)? == Stepped::ClockInDoubt {
            return Err(Stopped::Refused(CLOCK_IN_DOUBT.to_owned()));
        }
        // What is over is closed first, as the timed jobs would have done.
        close_due_periods(&app)?;
        publish_due_weeks(&app)?;
        let counted = count_quarter(&app, self.period, key.as_ref())?;
        writeln!(out, "{}", sentence(counted))?;
        Ok(ended(counted, self.period.is_some()))
    }
}

/// Ready is good, not ready a finding.
fn told(outlook: &Outlook, out: &mut dyn Write) -> Result<Ended, Stopped> {
    writeln!(out, "{} is next.", outlook.quarter)?;
    for condition in &outlook.conditions {
        let holds = match condition.holds {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not looked at",
        };
        writeln!(out, "{holds:<13} {}", condition.what)?;
    }
    Ok(match outlook.is_ready() {
        true => Ended::Good,
        false => Ended::Finding,
    })
}

fn sentence(counted: Counted) -> String {
    match counted {
        Counted::Released(quarter) => format!(
            "{quarter} is counted and released, and its slips are burnt. See `enkel release show \
             {quarter}`."
        ),
        Counted::Already(quarter) => {
            format!("{quarter} was counted before, and is never counted twice. Nothing changed.")
        }
        Counted::NotBefore(quarter, day) => format!(
            "{quarter} is closed, but its figures come out on {}, not before. Nothing changed.",
            day.iso()
        ),
        Counted::AtTheBoard(quarter) => format!(
            "{quarter} was exported for a ceremony, so it is not counted here: a second noise for \
             the same counts would betray them. Bring the board's result with `enkel ceremony \
             import`. Nothing changed."
        ),
        Counted::StillOpen(quarter) => {
            format!("{quarter} is next, and still open. Nothing changed.")
        }
    }
}

/// Nothing to do is good for a timer that asks every day, and a refusal to whoever named a
/// quarter.
fn ended(counted: Counted, named: bool) -> Ended {
    match counted {
        Counted::Released(_) | Counted::Already(_) => Ended::Good,
        Counted::AtTheBoard(_) => Ended::Finding,
        Counted::NotBefore(..) | Counted::StillOpen(_) if named => Ended::Finding,
        Counted::NotBefore(..) | Counted::StillOpen(_) => Ended::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn naming_a_quarter_that_cannot_be_counted_is_a_finding() {
        let quarter = Quarter::parse("2026-Q3").unwrap();
        let day = quarter.release_day();
        for (counted, named, end) in [
            (Counted::Released(quarter), true, Ended::Good),
            (Counted::Already(quarter), true, Ended::Good),
            (Counted::StillOpen(quarter), true, Ended::Finding),
            (Counted::StillOpen(quarter), false, Ended::Good),
            (Counted::AtTheBoard(quarter), true, Ended::Finding),
            (Counted::AtTheBoard(quarter), false, Ended::Finding),
            (Counted::NotBefore(quarter, day), true, Ended::Finding),
            (Counted::NotBefore(quarter, day), false, Ended::Good),
        ] {
            assert_eq!(ended(counted, named), end, "{counted:?}");
        }
    }

    #[test]
    fn a_quarter_is_read_or_the_form_is_told() {
        assert!(quarter("2026-Q3").is_ok());
        assert!(quarter("2026-W12").unwrap_err().contains("2026-Q3"));
    }
}
