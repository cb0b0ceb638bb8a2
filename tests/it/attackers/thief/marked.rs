//! Marked people: each with an address, codes and answers that are looked for afterwards.

use enkel::domain::answers::Answers;
use enkel::domain::record::Record;

use super::careless::Careless;
use crate::app::{Citizen, TestApp, varied};
use crate::thief_finds_nothing::canonical;
use crate::thief_finds_nothing::search::Search;

/// One of them.
pub struct Marked {
    pub address: String,
    number: usize,
    pub codes: Vec<String>,
    pub answers: Vec<Answers>,
}

/// People whose addresses are written in every way that addresses are.
pub fn marked(prefix: &str, many: usize) -> Vec<Marked> {
    let one = |number: usize| {
        let address = match number % 4 {
            0 => format!("{prefix}.Persoon{number}+brief@Gmail.com"),
            1 => format!("o'{prefix}{number}@Winkel{number}.example"),
            2 => format!("{prefix}_{number}@bücher{number}.example"),
            _ => format!("{prefix}-{number}@post{number}.example"),
        };
        Marked {
            address,
            number,
            codes: Vec::new(),
            answers: Vec::new(),
        }
    };
    (0..many).map(one).collect()
}

/// Every answer with its question, as a form or a log would name them.
pub fn serialised(answers: &Answers) -> Vec<(&'static str, &'static str)> {
    let mut all: Vec<_> = answers
        .nationalities
        .iter()
        .map(|one| ("nationality", one.code()))
        .collect();
    let told = answers.optional.unwrap_or_default();
    all.extend(told.acquired.map(|one| ("acquired", one.code())));
    all.extend(told.main_reason.map(|one| ("main_reason", one.code())));
    all.extend(told.tried.map(|one| ("tried", one.code())));
    all.extend(told.province.map(|one| ("province", one.code())));
    all.extend(told.birth_band.map(|one| ("birth_cohort", one.code())));
    all
}

impl Marked {
    fn comes_in<'a>(
        &mut self,
        register: &'a TestApp,
        search: &mut Search,
        careless: Option<&Careless>,
    ) -> Citizen<'a> {
        let mut citizen = Citizen::of(register, &self.address);
        citizen.comes_in();
        search.text(&self.address);
        search.text(&canonical(&self.address));
        search.code(&citizen.code);
        search.bytes("a root", citizen.root().bytes());
        search.bytes("a mark", citizen.mark().bytes());
        if let Some(careless) = careless {
            careless.logs(&self.address, &citizen.code);
        }
        self.codes.push(citizen.code.clone());
        citizen
    }

    fn declares(&mut self, citizen: &mut Citizen<'_>, answers: Answers, search: &mut Search) {
        citizen.declares(answers);
        for (question, code) in serialised(&answers) {
            search.answer(question, code);
        }
        self.answers.push(answers);
        let record = citizen.looks_again().padded().unwrap();
        self.codes.push(citizen.code.clone());
        search.code(&citizen.code);
        search.bytes("a record", &record[..48]);
        search.bytes("a consent's record", &record[48..96]);
    }

    pub fn joins(&mut self, register: &TestApp, search: &mut Search, careless: Option<&Careless>) {
        let mut citizen = self.comes_in(register, search, careless);
        let answers = varied(self.number);
        self.declares(&mut citizen, answers, search);
        if let Some(careless) = careless {
            careless.logs(&self.address, &citizen.code);
            careless.keeps(register, &self.address, &answers, search);
        }
    }

    pub fn replaces(
        &mut self,
        register: &TestApp,
        search: &mut Search,
        careless: Option<&Careless>,
    ) {
        let mut citizen = self.comes_in(register, search, careless);
        let answers = varied(self.number + 1);
        self.declares(&mut citizen, answers, search);
        if let Some(careless) = careless {
            careless.logs(&self.address, &citizen.code);
            careless.keeps(register, &self.address, &answers, search);
        }
    }

    pub fn withdraws(
        &mut self,
        register: &TestApp,
        search: &mut Search,
        careless: Option<&Careless>,
    ) {
        self.comes_in(register, search, careless).withdraws();
    }

    pub fn looks_again(&mut self, register: &TestApp, search: &mut Search) -> Option<Record> {
        self.comes_in(register, search, None).looks()
    }

    /// Types the address once more; the letter waits.
    pub fn asks(&self, register: &TestApp) {
        Citizen::of(register, &self.address).types_the_address();
    }
}
