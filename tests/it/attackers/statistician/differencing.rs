//! He subtracts each release from the next, over 52 weeks and 20 quarters. In the strongest case
//! he knows what everybody else declared, and asks when one person joined, what she declared, or
//! whether she joined at all.
//!
//! How far ε lets him come: whatever he says, it is at most e^ε times likelier when she joined than
//! when she did not. Whether she joined: right guesses exceed wrong ones by at most
//! (e^ε − 1) / (e^ε + 1). Which of n weeks, quarters or cells: his n answers share a chance of one
//! in the world without her, so he is right at most e^ε / n of the time.

use enkel::disclosure::policy::{PER_EVENT, VERSION_1};
use enkel::domain::ballot::{Sign, Slip};
use enkel::domain::cells::Cells;
use enkel::domain::nationality::Nationality;
use enkel::domain::period::{Cohort, Quarter};
use enkel::domain::table::TableId;

use super::engine::{Cell, Engine, FIRST_YEAR, Ours, ThresholdOnly};
use super::{Bits, certify, size};
use crate::app::varied;

/// All true changes that are published, in order, as the attacker knows them without her; and for
/// each suspicion which of them would be one more.
struct Game {
    others: Vec<(Cell, i64)>,
    suspicions: Vec<Vec<usize>>,
}

impl Game {
    fn with(&self, suspicion: usize) -> Vec<(Cell, i64)> {
        let mut changes = self.others.clone();
        for place in &self.suspicions[suspicion] {
            changes[*place].1 += 1;
        }
        changes
    }

    /// How much better what he sees fits a suspicion than her absence: each number votes with the
    /// loss of its table. Against discrete Laplace noise this is the logarithm of the likelihood
    /// ratio itself, so no test is better; against exact numbers only the truth fits everywhere.
    fn score(&self, engine: &dyn Engine, seen: &[i64], suspicion: usize) -> f64 {
        self.score_against(&engine.expected(&self.others), engine, seen, suspicion)
    }

    fn score_against(
        &self,
        without: &[i64],
        engine: &dyn Engine,
        seen: &[i64],
        suspicion: usize,
    ) -> f64 {
        let with = engine.expected(&self.with(suspicion));
        let votes = seen.iter().zip(without.iter().zip(&with)).zip(&self.others);
        votes
            .map(|((seen, (without, with)), ((table, _), _))| {
                let gain = (seen - without).abs() - (seen - with).abs();
                f64::from(VERSION_1.terms(*table).loss) / 1000.0 * gain as f64
            })
            .sum()
    }

    /// The suspicion that fits best, one of them by chance when several do.
    fn names(&self, engine: &dyn Engine, seen: &[i64], bits: &mut Bits) -> usize {
        let without = engine.expected(&self.others);
        let all = 0..self.suspicions.len();
        let scores = all.map(|one| self.score_against(&without, engine, seen, one));
        let scores: Vec<f64> = scores.collect();
        let best = scores.iter().copied().fold(f64::MIN, f64::max);
        let fitting: Vec<usize> = (0..scores.len())
            .filter(|one| scores[*one] > best - 1e-9)
            .collect();
        fitting[bits.below(fitting.len())]
    }
}

/// The place of her cell: she is one of few with this nationality.
fn her_place(table: TableId) -> usize {
    table.place(&her_cells("LI"))
}

fn her_cells(nationality: &str) -> Cells {
    let mut cells = Cells::of(&varied(1));
    cells.nationality = Nationality::from_code(nationality).unwrap();
    cells
}

fn week(change: i64) -> (Cell, i64) {
    ((TableId::Weekly, 0), change)
}

/// 52 weekly releases and 20 quarterly ones. Of the quarterly tables only the cells stand here
/// that she would be in: in all others both worlds are alike, and their noise is their own.
fn a_year_of_weeks_and_five_of_quarters(bits: &mut Bits) -> (Vec<(Cell, i64)>, usize) {
    let mut others = Vec::new();
    for _ in 0..52 {
        others.push(week(10 + bits.below(40) as i64));
    }
    for _ in 0..20 {
        for table in TableId::QUARTERLY {
            others.push(((table, her_place(table)), 2 + bits.below(30) as i64));
        }
    }
    (others, 52)
}

