//! Somebody on the way in, who does one step whenever told to.

use enkel::crypto::keys::Keys;
use enkel::domain::clock::Day;
use enkel::domain::code::CodeLength;
use enkel::domain::email::EmailAddress;

use crate::line::{Answer, Line};

/// What a step of the way sends or opens.
pub enum Step {
    Opens(&'static str),
    Sends(&'static str, &'static [(&'static str, &'static str)]),
    /// The address, as it is typed.
    TypesTheAddress,
    /// The code, as the letter brings it.
    TypesTheCode,
}

/// The least that a declaration takes, page by page.
pub const THE_WAY: [(&str, Step); 14] = [
    ("GET start", Step::Opens("start")),
    ("POST start", Step::TypesTheAddress),
    ("GET code", Step::Opens("code")),
    ("POST code", Step::TypesTheCode),
    ("GET choose", Step::Opens("choose")),
    ("POST choose", Step::Sends("choose", &[("action", "form")])),
    ("GET form/1", Step::Opens("form/1")),
    (
        "POST form/1",
        Step::Sends("form/1", &[("adult_dutch", "yes"), ("action", "next")]),
    ),
    ("GET form/2", Step::Opens("form/2")),
    (
        "POST form/2",
        Step::Sends("form/2", &[("nat1", "Marokko"), ("action", "next")]),
    ),
    ("GET form/3", Step::Opens("form/3")),
    (
        "POST form/3",
        Step::Sends("form/3", &[("more", "no"), ("action", "next")]),
    ),
    ("GET form/9", Step::Opens("form/9")),
    (
        "POST form/9",
        Step::Sends(
            "form/9",
            &[
                ("declare", "yes"),
                ("consent_keep", "yes"),
                ("action", "next"),
            ],
        ),
    ),
];

/// One visitor.
pub struct Person {
    address: String,
    cookie: String,
    token: String,
    versions: String,
}

impl Person {
    /// Nobody else has this number.
    pub fn new(number: usize) -> Self {
        Self {
            // A small domain of its own, so that no domain's limit is met.
            address: format!("visitor{number}@visit{number}.example"),
            cookie: String::new(),
            token: String::new(),
            versions: String::new(),
        }
    }

    /// Does a step; `None` when the register was busy.
    pub fn does(&mut self, step: &Step, line: &mut Line, keys: &Keys, today: Day) -> Option<()> {
        let answer = match step {
            Step::Opens(path) => line.opens(&format!("/nl/{path}"), &self.cookie),
            Step::Sends(path, fields) => self.sends(line, path, fields),
            Step::TypesTheAddress => {
                let address = self.address.clone();
                self.sends(line, "start", &[("address", &address)])
            }
            Step::TypesTheCode => {
                let code = self.code(keys, today);
                self.sends(line, "code", &[("code", &code)])
            }
        };
        self.reads(&answer)
    }

    fn sends(&self, line: &mut Line, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("token", self.token.as_str())];
        if !self.versions.is_empty() {
            all.push(("versions", &self.versions));
        }
        all.extend(fields);
        line.sends(&format!("/nl/{path}"), &self.cookie, &all)
    }

    fn reads(&mut self, answer: &Answer) -> Option<()> {
        if answer.status == 503 {
            assert!(answer.header("retry-after").is_some(), "when to come again");
            return None;
        }
        assert!(
            matches!(answer.status, 200 | 303),
            "{}: {}",
            answer.status,
            answer.body
        );
        if let Some(value) = answer.cookie() {
            value.clone_into(&mut self.cookie);
        }
        if let Some(token) = answer.hidden("token") {
            self.token = token;
        }
        self.versions = answer.hidden("versions").unwrap_or_default();
        Some(())
    }

    /// As the letter brings it: the mailbox would be read through for each.
    fn code(&self, keys: &Keys, today: Day) -> String {
        let address = EmailAddress::parse(&self.address).unwrap();
        let key = keys.visit(today).unwrap();
        let code = key.code(&address.canonical(), 0, CodeLength::Short);
        code.grouped().replace(' ', "")
    }
}
