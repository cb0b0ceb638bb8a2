//! Somebody with many mailboxes, who goes through the door again and again and does not give up
//! when a connection breaks: asks, types the code, declares, replaces, looks, withdraws.

use std::time::{Duration, Instant};

use super::ledger::Kept;
use super::town::Town;
use crate::attackers::Dice;
use crate::web::http::{Answer, Broken, Request};
use crate::web::page::Page;

/// A fleet that does not answer for so long is gone.
const GIVES_UP: Duration = Duration::from_secs(90);
/// A letter in the hands of a worker that was killed comes when its lease is over, in minutes.
const WAITS_FOR_MAIL: Duration = Duration::from_secs(4);
/// Requests for a code before one is used: within the limit of three, whatever got lost.
const ASKS: usize = 2;
const STATES: [&str; 6] = ["MA", "TR", "IR", "SY", "ER", "AR"];

pub struct Person<'a> {
    town: &'a Town,
    number: usize,
    dice: Dice,
    mailboxes: Vec<Mailbox>,
    cookie: String,
    page: Page,
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
        Self {
            town,
            number,
            dice: Dice(
                seed.wrapping_mul(0x9E37_79B9)
                    .wrapping_add(1 + number as u64),
            ),
            mailboxes: Vec::new(),
            cookie: String::new(),
            page: Page::default(),
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
            if many < 3 || self.dice.below(3) == 0 {
                break;
            }
            let which = self.dice.below(many);
            let address = &self.mailboxes[which].address;
            let entry = self.town.ledger.of(address);
            if self.town.post.to(address).len() == entry.asked + entry.perhaps_asked {
                return which;
            }
        }
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

    fn visits(&mut self, which: usize) {
        if self.comes_in(which).is_none() {
            return;
        }
        let entry = self.town.ledger.of(&self.mailboxes[which].address);
        let nothing = entry.sure == Kept::Nothing;
        match self.dice.below(10) {
            _ if entry.maybe.is_some() => self.looks(which),
            0 => self.looks(which),
            1..=4 if !nothing => self.withdraws(which),
            _ => self.declares(which),
        }
    }

    /// Through the door; nothing when the letter does not come soon.
    fn comes_in(&mut self, which: usize) -> Option<()> {
        self.cookie.clear();
        self.opens("/nl/start");
        self.asks_for_a_code(which)?;
        let code = self.reads_the_mail(which)?;
        let answer = self.sends("code", &[("code", &code)]);
        if answer.status != 200 || self.page.token().is_none() {
            let words = self.page.words();
            self.finds(&format!("a right code did not open: {words}"));
            return None;
        }
        self.mailboxes[which].used.push(code);
        Some(())
    }

    fn asks_for_a_code(&mut self, which: usize) -> Option<()> {
        let (town, address) = (self.town, self.mailboxes[which].address.clone());
        let request = self.form("start", &[("address", &address)]);
        let mut unanswered = 0;
        let begun = Instant::now();
        while unanswered < ASKS {
            assert!(begun.elapsed() < GIVES_UP, "nobody is at the door");
            town.ledger
                .change(&address, |entry| entry.perhaps_asked += 1);
            let tried = self.tries(&request);
            if let Ok(answer) = &tried
                && answer.status == 303
            {
                town.ledger.change(&address, |entry| {
                    entry.perhaps_asked -= 1;
                    entry.asked += 1;
                });
                self.follows(answer.clone());
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

    fn declares(&mut self, which: usize) {
        let address = self.mailboxes[which].address.clone();
        let state = STATES[self.dice.below(STATES.len())];
        self.sends("choose", &[("action", "form")]);
        self.sends("form/1", &[("adult_dutch", "yes"), ("action", "next")]);
        self.sends("form/2", &[("nat1", state), ("action", "next")]);
        self.sends("form/3", &[("more", "no"), ("action", "next")]);
        let ticks = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("action", "next"),
        ];
        let button = self.form("form/9", &ticks);
        let titles = &self.town.titles;
        let title = match self.town.ledger.of(&address).sure {
            Kept::Nothing => &titles.declared,
            Kept::About(_) => &titles.replaced,
        };
        self.presses_until_known(which, &button, title, Kept::About(state));
    }

    fn withdraws(&mut self, which: usize) {
        let button = self.form("kept", &[("action", "remove")]);
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
                    self.shows(&answer);
                    if answer.status == 200 && self.page.heading() == title {
                        return ledger.is_told(&address, after);
                    }
                    let words = self.page.words();
                    return self.finds(&format!("instead of {title}: {words}"));
                }
                Pressed::Unknown if !sent => {
                    ledger.doubts();
                    sent = true;
                    if self.dice.below(2) == 0 {
                        return;
                    }
                }
                Pressed::NeverSent | Pressed::Unknown => {}
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn presses(&mut self, button: &Request) -> Pressed {
        match self.tries(button) {
            Err(Broken::NeverReached) => Pressed::NeverSent,
            Err(Broken::Halfway) => Pressed::Unknown,
            Ok(answer) if answer.status == 503 => Pressed::Unknown,
            Ok(answer) => Pressed::Answered(answer),
        }
    }

    /// What the door shows is held against what was acknowledged.
    fn looks(&mut self, which: usize) {
        let address = self.mailboxes[which].address.clone();
        let answer = self.sends("kept", &[("action", "download")]);
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

    // --- a browser that tries again ---

    fn opens(&mut self, path: &str) -> Answer {
        let request = Request::get(path);
        let answer = self.insists(request);
        self.shows(&answer);
        answer
    }

    /// Sends a form and follows where that leads; tries again until there is an answer, which is
    /// right for every page but those that write.
    fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.form(path, fields);
        let answer = self.insists(request);
        self.follows(answer)
    }

    fn follows(&mut self, answer: Answer) -> Answer {
        self.shows(&answer);
        match answer.header("location").map(str::to_owned) {
            Some(next) => self.opens(&next),
            None => answer,
        }
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Request {
        let token = self.page.token().unwrap_or_default();
        let versions = self.page.value("versions");
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        Request::form(&format!("/nl/{path}"), &all)
    }

    fn insists(&mut self, request: Request) -> Answer {
        let begun = Instant::now();
        loop {
            match self.tries(&request) {
                Ok(answer) if answer.status != 503 => return answer,
                _ => assert!(begun.elapsed() < GIVES_UP, "nobody is at the door"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Once, at whichever host the balancer chooses.
    fn tries(&mut self, request: &Request) -> Result<Answer, Broken> {
        let town = self.town;
        let host = town.hosts[self.dice.below(town.hosts.len())];
        let dressed = request
            .clone()
            .at_host(&town.name)
            .with("Cookie", &format!("visit={}", self.cookie));
        let _under_way = town.calm.read().unwrap();
        let answer = dressed.tried_at(host)?;
        if let Some(value) = answer.cookie().filter(|_| answer.status != 503) {
            value.clone_into(&mut self.cookie);
        }
        Ok(answer)
    }

    fn shows(&mut self, answer: &Answer) {
        self.page = Page {
            status: answer.status,
            html: answer.body.clone(),
        };
    }
}
