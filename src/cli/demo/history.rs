//! Plays the past of a demonstration: the register's own flows, week by week, on a clock whose
//! hands are turned. Nothing is written beside the flows, so what the pages show was counted.

use std::sync::Arc;

use super::clock::Hands;
use super::people::{Dice, answers};
use crate::app::App;
use crate::cli::Stopped;
use crate::crypto::ballot_box::CountingKey;
use crate::crypto::random;
use crate::domain::answers::Answers;
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, ConsentText, Purpose};
use crate::domain::declaration::Declaration;
use crate::domain::ids::{Nonce, Root};
use crate::domain::locale::Locale;
use crate::domain::period::{Quarter, Week};
use crate::flows::close_period::close_due_periods;
use crate::flows::count::{Counted, count_quarter, publish_due_weeks};
use crate::flows::declare::declare;
use crate::flows::sweep::sweep;
use crate::flows::withdraw::withdraw;
use crate::store::consent_texts;

/// How many quarters are counted and released.
const RELEASED: usize = 8;
/// As many write at once as the store commits together.
const HANDS_AT_WORK: usize = 64;

/// What a demonstration of this day plays.
pub(super) struct Plan {
    /// The present day.
    pub today: Day,
    /// How many declarations are made in all.
    pub declarations: u32,
    /// The quarters to count, the first one first.
    pub released: Vec<Quarter>,
    /// The quarter that is closed and due, and left to be counted by hand.
    pub uncounted: Quarter,
}

impl Plan {
    /// The last quarter whose day has come is left uncounted; the eight before it are released.
    pub(super) fn on(today: Day, declarations: u32) -> Self {
        let mut uncounted = Quarter::of(today).previous();
        while uncounted.release_day() > today {
            uncounted = uncounted.previous();
        }
        let before = std::iter::successors(Some(uncounted.previous()), |q| Some(q.previous()));
        let mut released: Vec<Quarter> = before.take(RELEASED).collect();
        released.reverse();
        Self {
            today,
            declarations,
            released,
            uncounted,
        }
    }

    /// The register's first day.
    pub(super) fn first_day(&self) -> Day {
        let first = self.released.first().copied().unwrap_or(self.uncounted);
        first.first_week().first_day()
    }

    /// Every week from the first to the one that is open.
    fn weeks(&self) -> Vec<Week> {
        let first = Week::of(self.first_day());
        std::iter::successors(Some(first), |week| Some(week.next()))
            .take_while(|week| week.first_day() <= self.today)
            .collect()
    }

    /// A week's share of the joinings. Weeks swing in pairs, one above and one below, so that the
    /// sum stays what it should be.
    fn share_of(&self, played: u32, weeks: u32) -> u32 {
        let weeks = weeks.max(1);
        let even = self.declarations / weeks + u32::from(played < self.declarations % weeks);
        let paired = played / 2 * 2 + 1 < weeks;
        let swing = match paired {
            true => self.declarations / weeks * (played / 2 % 7) / 10,
            false => 0,
        };
        match played.is_multiple_of(2) {
            true => even + swing,
            false => even - swing,
        }
    }
}

/// What somebody does in a week.
enum Deed {
    Declare(Root, Box<Declaration>),
    Withdraw(Root, Nonce),
}

/// A history being played.
pub(super) struct History<'a> {
    pub app: &'a App,
    pub hands: &'a Arc<Hands>,
    pub board: &'a CountingKey,
    pub plan: &'a Plan,
}

impl History<'_> {
    /// Plays every week up to today, which stays open.
    pub(super) fn play(&self) -> Result<(), Stopped> {
        let plan = self.plan;
        let weeks = plan.weeks();
        let mut crowd = Crowd::new(self.app)?;
        let mut to_count = plan.released.iter().copied().peekable();
        for (played, week) in (0_u32..).zip(&weeks) {
            if let Some(quarter) = to_count.next_if(|q| q.release_day() <= week.last_day()) {
                self.hands.set(quarter.release_day());
                self.count(quarter)?;
                sweep(self.app)?;
            }
            // Early in the week, so that this week's deeds are never later than today.
            self.hands.set(week.first_day());
            let joining = plan.share_of(played, u32::try_from(weeks.len()).unwrap_or(1));
            self.live_through(crowd.week(joining, week.first_day())?)?;
            if week.last_day() < plan.today {
                self.hands.set(week.next().first_day());
                close_due_periods(self.app)?;
                publish_due_weeks(self.app)?;
            }
        }
        Ok(sweep(self.app)?)
    }

    fn count(&self, quarter: Quarter) -> Result<(), Stopped> {
        match count_quarter(self.app, Some(quarter), Some(self.board))? {
            Counted::Released(_) => Ok(()),
            _ => Err(Stopped::Refused(format!(
                "the demonstration could not count {quarter}"
            ))),
        }
    }

    /// Everybody acts at once, as many as the store commits together.
    fn live_through(&self, deeds: Vec<Deed>) -> Result<(), Stopped> {
        let queue = std::sync::Mutex::new(deeds.into_iter());
        let next = || queue.lock().ok().and_then(|mut queue| queue.next());
        std::thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS_AT_WORK)
                .map(|_| {
                    scope.spawn(|| {
                        while let Some(deed) = next() {
                            self.act(deed)?;
                        }
                        Ok(())
                    })
                })
                .collect();
            for hand in hands {
                let done: Result<(), Stopped> = hand.join().unwrap_or_else(|_| {
                    Err(Stopped::Refused("the demonstration broke off".into()))
                });
                done?;
            }
            Ok(())
        })
    }

    fn act(&self, deed: Deed) -> Result<(), Stopped> {
        match deed {
            Deed::Declare(root, declaration) => {
                declare(self.app, &root, *declaration)?;
            }
            Deed::Withdraw(root, visit) => {
                withdraw(self.app, &root, visit)?;
            }
        }
        Ok(())
    }
}

