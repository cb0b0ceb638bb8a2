//! Horizontal bars, computed only: where each bar and word stands in a drawing of fixed width.
//!
//! Labels stand above their bars, so that long ones fit a small screen; values stand on the
//! bars, so that nobody needs colour or a scale to read them.

/// The width of the drawing, in its own units.
pub const WIDTH: i64 = 300;
/// The most bars one chart shows.
pub const MOST_BARS: usize = 15;

const LONGEST_BAR: i64 = 240;
const LINE: i64 = 18;
const BAR: i64 = 14;
const GAP: i64 = 12;
const LABEL_CHARACTERS: usize = 40;

/// What one bar stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its label.
    pub label: String,
    /// How long it is.
    pub count: i64,
    /// The count as written.
    pub written: String,
    /// Whether it is set apart from the others ("rather not say").
    pub quiet: bool,
}

/// One drawn bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The lines of its label, each with its baseline.
    pub lines: Vec<(i64, String)>,
    /// The upper edge.
    pub top: i64,
    /// The length.
    pub width: i64,
    /// The thickness.
    pub height: i64,
    /// Where the value begins.
    pub value_x: i64,
    /// The value's baseline.
    pub value_y: i64,
    /// The value as written.
    pub written: String,
    /// Whether it is set apart.
    pub quiet: bool,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// The height of the drawing.
    pub height: i64,
}

impl Chart {
    /// Draws the values in the order given, at most [`MOST_BARS`]; `None` when there are none.
    #[must_use]
    pub fn draw(values: &[Value]) -> Option<Self> {
        let values = values.get(..MOST_BARS).unwrap_or(values);
        let largest = values.iter().map(|value| value.count).max()?.max(1);
        let mut top = 0;
        let mut bars = Vec::with_capacity(values.len());
        for value in values {
            let bar = bar(value, top, largest);
            top = bar.top + BAR + GAP;
            bars.push(bar);
        }
        Some(Self { bars, height: top })
    }
}

fn bar(value: &Value, start: i64, largest: i64) -> Bar {
    let mut baseline = start - 4;
    let lines = wrapped(&value.label)
        .into_iter()
        .map(|line| {
            baseline += LINE;
            (baseline, line)
        })
        .collect();
    let top = baseline + 6;
    let width = (value.count.max(0) * LONGEST_BAR / largest).max(2);
    Bar {
        lines,
        top,
        width,
        height: BAR,
        value_x: width + 7,
        value_y: top + BAR - 2,
        written: value.written.clone(),
        quiet: value.quiet,
    }
}

fn wrapped(label: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < LABEL_CHARACTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(label: &str, count: i64) -> Value {
        Value {
            label: label.to_owned(),
            count,
            written: count.to_string(),
            quiet: false,
        }
    }

    #[test]
    fn the_longest_bar_is_the_largest_value_and_nothing_overlaps() {
        let chart = Chart::draw(&[value("a", 400), value("b", 100), value("c", 0)]).unwrap();
        let widths: Vec<_> = chart.bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [240, 60, 2]);
        for pair in chart.bars.windows(2) {
            assert!(pair[0].top + pair[0].height < pair[1].lines[0].0 - 10);
        }
        assert!(chart.bars.iter().all(|bar| bar.value_y < chart.height));
    }

    #[test]
    fn a_long_label_takes_two_lines() {
        let label = "Giving it up is in practice impossible, too costly, or never answered";
        assert_eq!(wrapped(label).len(), 2);
        assert_eq!(wrapped(label).join(" "), label);
    }

    #[test]
    fn nothing_to_show_is_no_chart() {
        assert_eq!(Chart::draw(&[]), None);
        let many = vec![value("x", 5); 40];
        assert_eq!(Chart::draw(&many).unwrap().bars.len(), MOST_BARS);
    }
}
