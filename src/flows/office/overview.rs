//! What the office sees of the register's health: levels, ages and days; never a number that a
//! release would protect.

use super::{Outcome, Refusal, deed};
use crate::app::App;
use crate::domain::alarm::{Bucket, Level, level};
use crate::domain::clock::{Day, Timestamp};
use crate::domain::document::{Document, Key, Kind};
use crate::domain::operator::Deed;
use crate::domain::period::Quarter;
use crate::flows::FlowError;
use crate::flows::back_up::last_day;
use crate::flows::due::due;
use crate::flows::inspect::{Finding, inspect};
use crate::store::pressure::Pressure;
use crate::store::{documents, meta, outbox, pressure};

/// A backup that is older is late.
pub const BACKUP_DAYS: i32 = 7;
/// Half a year: opening a backup on another machine should have been tried again by then.
pub const DRILL_DAYS: i32 = 183;

/// How long letters have been waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Nothing waits, or not for long.
    Flowing,
    /// Something waits for over ten minutes.
    Slow,
    /// Something waits for over an hour.
    Stuck,
}

impl Queue {
    /// Its word in keys of texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Flowing => "flowing",
            Self::Slow => "slow",
            Self::Stuck => "stuck",
        }
    }

    fn of(oldest: Option<Timestamp>, now: Timestamp) -> Self {
        match oldest.map_or(0, |since| now.since(since)) {
            ..600 => Self::Flowing,
            600..3_600 => Self::Slow,
            _ => Self::Stuck,
        }
    }
}

/// How the register does.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The mail.
    pub queue: Queue,
    /// Whether letters are being tried again and again.
    pub failing: bool,
    /// How busy letters and wrong codes are, against four weeks.
    pub alarm: [Level; 2],
    /// The day of the last backup.
    pub backup: Option<Day>,
    /// The day on which somebody last tried a backup out.
    pub drill: Option<Day>,
    /// The epoch's step, and the oldest live day of visits and of letters.
    pub keys: (u32, Day, Day),
    /// What is always true, and whether it is.
    pub invariants: Vec<Finding>,
    /// How many draws the ledger holds.
    pub draws: usize,
    /// The quarter that is open.
    pub open: Quarter,
    /// The first quarter that did not come out, and whether it waits to be counted.
    pub next: (Quarter, bool),
    /// The day on which the epoch's key goes its next step by itself.
    pub key_step: Option<Day>,
    /// Whether something should have happened that has not: a close, or a count.
    pub late: (bool, bool),
}

/// Looks; the invariants only where nobody did just now.
///
/// # Errors
/// When a database cannot be read.
pub fn overview(app: &App, inspected: Option<Vec<Finding>>) -> Result<Overview, FlowError> {
    let now = app.now();
    let today = app.today();
    let (oldest, failing, (so_far, before)) =
        app.store.transit.read("how the mail does", |conn| {
            Ok((
                outbox::oldest(conn)?,
                outbox::any_failing(conn)?,
                pressure::all(conn, today)?,
            ))
        })?;
    let against = |one: fn(&Pressure) -> Bucket| {
        let days: Vec<Bucket> = before.iter().map(one).collect();
        level(one(&so_far), &days)
    };
    let (open, drill, draws, key_step) =
        app.store.register.read("how the register does", |conn| {
            let drill = documents::newest(conn, &backup_drill())?;
            Ok((
                meta::calendar(conn)?.open.quarter,
                drill.map(|drill| drill.day),
                crate::store::ledger::all(conn)?.len(),
                meta::epoch_month(conn)?.map(|month| month.next().first_day()),
            ))
        })?;
    let waits = due(app)?;
    let next = super::count::next(app)?;
    Ok(Overview {
        queue: Queue::of(oldest, now),
        failing,
        alarm: [against(|day| day.letters), against(|day| day.wrong)],
        backup: last_day(app)?,
        drill,
        keys: app.keys.oldest(),
        invariants: inspected.map_or_else(|| inspect(app), Ok)?,
        draws,
        open,
        next: (next.quarter, next.closed && next.proposal.is_none()),
        key_step,
        late: (waits.close.is_some(), waits.count.is_some()),
    })
}

fn backup_drill() -> Key {
    Key {
        name: "backup".to_owned(),
        ..Key::only(Kind::Drill)
    }
}

/// Notes that a backup was tried out today.
///
/// # Errors
/// When the register cannot be written.
pub fn drill_done(app: &App, by: &str) -> Outcome<()> {
    if last_day(app)?.is_none() {
        return Ok(Err(Refusal::NoBackup));
    }
    let (by, today) = (by.to_owned(), app.today());
    deed(app, "note a drill", move |conn, log| {
        let before = documents::newest(conn, &backup_drill())?;
        let drill = Document {
            key: backup_drill(),
            version: before.map_or(1, |before| before.version + 1),
            body: String::new(),
            written_by: by.clone(),
            day: today,
        };
        documents::add(conn, &drill)?;
        log.note(conn, &by, Deed::CheckedPage, "backup", "drill")?;
        Ok(Ok(()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::text::Texts;

    #[test]
    fn each_state_of_the_mail_has_a_sentence_of_its_own() {
        let texts = Texts::load().unwrap();
        for locale in Locale::WRITTEN {
            let told = [Queue::Flowing, Queue::Slow, Queue::Stuck].map(|queue| {
                let key = format!("office-mail-{}", queue.code());
                let told = texts.get(locale, &key, &[]);
                assert_ne!(told, key);
                told
            });
            let [flowing, slow, stuck] = told;
            assert!(flowing != slow && slow != stuck && stuck != flowing);
        }
    }

    #[test]
    fn a_queue_is_judged_by_its_oldest_letter() {
        let now = Timestamp::from_unix(10_000);
        for (waits, queue) in [
            (0, Queue::Flowing),
            (599, Queue::Flowing),
            (600, Queue::Slow),
            (3_600, Queue::Stuck),
        ] {
            assert_eq!(Queue::of(Some(now.plus(-waits)), now), queue, "{waits}");
        }
        assert_eq!(Queue::of(None, now), Queue::Flowing);
    }
}
