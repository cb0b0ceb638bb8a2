//! A look whether a state that a power loss left keeps what was promised: it opens, is whole, has
//! lost nothing, and goes on.

use diesel::prelude::*;
use diesel::sql_types::Text;
use enkel::crypto::random;
use enkel::domain::code::Code;
use enkel::domain::ids::Nonce;
use enkel::domain::leaf::Verdict;
use enkel::domain::release::Period;
use enkel::domain::visit::{Stage, Visit};
use enkel::flows::declare::Declared;
use enkel::flows::deliver::deliver;
use enkel::flows::inspect::inspect;
use enkel::flows::journal::{Books, OnFile};
use enkel::flows::open_door::{Opened, open_door};
use enkel::store::{StoreError, ballots, meta, releases};

use super::owed::Owed;
use super::replay::Wrong;
use super::state::{AtWork, Place};
use crate::app::crowd::{a_root, declares_as, looks_as};
use crate::app::{raw, slips, varied};

/// Longer than a letter is lent to somebody who delivers it.
const LEASE_IS_OVER: i64 = 400;
/// Codes that are tried in one state: the newest.
const CODES: usize = 3;

/// Everything that is wrong with a state.
pub fn look(place: Result<Place, String>, owed: &Owed) -> Vec<(Wrong, String)> {
    let opened = place.and_then(|place| Ok((place.opens(owed.now)?, place)));
    let (at_work, place) = match opened {
        Ok(opened) => opened,
        Err(why) => return vec![(Wrong::Closed, why)],
    };
    let mut wrong = Vec::new();
    let mut lost = Vec::new();
    at_work.is_whole(&mut wrong);
    at_work.keeps(owed, &mut lost);
    at_work.keeps_figures_and_keys(owed, &mut lost);
    at_work.opens_for_no_used_code(owed, &mut lost);
    at_work.delivers(&place, owed, &mut lost);
    at_work.goes_on(&mut wrong);
    let wrong = wrong.into_iter().map(|words| (Wrong::Half, words));
    let lost = lost.into_iter().map(|words| (Wrong::Lost, words));
    lost.chain(wrong).collect()
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    said: String,
}

impl AtWork {
    /// Pages, invariants, ballots against rows, the journal against the ballots.
    fn is_whole(&self, wrong: &mut Vec<String>) {
        for database in [&self.app.store.register, &self.app.store.transit] {
            let read = database.read("look at every page", |conn| {
                let sql = "SELECT integrity_check AS said FROM pragma_integrity_check";
                Ok(diesel::sql_query(sql).load::<Said>(conn)?)
            });
            match read {
                Ok(lines) if lines.len() == 1 && lines[0].said == "ok" => {}
                Ok(lines) => wrong.push(format!("pages: {}", lines[0].said)),
                Err(error) => wrong.push(format!("pages: {error}")),
            }
        }
        match inspect(&self.app) {
            Ok(findings) => wrong.extend(findings.iter().filter_map(|finding| {
                let broken = finding.wrong.is_some();
                broken.then(|| format!("not so: {}", finding.invariant))
            })),
            Err(error) => wrong.push(error.causes()),
        }
        self.rows_are_what_the_ballots_say(wrong);
        if let Err(why) = self.journal_tells_the_truth() {
            wrong.push(why);
        }
    }

    fn rows_are_what_the_ballots_say(&self, wrong: &mut Vec<String>) {
        let register = &self.app.store.register;
        let read = register.read("base and box", |conn| {
            Ok((meta::base(conn)?, ballots::quarters(conn)?))
        });
        let (base, quarters) = read.unwrap();
        let mut expected: i64 = base.iter().flat_map(|(_, rows)| rows.values()).sum();
        for quarter in quarters {
            let slips = slips(&self.app, quarter);
            expected += slips.iter().map(|slip| slip.sign.value()).sum::<i64>();
        }
        let rows = raw::rows(register, "registration");
        if rows != expected {
            wrong.push(format!("{rows} rows, and ballots for {expected}"));
        }
    }

    fn journal_tells_the_truth(&self) -> Result<(), String> {
        let folder = self.app.journal.folder();
        let hosts = folder.hosts().map_err(|error| error.to_string())?;
        let hosts: Vec<String> = hosts.into_keys().collect();
        let leaves = Books::all(folder, &self.app.keys.journal(), &hosts);
        let leaves = leaves.map_err(|error| format!("a restore would say: {error}"))?;
        leaves.iter().try_for_each(|on_file| self.is_so(on_file))
    }

