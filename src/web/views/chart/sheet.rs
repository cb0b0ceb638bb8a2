//! A chart as a file of its own: the drawing with its heading, what it shows, the caveat and the
//! source inside the picture, so that they stay with it wherever it is shown.

use super::letters::wrapped;
use super::mark::escaped;
use super::{Drawing, LARGE, Mark, SMALL, WIDTH};

/// The colours and letters of a file: light, like paper. Constant, so that a content policy can
/// name it by its hash.
pub const STYLE: &str = "text{font-family:\"Noto Sans\",system-ui,sans-serif;fill:#23241f}\
.label,.value,.amount{font-size:14px}.note,.axis{font-size:13px;fill:#5d5a50}\
.value{paint-order:stroke;stroke:#fbf8f1;stroke-width:4px;stroke-linejoin:round}\
.heading{font-size:18px}.said{font-size:14px}.caveat{font-size:13px;fill:#5d5a50}\
.ground{fill:#fbf8f1}.bar{fill:#17494c}.range{fill:#8fb0ae}.bar-quiet{fill:#857c6b}\
.range-quiet{fill:#cfc5b2}.tick{stroke:#23241f;stroke-width:1.5}\
.hatch{stroke:#a2967f;stroke-width:1.2;fill:none}.unseen-edge{fill:none;stroke:#b9ae9a}\
.tile{fill:#efe7d7}.grid{stroke:#e2d8c5}.floor{stroke:#857c6b}\
.band{fill:#17494c;fill-opacity:.22}.line{fill:none;stroke:#17494c;stroke-width:2;stroke-linejoin:round}\
.dot{fill:#fbf8f1;stroke:#17494c;stroke-width:2}.edge{stroke:#974423;stroke-width:2}";

const EDGE: i64 = 18;
const GAP: i64 = 14;

/// The words around a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The tag of the language.
    pub language: &'static str,
    /// What is counted.
    pub heading: String,
    /// What the drawing shows, in one sentence.
    pub finding: String,
    /// More of it, for who cannot see the drawing.
    pub description: String,
    /// What is to be known to read it.
    pub reading: Vec<String>,
    /// The standing caveat.
    pub caveat: String,
    /// Register, release and licence.
    pub source: String,
}

impl Sheet {
    /// The file.
    #[must_use]
    pub fn around(&self, drawing: &Drawing) -> String {
        let mut marks = Vec::new();
        let mut y = EDGE;
        lines(&mut marks, &mut y, "heading", 18, &self.heading, 0);
        y += 4;
        lines(&mut marks, &mut y, "said", LARGE, &self.finding, 0);
        y += GAP;
        let drawing = drawing.clone().moved_down(y);
        y = drawing.height + GAP;
        marks.extend(drawing.marks);
        let reading = self.reading.join(" ");
        lines(&mut marks, &mut y, "caveat", SMALL, &reading, 0);
        y += 8;
        let top = y + 4;
        lines(&mut marks, &mut y, "caveat", SMALL, &self.caveat, 10);
        // The same stroke beside the caveat as on the pages.
        marks.push(Mark::Strokes {
            class: "edge",
            strokes: vec![[1, top, 1, y + 3]],
        });
        y += 8;
        lines(&mut marks, &mut y, "caveat", SMALL, &self.source, 0);
        let body = Drawing {
            marks,
            height: y + EDGE,
        };
        self.file(&body)
    }

    fn file(&self, body: &Drawing) -> String {
        let (width, height) = (WIDTH + 2 * EDGE, body.height);
        let language = self.language;
        let title = escaped(&format!("{}. {}", self.heading, self.finding));
        let told = format!(
            "{} {} {} {}",
            self.description,
            self.reading.join(" "),
            self.caveat,
            self.source
        );
        let (told, elements) = (escaped(&told), body.elements());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{language}\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"-{EDGE} 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"title about\"><title id=\"title\">{title}</title>\
             <desc id=\"about\">{told}</desc><style>{STYLE}</style>\
             <rect class=\"ground\" x=\"-{EDGE}\" width=\"{width}\" height=\"{height}\"/>\
             {elements}</svg>\n"
        )
    }
}

fn lines(marks: &mut Vec<Mark>, y: &mut i64, class: &'static str, size: i64, text: &str, x: i64) {
    for line in wrapped(text, size, WIDTH - x) {
        *y += size + 5;
        marks.push(Mark::text(class, x, *y, line));
    }
}

#[cfg(test)]
mod tests {
    use super::super::bars::bars;
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_file_holds_the_caveat_the_source_and_nothing_from_elsewhere() {
        let drawing = bars(&[shown("Marokko & <b>", 100, 20)], "-").unwrap();
        let sheet = Sheet {
            language: "nl",
            heading: "Naar nationaliteit".into(),
            finding: "Het grootst: Marokko.".into(),
            description: "En verder niets.".into(),
            reading: vec!["Gestreept betekent: weinig.".into()],
            caveat: "Het beeld is nooit compleet.".into(),
            source: "Enkel, 2026-Q4, CC BY 4.0".into(),
        };
        let file = sheet.around(&drawing);
        for part in [
            "nooit compleet.",
            "2026-Q4, CC BY 4.0",
            "Marokko &amp; &lt;b&gt;",
        ] {
            assert!(file.contains(part), "{part}");
        }
        for forbidden in [
            "<script",
            "href",
            "url(",
            "@import",
            "<image",
            "<foreignObject",
        ] {
            assert!(!file.contains(forbidden), "{forbidden}");
        }
        assert_eq!(
            file.matches("http").count(),
            1,
            "only the name of SVG itself"
        );
    }
}
