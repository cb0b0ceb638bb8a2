//! Somebody with many mailboxes, who goes through the door again and again and does not give up
//! when a connection breaks: asks, types the code, declares, replaces, looks, withdraws.

use std::time::{Duration, Instant};

use super::ledger::Kept;
use super::town::Town;
use super::walker::{GIVES_UP, Walker};
use crate::web::http::{Answer, Broken, Request};

/// A letter in the hands of a worker that was killed comes when its lease is over, in minutes.
const WAITS_FOR_MAIL: Duration = Duration::from_secs(4);
/// Requests for a code before one is used: within the limit of three, whatever got lost.
const ASKS: usize = 2;
const STATES: [&str; 6] = ["MA", "TR", "IR", "SY", "ER", "AR"];

pub struct Person<'a> {
    town: &'a Town,
    number: usize,
    mailboxes: Vec<Mailbox>,
    pub walker: Walker<'a>,
}

struct Mailbox {
    address: String,
    used: Vec<String>,
}

/// What became of a button that was pressed.
enum Pressed {
    Answered(Answer),
    NeverSent,
    Unknown,
}

impl<'a> Person<'a> {
    pub fn new(town: &'a Town, number: usize, seed: u64) -> Self {
        let seed = seed
            .wrapping_mul(0x9E37_79B9)
            .wrapping_add(1 + number as u64);
        Self {
            town,
            number,
            mailboxes: Vec::new(),
            walker: Walker::new(town, seed),
        }
    }

    /// Until evening; then whatever is in doubt is looked up.
    pub fn lives(&mut self) {
        while !self.town.is_over() {
            let which = self.chooses();
            self.visits(which);
        }
        for which in 0..self.mailboxes.len() {
            let entry = self.town.ledger.of(&self.mailboxes[which].address);
            if entry.maybe.is_some() && self.comes_in(which).is_some() {
                self.looks(which);
            }
        }
    }

    /// A mailbox whose letters have all come, or a new one.
    fn chooses(&mut self) -> usize {
        for _ in 0..4 {
            let many = self.mailboxes.len();
            if many < 3 || self.walker.dice.below(3) == 0 {
                break;
            }
            let which = self.walker.dice.below(many);
            let address = &self.mailboxes[which].address;
            let entry = self.town.ledger.of(address);
            if self.town.post.to(address).len() == entry.asked + entry.perhaps_asked {
                return which;
            }
        }
        self.moves_in()
    }

    /// A new mailbox.
    pub fn moves_in(&mut self) -> usize {
        let (number, next) = (self.number, self.mailboxes.len());
        // Each of a domain of its own: no small domain's limit is met.
        let address = format!("bewoner-{number}-{next}@straat-{number}-{next}.example");
        self.town.welcomes(&address);
        self.mailboxes.push(Mailbox {
            address,
            used: Vec::new(),
        });
        self.mailboxes.len() - 1
    }

    pub fn visits(&mut self, which: usize) {
        if self.comes_in(which).is_none() {
            return;
        }
        let entry = self.town.ledger.of(&self.mailboxes[which].address);
        let nothing = entry.sure == Kept::Nothing;
        match self.walker.dice.below(10) {
            _ if entry.maybe.is_some() => self.looks(which),
            0 => self.looks(which),
            1..=4 if !nothing => self.withdraws(which),
            _ => self.declares(which),
        }
    }

    /// Through the door; nothing when the letter does not come soon.
    pub fn comes_in(&mut self, which: usize) -> Option<()> {
        let code = self.has_a_code(which)?;
        let answer = self.walker.sends("code", &[("code", &code)]);
        if answer.status != 200 || self.walker.page.token().is_none() {
            let words = self.walker.page.words();
            self.finds(&format!("a right code did not open: {words}"));
            return None;
        }
        self.mailboxes[which].used.push(code);
        Some(())
    }

    /// At the door with the right code in hand.
    fn has_a_code(&mut self, which: usize) -> Option<String> {
        self.walker.cookie.clear();
        self.walker.opens("/nl/start");
        self.asks_for_a_code(which)?;
        self.reads_the_mail(which)
    }

    /// The code as it would be sent.
    pub fn types_nothing_yet(&mut self, which: usize) -> Option<Request> {
        let code = self.has_a_code(which)?;
        Some(self.walker.form("code", &[("code", &code)]))
    }

