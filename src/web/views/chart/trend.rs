//! The number of declarations over time: a line over the weeks, a band for its margin, a dot for
//! each quarter. The scale begins at zero, so that growth is not drawn larger than it is.

use super::hatch::hatch;
use super::letters::width;
use super::mark::Tenths;
use super::{Amount, Anchor, BOLD, Drawing, LARGE, Mark, SMALL, WIDTH};

const LEFT: i64 = 6;
const RIGHT: i64 = 294;
const TOP: i64 = 34;
const FLOOR: i64 = 206;
const HEIGHT: i64 = 232;
const APART: i64 = 10;
const HATCHED: i64 = 22;
/// Room for the numbers of the scale.
const SCALE: i64 = 76;

/// The number at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Which week it is the close of, counted from any beginning.
    pub week: i64,
    /// The number; `None` when it is not shown.
    pub amount: Option<Amount>,
    /// What the axis calls it.
    pub name: String,
    /// Whether it is a quarter's: a dot, and no part of the line.
    pub quarter: bool,
}

/// Draws the moments, in order of time; `number` writes what the lines of the scale stand for.
/// `None` when nothing is shown.
#[must_use]
pub fn trend(moments: &[Moment], number: impl Fn(i64) -> String) -> Option<Drawing> {
    let amounts = moments.iter().filter_map(|moment| moment.amount.as_ref());
    let largest = amounts.map(|amount| amount.count + amount.margin).max()?;
    let frame = Frame::of(moments, largest)?;
    let mut marks = frame.grid(number);
    let weeks: Vec<&Moment> = moments.iter().filter(|moment| !moment.quarter).collect();
    for run in weeks.chunk_by(|one, other| one.amount.is_some() == other.amount.is_some()) {
        frame.run(run, &mut marks);
    }
    for moment in moments.iter().filter(|moment| moment.quarter) {
        marks.extend(moment.amount.as_ref().map(|amount| Mark::Dot {
            class: "dot",
            at: frame.point(moment.week, amount.count),
            radius: 4,
        }));
    }
    frame.names(moments, &mut marks);
    frame.newest(moments, &mut marks);
    Some(Drawing {
        marks,
        height: HEIGHT,
    })
}

/// From weeks and declarations to places in the drawing.
struct Frame {
    first: i64,
    weeks: i64,
    step: i64,
    top: i64,
}

impl Frame {
    fn of(moments: &[Moment], largest: i64) -> Option<Self> {
        let weeks = || moments.iter().map(|moment| moment.week);
        let (first, last) = (weeks().min()?, weeks().max()?);
        let step = step(largest);
        Some(Self {
            first,
            weeks: (last - first).max(1),
            step,
            top: (largest + step - 1) / step * step,
        })
    }

    fn x(&self, week: i64) -> i64 {
        10 * LEFT + (week - self.first) * 10 * (RIGHT - LEFT) / self.weeks
    }

    fn y(&self, count: i64) -> i64 {
        10 * FLOOR - count.clamp(0, self.top) * 10 * (FLOOR - TOP) / self.top
    }

    fn point(&self, week: i64, count: i64) -> Tenths {
        (self.x(week), self.y(count))
    }

    /// The lines of the scale, each with its number above it.
    fn grid(&self, number: impl Fn(i64) -> String) -> Vec<Mark> {
        let mut marks = Vec::new();
        for count in (0..=self.top / self.step).map(|place| place * self.step) {
            let y = self.y(count) / 10;
            marks.push(Mark::Strokes {
                class: if count == 0 { "floor" } else { "grid" },
                strokes: vec![[0, y, WIDTH, y]],
            });
            // Zero needs no number, and the names of quarters stand below it.
            if count > 0 {
                marks.push(Mark::text("axis", 0, y - 4, number(count)));
            }
        }
        marks
    }

    /// Weeks in a row that are all shown, or all not.
    fn run(&self, run: &[&Moment], marks: &mut Vec<Mark>) {
        let shown: Vec<(i64, &Amount)> = run
            .iter()
            .filter_map(|moment| Some((moment.week, moment.amount.as_ref()?)))
            .collect();
        if let (true, Some(first), Some(last)) = (shown.is_empty(), run.first(), run.last()) {
            let (from, to) = (self.x(first.week) / 10, self.x(last.week) / 10);
            marks.push(hatch(from, FLOOR - HATCHED, (to - from).max(4), HATCHED));
            return;
        }
        let edge = |sign: i64| {
            let points = shown.iter();
            points.map(move |(week, amount)| self.point(*week, amount.count + sign * amount.margin))
        };
        let line = |class, points, closed| Mark::Line {
            class,
            points,
            closed,
        };
        let band = edge(1).chain(edge(-1).rev()).collect();
        marks.push(line("band", band, true));
        marks.push(line("line", edge(0).collect(), false));
    }

