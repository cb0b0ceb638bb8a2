//! He puts an older copy of the database back and counts again, hoping for a second draw. Where
//! the journal is left out he gets one each time, and their average tells more with each; with the
//! journal every restore gives the first draw, byte for byte.

use enkel::domain::period::Quarter;
use enkel::domain::table::TableId;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::publish::csv::read_flows;

use super::size;
use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor};

on_both_databases!(a_second_draw_is_not_to_be_had);

/// The noisy nationalities of this quarter, as a reader has them.
fn nationalities(flows: &[u8]) -> Vec<i64> {
    let flows = read_flows(flows).unwrap();
    let flow = flows.iter().find(|flow| flow.table == TableId::Nationality);
    flow.unwrap().cells.clone()
}

/// The mean square of how far the average of draws lies from the truth.
fn error(draws: &[Vec<u8>], truth: &[i64]) -> f64 {
    let draws: Vec<Vec<i64>> = draws.iter().map(|draw| nationalities(draw)).collect();
    let squares = truth.iter().enumerate().map(|(place, truth)| {
        let sum: i64 = draws.iter().map(|draw| draw[place]).sum();
        (sum as f64 / draws.len() as f64 - *truth as f64).powi(2)
    });
    squares.sum::<f64>() / truth.len() as f64
}

/// The true nationalities in the ballot box, which only a test can look into.
fn truth(register: &TestApp, quarter: Quarter) -> Vec<i64> {
    let exact = Board(register).peeks(quarter);
    let cells = (0..TableId::Nationality.cells()).map(|place| {
        let code = TableId::Nationality.cell_codes(place)[0];
        let of = exact
            .iter()
            .find(|((_, table, cell), _)| table == "nationality" && cell == code);
        of.map_or(0, |(_, change)| *change)
    });
    cells.collect()
}

fn a_second_draw_is_not_to_be_had(on: Backend) {
    let mut register = TestApp::on(on);
    Crowd::of(&register.app, 40);
    let open = register.is_copied();
    register.next_quarter();
    let closed = register.is_copied();
    let quarter = Board(&register).next();
    let truth = truth(&register, quarter);
    Board(&register).counts();
    let drawn = |register: &TestApp| {
        let again = count_quarter(&register.app, Some(quarter), None).unwrap();
        let flows = Visitor(register).downloads(&quarter.to_string(), "flows.csv");
        (again, flows)
    };
    let (_, first) = drawn(&register);
    for copy in [&closed, &open, &closed] {
        register.is_restored_from(copy);
        let (again, flows) = drawn(&register);
        assert_eq!(again, Counted::Already(quarter));
        assert_eq!(flows, first, "the same draw for ever");
    }
    let mut draws = vec![first];
    for _ in 0..size(5, 60) {
        let earlier = register.settings.journal.folder.with_extension("forgotten");
        let _ = std::fs::remove_dir_all(earlier);
        register.journal_is_forgotten();
        register.is_restored_from(&closed);
        let (again, flows) = drawn(&register);
        assert_eq!(again, Counted::Released(quarter));
        assert!(!draws.contains(&flows), "another draw");
        draws.push(flows);
    }
    // Over 200 cells the mean square of one draw is 22.1, and of the average of n draws 22.1 / n;
    // half of 22.1 lies more than ten standard deviations above the latter.
    assert!(
        error(&draws, &truth) < 22.1 / 2.0,
        "without the journal he wins"
    );
}
