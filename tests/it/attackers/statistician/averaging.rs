//! He downloads the same figures again and again, in every form, from every address, before and
//! after whatever the board does, and averages. Where each export has fresh noise, a few thousand
//! copies give him the exact numbers; all our copies are one draw, so their average is one copy.

use std::collections::BTreeSet;

use enkel::domain::release::Period;
use enkel::domain::table::TableId;
use enkel::flows::count::{Counted, count_quarter};
use enkel::flows::publish::correct::correct;

use super::Bits;
use super::asking::{Answers, Site, addresses};
use super::engine::{Cell, Engine, Ours};
use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor};

on_both_databases!(our_copies_are_all_one_draw);

/// Broken: whoever exports gets noise of his own.
struct FreshPerExport {
    truth: Vec<(Cell, i64)>,
    engine: Ours,
}

impl FreshPerExport {
    fn exports(&mut self) -> Vec<i64> {
        self.engine.publishes(&self.truth)
    }
}

/// The mean of n copies strays 4.70 / √n: with 2,600 of them the next whole number is 5.4 standard
/// deviations away, so one of ten cells comes out wrong less than once in a million.
#[test]
fn fresh_noise_in_each_export_averages_out() {
    const COPIES: usize = 2_600;
    let truth = (0..10).map(|place| ((TableId::Nationality, place), 3 * place as i64));
    let mut broken = FreshPerExport {
        truth: truth.collect(),
        engine: Ours(Bits::of("exports")),
    };
    let mut sums = vec![0; broken.truth.len()];
    for _ in 0..COPIES {
        for (sum, count) in sums.iter_mut().zip(broken.exports()) {
            *sum += count;
        }
    }
    let means = sums
        .iter()
        .map(|sum| (*sum as f64 / COPIES as f64).round() as i64);
    let exact: Vec<i64> = broken.truth.iter().map(|(_, count)| *count).collect();
    assert_eq!(means.collect::<Vec<_>>(), exact, "he wins");
}

/// What is said of cells: a file without the columns that name the release and carry the note.
fn cells(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.headers().unwrap().clone();
    let records = reader.records().map(|record| {
        let record = record.unwrap();
        let fields = header.iter().zip(record.iter());
        let said = fields.filter(|(name, _)| !["release", "note"].contains(name));
        said.map(|(_, value)| value.to_owned()).collect()
    });
    records.collect()
}

/// Every copy of the quarter's draw and figures that he can get hold of.
#[derive(Default)]
struct Copies {
    flows: BTreeSet<Vec<Vec<String>>>,
    figures: BTreeSet<Vec<Vec<String>>>,
    taken: usize,
}

impl Copies {
    fn takes(&mut self, register: &TestApp, quarter: &str) {
        let site = Site::of(register);
        let visitor = Visitor(register);
        let ids = visitor.sees_releases().into_iter();
        for id in ids.filter(|id| id.starts_with(quarter)) {
            for _ in 0..3 {
                self.flows
                    .insert(cells(&visitor.downloads(&id, "flows.csv")));
                self.figures
                    .insert(cells(&visitor.downloads(&id, "figures.csv")));
                self.taken += 1;
            }
        }
        let latest = site.gets("/data/latest/figures.csv");
        let latest = site.gets(latest.header("location").expect("it leads on"));
        self.figures.insert(cells(&latest.body));
        let addresses = addresses(&site);
        let pages = [quarter, ""].map(|id| format!("/nl/figures/{id}"));
        let pages = pages.iter().map(|page| page.trim_end_matches('/'));
        for path in addresses.iter().map(String::as_str).chain(pages) {
            let first = site.gets(path);
            assert!(first.status < 400, "{path}: {}", first.status);
            for _ in 0..2 {
                assert_eq!(site.gets(path).body, first.body, "{path}");
            }
        }
    }
}

fn our_copies_are_all_one_draw(on: Backend) {
    let mut register = TestApp::on(on);
    Crowd::of(&register.app, 30);
    register.next_quarter();
    let before = register.is_copied();
    let quarter = Board(&register).counts();
    let name = quarter.to_string();
    let mut copies = Copies::default();
    copies.takes(&register, &name);
    let again = count_quarter(&register.app, Some(quarter), None).unwrap();
    assert_eq!(again, Counted::Already(quarter));
    register.jobs_run();
    copies.takes(&register, &name);
    let reason = "A label was wrong.";
    correct(&register.app, Period::Quarter(quarter), reason).unwrap();
    copies.takes(&register, &name);
    register.is_restored_from(&before);
    let again = count_quarter(&register.app, Some(quarter), None).unwrap();
    assert_eq!(again, Counted::Already(quarter));
    copies.takes(&register, &name);
    correct(&register.app, Period::Quarter(quarter), reason).unwrap();
    register.next_week();
    copies.takes(&register, &name);
    assert!(copies.taken > 20);
    assert_eq!(copies.flows.len(), 1, "there is nothing to average");
    assert_eq!(copies.figures.len(), 1, "there is nothing to average");
}
