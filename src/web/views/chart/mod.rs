//! Charts, computed only: which mark stands where in a drawing of fixed width.
//!
//! Everything here is whole numbers and pure. A page and a file to download show the same
//! drawing; colours come from a stylesheet, so every mark has a class and no style of its own.
//! Nobody needs colour or a scale to read a chart: numbers stand on the marks.

pub mod bars;
pub mod hatch;
pub mod letters;
pub mod mark;
pub mod sheet;
pub mod tiles;
pub mod trend;

pub use mark::{Anchor, Mark};

/// The width of a drawing, in its own units. On the smallest screen it is 275 pixels wide, so the
/// smallest letters, of 13 units, are 12 pixels high.
pub const WIDTH: i64 = 300;
/// The size of labels and numbers.
pub const LARGE: i64 = 14;
/// What numbers beside a mark are measured by: they are bold, and some systems' letters are wide.
const BOLD: i64 = LARGE + 2;
/// The size of all other letters.
pub const SMALL: i64 = 13;

/// A number that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Declarations.
    pub count: i64,
    /// Its margin, up and down.
    pub margin: i64,
    /// Both as written: `5.610 ± 20`.
    pub written: String,
}

/// One cell of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its label.
    pub label: String,
    /// Its number; `None` when it is not shown.
    pub amount: Option<Amount>,
    /// Whether it is set apart from the others ("rather not say").
    pub quiet: bool,
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    /// What is drawn, from back to front.
    pub marks: Vec<Mark>,
    /// The height of the drawing.
    pub height: i64,
}

impl Drawing {
    /// The marks as SVG elements, escaped.
    #[must_use]
    pub fn elements(&self) -> String {
        self.marks.iter().map(ToString::to_string).collect()
    }

    /// Everything moved down by `by`.
    #[must_use]
    pub fn moved_down(mut self, by: i64) -> Self {
        for mark in &mut self.marks {
            mark.move_down(by);
        }
        self.height += by;
        self
    }
}

/// The largest upper end of what is shown; never zero.
fn largest<'a>(values: impl Iterator<Item = &'a Value>) -> i64 {
    values
        .filter_map(|value| value.amount.as_ref())
        .map(|amount| amount.count + amount.margin)
        .max()
        .unwrap_or(1)
        .max(1)
}

#[cfg(test)]
pub(super) mod testing {
    use super::{Amount, Drawing, LARGE, Mark, SMALL, Value, WIDTH, letters};

    pub fn shown(label: &str, count: i64, margin: i64) -> Value {
        Value {
            label: label.to_owned(),
            amount: Some(Amount {
                count,
                margin,
                written: format!("{count} ± {margin}"),
            }),
            quiet: false,
        }
    }

    pub fn hidden(label: &str) -> Value {
        Value {
            label: label.to_owned(),
            amount: None,
            quiet: false,
        }
    }

    fn size(class: &str) -> i64 {
        match class {
            "label" | "value" | "amount" => LARGE,
            "note" | "axis" => SMALL,
            other => panic!("what size has {other}?"),
        }
    }

    /// Left, right, top, bottom of every text.
    pub fn boxes(drawing: &Drawing) -> Vec<(i64, i64, i64, i64, String)> {
        let texts = drawing.marks.iter().filter_map(|mark| match mark {
            Mark::Text {
                class,
                x,
                y,
                anchor,
                text,
            } => {
                let measured = if *class == "value" {
                    super::BOLD
                } else {
                    size(class)
                };
                let wide = letters::width(text, measured);
                let left = anchor.left(*x, wide);
                Some((left, left + wide, y - size(class) + 3, y + 3, text.clone()))
            }
            _ => None,
        });
        texts.collect()
    }

    /// Holds for every drawing: words and marks lie inside, and no two words overlap.
    pub fn is_sound(drawing: &Drawing) {
        let boxes = boxes(drawing);
        for (place, (left, right, top, bottom, text)) in boxes.iter().enumerate() {
            assert!(*left >= 0 && *right <= WIDTH, "{text}: {left} to {right}");
            assert!(
                *top >= 0 && *bottom <= drawing.height,
                "{text}: {top} to {bottom}"
            );
            for other in &boxes[..place] {
                let apart =
                    other.1 <= *left || other.0 >= *right || other.3 <= *top || other.2 >= *bottom;
                assert!(apart, "{text} lies over {}", other.4);
            }
        }
        for mark in &drawing.marks {
            for (x, y) in mark.corners() {
                assert!((0..=WIDTH).contains(&x), "{mark}");
                assert!((0..=drawing.height).contains(&y), "{mark}");
            }
        }
    }
}
