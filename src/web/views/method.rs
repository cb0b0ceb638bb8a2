//! How the figures are made: for the lay reader first, for the statistician second. Every number
//! on the page is computed from the policy, or is one of the worked example that tests compute.

use askama::Template;

use super::Fault;
use super::page::Page;
use crate::disclosure::dice::{self, MadeUp, Rolled};
use crate::disclosure::display::Rule;
use crate::disclosure::ledger::most_suspicion;
use crate::disclosure::policy::{PER_EVENT, PER_JOIN_AND_LEAVE, Policy, VERSION_1};
use crate::disclosure::reconcile::variance_of_total;
use crate::disclosure::spread::variance_of_one;
use crate::disclosure::{example, number, release};
use crate::domain::nationality::{Nationality, Region};
use crate::domain::release::Figure;
use crate::domain::table::TableId;
use crate::text::Words;

/// After how many draws thresholds and margins are told.
const DRAWS: [u32; 4] = [1, 4, 8, 24];

/// What a suspicion is before anything was published.
const SUSPICIONS: [f64; 4] = [0.001, 0.01, 0.1, 0.5];

const POLICY: &Policy = &VERSION_1;

/// What takes long to compute and is the same in every language: thresholds and margins.
#[derive(Clone, Debug)]
pub struct Thresholds {
    tables: Vec<(TableId, Vec<Rule>)>,
    regions: Vec<(Region, Vec<Rule>)>,
}

impl Thresholds {
    /// Computes them, for every table and region.
    #[must_use]
    pub fn compute() -> Self {
        let tables = TableId::QUARTERLY.map(|table| {
            let rules = DRAWS.map(|draws| release::rule_of(table, &POLICY.draws(draws)));
            (table, rules.to_vec())
        });
        let regions = Region::ALL.map(|region| {
            let rules = DRAWS.map(|draws| release::rule_of_region(region, &POLICY.draws(draws)));
            (region, rules.to_vec())
        });
        Self {
            tables: tables.into(),
            regions: regions.into(),
        }
    }
}

/// `figures/method`.
#[derive(Template)]
#[template(path = "figures/method.html")]
pub struct MethodView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// Thresholds and margins.
    pub thresholds: &'a Thresholds,
}

