//! Pictures: an SVG of our own drawn as PNG, with one embedded font and none of the host's.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// Noto Sans Regular, cut down to Latin (SIL Open Font License, `static/fonts/OFL.txt`).
const FONT: &[u8] = include_bytes!("../../static/fonts/NotoSans-Regular-latin.ttf");
const FAMILY: &str = "Noto Sans";
/// Pixels for each unit of the drawing: sharp on today's screens.
const SCALE: f32 = 2.0;
/// No drawing of ours is larger, in pixels either way.
const MOST_PIXELS: f32 = 8_192.0;

/// Why no picture was made. A drawing of ours never gives one; a fault in the program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The SVG cannot be read.
    #[error("the drawing cannot be read as SVG")]
    Unreadable,
    /// It is too large to draw.
    #[error("the drawing is larger than a picture may be")]
    TooLarge,
    /// The PNG cannot be written.
    #[error("the picture cannot be written as PNG")]
    Unwritable,
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// The PNG of an SVG, the same bytes for the same SVG on every host. It blocks for some tens of
/// milliseconds; it reads no file, since no image or font outside the SVG is ever looked for.
///
/// # Errors
/// When the SVG is none or too large.
pub(super) fn picture(svg: &str) -> Result<Vec<u8>, PictureError> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: FONTS.clone(),
        resources_dir: None,
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|_| PictureError::Unreadable)?;
    let size = tree.size();
    let (width, height) = (size.width() * SCALE, size.height() * SCALE);
    if width > MOST_PIXELS || height > MOST_PIXELS {
        return Err(PictureError::TooLarge);
    }
    let pixmap = Pixmap::new(width.ceil() as u32, height.ceil() as u32);
    let mut pixmap = pixmap.ok_or(PictureError::TooLarge)?;
    resvg::render(
        &tree,
        Transform::from_scale(SCALE, SCALE),
        &mut pixmap.as_mut(),
    );
    pixmap.encode_png().map_err(|_| PictureError::Unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"30\">";

    fn ink(inside: &str) -> usize {
        let png = picture(&format!("{START}{inside}</svg>")).unwrap();
        let pixmap = Pixmap::decode_png(&png).unwrap();
        assert_eq!((pixmap.width(), pixmap.height()), (120, 60));
        pixmap
            .pixels()
            .iter()
            .filter(|pixel| pixel.alpha() > 0)
            .count()
    }

    #[test]
    fn words_are_drawn_with_the_embedded_font() {
        let written = |text: &str| ink(&format!("<text x=\"2\" y=\"20\">{text}</text>"));
        assert!(written("±ğİş") > 100);
        assert_eq!(written(""), 0);
    }

    #[test]
    fn the_same_drawing_gives_the_same_bytes() {
        let svg = format!("{START}<text x=\"2\" y=\"20\">20.340</text></svg>");
        assert_eq!(picture(&svg), picture(&svg));
        assert!(picture(&svg).unwrap().starts_with(b"\x89PNG"));
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        assert_eq!(picture("no svg"), Err(PictureError::Unreadable));
        let large = START.replace("60", "60000");
        assert_eq!(
            picture(&format!("{large}</svg>")),
            Err(PictureError::TooLarge)
        );
    }
}
