//! A browser that tries again: it keeps its cookie, goes to whichever host the balancer names, and
//! asks once more when a connection breaks.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::town::Town;
use crate::attackers::Dice;
use crate::web::http::{Answer, Broken, Request};
use crate::web::page::Page;

/// A fleet that does not answer for so long is gone.
pub const GIVES_UP: Duration = Duration::from_secs(90);

pub struct Walker<'a> {
    pub town: &'a Town,
    pub dice: Dice,
    pub cookie: String,
    pub page: Page,
}

impl<'a> Walker<'a> {
    pub fn new(town: &'a Town, seed: u64) -> Self {
        Self {
            town,
            dice: Dice(seed),
            cookie: String::new(),
            page: Page::default(),
        }
    }

    pub fn opens(&mut self, path: &str) -> Answer {
        let request = Request::get(path);
        let answer = self.insists(request);
        self.shows(&answer);
        answer
    }

    /// Sends a form and follows where that leads; tries again until there is an answer, which is
    /// right for every page but those that write.
    pub fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.form(path, fields);
        let answer = self.insists(request);
        self.follows(answer)
    }

    pub fn follows(&mut self, answer: Answer) -> Answer {
        self.shows(&answer);
        match answer.header("location").map(str::to_owned) {
            Some(next) => self.opens(&next),
            None => answer,
        }
    }

    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Request {
        let token = self.page.token().unwrap_or_default();
        let versions = self.page.value("versions");
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        Request::form(&format!("/nl/{path}"), &all)
    }

    pub fn insists(&mut self, request: Request) -> Answer {
        let begun = Instant::now();
        loop {
            match self.tries(&request) {
                Ok(answer) if answer.status != 503 => return answer,
                _ => assert!(begun.elapsed() < GIVES_UP, "nobody is at the door"),
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A request with this visit's cookie.
    pub fn dressed(&self, request: &Request) -> Request {
        let cookie = format!("visit={}", self.cookie);
        let request = request.clone().at_host(&self.town.name);
        request.with("Cookie", &cookie)
    }

    /// Once, at whichever host the balancer chooses.
    pub fn tries(&mut self, request: &Request) -> Result<Answer, Broken> {
        let host = self.town.hosts[self.dice.below(self.town.hosts.len())];
        let dressed = self.dressed(request);
        let _under_way = self.town.calm.read().unwrap();
        let answer = dressed.tried_at(host)?;
        if answer.status == 503 {
            self.town.ledger.refused.fetch_add(1, Ordering::SeqCst);
        }
        if let Some(value) = answer.cookie().filter(|_| answer.status != 503) {
            value.clone_into(&mut self.cookie);
        }
        Ok(answer)
    }

    pub fn shows(&mut self, answer: &Answer) {
        self.page = Page {
            status: answer.status,
            html: answer.body.clone(),
        };
    }
}
