//! The provinces as tiles where they about lie on the map; what is no province stands below.
//!
//! A tile says its number in full. The bar at its foot has the same scale in every tile.

use super::bars::Scale;
use super::hatch::hatch;
use super::letters::wrapped;
use super::{Anchor, Drawing, Mark, SMALL, Value};

const GAP: i64 = 8;
const TILE: i64 = 69;
const BELOW: i64 = 94;
const HEIGHT: i64 = 76;
const INSET: i64 = 6;
const FOOT: i64 = 5;

/// The twelve provinces: code, the letters on the tile, column and row.
const MAP: [(&str, &str, i64, i64); 12] = [
    ("PV21", "FR", 2, 0),
    ("PV20", "GR", 3, 0),
    ("PV27", "NH", 1, 1),
    ("PV24", "FL", 2, 1),
    ("PV22", "DR", 3, 1),
    ("PV28", "ZH", 0, 2),
    ("PV26", "UT", 1, 2),
    ("PV25", "GE", 2, 2),
    ("PV23", "OV", 3, 2),
    ("PV29", "ZE", 0, 3),
    ("PV30", "NB", 1, 3),
    ("PV31", "LI", 2, 3),
];
const ROWS: i64 = 4;

/// Draws the cells, each with its code; `None` when there are none.
#[must_use]
pub fn tiles(cells: &[(&str, Value)]) -> Option<Drawing> {
    if cells.is_empty() {
        return None;
    }
    let values = || cells.iter().map(|(_, value)| value);
    let scale = Scale::within(values(), TILE - 2 * INSET);
    let mut drawing = Drawing::default();
    let mut below = Vec::new();
    for (code, value) in cells {
        match MAP.iter().find(|place| place.0 == *code) {
            Some((_, letters, column, row)) => {
                let (x, y) = (column * (TILE + GAP), row * (HEIGHT + GAP));
                let lines = vec![(*letters).to_owned()];
                tile(&mut drawing, &scale, value, lines, (x, y, TILE));
            }
            None => below.push(value),
        }
    }
    let mut y = ROWS * (HEIGHT + GAP) + GAP;
    for row in below.chunks(3) {
        let labels: Vec<_> = row
            .iter()
            .map(|value| wrapped(&value.label, SMALL, BELOW - 2 * INSET))
            .collect();
        let more = labels.iter().map(Vec::len).max().unwrap_or(1).max(1) - 1;
        for ((column, value), lines) in (0..).zip(row).zip(labels) {
            let place = (column * (BELOW + 9), y, BELOW);
            tile(&mut drawing, &scale, value, lines, place);
        }
        y += HEIGHT + GAP + 16 * i64::try_from(more).unwrap_or(0);
    }
    drawing.height = y;
    Some(drawing)
}

/// One tile: its words, its number, its margin, and the bar at its foot.
fn tile(
    drawing: &mut Drawing,
    scale: &Scale,
    value: &Value,
    lines: Vec<String>,
    (x, y, width): (i64, i64, i64),
) {
    let last = 17 + 16 * (i64::try_from(lines.len()).unwrap_or(1) - 1).max(0);
    let height = HEIGHT + last - 17;
    let class = if value.amount.is_some() {
        "tile"
    } else {
        "unseen-edge"
    };
    let outline = Mark::Rect {
        class,
        x,
        y,
        width,
        height,
    };
    drawing.marks.push(outline);
    for (line, baseline) in lines.into_iter().zip((y + 17..).step_by(16)) {
        drawing
            .marks
            .push(Mark::text("note", x + INSET, baseline, line));
    }
    let Some(amount) = &value.amount else {
        let (top, left) = (y + last + 8, x + INSET);
        let (wide, high) = (width - 2 * INSET, height - last - 8 - INSET);
        drawing.marks.push(hatch(left, top, wide, high));
        return;
    };
    let (count, margin) = amount
        .written
        .split_once(" ± ")
        .unwrap_or((&amount.written, ""));
    let text = |class, y, text: String| Mark::Text {
        class,
        x: x + INSET,
        y,
        anchor: Anchor::Start,
        text,
    };
    drawing
        .marks
        .push(text("amount", y + last + 20, count.to_owned()));
    drawing
        .marks
        .push(text("note", y + last + 37, format!("± {margin}")));
    drawing
        .marks
        .extend(scale.bar(value, x + INSET, y + height - INSET - FOOT, FOOT));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{boxes, hidden, is_sound, shown};
    use super::*;
    use crate::domain::answers::Province;

    fn cells() -> Vec<(&'static str, Value)> {
        Province::ALL
            .iter()
            .enumerate()
            .map(|(place, province)| {
                let label = match province.code() {
                    "caribbean" => "Caribisch Nederland",
                    other => other,
                };
                let value = if place % 3 == 1 {
                    hidden(label)
                } else {
                    shown(label, 99_995 / (1 + place as i64), 1_137)
                };
                (province.code(), value)
            })
            .collect()
    }

    #[test]
    fn every_province_has_a_tile_and_nothing_overlaps() {
        let cells = cells();
        let drawing = tiles(&cells).unwrap();
        is_sound(&drawing);
        let outlines: Vec<_> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rect {
                    class: "tile" | "unseen-edge",
                    x,
                    y,
                    width,
                    height,
                } => Some((*x, *y, x + width, y + height)),
                _ => None,
            })
            .collect();
        assert_eq!(outlines.len(), cells.len());
        for (place, one) in outlines.iter().enumerate() {
            for other in &outlines[..place] {
                let apart =
                    other.2 <= one.0 || other.0 >= one.2 || other.3 <= one.1 || other.1 >= one.3;
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn groningen_lies_in_the_north_east_and_zeeland_in_the_south_west() {
        let words = boxes(&tiles(&cells()).unwrap());
        let place = |letters: &str| words.iter().find(|found| found.4 == letters).unwrap();
        assert!(place("GR").0 > place("ZE").0 && place("GR").2 < place("ZE").2);
        assert!(place("ZH").0 < place("UT").0 && place("UT").0 < place("GE").0);
    }
}
