//! Ways to say which row became which, and which ballot belongs to which row.

use std::collections::HashMap;

use enkel::crypto::derive::mark;
use enkel::domain::ids::{BallotId, Tag};

use super::Person;
use super::copy::Copy;
use crate::app::TestApp;

/// How well one way did.
#[derive(Debug)]
pub struct Matching {
    pub name: &'static str,
    pub right: usize,
    pub of: usize,
    /// Between the two orders, after Spearman.
    pub correlation: f64,
}

/// A list of who stands where: the person's number, in the order that this way looks at.
type Order = Vec<usize>;

fn compare(name: &'static str, before: &Order, after: &Order) -> Matching {
    let place: HashMap<usize, usize> = after.iter().enumerate().map(|(p, who)| (*who, p)).collect();
    let of = before.len();
    assert_eq!(place.len(), of);
    let right = before.iter().zip(after).filter(|(b, a)| b == a).count();
    let squares = before.iter().enumerate().map(|(p, who)| {
        let apart = p as f64 - place[who] as f64;
        apart * apart
    });
    let n = of as f64;
    let correlation = 1.0 - 6.0 * squares.sum::<f64>() / (n * (n * n - 1.0));
    Matching {
        name,
        right,
        of,
        correlation,
    }
}

/// Who is who in one copy.
struct Whose {
    rows: HashMap<Tag, usize>,
    ballots: HashMap<BallotId, usize>,
}

fn whose(register: &TestApp, people: &[Person]) -> Whose {
    let key = register.app.keys.epoch(2).unwrap();
    let tags = people.iter().map(|one| key.tag(&mark(&one.root)));
    let ballots = people.iter().map(|one| one.ballot).enumerate();
    Whose {
        rows: tags.enumerate().map(|(who, tag)| (tag, who)).collect(),
        ballots: ballots.map(|(who, id)| (id, who)).collect(),
    }
}

pub fn all(register: &TestApp, people: &[Person], before: &Copy, after: &Copy) -> Vec<Matching> {
    // Each person's row before: the copies showed it when it was written, with its ballot.
    let then: HashMap<Tag, usize> = before_rows(people, before);
    let now = whose(register, people);
    let place = |copy: &Copy, rows: &HashMap<Tag, usize>| -> Order {
        copy.rows.iter().map(|row| rows[&row.tag]).collect()
    };
    let tag = |copy: &Copy, rows: &HashMap<Tag, usize>| -> Order {
        let mut tags: Vec<Tag> = copy.rows.iter().map(|row| row.tag).collect();
        tags.sort_unstable();
        tags.iter().map(|tag| rows[tag]).collect()
    };
    let stamp = |copy: &Copy, rows: &HashMap<Tag, usize>| -> Order {
        let mut sorted: Vec<_> = copy.rows.iter().map(|row| (row.stamp, row.tag)).collect();
        sorted.sort_unstable();
        sorted.iter().map(|(_, tag)| rows[tag]).collect()
    };
    let ballots: Order = after
        .ballots
        .iter()
        .map(|one| now.ballots[&one.id])
        .collect();
    let mut backwards = place(after, &now.rows);
    backwards.reverse();
    vec![
        compare(
            "rows by their places",
            &place(before, &then),
            &place(after, &now.rows),
        ),
        compare(
            "rows by their places, backwards",
            &place(before, &then),
            &backwards,
        ),
        compare(
            "rows by their tags",
            &tag(before, &then),
            &tag(after, &now.rows),
        ),
        compare(
            "rows by their transactions",
            &stamp(before, &then),
            &stamp(after, &now.rows),
        ),
        compare(
            "places then, tags now",
            &place(before, &then),
            &tag(after, &now.rows),
        ),
        compare(
            "rows and ballots by their places",
            &place(after, &now.rows),
            &ballots,
        ),
        compare(
            "tags and ballots by their places",
            &tag(after, &now.rows),
            &ballots,
        ),
        by_bytes(before, &then, after, &now.rows),
    ]
}

fn before_rows(people: &[Person], before: &Copy) -> HashMap<Tag, usize> {
    let known = people.iter().enumerate().map(|(who, one)| (one.tag, who));
    let rows: HashMap<Tag, usize> = known.collect();
    assert!(before.rows.iter().all(|row| rows.contains_key(&row.tag)));
    rows
}

/// Each old row with the new one that has most bytes in common with it, place by place.
fn by_bytes(
    before: &Copy,
    then: &HashMap<Tag, usize>,
    after: &Copy,
    now: &HashMap<Tag, usize>,
) -> Matching {
    let alike = |a: &[u8], b: &[u8]| a.iter().zip(b).filter(|(a, b)| a == b).count();
    let whole = |tag: &Tag, sealed: &[u8]| [tag.bytes(), sealed].concat();
    let new: Vec<_> = after
        .rows
        .iter()
        .map(|r| (whole(&r.tag, &r.sealed), now[&r.tag]))
        .collect();
    let right = before.rows.iter().filter(|row| {
        let old = whole(&row.tag, &row.sealed);
        let best = new.iter().max_by_key(|(bytes, _)| alike(&old, bytes));
        best.is_some_and(|(_, who)| *who == then[&row.tag])
    });
    Matching {
        name: "rows by bytes in common",
        right: right.count(),
        of: before.rows.len(),
        correlation: 0.0,
    }
}
