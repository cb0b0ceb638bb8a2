//! What a register owes to those who were told of something, and a look whether a state that a
//! power loss left keeps it: it opens, is whole, has lost nothing, and goes on.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use diesel::prelude::*;
use diesel::sql_types::Text;
use enkel::app::App;
use enkel::config::Settings;
use enkel::crypto::keys::Keys;
use enkel::crypto::random;
use enkel::domain::answers::Answers;
use enkel::domain::clock::{Day, Timestamp};
use enkel::domain::code::Code;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::{Nonce, Root};
use enkel::domain::leaf::Verdict;
use enkel::domain::release::Period;
use enkel::domain::visit::{Stage, Visit};
use enkel::flows::declare::Declared;
use enkel::flows::deliver::deliver;
use enkel::flows::inspect::inspect;
use enkel::flows::journal::Books;
use enkel::flows::open_app::{Parts, open_app};
use enkel::flows::open_door::{Opened, open_door};
use enkel::mail::transport::Memory;
use enkel::store::{Store, StoreError, ballots, meta, releases};
use enkel::text::Texts;

use super::replay::Wrong;
use crate::app::crowd::{a_root, declares_as, looks_as};
use crate::app::{TestClock, location, raw, slips, varied};

/// Longer than a letter is lent to somebody who delivers it.
const LEASE_IS_OVER: i64 = 400;
/// Codes that are tried in one state: the newest.
const CODES: usize = 3;

/// One mailbox: what may be kept of it.
pub struct Mailbox {
    root: Root,
    /// What was told last, and what was begun after it.
    may_be: Vec<Option<Answers>>,
}

pub struct UsedCode {
    pub address: EmailAddress,
    pub asked: Timestamp,
    pub code: String,
}

/// So many answered requests for a code.
pub struct Letters {
    pub address: EmailAddress,
    pub asked: usize,
}

pub struct Owed {
    pub now: Timestamp,
    pub mailboxes: Vec<Mailbox>,
    pub codes: Vec<UsedCode>,
    pub letters: Vec<Letters>,
    /// Releases that came out, each with its place in the chain.
    pub releases: Vec<(String, String)>,
    /// Daily keys before this day were destroyed.
    pub destroyed_before: Option<Day>,
}

impl Mailbox {
    pub fn empty(root: Root) -> Self {
        Self {
            root,
            may_be: vec![None],
        }
    }

    /// The next deed of its owner: what was told is certain; of the rest the first may have been
    /// done.
    pub fn becomes(&mut self, next: Option<Answers>, told: bool) {
        match told {
            true => self.may_be = vec![next],
            false if self.may_be.len() == 1 => self.may_be.push(next),
            false => {}
        }
    }
}

impl Owed {
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            mailboxes: Vec::new(),
            codes: Vec::new(),
            letters: Vec::new(),
            releases: Vec::new(),
            destroyed_before: None,
        }
    }
}

/// A register on a disk, and the folder with the letters that left.
pub struct Place {
    pub settings: Settings,
    pub mail: Option<PathBuf>,
}

/// The same, opened on a clock of the test's.
pub struct AtWork {
    pub app: App,
    clock: TestClock,
    post: Memory,
}

impl Place {
    pub fn opens(&self, now: Timestamp) -> Result<AtWork, String> {
        // Read once: they are the same for every state.
        static TEXTS: LazyLock<Arc<Texts>> = LazyLock::new(|| Arc::new(Texts::with(&[]).unwrap()));
        let clock = TestClock::on("2026-01-01");
        clock.stands_at(now);
        let post = Memory::default();
        let settings = self.settings.clone();
        let app = open_app(Parts {
            store: Store::open(&location(&settings), 2).map_err(|error| error.to_string())?,
            keys: Keys::load(&settings.keys.folder, None).map_err(|error| error.to_string())?,
            texts: TEXTS.clone(),
            mailer: Arc::new(post.clone()),
            clock: Arc::new(clock.clone()),
            watch_database_clock: false,
            settings,
        });
        let app = app.map_err(|error| error.causes())?;
        Ok(AtWork { app, clock, post })
    }

    /// How many letters to each address left for good.
    fn letters(&self) -> HashMap<String, usize> {
        let files = self
            .mail
            .as_ref()
            .and_then(|mail| std::fs::read_dir(mail).ok());
        let files = files
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path());
        let mut letters = HashMap::new();
        for file in files.filter(|path| path.extension().is_some_and(|e| e == "eml")) {
            let letter = std::fs::read(&file).unwrap();
            let letter = String::from_utf8_lossy(&letter);
            let to = letter.lines().find_map(|line| line.strip_prefix("To: "));
            *letters
                .entry(to.unwrap_or_default().to_owned())
                .or_default() += 1;
        }
        letters
    }
}

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
        for on_file in leaves {
            let period = on_file.leaf.period;
            let read = self.app.store.register.read("look into the box", |conn| {
                let mut there = Vec::new();
                for ballot in &on_file.leaf.ballots {
                    there.push(ballots::contains(conn, &ballot.id)?);
                }
                let drawn = releases::is_drawn(conn, Period::Quarter(period))?;
                Ok::<_, StoreError>((there, drawn))
            });
            let (there, drawn) = read.map_err(|error| error.to_string())?;
            let fits = match on_file.verdict {
                Some(Verdict::Done) => drawn || there.iter().all(|there| *there),
                Some(Verdict::Void) => there.iter().all(|there| !there),
                _ => false,
            };
            if !fits {
                return Err(format!(
                    "a line says {:?}, the box {there:?}",
                    on_file.verdict
                ));
            }
        }
        Ok(())
    }

    /// Declarations, withdrawals, releases, and keys that are gone.
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
        let all = self
            .app
            .store
            .register
            .read("releases", releases::all)
            .unwrap();
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
