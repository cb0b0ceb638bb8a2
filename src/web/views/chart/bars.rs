//! Horizontal bars. Labels stand above their bars, so that long ones fit a small screen; the
//! lighter end of a bar is its margin, with a tick at the number itself.

use super::hatch::hatch;
use super::letters::{width, wrapped};
use super::{BOLD, Drawing, LARGE, Mark, Value, WIDTH, largest};

const LINE: i64 = 18;
const BAR: i64 = 14;
const GAP: i64 = 12;
const BESIDE: i64 = 8;
const HATCHED: i64 = 42;

/// Draws the values in the order given; `not_shown` stands beside those without a number. `None`
/// when there is nothing to draw.
#[must_use]
pub fn bars(values: &[Value], not_shown: &str) -> Option<Drawing> {
    if values.is_empty() {
        return None;
    }
    let scale = Scale::of(values.iter());
    let mut drawing = Drawing::default();
    for value in values {
        let start = drawing.height;
        let mut baseline = start - 4;
        for line in wrapped(&value.label, LARGE, WIDTH) {
            baseline += LINE;
            drawing.marks.push(Mark::text("label", 0, baseline, line));
        }
        let top = baseline + 6;
        drawing.marks.extend(match &value.amount {
            Some(amount) => {
                let mut marks = scale.bar(value, 0, top, BAR);
                let x = scale.length(amount.count + amount.margin).max(2) + BESIDE;
                marks.push(Mark::text("value", x, top + BAR - 2, &amount.written));
                marks
            }
            None => unseen(top, not_shown),
        });
        drawing.height = top + BAR + GAP;
    }
    Some(drawing)
}

fn unseen(top: i64, not_shown: &str) -> Vec<Mark> {
    let edge = Mark::Rect {
        class: "unseen-edge",
        x: 1,
        y: top,
        width: HATCHED,
        height: BAR,
    };
    let words = Mark::text("note", HATCHED + BESIDE, top + BAR - 3, not_shown);
    vec![hatch(1, top, HATCHED, BAR), edge, words]
}

/// How long a number is drawn.
pub(super) struct Scale {
    largest: i64,
    longest: i64,
}

impl Scale {
    /// So that the longest bar and the number beside it fit the drawing.
    fn of<'a>(values: impl Iterator<Item = &'a Value> + Clone) -> Self {
        let written = values.clone().filter_map(|value| value.amount.as_ref());
        let widest = written.map(|amount| width(&amount.written, BOLD)).max();
        Self {
            largest: largest(values),
            longest: WIDTH - BESIDE - widest.unwrap_or(0),
        }
    }

    /// So that the largest number is this long.
    pub(super) fn within<'a>(values: impl Iterator<Item = &'a Value>, longest: i64) -> Self {
        Self {
            largest: largest(values),
            longest,
        }
    }

    pub(super) const fn length(&self, count: i64) -> i64 {
        let count = if count < 0 { 0 } else { count };
        count.saturating_mul(self.longest) / self.largest
    }

    /// The bar of one value: sure up to its lower end, lighter up to its upper end.
    pub(super) fn bar(&self, value: &Value, x: i64, y: i64, height: i64) -> Vec<Mark> {
        let Some(amount) = &value.amount else {
            return Vec::new();
        };
        let (sure, range) = if value.quiet {
            ("bar bar-quiet", "range range-quiet")
        } else {
            ("bar", "range")
        };
        let low = self.length(amount.count - amount.margin);
        let high = self.length(amount.count + amount.margin).max(2);
        let rect = |class, from: i64, to: i64| Mark::Rect {
            class,
            x: x + from,
            y,
            width: to - from,
            height,
        };
        let at = x + self.length(amount.count);
        vec![
            rect(range, low, high),
            rect(sure, 0, low),
            Mark::Strokes {
                class: "tick",
                strokes: vec![[at, y, at, y + height]],
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::super::SMALL;
    use super::super::testing::{hidden, is_sound, shown};
    use super::*;

    const NOT_SHOWN: &str = "te weinig om te tonen, of geen";

    fn rects(drawing: &Drawing, wanted: &str) -> Vec<(i64, i64)> {
        let rects = drawing.marks.iter().filter_map(|mark| match mark {
            Mark::Rect {
                class, x, width, ..
            } if *class == wanted => Some((*x, x + width)),
            _ => None,
        });
        rects.collect()
    }

    #[test]
    fn everything_fits_and_nothing_overlaps() {
        let long = "Opgeven is in de praktijk onmogelijk, te duur, of er komt nooit antwoord op";
        let values = [
            shown(long, 20_340, 137),
            shown("b", 90, 137),
            hidden(long),
            shown("d", 5, 0),
        ];
        let drawing = bars(&values, NOT_SHOWN).unwrap();
        is_sound(&drawing);
    }

    #[test]
    fn the_lighter_end_is_the_margin() {
        let drawing = bars(&[shown("a", 100, 50), shown("b", 20, 50)], NOT_SHOWN).unwrap();
        let (sure, range) = (rects(&drawing, "bar"), rects(&drawing, "range"));
        let longest = range[0].1;
        assert_eq!(sure[0], (0, longest * 50 / 150));
        assert_eq!(
            range[0].0, sure[0].1,
            "the margin goes on where the bar ends"
        );
        // Below zero there are no declarations.
        assert_eq!((sure[1], range[1]), ((0, 0), (0, longest * 70 / 150)));
    }

    #[test]
    fn what_is_not_shown_is_hatched_and_told_in_words() {
        let drawing = bars(&[hidden("a")], NOT_SHOWN).unwrap();
        let elements = drawing.elements();
        assert!(elements.contains("class=\"hatch\"") && elements.contains(NOT_SHOWN));
        assert!(!elements.contains("class=\"bar\""));
        assert_eq!(bars(&[], NOT_SHOWN), None);
    }

    #[test]
    fn the_words_for_it_fit_beside_the_hatch_in_every_language() {
        use crate::domain::locale::Locale;
        let texts = crate::text::Texts::with(&Locale::TRANSLATED).unwrap();
        for locale in texts.offered() {
            let words = texts.get(locale, "chart-not-shown", &[]);
            assert!(
                width(&words, SMALL) <= WIDTH - HATCHED - BESIDE,
                "{locale}: {words}"
            );
        }
    }
}
