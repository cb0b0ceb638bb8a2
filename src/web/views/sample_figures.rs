//! The pages of figures with sample data.

use super::changed::{Changed, TableChange};
use super::choice::Choice;
use super::figures::{FiguresView, Form, ReleaseEntry, ReleaseView};
use super::past::{Past, total_block};
use super::public::PublishedNumber;
use super::sample_data::{day, figures, shown, tables};
use super::samples::Album;
use super::tables::table_block;
use crate::disclosure::change::Change;
use crate::domain::period::Quarter;
use crate::domain::release::{Figure, Period};
use crate::flows::publish::delay::Delay;

impl Album<'_> {
    pub(super) fn overview(&mut self) {
        let entry = |period: &str, figure| ReleaseEntry {
            period: Period::parse(period).expect("a period"),
            id: period.to_owned(),
            published: day(),
            number: figure,
        };
        let w = self.page("").w;
        let blocks = |choice: &Choice| {
            let quarter = tables();
            let wanted = quarter.iter().filter(|table| table.name != "total");
            let wanted = wanted.filter(|table| choice.table.is_none_or(|name| name == table.name));
            wanted.map(|table| table_block(w, table, choice)).collect()
        };
        for (name, asked) in [
            ("figures", vec![]),
            (
                "figures-alone",
                vec![("table", "nationality"), ("region", "europe")],
            ),
            ("figures-misread", vec![("table", "x")]),
        ] {
            let asked = asked
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()));
            let choice = Choice::read(&asked.collect::<Vec<_>>());
            let view = FiguresView {
                delays: Vec::new(),
                page: self.page(&format!("figures{}", choice.query())),
                choice,
                number: Some(PublishedNumber {
                    figure: shown(20_340),
                    published: day(),
                }),
                trend: choice
                    .table
                    .is_none()
                    .then(|| ("2026-W47".to_owned(), total_block(w, &past()))),
                newest: Some("2026-Q3".to_owned()),
                tables: blocks(&choice),
                quarters: vec![entry("2026-Q3", shown(19_800)), entry("2026-Q2", shown(90))],
                weeks: vec![
                    entry("2026-W47", shown(20_340)),
                    entry("2026-W46", Figure::Hidden),
                ],
            };
            self.add(name, &view);
        }
        self.before_the_first();
    }

    /// Nothing came out yet, and the first figures are late.
    fn before_the_first(&mut self) {
        let quarter = Quarter::parse("2026-Q3").expect("a quarter");
        let view = FiguresView {
            delays: vec![Delay {
                quarter,
                due: quarter.release_day(),
                reason: None,
            }],
            page: self.page("figures"),
            choice: Choice::default(),
            number: None,
            trend: None,
            newest: None,
            tables: vec![],
            quarters: vec![],
            weeks: vec![],
        };
        self.add("figures-none", &view);
    }

    pub(super) fn release(&mut self) {
        let w = self.page("").w;
        let quarter = figures("2026-Q3", tables());
        let change = |by, margin_95| Change {
            codes: vec!["MA"],
            by,
            margin_95,
        };
        let changes = [TableChange {
            name: "nationality",
            dimensions: &["nationality"],
            changes: vec![change(400, 20), change(-5, 20)],
        }];
        let view = |page, id: &str, tables, changed| ReleaseView {
            page,
            choice: Choice::default(),
            id: id.to_owned(),
            number: PublishedNumber {
                figure: quarter.number,
                published: quarter.published,
            },
            form: Form {
                replaces: Some("2026-Q3".to_owned()),
                reason: Some("A label was wrong.".to_owned()),
                replaced_by: Some("2026-Q3-e2".to_owned()),
            },
            tables,
            changed,
            files: vec!["figures.csv".to_owned()],
            nearby: (Some("2026-Q2".to_owned()), None),
            citation: "Stichting Voorbeeld (2026). Enkel.".to_owned(),
        };
        let tables = quarter.tables.iter();
        let tables = tables.map(|table| table_block(w, table, &Choice::default()));
        let page = self.page("figures/2026-Q3-e1");
        let changed = Changed::new(w, "2026-Q2".to_owned(), &changes);
        let quarterly = view(page, "2026-Q3-e1", tables.collect(), Some(changed));
        let hidden = [Past {
            period: Period::parse("2026-W47").expect("a week"),
            figure: Figure::Hidden,
        }];
        let page = self.page("figures/2026-W47");
        let weekly = view(page, "2026-W47", vec![total_block(w, &hidden)], None);
        self.add("release", &quarterly);
        self.add("release-week", &weekly);
    }
}

fn past() -> Vec<Past> {
    let number = |period: &str, figure| Past {
        period: Period::parse(period).expect("a period"),
        figure,
    };
    vec![
        number("2026-W38", Figure::Hidden),
        number("2026-W39", shown(19_700)),
        number("2026-Q3", shown(19_800)),
        number("2026-W40", shown(19_900)),
        number("2026-W47", shown(20_340)),
    ]
}
