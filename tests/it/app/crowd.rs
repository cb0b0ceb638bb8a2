//! Many people who come by chance of a random root, past the slow way in that is told elsewhere.

use std::collections::BTreeMap;

use enkel::app::App;
use enkel::crypto::random;
use enkel::domain::answers::Answers;
use enkel::domain::declaration::Declaration;
use enkel::domain::ids::{Nonce, Root};
use enkel::flows::FlowError;
use enkel::flows::declare::{Declared, declare};
use enkel::flows::show_kept::{Shown, show_kept};
use enkel::flows::withdraw::{Withdrawn, withdraw};
use enkel::store::meta;

use super::books::Books;
use super::varied;

/// A crowd with its own books.
#[derive(Default)]
pub struct Crowd {
    roots: BTreeMap<String, Root>,
    pub books: Books,
}

fn visit() -> Nonce {
    Nonce::new(random::bytes().unwrap())
}

/// Presses the last button as somebody with this root.
pub fn declares_as(app: &App, root: &Root, answers: Answers) -> Result<Declared, FlowError> {
    let declaration = Declaration {
        answers,
        consents: Vec::new(),
        visit: visit(),
    };
    declare(app, root, declaration)
}

/// Withdraws as somebody with this root.
pub fn withdraws_as(app: &App, root: &Root) -> Result<Withdrawn, FlowError> {
    withdraw(app, root, visit())
}

/// What is shown to somebody with this root.
pub fn looks_as(app: &App, root: &Root) -> Result<Option<Answers>, FlowError> {
    Ok(match show_kept(app, root, visit())? {
        Shown::Kept(record) => Some(record.answers),
        Shown::Nothing => None,
        Shown::Over => panic!("a visit that just began is over"),
    })
}

pub fn a_root() -> Root {
    Root::new(random::bytes().unwrap())
}

impl Crowd {
    /// So many people have declared.
    pub fn of(app: &App, many: usize) -> Self {
        let mut crowd = Self::default();
        for number in 0..many {
            crowd.declares(app, number, varied(number));
        }
        crowd
    }

    pub fn root(&mut self, number: usize) -> Root {
        let root = self.roots.entry(name(number)).or_insert_with(a_root);
        root.clone()
    }

    pub fn declares(&mut self, app: &App, number: usize, answers: Answers) {
        let root = self.root(number);
        let declared = declares_as(app, &root, answers).unwrap();
        assert!(matches!(declared, Declared::Kept { .. }));
        let calendar = app.store.register.read("open", meta::calendar).unwrap();
        let now = calendar.open.quarter;
        self.books.declares(&name(number), answers, now);
    }

    pub fn withdraws(&mut self, app: &App, number: usize) {
        let root = self.root(number);
        let was_kept = self.books.answers(&name(number)).is_some();
        let withdrawn = withdraws_as(app, &root).unwrap();
        assert_eq!(withdrawn == Withdrawn::Gone, was_kept, "person {number}");
        let calendar = app.store.register.read("open", meta::calendar).unwrap();
        self.books.withdraws(&name(number), calendar.open.quarter);
    }

    /// Looks, and finds what the books say.
    pub fn looks(&mut self, app: &App, number: usize) {
        let root = self.root(number);
        let kept = looks_as(app, &root).unwrap();
        assert!(kept == self.books.answers(&name(number)), "person {number}");
    }

    /// Everybody looks, and the guest list has nobody else on it.
    pub fn all_are_found(&mut self, app: &App) {
        for number in 0..self.roots.len() {
            self.looks(app, number);
        }
        let read = |conn: &mut _| enkel::store::registrations::rows_per_cohort(conn);
        let rows = app.store.register.read("rows", read).unwrap();
        let rows: BTreeMap<i32, i64> = rows.iter().map(|(c, n)| (c.year(), *n)).collect();
        assert_eq!(rows, self.books.rows());
    }
}

fn name(number: usize) -> String {
    format!("person {number}")
}
