//! How the register does.

use askama::Template;

use super::page::OfficePage;
use crate::domain::alarm::Level;
use crate::domain::clock::Day;
use crate::domain::operator::Role;
use crate::domain::proposal::{Kind, Proposal};
use crate::flows::office::overview::{BACKUP_DAYS, DRILL_DAYS, Overview};
use crate::web::views::tables::TableBlock;

/// Daily keys live for two days; on the third the jobs have not run.
const OLDEST_DAYS: i32 = 2;

/// One line of health: what, how it stands, whether that is well.
#[derive(Clone, Debug)]
pub struct Line {
    what: String,
    stands: String,
    well: bool,
}

/// `/admin`.
#[derive(Template)]
#[template(path = "office/overview.html")]
pub struct OverviewView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The present day.
    pub today: Day,
    /// What waits for this person to decide.
    pub waits: Vec<Proposal>,
    /// Whether new declarations are paused.
    pub paused: bool,
    /// What was seen.
    pub seen: Overview,
    /// The first day on which a page about a state must be looked at again.
    pub review: Option<Day>,
    /// The published numbers over time.
    pub trend: Option<TableBlock>,
    /// The last release: id and day.
    pub last: Option<(String, Day)>,
}

impl OverviewView<'_> {
    fn line(&self, what: &str, stands: String, well: bool) -> Line {
        Line {
            what: self.page.w.say(format!("office-health-{what}")),
            stands,
            well,
        }
    }

    fn alarm(&self, what: &str, level: Level) -> Line {
        let stands = self.page.w.say(format!("office-alarm-{}", level.code()));
        self.line(what, stands, level == Level::Normal)
    }

    fn since(&self, day: Option<Day>, most: i32) -> (String, bool) {
        match day {
            Some(day) => {
                let age = self.today.number() - day.number();
                (self.page.w.day(day), age <= most)
            }
            None => (self.page.w.say("office-never"), false),
        }
    }

    fn lines(&self) -> Vec<Line> {
        let (w, seen) = (self.page.w, &self.seen);
        let broken = seen.invariants.iter().filter(|one| one.wrong.is_some());
        let broken = broken.count() == 0;
        let mail = format!("office-mail-{}", seen.queue.code());
        let (backup, backed_up) = self.since(seen.backup, BACKUP_DAYS);
        let (drill, drilled) = self.since(seen.drill, DRILL_DAYS);
        let age = self.today.number() - seen.keys.1.min(seen.keys.2).number();
        let keys = [
            ("days", i64::from(age).into()),
            ("step", i64::from(seen.keys.0).into()),
        ];
        let word = |well| {
            if well {
                "office-well"
            } else {
                "office-not-well"
            }
        };
        let release = self.last.as_ref().map_or_else(
            || w.say("office-never"),
            |(id, day)| format!("{id} ({})", w.day(*day)),
        );
        let draws = i64::try_from(seen.draws).unwrap_or(i64::MAX);
        vec![
            self.line("invariants", w.say(word(broken)), broken),
            self.line("mail", w.say(mail), seen.queue.code() == "flowing"),
            self.line("failures", w.say(word(!seen.failing)), !seen.failing),
            self.alarm("letters", seen.alarm[0]),
            self.alarm("wrong", seen.alarm[1]),
            self.line("backup", backup, backed_up),
            self.line("drill", drill, drilled),
            self.line(
                "keys",
                w.say_args("office-keys-age", &keys),
                (0..=OLDEST_DAYS).contains(&age),
            ),
            self.line("calendar", w.say(word(!seen.late.0)), !seen.late.0),
            self.line("release", release, !seen.late.1),
            self.line("ledger", w.say_with("office-ledger-used", "n", draws), true),
        ]
    }

    /// What is to come: day, what, and where it is done.
    fn due(&self) -> Vec<(Day, String, Option<&'static str>)> {
        let (w, seen) = (self.page.w, &self.seen);
        let (next, closed) = seen.next;
        let quarter = next.to_string();
        let open = seen.open.to_string();
        let after = |day: Option<Day>, days: i32| day.map_or(self.today, |day| day.plus(days));
        let releases = self.page.has(Role::Releaser).then_some("/admin/releases");
        let mut due = vec![
            (
                seen.open.last_week().next().first_day(),
                w.say_with("office-due-closes", "quarter", open.as_str()),
                None,
            ),
            (
                next.release_day(),
                w.say_with("office-due-release", "quarter", quarter.as_str()),
                releases,
            ),
            (
                after(seen.backup, BACKUP_DAYS),
                w.say("office-due-backup"),
                None,
            ),
            (
                after(seen.drill, DRILL_DAYS),
                w.say("office-due-drill"),
                self.is_owner().then_some("#drill"),
            ),
        ];
        if let Some(day) = seen.key_step {
            due.push((day.max(self.today), w.say("office-due-keys"), None));
        }
        if let Some(day) = self.review {
            let texts = self
                .page
                .has(Role::Editor)
                .then_some("/admin/texts#countries");
            due.push((day, w.say("office-due-review"), texts));
        }
        if closed {
            let count = w.say_with("office-due-count", "quarter", quarter.as_str());
            due.push((self.today, count, releases));
        }
        due.sort_by_key(|(day, ..)| *day);
        due
    }

    /// What waits for this person: what, and where it is decided.
    fn waiting(&self) -> Vec<(String, String)> {
        let w = self.page.w;
        let each = self.waits.iter().map(|one| {
            let about = one.subject.as_str();
            match one.kind {
                Kind::Release => (
                    w.say_with("office-waiting-release", "quarter", about),
                    "/admin/releases".to_owned(),
                ),
                Kind::Erratum => (
                    w.say_with("office-waiting-erratum", "release", about),
                    "/admin/releases#errata".to_owned(),
                ),
                Kind::Consent => {
                    let text = w.say(format!("office-purpose-{about}"));
                    (
                        w.say_with("office-waiting-consent", "text", text.as_str()),
                        format!("/admin/texts/consent?purpose={about}"),
                    )
                }
                Kind::Pause if one.body.is_empty() => {
                    (w.say("office-waiting-resume"), "/admin/settings".to_owned())
                }
                Kind::Pause => (w.say("office-waiting-pause"), "/admin/settings".to_owned()),
            }
        });
        each.collect()
    }

    fn has_backup(&self) -> bool {
        self.seen.backup.is_some()
    }

    fn is_late(&self, day: &Day) -> bool {
        *day < self.today
    }

    fn is_owner(&self) -> bool {
        self.page.has(Role::Owner)
    }
}