    /// The names of quarters below the floor, as many as fit; else of the first and last week.
    fn names(&self, moments: &[Moment], marks: &mut Vec<Mark>) {
        let quarters: Vec<&Moment> = moments.iter().filter(|moment| moment.quarter).collect();
        let named: Vec<&Moment> = if quarters.is_empty() {
            moments.first().into_iter().chain(moments.last()).collect()
        } else {
            quarters
        };
        let mut taken = WIDTH + APART;
        // From the newest backwards: that one is always named.
        for moment in named.into_iter().rev() {
            let wide = width(&moment.name, SMALL);
            let x = self.x(moment.week) / 10;
            let left = (x - wide / 2).clamp(0, WIDTH - wide);
            if left + wide + APART > taken {
                continue;
            }
            taken = left;
            marks.push(Mark::Strokes {
                class: "floor",
                strokes: vec![[x, FLOOR, x, FLOOR + 5]],
            });
            marks.push(Mark::text("axis", left, FLOOR + 20, &moment.name));
        }
    }

    /// The newest number, above the end of the line and clear of the scale's numbers.
    fn newest(&self, moments: &[Moment], marks: &mut Vec<Mark>) {
        let shown = moments.iter().filter_map(|moment| {
            let amount = moment.amount.as_ref()?;
            Some((moment.week, amount))
        });
        let Some((week, amount)) = shown.max_by_key(|(week, _)| *week) else {
            return;
        };
        let (x, _) = self.point(week, amount.count);
        let upper = self.y(amount.count + amount.margin) / 10;
        let wide = width(&amount.written, BOLD);
        marks.push(Mark::Text {
            class: "value",
            x: (x / 10).clamp(SCALE + wide, WIDTH),
            y: (upper - 10).max(LARGE + 2),
            anchor: Anchor::End,
            text: amount.written.clone(),
        });
    }
}

/// The distance between lines of the scale: 1, 2 or 5 with zeros, so that two to five are drawn.
fn step(largest: i64) -> i64 {
    let mut ten = 1;
    loop {
        for step in [ten, 2 * ten, 5 * ten] {
            if largest <= 4 * step {
                return step;
            }
        }
        ten *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::is_sound;
    use super::*;

    fn moment(week: i64, count: Option<i64>, quarter: bool) -> Moment {
        Moment {
            week,
            amount: count.map(|count| Amount {
                count,
                margin: 137,
                written: format!("{count} ± 137"),
            }),
            name: format!("2026-Q{}", week / 13),
            quarter,
        }
    }

    fn story(weeks: i64, number: impl Fn(i64) -> Option<i64>) -> Drawing {
        let mut moments = Vec::new();
        for week in 1..=weeks {
            moments.push(moment(week, number(week), false));
            if week % 13 == 0 {
                moments.push(moment(week, number(week), true));
            }
        }
        trend(&moments, |count| count.to_string()).unwrap()
    }

    fn points<'a>(drawing: &'a Drawing, wanted: &str) -> Vec<&'a Vec<Tenths>> {
        let lines = drawing.marks.iter().filter_map(|mark| match mark {
            Mark::Line { class, points, .. } if *class == wanted => Some(points),
            _ => None,
        });
        lines.collect()
    }

    #[test]
    fn everything_fits_for_few_and_many_weeks_and_numbers() {
        for weeks in [1, 2, 13, 14, 52, 104, 260] {
            for largest in [10, 90, 999, 20_340, 1_306_274] {
                is_sound(&story(weeks, |week| Some(largest * week / weeks)));
                is_sound(&story(weeks, |week| {
                    Some(largest * (weeks - week + 1) / weeks)
                }));
            }
        }
    }

    #[test]
    fn the_band_holds_the_line() {
        let drawing = story(60, |week| Some(1_000 + 37 * (week % 9) * week));
        let (line, band) = (points(&drawing, "line")[0], points(&drawing, "band")[0]);
        assert_eq!(band.len(), 2 * line.len());
        for (place, (x, y)) in line.iter().enumerate() {
            let (upper, lower) = (band[place], band[band.len() - 1 - place]);
            assert!(upper.0 == *x && lower.0 == *x);
            assert!(upper.1 < *y && *y < lower.1, "week {place}");
        }
    }

    #[test]
    fn weeks_without_a_number_break_the_line_and_are_hatched() {
        let drawing = story(40, |week| (week > 20).then_some(500));
        assert_eq!(points(&drawing, "line").len(), 1);
        assert!(drawing.elements().contains("class=\"hatch\""));
        is_sound(&drawing);
        let none = trend(&[moment(1, None, false)], |count| count.to_string());
        assert_eq!(none, None);
    }

    #[test]
    fn the_scale_has_round_numbers() {
        for (largest, expected) in [(1, 1), (9, 5), (90, 50), (800, 200), (20_400, 10_000)] {
            assert_eq!(step(largest), expected, "{largest}");
            assert!(largest / step(largest) <= 4);
        }
    }
}