    fn asks_for_a_code(&mut self, which: usize) -> Option<()> {
        let (town, address) = (self.town, self.mailboxes[which].address.clone());
        let request = self.walker.form("start", &[("address", &address)]);
        let mut unanswered = 0;
        let begun = Instant::now();
        while unanswered < ASKS {
            assert!(begun.elapsed() < GIVES_UP, "nobody is at the door");
            town.ledger
                .change(&address, |entry| entry.perhaps_asked += 1);
            let tried = self.walker.tries(&request);
            if let Ok(answer) = &tried
                && answer.status == 303
            {
                town.ledger.change(&address, |entry| {
                    entry.perhaps_asked -= 1;
                    entry.asked += 1;
                });
                self.walker.follows(answer.clone());
                return Some(());
            }
            match tried {
                Err(Broken::NeverReached) => {
                    town.ledger
                        .change(&address, |entry| entry.perhaps_asked -= 1);
                }
                _ => unanswered += 1,
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    fn reads_the_mail(&self, which: usize) -> Option<String> {
        let mailbox = &self.mailboxes[which];
        let begun = Instant::now();
        while begun.elapsed() < WAITS_FOR_MAIL {
            let letters = self.town.post.to(&mailbox.address);
            let fresh = letters
                .iter()
                .rev()
                .find(|code| !mailbox.used.contains(code));
            if let Some(code) = fresh {
                return Some(code.clone());
            }
            std::thread::sleep(Duration::from_millis(15));
        }
        None
    }

    pub fn address(&self, which: usize) -> String {
        self.mailboxes[which].address.clone()
    }

    fn declares(&mut self, which: usize) {
        let address = self.address(which);
        let state = STATES[self.walker.dice.below(STATES.len())];
        let button = self.fills_in(state);
        let titles = &self.town.titles;
        let title = match self.town.ledger.of(&address).sure {
            Kept::Nothing => &titles.declared,
            Kept::About(_) => &titles.replaced,
        };
        self.presses_until_known(which, &button, title, Kept::About(state));
    }

    /// The whole form; the button is not pressed yet.
    pub fn fills_in(&mut self, state: &str) -> Request {
        self.walker.sends("choose", &[("action", "form")]);
        self.walker
            .sends("form/1", &[("adult_dutch", "yes"), ("action", "next")]);
        self.walker
            .sends("form/2", &[("nat1", state), ("action", "next")]);
        self.walker
            .sends("form/3", &[("more", "no"), ("action", "next")]);
        let ticks = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("action", "next"),
        ];
        self.walker.form("form/9", &ticks)
    }

    /// The button that takes everything away, not pressed yet.
    pub fn goes_away(&self) -> Request {
        self.walker.form("kept", &[("action", "remove")])
    }

    fn withdraws(&mut self, which: usize) {
        let button = self.goes_away();
        let title = &self.town.titles.removed;
        self.presses_until_known(which, &button, title, Kept::Nothing);
    }

    /// Presses; when no answer comes, either presses again or comes back another day to look.
    fn presses_until_known(&mut self, which: usize, button: &Request, title: &str, after: Kept) {
        let ledger = &self.town.ledger;
        let address = self.mailboxes[which].address.clone();
        let begun = Instant::now();
        ledger.begins(&address, after);
        let mut sent = false;
        loop {
            assert!(begun.elapsed() < GIVES_UP, "nobody is at the door");
            match self.presses(button) {
                Pressed::Answered(answer) => {
                    self.walker.shows(&answer);
                    if answer.status == 200 && self.walker.page.heading() == title {
                        return ledger.is_told(&address, after);
                    }
                    let words = self.walker.page.words();
                    return self.finds(&format!("instead of {title}: {words}"));
                }
                Pressed::Unknown if !sent => {
                    ledger.doubts();
                    sent = true;
                    if self.walker.dice.below(2) == 0 {
                        return;
                    }
                }
                Pressed::NeverSent | Pressed::Unknown => {}
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn presses(&mut self, button: &Request) -> Pressed {
        match self.walker.tries(button) {
            Err(Broken::NeverReached) => Pressed::NeverSent,
            Err(Broken::Halfway) => Pressed::Unknown,
            Ok(answer) if answer.status == 503 => Pressed::Unknown,
            Ok(answer) => Pressed::Answered(answer),
        }
    }

    /// What the door shows is held against what was acknowledged.
    fn looks(&mut self, which: usize) {
        let address = self.mailboxes[which].address.clone();
        let answer = self.walker.sends("kept", &[("action", "download")]);
        let file: Option<serde_json::Value> = serde_json::from_str(&answer.body).ok();
        let shown = file.map(|file| file["nationalities"][0].as_str().map(str::to_owned));
        let shown = match shown.flatten() {
            None => Kept::Nothing,
            Some(code) => Kept::About(STATES.iter().find(|known| **known == code).unwrap()),
        };
        self.town.ledger.is_shown(&address, shown);
    }

    fn finds(&self, wrong: &str) {
        self.town.ledger.finds(wrong.to_owned());
    }
}
