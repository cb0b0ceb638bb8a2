//! Somebody with a mailbox.

use enkel::crypto::derive::mark;
use enkel::domain::answers::Answers;
use enkel::domain::code::Code;
use enkel::domain::consent::Consent;
use enkel::domain::declaration::Declaration;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::{Mark, Root};
use enkel::domain::locale::Locale;
use enkel::domain::record::{ChangeKind, Record};
use enkel::domain::visit::{Stage, Visit};
use enkel::flows::ask_for_code::ask_for_code;
use enkel::flows::declare::{Declared, declare};
use enkel::flows::end_visit::end_visit;
use enkel::flows::open_door::{Opened, open_door};
use enkel::flows::show_kept::{Shown, show_kept};
use enkel::flows::withdraw::{Withdrawn, withdraw};
use enkel::store::consent_texts;

use super::register::TestApp;

/// What typing a code led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    Open,
    Wrong,
    TriesUsedUp,
    Over,
}

/// One person, one mailbox, one browser.
pub struct Citizen<'a> {
    register: &'a TestApp,
    pub address: String,
    locale: Locale,
    /// What the cookie holds.
    pub visit: Option<Visit>,
    /// The code as it was read from the newest letter.
    pub code: String,
}

impl<'a> Citizen<'a> {
    pub fn of(register: &'a TestApp, address: &str) -> Self {
        Self {
            register,
            address: address.to_owned(),
            locale: Locale::Nl,
            visit: None,
            code: String::new(),
        }
    }

    pub fn in_english(mut self) -> Self {
        self.locale = Locale::En;
        self
    }

    fn typed_address(&self) -> EmailAddress {
        EmailAddress::parse(&self.address).unwrap()
    }

    /// Types the address; the letter waits in the outbox.
    pub fn types_the_address(&mut self) -> &mut Self {
        let asked = ask_for_code(&self.register.app, self.typed_address(), self.locale);
        self.visit = Some(asked.unwrap());
        self
    }

    pub fn asks_for_a_code(&mut self) -> &mut Self {
        self.types_the_address();
        self.register.delivers();
        self
    }

    /// Every letter that came, the oldest first: the codes in them, without spaces.
    pub fn letters(&self) -> Vec<String> {
        let arrived = self.register.mail.arrived();
        let mine = arrived
            .iter()
            .filter(|one| one.letter.to == self.typed_address());
        mine.map(|one| code_in(&one.letter.text)).collect()
    }

    pub fn reads_the_mail(&mut self) -> &mut Self {
        self.code = self.letters().pop().expect("a letter came");
        self
    }

    pub fn types_it(&mut self) -> &mut Self {
        let code = self.code.clone();
        assert_eq!(self.types(&code), Typed::Open, "the code opens");
        self
    }

    pub fn types(&mut self, code: &str) -> Typed {
        let visit = self.visit.clone().expect("asked before");
        let code = Code::parse(code).unwrap();
        match open_door(&self.register.app, &visit, code).unwrap() {
            Opened::Open(opened) => {
                self.visit = Some(opened);
                Typed::Open
            }
            Opened::Wrong => Typed::Wrong,
            Opened::TriesUsedUp => Typed::TriesUsedUp,
            Opened::Over => Typed::Over,
        }
    }

    /// All the way through the door.
    pub fn comes_in(&mut self) -> &mut Self {
        self.asks_for_a_code().reads_the_mail().types_it()
    }

    pub fn root(&self) -> Root {
        match &self.visit.as_ref().expect("came in").stage {
            Stage::Open { root, .. } => root.clone(),
            _ => panic!("the door is not open"),
        }
    }

    pub fn mark(&self) -> Mark {
        mark(&self.root())
    }

    /// The declaration as the last page sends it.
    pub fn fills_in(&self, answers: Answers) -> Declaration {
        let register = &self.register.app.store.register;
        let locale = self.locale;
        let texts = register.read("texts", |conn| consent_texts::in_force(conn, locale));
        let today = self.register.clock.today();
        Declaration {
            answers,
            consents: texts
                .unwrap()
                .iter()
                .map(|text| Consent::to(text, today))
                .collect(),
            visit: self.visit.as_ref().expect("came in").nonce,
        }
    }

    /// Presses the last button once more or for the first time.
    pub fn presses(&self, declaration: Declaration) -> Declared {
        declare(&self.register.app, &self.root(), declaration).unwrap()
    }

    /// Declares, or replaces what was declared before; says what it did.
    pub fn declares(&mut self, answers: Answers) -> ChangeKind {
        match self.presses(self.fills_in(answers)) {
            Declared::Kept { change, .. } => change,
            Declared::Over => panic!("the visit was over"),
            Declared::Paused => panic!("declaring is paused"),
            Declared::TextsChanged => panic!("the texts had changed"),
        }
    }

    /// What is shown; nothing when nothing is kept.
    pub fn looks(&self) -> Option<Record> {
        let nonce = self.visit.as_ref().expect("came in").nonce;
        match show_kept(&self.register.app, &self.root(), nonce).unwrap() {
            Shown::Kept(record) => Some(*record),
            Shown::Nothing => None,
            Shown::Over => panic!("the visit was over"),
        }
    }

    /// Comes in once more and looks at what is kept.
    pub fn looks_again(&mut self) -> Record {
        self.comes_in().looks().expect("something is kept")
    }

    pub fn withdraws(&self) -> Withdrawn {
        let nonce = self.visit.as_ref().expect("came in").nonce;
        withdraw(&self.register.app, &self.root(), nonce).unwrap()
    }

    pub fn leaves(&self) {
        let nonce = self.visit.as_ref().expect("asked before").nonce;
        end_visit(&self.register.app, nonce).unwrap();
    }
}

/// The only line of a letter that is all digits and spaces.
fn code_in(text: &str) -> String {
    let is_code = |line: &&str| line.len() > 8 && Code::parse(line).is_some();
    let line = text.lines().map(str::trim).find(is_code);
    line.expect("a code in the letter").replace(' ', "")
}
