//! The number of declarations over time, in words and as a chart.

use super::chart::trend::{Moment, trend};
use super::plot::{FigureChart, amount};
use super::tables::{Row, TableBlock};
use crate::domain::release::{Figure, Period};
use crate::text::Words;

/// The number that one release gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// The period at whose close it stood.
    pub period: Period,
    /// The number.
    pub figure: Figure,
}

impl Past {
    /// The week at whose close it stood, counted in weeks.
    fn week(&self) -> i64 {
        let week = match self.period {
            Period::Week(week) => week,
            Period::Quarter(quarter) => quarter.last_week(),
        };
        i64::from(week.first_day().number().div_euclid(7))
    }

    fn is_quarter(&self) -> bool {
        matches!(self.period, Period::Quarter(_))
    }

    fn count(&self) -> Option<i64> {
        match self.figure {
            Figure::Shown { count, .. } => Some(count),
            Figure::Hidden => None,
        }
    }
}

/// The number over time; `past` in any order.
#[must_use]
pub fn total_block(w: Words<'_>, past: &[Past]) -> TableBlock {
    let mut past = past.to_vec();
    past.sort_by_key(|one| (one.week(), one.is_quarter()));
    let row = |one: &Past| Row {
        labels: vec![one.period.to_string()],
        shown: match one.figure {
            Figure::Shown { count, margin_95 } => Some((w.number(count), w.number(margin_95))),
            Figure::Hidden => None,
        },
    };
    TableBlock {
        name: "total",
        caption: w.say("trend-title"),
        headers: vec![w.say("trend-release")],
        rows: past.iter().rev().map(row).collect(),
        hidden: Vec::new(),
        chart: chart(w, &past),
        note: None,
    }
}

fn chart(w: Words<'_>, past: &[Past]) -> Option<FigureChart> {
    let moments: Vec<Moment> = past
        .iter()
        .map(|one| Moment {
            week: one.week(),
            amount: amount(w, one.figure),
            name: one.period.to_string(),
            quarter: one.is_quarter(),
        })
        .collect();
    let drawing = trend(&moments, |count| w.number(count))?;
    let mut reading = vec![w.say("trend-reading")];
    if past.iter().any(|one| one.count().is_none()) {
        reading.push(w.say("chart-hatched"));
    }
    Some(FigureChart {
        drawing,
        finding: finding(w, past),
        description: description(w, past),
        reading,
    })
}

fn finding(w: Words<'_>, past: &[Past]) -> String {
    let shown = |one: &&Past| one.count().is_some();
    let ends = (past.iter().find(shown), past.iter().rev().find(shown));
    let (Some(first), Some(last)) = ends else {
        return w.say("number-hidden");
    };
    let (from, to) = (first.period.to_string(), last.period.to_string());
    let counts = (first.count().unwrap_or(0), last.count().unwrap_or(0));
    if from == to {
        let args = [("count", counts.1.into()), ("to", (&to).into())];
        return w.say_args("trend-finding-one", &args);
    }
    let args = [
        ("from", (&from).into()),
        ("first", counts.0.into()),
        ("to", (&to).into()),
        ("count", counts.1.into()),
    ];
    w.say_args("trend-finding", &args)
}

/// The newest quarters, as many as can be listened to.
fn description(w: Words<'_>, past: &[Past]) -> String {
    let quarters: Vec<String> = past
        .iter()
        .rev()
        .filter(|one| one.is_quarter())
        .filter_map(|one| Some(format!("{} {}", one.period, w.number(one.count()?))))
        .take(8)
        .collect();
    if quarters.is_empty() {
        return w.say("trend-no-quarter");
    }
    w.say_with("trend-quarters", "list", &quarters.join("; "))
}