impl MethodView<'_> {
    fn w(&self) -> &Words<'_> {
        &self.page.w
    }

    fn per_cent(&self, before: f64, loss: u32) -> String {
        self.w().decimal(100.0 * most_suspicion(before, loss), 1)
    }

    /// A suspicion before, after the nationality table, after one event, after two.
    fn suspicions(&self) -> Vec<[String; 4]> {
        let chief = POLICY.terms(TableId::Nationality).loss;
        let row = |before: f64| {
            [
                self.w().decimal(100.0 * before, 1),
                self.per_cent(before, chief),
                self.per_cent(before, PER_EVENT),
                self.per_cent(before, PER_JOIN_AND_LEAVE),
            ]
        };
        SUSPICIONS.map(row).into()
    }

    fn suspicion_example(&self) -> String {
        let [one, half, one_both, half_both] = [
            self.per_cent(0.01, PER_EVENT),
            self.w().decimal(100.0 * most_suspicion(0.5, PER_EVENT), 0),
            self.per_cent(0.01, PER_JOIN_AND_LEAVE),
            self.w()
                .decimal(100.0 * most_suspicion(0.5, PER_JOIN_AND_LEAVE), 0),
        ];
        let filled = [
            ("one", one.as_str().into()),
            ("half", half.as_str().into()),
            ("oneBoth", one_both.as_str().into()),
            ("halfBoth", half_both.as_str().into()),
        ];
        self.w().say_args("method-guess-example", &filled)
    }

    fn epsilon(&self) -> String {
        let whole = |loss: u32| i64::from(loss / 1000);
        let filled = [
            ("join", whole(PER_EVENT).into()),
            ("both", whole(PER_JOIN_AND_LEAVE).into()),
        ];
        self.w().say_args("method-epsilon", &filled)
    }

    fn odds(&self) -> String {
        let grown = self.w().decimal((f64::from(PER_EVENT) / 1000.0).exp(), 2);
        self.w()
            .say_with("method-epsilon-odds", "grown", grown.as_str())
    }

    fn version(&self) -> String {
        let version = POLICY.version().to_string();
        self.w()
            .say_with("method-losses", "version", version.as_str())
    }

    /// Table, cells, loss, scale, standard deviation, weight.
    fn losses(&self) -> Vec<[String; 6]> {
        let row = |table: TableId| {
            let terms = POLICY.terms(table);
            let scale = terms.scale();
            [
                table.code().to_owned(),
                table.cells().to_string(),
                terms.loss.to_string(),
                format!("{}/{}", scale.numerator(), scale.denominator()),
                self.w().decimal(variance_of_one(scale).sqrt(), 2),
                terms.weight.to_string(),
            ]
        };
        let all = std::iter::once(TableId::Weekly).chain(TableId::QUARTERLY);
        all.map(row).collect()
    }

    fn loss_in_all(&self) -> u32 {
        let quarterly = TableId::QUARTERLY.iter();
        let quarterly: u32 = quarterly.map(|table| POLICY.terms(*table).loss).sum();
        quarterly + POLICY.terms(TableId::Weekly).loss
    }

    fn deviations(&self) -> String {
        let said = |draws| {
            self.w()
                .decimal(variance_of_total(&POLICY.draws(draws)).sqrt(), 1)
        };
        let [first, year, steady] = [said(1), said(4), said(24)];
        let filled = [
            ("first", first.as_str().into()),
            ("year", year.as_str().into()),
            ("steady", steady.as_str().into()),
        ];
        self.w().say_args("method-agree-deviation", &filled)
    }

    fn draws(&self) -> [String; 4] {
        DRAWS.map(|draws| self.w().say_with("method-shown-draws", "n", draws))
    }

    fn table_rules(&self) -> Vec<(&'static str, Vec<String>)> {
        let tables = self.thresholds.tables.iter();
        tables
            .map(|(table, rules)| (table.code(), rules.iter().map(written).collect()))
            .collect()
    }

    /// Each region: its name, its code, how many cells it has, its rules.
    fn region_rules(&self) -> Vec<(String, &'static str, usize, Vec<String>)> {
        let regions = self.thresholds.regions.iter();
        regions
            .map(|(region, rules)| {
                let name = self.w().label("region", region.code());
                let rules = rules.iter().map(written).collect();
                (name, region.code(), members(*region).count(), rules)
            })
            .collect()
    }

    /// Each region's code with the codes of its nationalities.
    fn region_codes(&self) -> Vec<(&'static str, String)> {
        let codes = |region| {
            let codes: Vec<_> = members(region).map(Nationality::code).collect();
            (region.code(), codes.join(" "))
        };
        Region::ALL.map(codes).into()
    }

    fn regions(&self) -> String {
        let many = i64::try_from(Region::ALL.len()).unwrap_or_default();
        self.w().say_with("method-regions", "k", many)
    }

    fn number(&self) -> String {
        let one = variance_of_one(POLICY.terms(TableId::Weekly).scale());
        let (weekly, quarter) = (
            self.w().decimal(one, 1),
            self.w().decimal((13.0 * one).sqrt(), 1),
        );
        let filled = [
            ("weekly", weekly.as_str().into()),
            ("quarter", quarter.as_str().into()),
        ];
        self.w().say_args("method-number", &filled)
    }

    fn example(&self) -> String {
        let rule = number::rule(&POLICY.draws(example::DRAWS), &POLICY.draws(0));
        let (count, margin) = match rule.show(example::TOTAL) {
            Figure::Shown { count, margin_95 } => (count, margin_95),
            Figure::Hidden => (0, 0),
        };
        let filled = [
            ("truth", example::TRUTH.into()),
            ("total", example::TOTAL.into()),
            ("shown", count.into()),
            ("margin", margin.into()),
        ];
        self.w().say_args("method-example", &filled)
    }

    /// Table, sum, step.
    fn example_sums(&self) -> Vec<(&'static str, i64, String)> {
        let row = |(table, sum): (TableId, i64)| {
            let step = (example::TOTAL - sum) as f64 / table.cells() as f64;
            (table.code(), sum, self.w().decimal(step, 2))
        };
        example::SUMS.map(row).into()
    }

    /// Nationality, true, noisy, moved, shown.
    fn example_cells(&self) -> Vec<(String, [String; 4])> {
        let rule = release::rule_of(TableId::Nationality, &POLICY.draws(example::DRAWS));
        let row = |cell: example::Cell| {
            let numbers = [
                cell.truth.to_string(),
                cell.noisy.to_string(),
                cell.moved.to_string(),
                shown(self.w(), rule.show(cell.moved)),
            ];
            (self.w().state(cell.code), numbers)
        };
        example::CELLS.map(row).into()
    }

    fn dice(&self) -> DiceForm<'_> {
        DiceForm::new(&self.page, None, &[])
    }
}

