//! Hatching, as plain strokes: a pattern would need an id of its own in every drawing of a page.

use super::Mark;

const STEP: i64 = 7;

/// Slanting strokes that fill this rectangle and stay inside it.
#[must_use]
pub fn hatch(x: i64, y: i64, width: i64, height: i64) -> Mark {
    let mut strokes = Vec::new();
    // Each stroke rises to the right at 45 degrees and starts `reach` along left and bottom edge.
    let mut reach = STEP;
    while reach < width + height {
        let (from_x, from_y) = if reach <= height {
            (x, y + reach)
        } else {
            (x + reach - height, y + height)
        };
        let (to_x, to_y) = if reach <= width {
            (x + reach, y)
        } else {
            (x + width, y + reach - width)
        };
        strokes.push([from_x, from_y, to_x, to_y]);
        reach += STEP;
    }
    Mark::Strokes {
        class: "hatch",
        strokes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_stay_inside_and_slant_alike() {
        for (width, height) in [(40, 14), (14, 40), (69, 50)] {
            let Mark::Strokes { strokes, .. } = hatch(10, 20, width, height) else {
                panic!("strokes");
            };
            assert!(strokes.len() > 4);
            for [x, y, to_x, to_y] in strokes {
                assert_eq!(to_x - x, y - to_y);
                assert!(x >= 10 && to_x <= 10 + width && to_y >= 20 && y <= 20 + height);
            }
        }
    }
}