/// Everybody who declared so far. Nobody owns these roots: they were drawn, not derived.
struct Crowd {
    declared: Vec<Root>,
    dice: Dice,
    texts: Vec<ConsentText>,
}

impl Crowd {
    fn new(app: &App) -> Result<Self, Stopped> {
        let texts = app.store.register.read("the texts", |conn| {
            consent_texts::in_force(conn, Locale::Nl)
        })?;
        Ok(Self {
            declared: Vec::new(),
            dice: Dice::new(),
            texts,
        })
    }

    /// Somebody replaces for every twenty that join, and somebody withdraws for every forty; all
    /// different people, because a week's deeds happen in any order.
    fn week(&mut self, joining: u32, day: Day) -> Result<Vec<Deed>, Stopped> {
        let mut deeds = Vec::new();
        let mut replaced = Vec::new();
        for _ in 0..joining / 40 {
            if let Some(root) = self.somebody()? {
                deeds.push(Deed::Withdraw(root, nonce()?));
            }
        }
        for _ in 0..joining / 20 {
            if let Some(root) = self.somebody()? {
                deeds.push(self.declaration(&root, day)?);
                replaced.push(root);
            }
        }
        for _ in 0..joining {
            let root = Root::new(random::bytes().map_err(|error| Stopped::because(&error))?);
            deeds.push(self.declaration(&root, day)?);
            replaced.push(root);
        }
        self.declared.append(&mut replaced);
        Ok(deeds)
    }

    fn somebody(&mut self) -> Result<Option<Root>, Stopped> {
        let there = u32::try_from(self.declared.len()).unwrap_or(u32::MAX);
        if there == 0 {
            return Ok(None);
        }
        let place = usize::try_from(self.dice.below(there)?).unwrap_or_default();
        Ok(Some(self.declared.swap_remove(place)))
    }

    fn declaration(&mut self, root: &Root, day: Day) -> Result<Deed, Stopped> {
        let answers = answers(&mut self.dice)?;
        let declaration = Declaration {
            answers,
            consents: self.consents(&answers, day),
            visit: nonce()?,
        };
        Ok(Deed::Declare(root.clone(), Box::new(declaration)))
    }

    fn consents(&self, answers: &Answers, day: Day) -> Vec<Consent> {
        let asked = |text: &&ConsentText| {
            text.purpose != Purpose::OptionalAnswers || answers.optional.is_some()
        };
        let texts = self.texts.iter().filter(asked);
        texts.map(|text| Consent::to(text, day)).collect()
    }
}

fn nonce() -> Result<Nonce, Stopped> {
    let bytes = random::bytes().map_err(|error| Stopped::because(&error))?;
    Ok(Nonce::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_quarter_whose_day_has_come_waits_to_be_counted() {
        for (day, uncounted, first) in [
            ("2026-11-23", "2026-Q3", "2024-Q3"),
            ("2026-10-12", "2026-Q2", "2024-Q2"),
            ("2026-10-13", "2026-Q3", "2024-Q3"),
            ("2027-01-02", "2026-Q3", "2024-Q3"),
        ] {
            let today = Day::parse_iso(day).unwrap();
            let plan = Plan::on(today, 20_000);
            assert_eq!(plan.uncounted.to_string(), uncounted, "{day}");
            assert_eq!(plan.released.len(), RELEASED);
            assert_eq!(plan.released[0].to_string(), first, "{day}");
            assert!(plan.uncounted.release_day() <= today);
        }
    }

    #[test]
    fn the_weeks_add_up_to_all_declarations() {
        let today = Day::parse_iso("2026-11-23").unwrap();
        for declarations in [0, 1, 150, 20_000, 20_001] {
            let plan = Plan::on(today, declarations);
            for weeks in 1..140 {
                let all: u32 = (0..weeks).map(|week| plan.share_of(week, weeks)).sum();
                assert_eq!(all, declarations, "{weeks} weeks");
            }
        }
    }
}