    /// A line says of its ballots what the box shows.
    fn is_so(&self, on_file: &OnFile) -> Result<(), String> {
        let leaf = &on_file.leaf;
        let read = self.app.store.register.read("look into the box", |conn| {
            let mut there = Vec::new();
            for ballot in &leaf.ballots {
                there.push(ballots::contains(conn, &ballot.id)?);
            }
            let drawn = releases::is_drawn(conn, Period::Quarter(leaf.period))?;
            Ok::<_, StoreError>((there, drawn))
        });
        let (there, drawn) = read.map_err(|error| error.to_string())?;
        let fits = match on_file.verdict {
            Some(Verdict::Done) => drawn || there.iter().all(|there| *there),
            Some(Verdict::Void) => there.iter().all(|there| !there),
            _ => false,
        };
        match fits {
            true => Ok(()),
            false => Err(format!(
                "a line says {:?}, the box {there:?}",
                on_file.verdict
            )),
        }
    }

    /// Declarations and withdrawals.
    fn keeps(&self, owed: &Owed, lost: &mut Vec<String>) {
        let mut found = 0;
        for (number, mailbox) in owed.mailboxes.iter().enumerate() {
            match looks_as(&self.app, &mailbox.root) {
                Ok(kept) => {
                    found += i64::from(kept.is_some());
                    if !mailbox.may_be.contains(&kept) {
                        let is = if kept.is_some() {
                            "another one"
                        } else {
                            "nothing"
                        };
                        lost.push(format!("mailbox {number} has {is}"));
                    }
                }
                Err(error) => lost.push(format!("mailbox {number}: {}", error.causes())),
            }
        }
        let rows = raw::rows(&self.app.store.register, "registration");
        if rows != found {
            lost.push(format!("{rows} rows, of which {found} are somebody's"));
        }
    }

    /// What was published is the same, and what was destroyed is gone.
    fn keeps_figures_and_keys(&self, owed: &Owed, lost: &mut Vec<String>) {
        let register = &self.app.store.register;
        let all = register.read("releases", releases::all).unwrap();
        for (id, chain) in &owed.releases {
            let same = all.iter().find(|one| one.id().to_string() == *id);
            let drawn =
                same.is_some_and(|one| matches!(self.app.journal.draw(one.id()), Ok(Some(_))));
            if !drawn || same.is_none_or(|one| one.chain != *chain) {
                lost.push(format!("release {id} is gone or another"));
            }
        }
        let (_, visit, post) = self.app.keys.oldest();
        if owed
            .destroyed_before
            .is_some_and(|day| visit.min(post) < day)
        {
            lost.push("a daily key that was destroyed is back".to_owned());
        }
    }

    fn opens_for_no_used_code(&self, owed: &Owed, lost: &mut Vec<String>) {
        for used in owed.codes.iter().rev().take(CODES) {
            let visit = Visit {
                nonce: Nonce::new(random::bytes().unwrap()),
                stage: Stage::Pending {
                    address: used.address.clone(),
                    asked: used.asked,
                },
            };
            let code = Code::parse(&used.code).unwrap();
            match open_door(&self.app, &visit, code) {
                Ok(Opened::Open(_)) => lost.push("a used code opened again".to_owned()),
                Ok(_) => {}
                Err(error) => lost.push(format!("a code cannot be tried: {}", error.causes())),
            }
        }
    }

    fn delivers(&self, place: &Place, owed: &Owed, lost: &mut Vec<String>) {
        self.clock.passes(LEASE_IS_OVER);
        loop {
            match deliver(&self.app) {
                Ok(round) if round.taken > 0 => {}
                Ok(_) => break,
                Err(error) => return lost.push(format!("post: {}", error.causes())),
            }
        }
        let (sent, gone) = (self.post.arrived(), place.letters());
        for letters in owed.letters.iter().filter(|letters| letters.asked > 0) {
            let now = sent.iter().filter(|one| one.letter.to == letters.address);
            let before = gone.get(letters.address.expose().as_str());
            let all = now.count() + before.copied().unwrap_or(0);
            if all < letters.asked {
                lost.push(format!("{} codes asked for, {all} letters", letters.asked));
            }
        }
    }

    fn goes_on(&self, wrong: &mut Vec<String>) {
        let root = a_root();
        match declares_as(&self.app, &root, varied(7)) {
            Ok(Declared::Kept { .. }) => {}
            Ok(other) => wrong.push(format!("a new declaration: {other:?}")),
            Err(error) => wrong.push(format!("a new declaration: {}", error.causes())),
        }
        if !looks_as(&self.app, &root).is_ok_and(|kept| kept == Some(varied(7))) {
            wrong.push("a new declaration is not kept".to_owned());
        }
    }
}
