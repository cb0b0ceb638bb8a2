//! The pages around the figures, with sample data.

use super::Fault;
use super::method::{DiceView, MethodView, Thresholds};
use super::public::PublishedNumber;
use super::representativeness::{Compared, Newest, RepresentativenessView};
use super::reuse::{Cited, MunicipalitiesView, NumberView, ResearchersView, SheetView};
use super::sample_data::{day, figures, shown, tables};
use super::samples::Album;
use crate::disclosure::dice::{MadeUp, Roll, Rolled};
use crate::disclosure::policy::VERSION_1;
use crate::disclosure::release::rule_of;
use crate::disclosure::representativeness::{measure, strata, whole};
use crate::domain::period::Quarter;
use crate::domain::population::{Population, Total};
use crate::domain::release::Figure;
use crate::domain::table::TableId;

const COUNTED: &str = "nationality,population,date,source\nMA,300000,2014-01-01,Voorbeeld\n\
                       AD,5000,2014-01-01,Voorbeeld\nrest,700000,2014-01-01,Voorbeeld\n";

fn quarter() -> Quarter {
    Quarter::parse("2026-Q3").expect("a quarter")
}

fn number() -> PublishedNumber {
    PublishedNumber {
        figure: shown(20_340),
        published: day(),
    }
}

fn compared() -> Compared {
    let population = Population::parse(COUNTED).expect("a count");
    let tables = tables();
    let table = tables.iter().find(|table| table.name == "nationality");
    let groups = strata(table.expect("a table"), &VERSION_1.draws(4), &population);
    let whole = whole(shown(20_340), 570.0, &population).expect("shown");
    let only: Vec<_> = groups.iter().map(|(_, group)| *group).collect();
    Compared {
        date: population.date,
        source: population.source.clone(),
        measures: measure(&only, whole),
        groups,
        whole,
    }
}

impl Album<'_> {
    pub(super) fn around_the_figures(&mut self) {
        self.method();
        self.representativeness();
        for (name, number) in [("number", Some(number())), ("number-none", None)] {
            let page = self.page("figures/number.html");
            self.add(name, &NumberView { page, number });
        }
        let quarterly = figures("2026-Q3", tables());
        let page = self.page("figures/2026-Q3/sheet");
        let sheet = SheetView::new(page, &quarterly, "enkel.example");
        self.add("sheet", &sheet);
        for (name, quarters) in [
            ("municipalities", vec![quarter()]),
            ("municipalities-new", vec![]),
        ] {
            let page = self.page("for-municipalities");
            self.add(name, &MunicipalitiesView { page, quarters });
        }
        for (name, published) in [("researchers", true), ("researchers-new", false)] {
            let newest = Cited {
                quarter: quarter(),
                published: day(),
            };
            let view = ResearchersView {
                page: self.page("for-researchers"),
                base: "//enkel.example".into(),
                licence: "CC BY 4.0".into(),
                newest: published.then_some(newest),
                number: published.then(number),
                files: vec!["figures.csv", "flows.csv"],
            };
            self.add(name, &view);
        }
    }

    fn method(&mut self) {
        let thresholds = Thresholds::compute();
        let page = self.page("figures/method");
        let thresholds = &thresholds;
        self.add("method", &MethodView { page, thresholds });
        let noisy = [30, 18, 41, 25];
        let rule = rule_of(TableId::Nationality, &VERSION_1.draws(1));
        let rolls = noisy.map(|noisy| Roll {
            noisy,
            shown: rule.show(noisy),
        });
        let rolled = Rolled {
            made_up: MadeUp::new(30, 1).expect("small enough"),
            rule,
            rolls: rolls.into(),
        };
        for (name, rolled, faults) in [
            ("dice", Some(rolled), vec![]),
            (
                "dice-fault",
                None,
                vec![Fault::DiceNumber, Fault::DiceDraws],
            ),
        ] {
            let page = self.page("figures/method");
            let view = DiceView {
                page,
                rolled,
                typed: "30".into(),
                faults,
            };
            self.add(name, &view);
        }
    }

    fn representativeness(&mut self) {
        let newest = |number| {
            Some(Newest {
                quarter: quarter(),
                number,
            })
        };
        for (name, newest, loaded, compared) in [
            ("representative-none", None, false, None),
            ("representative", newest(shown(20_340)), false, None),
            ("representative-hidden", newest(Figure::Hidden), true, None),
            (
                "representative-groups",
                newest(shown(20_340)),
                true,
                Some(compared()),
            ),
            (
                "representative-unfit",
                newest(shown(20_340)),
                true,
                Some(Compared {
                    measures: None,
                    ..compared()
                }),
            ),
        ] {
            let view = RepresentativenessView {
                page: self.page("figures/representativeness"),
                totals: Total::shipped(),
                newest,
                loaded,
                compared,
            };
            self.add(name, &view);
        }
    }
}