fn in_quarter(quarter: usize, first: usize) -> impl Iterator<Item = usize> {
    let tables = TableId::QUARTERLY.len();
    (0..tables).map(move |table| first + quarter * tables + table)
}

/// She joined in one of 52 weeks: which?
fn which_week(bits: &mut Bits) -> Game {
    let (others, first) = a_year_of_weeks_and_five_of_quarters(bits);
    let joined = |week| {
        std::iter::once(week)
            .chain(in_quarter(week / 13, first))
            .collect()
    };
    Game {
        others,
        suspicions: (0..52).map(joined).collect(),
    }
}

/// She joined in one of 20 quarters: which?
fn which_quarter(bits: &mut Bits) -> Game {
    let (others, first) = a_year_of_weeks_and_five_of_quarters(bits);
    Game {
        others,
        suspicions: (0..20).map(|q| in_quarter(q, first).collect()).collect(),
    }
}

/// She joined in a known quarter and province with one of all nationalities: which?
fn which_nationality(bits: &mut Bits) -> Game {
    let tables = [TableId::Nationality, TableId::RegionProvince];
    let mut others = Vec::new();
    for table in tables {
        for place in 0..table.cells() {
            others.push(((table, place), bits.below(30) as i64));
        }
    }
    let suspicions = Nationality::all().map(|nationality| {
        let mut cells = her_cells("LI");
        cells.nationality = nationality;
        let nationalities = TableId::Nationality.cells();
        vec![
            TableId::Nationality.place(&cells),
            nationalities + TableId::RegionProvince.place(&cells),
        ]
    });
    Game {
        suspicions: suspicions.collect(),
        others,
    }
}

/// How often he names the right one.
fn named(engine: &mut dyn Engine, game: fn(&mut Bits) -> Game, games: usize) -> (usize, usize) {
    let mut bits = Bits::of("what happened in these games");
    let mut right = 0;
    let mut suspicions = 0;
    for _ in 0..games {
        let game = game(&mut bits);
        suspicions = game.suspicions.len();
        let truth = bits.below(suspicions);
        let seen = engine.publishes(&game.with(truth));
        right += usize::from(game.names(engine, &seen, &mut bits) == truth);
    }
    (right, suspicions)
}

/// What ε allows, if one table had all of it.
fn most_advantage(loss: f64) -> f64 {
    (loss / 2.0).tanh()
}

/// What the best of all tests gains over so many events: each number says yes or no, with chances
/// that differ by e^ε of its table, and all combinations of answers are gone through.
fn best_advantage(events: usize) -> f64 {
    let mut tables = TableId::QUARTERLY.to_vec();
    tables.push(TableId::Weekly);
    let losses = tables
        .repeat(events)
        .into_iter()
        .map(|table| VERSION_1.terms(table).loss);
    let mut outcomes = vec![(1.0, 1.0)];
    for loss in losses {
        let yes = 1.0 / (1.0 + (-f64::from(loss) / 1000.0).exp());
        outcomes = outcomes
            .iter()
            .flat_map(|(with, without)| {
                let no = 1.0 - yes;
                [(with * yes, without * no), (with * no, without * yes)]
            })
            .collect();
    }
    let gains = outcomes
        .iter()
        .map(|(with, without)| f64::max(with - without, 0.0));
    gains.sum()
}

#[test]
fn the_best_of_all_tests_gains_a_third_of_what_its_loss_allows() {
    let per_cent = |advantage: f64| (1000.0 * advantage).round() / 10.0;
    assert_eq!([1, 2].map(|n| per_cent(best_advantage(n))), [16.3, 22.2]);
    assert_eq!(
        [1.0, 2.0].map(|loss| per_cent(most_advantage(loss))),
        [46.2, 76.2]
    );
}

/// A true bound is exceeded by its certificate once in a million.
fn names_no_more_than_allowed(what: &str, game: fn(&mut Bits) -> Game, games: usize) {
    let (right, of) = named(&mut ThresholdOnly, game, games);
    let allowed = f64::from(PER_EVENT) / 1000.0;
    let allowed = allowed.exp() / of as f64;
    let sure = certify::at_least(right, games, certify::ONE_IN_A_MILLION);
    println!("which {what}, threshold only: {right} of {games}, allowed {allowed:.3}");
    assert!(sure > 2.0 * allowed, "{what}: on the broken one he wins");
    let (right, _) = named(&mut Ours(Bits::of("our noise")), game, games);
    println!("which {what}, ours: {right} of {games}, allowed {allowed:.3}");
    let sure = certify::at_least(right, games, certify::ONE_IN_A_MILLION);
    assert!(sure <= allowed, "{what}: {right} of {games}");
}

