//! One person who declares, and now and then comes back to withdraw. What the register acknowledged is
//! written down the moment its page was read, and what was sent before it was sent.

use std::time::Duration;

use enkel::app::HostClock;
use enkel::crypto::keys::Keys;
use enkel::domain::clock::Clock;
use enkel::domain::code::CodeLength;
use enkel::domain::email::EmailAddress;

use super::browser::{Answer, Browser};
use super::crowd::{Books, Fate};

/// Nobody types an address in no time at all.
const TYPING: Duration = Duration::from_millis(1_100);
/// What the pages say that acknowledge.
const DECLARED: &str = "Uw verklaring telt mee";
const REMOVED: &str = "Uw verklaring is weggehaald";

/// Somebody with one address.
pub struct Person<'a> {
    pub address: String,
    pub number: usize,
    pub keys: &'a Keys,
    pub books: &'a Books,
    /// Whether to give up what gets no certain answer.
    pub gives_up: &'a dyn Fn() -> bool,
}

impl Person<'_> {
    /// Ends early, and leaves what is not certain as it is, when it is time to go home.
    pub fn declares(&self, browser: &mut Browser) -> Option<()> {
        let mut page = self.comes_in(browser)?;
        for (path, fields) in [
            ("choose", &[("action", "form")][..]),
            ("form/1", &[("adult_dutch", "yes"), ("action", "next")][..]),
            ("form/2", &[("nat1", "MA"), ("action", "next")][..]),
            ("form/3", &[("more", "no"), ("action", "next")][..]),
        ] {
            page = browser.sends(&page, path, fields, self.gives_up)?;
        }
        let ticks = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("action", "next"),
        ];
        let press = browser.form(&page, "form/9", &ticks)?;
        self.books.notes(&self.address, Fate::Declaring);
        let answer = browser.insists(&press, self.gives_up)?;
        self.reads(&answer, DECLARED, Fate::Declared)
    }

    pub fn withdraws(&self, browser: &mut Browser) -> Option<()> {
        let page = self.comes_in(browser)?;
        let shown = browser.sends(&page, "kept", &[("action", "show")], self.gives_up)?;
        let press = browser.form(&shown, "kept", &[("action", "remove")])?;
        self.books.notes(&self.address, Fate::Withdrawing);
        let answer = browser.insists(&press, self.gives_up)?;
        self.reads(&answer, REMOVED, Fate::Withdrawn)
    }

    /// Whatever else the last page says is an answer that nobody can make sense of.
    fn reads(&self, answer: &Answer, said: &str, fate: Fate) -> Option<()> {
        if answer.status == 200 && answer.body.contains(said) {
            self.books.notes(&self.address, fate);
            return Some(());
        }
        self.books.puzzles(&self.address, answer);
        None
    }

    /// The code as the letter brings it: all of a day are known beforehand to whoever has the keys. Which
    /// is next depends on how many were used, and a visit that broke off may have used one.
    fn comes_in(&self, browser: &mut Browser) -> Option<Answer> {
        let parsed = EmailAddress::parse(&self.address).unwrap();
        let page = browser.opens("start", self.gives_up)?;
        std::thread::sleep(TYPING);
        let day = HostClock.now().day();
        let typed = [("address", self.address.as_str())];
        let mut page = browser.sends(&page, "start", &typed, self.gives_up)?;
        let key = self.keys.visit(day).unwrap();
        for used in 0..4 {
            let code = key.code(&parsed.canonical(), used, CodeLength::Short);
            let code = code.grouped().replace(' ', "");
            let form = browser.form(&page, "code", &[("code", &code)])?;
            let answer = browser.insists(&form, self.gives_up)?;
            if let Some(next) = answer.location() {
                let next = next.trim_start_matches("/nl/").to_owned();
                return browser.opens(&next, self.gives_up);
            }
            page = answer;
        }
        None
    }
}
