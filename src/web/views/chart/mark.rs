//! One mark of a drawing, and how it is written as SVG.

use std::fmt;

/// A point in tenths of a unit: lines of many weeks would look jagged in whole units.
pub type Tenths = (i64, i64);

/// Where a text stands beside its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

impl Anchor {
    const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }

    /// Where a text of this width begins.
    #[must_use]
    pub const fn left(self, x: i64, width: i64) -> i64 {
        match self {
            Self::Start => x,
            Self::Middle => x - width / 2,
            Self::End => x - width,
        }
    }
}

/// One mark. Classes, not colours: the stylesheet around it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A rectangle.
    Rect {
        /// Its class.
        class: &'static str,
        /// Left edge.
        x: i64,
        /// Upper edge.
        y: i64,
        /// Width.
        width: i64,
        /// Height.
        height: i64,
    },
    /// Separate straight strokes, in units: x and y of one end, x and y of the other.
    Strokes {
        /// Its class.
        class: &'static str,
        /// The strokes.
        strokes: Vec<[i64; 4]>,
    },
    /// A line through these points, or the shape they enclose.
    Line {
        /// Its class.
        class: &'static str,
        /// The points.
        points: Vec<Tenths>,
        /// Whether the last point joins the first.
        closed: bool,
    },
    /// A dot.
    Dot {
        /// Its class.
        class: &'static str,
        /// Its middle.
        at: Tenths,
        /// Its radius in units.
        radius: i64,
    },
    /// A text on one line.
    Text {
        /// Its class.
        class: &'static str,
        /// Its point.
        x: i64,
        /// Its baseline.
        y: i64,
        /// How it stands beside its point.
        anchor: Anchor,
        /// The words.
        text: String,
    },
}

impl Mark {
    /// A text that begins at `x`.
    #[must_use]
    pub fn text(class: &'static str, x: i64, y: i64, text: impl Into<String>) -> Self {
        Self::Text {
            class,
            x,
            y,
            anchor: Anchor::Start,
            text: text.into(),
        }
    }

    pub(super) fn move_down(&mut self, by: i64) {
        match self {
            Self::Rect { y, .. } | Self::Text { y, .. } => *y += by,
            Self::Strokes { strokes, .. } => {
                for [_, one, _, other] in strokes {
                    *one += by;
                    *other += by;
                }
            }
            Self::Line { points, .. } => points.iter_mut().for_each(|point| point.1 += 10 * by),
            Self::Dot { at, .. } => at.1 += 10 * by,
        }
    }

    /// The points that bound it, in units; of a text its point only.
    #[must_use]
    pub fn corners(&self) -> Vec<(i64, i64)> {
        match self {
            Self::Rect {
                x,
                y,
                width,
                height,
                ..
            } => vec![(*x, *y), (x + width, y + height)],
            Self::Strokes { strokes, .. } => strokes
                .iter()
                .flat_map(|[x, y, to_x, to_y]| [(*x, *y), (*to_x, *to_y)])
                .collect(),
            Self::Line { points, .. } => points.iter().map(|(x, y)| (x / 10, y / 10)).collect(),
            Self::Dot { at, radius, .. } => {
                let (x, y) = (at.0 / 10, at.1 / 10);
                vec![(x - radius, y - radius), (x + radius, y + radius)]
            }
            Self::Text { x, y, .. } => vec![(*x, *y)],
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rect {
                class,
                x,
                y,
                width,
                height,
            } => write!(
                f,
                r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
            ),
            Self::Strokes { class, strokes } => {
                write!(f, r#"<path class="{class}" d=""#)?;
                for [x, y, to_x, to_y] in strokes {
                    write!(f, "M{x} {y}L{to_x} {to_y}")?;
                }
                f.write_str(r#""/>"#)
            }
            Self::Line {
                class,
                points,
                closed,
            } => {
                write!(f, r#"<path class="{class}" d=""#)?;
                for (place, (x, y)) in points.iter().enumerate() {
                    let sign = if place == 0 { 'M' } else { 'L' };
                    write!(f, "{sign}{} {}", tenth(*x), tenth(*y))?;
                }
                f.write_str(if *closed { r#"Z"/>"# } else { r#""/>"# })
            }
            Self::Dot { class, at, radius } => {
                let (x, y) = (tenth(at.0), tenth(at.1));
                write!(
                    f,
                    r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#
                )
            }
            Self::Text {
                class,
                x,
                y,
                anchor,
                text,
            } => {
                write!(f, r#"<text class="{class}" x="{x}" y="{y}""#)?;
                if *anchor != Anchor::Start {
                    write!(f, r#" text-anchor="{}""#, anchor.name())?;
                }
                write!(f, ">{}</text>", escaped(text))
            }
        }
    }
}

fn tenth(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let number = number.abs();
    match number % 10 {
        0 => format!("{sign}{}", number / 10),
        rest => format!("{sign}{}.{rest}", number / 10),
    }
}

/// The text as it may stand in SVG or HTML. Marks that keep scripts apart are left out: fonts in
/// a picture may draw them as boxes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{2066}'..='\u{2069}' => {}
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mark_says_cannot_break_out_of_it() {
        let mark = Mark::text("label", 1, 2, "<script>\"&\u{2068}x\u{2069}");
        assert_eq!(
            mark.to_string(),
            "<text class=\"label\" x=\"1\" y=\"2\">&lt;script&gt;&quot;&amp;x</text>"
        );
    }

    #[test]
    fn tenths_are_written_short() {
        assert_eq!(
            [0, 10, 25, -5, -30].map(tenth),
            ["0", "1", "2.5", "-0.5", "-3"]
        );
    }
}