#[test]
fn he_does_not_learn_the_week() {
    names_no_more_than_allowed("week", which_week, size(300, 20_000));
}

#[test]
fn he_does_not_learn_the_quarter() {
    names_no_more_than_allowed("quarter", which_quarter, size(400, 20_000));
}

#[test]
fn he_does_not_learn_the_nationality() {
    names_no_more_than_allowed("nationality", which_nationality, size(100, 2_000));
}

/// Whether she joined: a fair coin decides, he says; right guesses.
fn told(engine: &mut dyn Engine, games: usize) -> usize {
    let mut bits = Bits::of("whether she joined");
    let play = |_| {
        let mut game = which_week(&mut bits);
        let when = bits.below(52);
        game.suspicions = vec![game.suspicions[when].clone()];
        let joined = bits.below(2) == 1;
        let truth = if joined {
            game.with(0)
        } else {
            game.others.clone()
        };
        let seen = engine.publishes(&truth);
        usize::from((game.score(engine, &seen, 0) > 0.0) == joined)
    };
    (0..games).map(play).sum()
}

#[test]
fn knowing_everybody_else_he_does_not_learn_whether_she_joined() {
    let games = size(600, 40_000);
    let half = |advantage: f64| f64::midpoint(1.0, advantage);
    let sure = |right| certify::at_least(right, games, certify::ONE_IN_A_MILLION);
    let broken = told(&mut ThresholdOnly, games);
    println!("threshold only: right {broken} of {games}");
    // More even than two events allow.
    assert!(sure(broken) > half(most_advantage(2.0)), "{broken}");
    let right = told(&mut Ours(Bits::of("our noise")), games);
    println!("ours: right {right} of {games}");
    assert!(sure(right) <= half(most_advantage(1.0)), "{right}");
}

fn slips(people: std::ops::Range<usize>) -> Vec<Slip> {
    let slip = |seed| Slip {
        policy_version: VERSION_1.version(),
        sign: Sign::Join,
        cohort: Cohort::of_year(FIRST_YEAR),
        cells: Cells::of(&varied(seed)),
    };
    people.map(slip).collect()
}

/// All he has is the release before: when nobody else moved, does it show that she joined?
fn told_by_the_release_before(engine: &mut dyn Engine, games: usize) -> usize {
    let mut bits = Bits::of("the release before");
    let first = Quarter::parse("2026-Q1").unwrap();
    let mut right = 0;
    for _ in 0..games {
        let people = 300 + bits.below(50);
        let joined = bits.below(2) == 1;
        let now = slips(people..people + usize::from(joined));
        let mine: Vec<Cell> = TableId::QUARTERLY
            .map(|table| (table, table.place(&Cells::of(&varied(people)))))
            .to_vec();
        let seen = engine.figures(&[(first, slips(0..people)), (first.next(), now)]);
        let cell = |release: usize, cell: &Cell| {
            let found = seen[release].iter().find(|(known, _)| known == cell);
            found.unwrap().1.unwrap_or(0)
        };
        let votes = mine.iter().map(|one| {
            let loss = f64::from(VERSION_1.terms(one.0).loss);
            loss * (cell(1, one) - cell(0, one)).signum() as f64
        });
        right += usize::from((votes.sum::<f64>() > 0.0) == joined);
    }
    right
}

#[test]
fn knowing_the_release_before_he_does_not_learn_whether_she_joined() {
    let games = size(200, 5_000);
    let bound = f64::midpoint(1.0, most_advantage(1.0));
    let sure = |right| certify::at_least(right, games, certify::ONE_IN_A_MILLION);
    let broken = told_by_the_release_before(&mut ThresholdOnly, games);
    println!("threshold only: right {broken} of {games}");
    assert!(sure(broken) > bound, "he wins: {broken}");
    let right = told_by_the_release_before(&mut Ours(Bits::of("whole releases")), games);
    println!("ours: right {right} of {games}");
    assert!(sure(right) <= bound, "{right}");
}
