//! How representative the figures are: what can be said, and what cannot. The decisions are made
//! in `disclosure::representativeness`; this page only tells them.

use askama::Template;

use super::page::Page;
use crate::disclosure::representativeness::{Group, Measures, Stratum};
use crate::domain::clock::Day;
use crate::domain::nationality::Nationality;
use crate::domain::period::Quarter;
use crate::domain::population::Total;
use crate::domain::release::Figure;

/// The newest quarter with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// The release.
    pub quarter: Quarter,
    /// The number of declarations in it.
    pub number: Figure,
}

/// The figures of the newest quarter beside a count per nationality.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The day of the count.
    pub date: Day,
    /// Who counted.
    pub source: String,
    /// The groups that are shown and counted, the largest first.
    pub groups: Vec<(Nationality, Stratum)>,
    /// Everybody.
    pub whole: Stratum,
    /// What follows; none when too little is shown.
    pub measures: Option<Measures>,
}

/// `figures/representativeness`.
#[derive(Template)]
#[template(path = "figures/representativeness.html")]
pub struct RepresentativenessView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// The totals that others counted, the oldest first.
    pub totals: Vec<Total>,
    /// The newest quarter; none before the first.
    pub newest: Option<Newest>,
    /// Whether a count per nationality is loaded.
    pub loaded: bool,
    /// The comparison; none without a count or without a shown total.
    pub compared: Option<Compared>,
}

/// One row of the table of groups.
struct GroupRow {
    name: String,
    registered: String,
    people: String,
    percent: String,
    partial: String,
}

impl RepresentativenessView<'_> {
    /// The number beside the last total, in one sentence.
    fn rate(&self) -> String {
        let w = &self.page.w;
        let (Some(newest), Some(total)) = (self.newest, self.totals.last()) else {
            return w.say("representativeness-rate-none");
        };
        let Figure::Shown { count, margin_95 } = newest.number else {
            return w.say("representativeness-rate-hidden");
        };
        let per_cent = |count: i64| {
            let rate = 100.0 * count.max(0) as f64 / total.whole() as f64;
            w.decimal(rate, 2)
        };
        let (release, day) = (newest.quarter.to_string(), w.day(total.date));
        let (rate, low, high) = (
            per_cent(count),
            per_cent(count - margin_95),
            per_cent(count + margin_95),
        );
        let filled = [
            ("release", release.as_str().into()),
            ("count", count.into()),
            ("day", day.as_str().into()),
            ("people", total.whole().into()),
            ("rate", rate.as_str().into()),
            ("low", low.as_str().into()),
            ("high", high.as_str().into()),
        ];
        w.say_args("representativeness-rate", &filled)
    }

    /// Year, one, two and three others, together.
    fn total_rows(&self) -> Vec<(String, [String; 4])> {
        let row = |total: &Total| {
            let [one, two, three] = total.others.map(|people| self.page.w.number(people));
            let whole = self.page.w.number(total.whole());
            (
                total.date.date().year().to_string(),
                [one, two, three, whole],
            )
        };
        self.totals.iter().map(row).collect()
    }

    fn cv(&self, measures: &Measures) -> String {
        let cv = self.page.w.decimal(measures.cv, 2);
        let w = &self.page.w;
        w.say_with("representativeness-cv", "cv", cv.as_str())
    }

    fn cv_noise(&self, measures: &Measures) -> String {
        let squares: f64 = measures
            .groups
            .iter()
            .map(|group| group.partial.powi(2))
            .sum();
        let raw = self.page.w.decimal(squares.sqrt() / measures.rate, 2);
        let w = &self.page.w;
        w.say_with("representativeness-cv-noise", "raw", raw.as_str())
    }

    fn r(&self, measures: &Measures) -> String {
        let w = &self.page.w;
        let (r, floor) = (w.decimal(measures.r, 3), w.decimal(measures.r_floor, 3));
        let filled = [("r", r.as_str().into()), ("floor", floor.as_str().into())];
        w.say_args("representativeness-r", &filled)
    }

    fn caption(&self, compared: &Compared) -> String {
        let w = &self.page.w;
        let release = self
            .newest
            .map_or(String::new(), |newest| newest.quarter.to_string());
        let day = w.day(compared.date);
        let filled = [
            ("release", release.as_str().into()),
            ("day", day.as_str().into()),
        ];
        w.say_args("representativeness-caption", &filled)
    }

    fn source(&self, source: &str) -> String {
        self.page
            .w
            .say_with("representativeness-source", "source", source)
    }

    fn group_rows(&self, compared: &Compared, measures: &Measures) -> Vec<GroupRow> {
        let of = |value: fn(&Stratum) -> f64| {
            let all = compared.groups.iter().map(|(_, group)| value(group));
            value(&compared.whole) - all.sum::<f64>()
        };
        let other = (
            self.page.w.say("representativeness-other"),
            of(|group| group.registered),
            of(|group| group.population),
        );
        let named = compared.groups.iter().map(|(nationality, group)| {
            let name = self.page.w.nationality(*nationality);
            (name, group.registered, group.population)
        });
        let rows = named.chain([other]).zip(&measures.groups);
        rows.map(|((name, registered, people), group)| self.row(name, registered, people, *group))
            .collect()
    }

    fn row(&self, name: String, registered: f64, people: f64, group: Group) -> GroupRow {
        let w = &self.page.w;
        GroupRow {
            name,
            registered: w.number(registered.round() as i64),
            people: w.number(people.round() as i64),
            percent: w.decimal(100.0 * group.rate, 2),
            partial: w.decimal(group.partial, 4),
        }
    }
}