fn members(region: Region) -> impl Iterator<Item = Nationality> {
    Nationality::all().filter(move |nationality| nationality.region() == region)
}

fn written(rule: &Rule) -> String {
    format!("{} ± {}", rule.threshold(), rule.margin_95())
}

fn shown(w: &Words<'_>, figure: Figure) -> String {
    match figure {
        Figure::Shown { count, margin_95 } => {
            format!("{} ± {}", w.number(count), w.number(margin_95))
        }
        Figure::Hidden => w.say("cell-hidden"),
    }
}

/// The form that rolls the dice; on the page about the method and above the rolls.
#[derive(Template)]
#[template(path = "figures/dice_form.html")]
pub struct DiceForm<'a> {
    page: &'a Page<'a>,
    number: String,
    chosen: u8,
    faults: &'a [Fault],
}

impl<'a> DiceForm<'a> {
    fn new(page: &'a Page<'a>, made_up: Option<MadeUp>, faults: &'a [Fault]) -> Self {
        Self {
            page,
            number: made_up.map_or(30, MadeUp::number).to_string(),
            chosen: made_up.map_or(1, MadeUp::draws),
            faults,
        }
    }

    /// Each choice: draws, words, whether it is chosen.
    fn choices(&self) -> Vec<(u8, String, bool)> {
        let choice = |draws: u8| {
            let words = match draws {
                1 => self.page.w.say("method-dice-draws-1"),
                4 => self.page.w.say("method-dice-draws-4"),
                _ => self.page.w.say("method-dice-draws-24"),
            };
            (draws, words, draws == self.chosen)
        };
        dice::DRAWS.map(choice).into()
    }
}

/// `figures/dice`: what came of it, or what is to be mended.
#[derive(Template)]
#[template(path = "figures/dice.html")]
pub struct DiceView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The rolls; none when the numbers cannot be used.
    pub rolled: Option<Rolled>,
    /// What was typed, for whoever has to mend it.
    pub typed: String,
    /// What is to be mended.
    pub faults: Vec<Fault>,
}

impl DiceView<'_> {
    fn form(&self) -> DiceForm<'_> {
        let made_up = self.rolled.as_ref().map(|rolled| rolled.made_up);
        let mut form = DiceForm::new(&self.page, made_up, &self.faults);
        form.number.clone_from(&self.typed);
        form
    }

    fn lead(&self, rolled: &Rolled) -> String {
        let number = i64::from(rolled.made_up.number());
        self.page.w.say_with("dice-lead", "number", number)
    }

    fn rule(&self, rolled: &Rolled) -> String {
        let filled = [
            ("threshold", rolled.rule.threshold().into()),
            ("margin", rolled.rule.margin_95().into()),
        ];
        self.page.w.say_args("dice-rule", &filled)
    }

    /// Each roll: its place, the noisy number, what would be shown.
    fn rows(&self, rolled: &Rolled) -> Vec<(usize, String, Option<String>)> {
        let w = &self.page.w;
        let row = |(place, roll): (usize, &dice::Roll)| {
            let shown = match roll.shown {
                Figure::Shown { .. } => Some(shown(w, roll.shown)),
                Figure::Hidden => None,
            };
            (place, w.number(roll.noisy), shown)
        };
        (1..).zip(&rolled.rolls).map(row).collect()
    }
}
