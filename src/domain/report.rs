//! Something wrong on a page of a state, as a reader tells it: which state, which part, and a
//! better source if there is one. No name, no address, no time, and no words of one's own.

use super::nationality::Nationality;

/// A source is no longer than this, in bytes.
pub const LINK_BYTES: usize = 200;

/// What seems wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Report {
    state: &'static str,
    part: &'static str,
    link: String,
}

/// The part of a page that seems wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The law.
    Law,
    /// The practice.
    Practice,
    /// Conditions or steps.
    Steps,
    /// A source or link.
    Source,
    /// The translation, or a slip in typing.
    Words,
    /// Something is missing.
    Missing,
}

impl Part {
    /// Every part, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Law,
        Self::Practice,
        Self::Steps,
        Self::Source,
        Self::Words,
        Self::Missing,
    ];

    /// Its word in the form and in what is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Practice => "practice",
            Self::Steps => "steps",
            Self::Source => "source",
            Self::Words => "words",
            Self::Missing => "missing",
        }
    }

    /// The part with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// The source that was typed is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a source is a web address that starts with https://, of at most 200 bytes")]
pub struct NoSource;

impl Report {
    /// A report; `link` may be empty.
    ///
    /// # Errors
    /// [`NoSource`] for a link that is no web address. One that could name its reader (a user
    /// name, a query) is cut down to host and path.
    pub fn new(state: Nationality, part: Part, link: &str) -> Result<Self, NoSource> {
        let link = link.trim();
        if link.len() > LINK_BYTES {
            return Err(NoSource);
        }
        Self::of(state, part, link)
    }

    fn of(state: Nationality, part: Part, link: &str) -> Result<Self, NoSource> {
        Ok(Self {
            state: state.code(),
            part: part.code(),
            link: source(link)?,
        })
    }

    /// The line it is kept as.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {} {}", self.state, self.part, self.link)
    }

    /// Reads [`Report::line`].
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.splitn(3, ' ');
        let state = Nationality::from_code(words.next()?)?;
        let part = Part::from_code(words.next()?)?;
        // Written out, a link is longer than it was typed.
        Self::of(state, part, words.next()?).ok()
    }
}

fn source(typed: &str) -> Result<String, NoSource> {
    if typed.is_empty() {
        return Ok(String::new());
    }
    let url = url::Url::parse(typed).map_err(|_| NoSource)?;
    match (url.scheme(), url.host_str()) {
        ("https", Some(host)) if host.contains('.') => {
            let link = format!("https://{host}{}", url.path());
            if link.len() <= 3 * LINK_BYTES {
                Ok(link)
            } else {
                Err(NoSource)
            }
        }
        _ => Err(NoSource),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_kept_can_be_read_again() {
        let state = Nationality::from_code("MA").unwrap();
        for sign in ["\u{e9}", "\"", " b", "%"] {
            let link = format!("https://a.example/{}", sign.repeat(90));
            let kept = Report::new(state, Part::Law, &link).unwrap();
            assert_eq!(Report::from_line(&kept.line()), Some(kept), "{sign}");
        }
    }

    #[test]
    fn a_report_holds_nothing_of_its_reader() {
        let state = Nationality::from_code("MA").unwrap();
        let line = |link| Report::new(state, Part::Law, link).map(|report| report.line());
        assert_eq!(line("").unwrap(), "MA law ");
        assert_eq!(
            line(" https://anna@wet.example/a/b?session=1#x ").unwrap(),
            "MA law https://wet.example/a/b"
        );
        for refused in [
            "anna@example.org",
            "http://wet.example",
            "https://",
            "javascript:1",
            "wet",
            "https://localhost/",
        ] {
            assert_eq!(line(refused), Err(NoSource), "{refused}");
        }
        assert_eq!(
            line(&format!("https://a.example/{}", "x".repeat(200))),
            Err(NoSource)
        );
    }

    #[test]
    fn a_line_is_read_back() {
        let state = Nationality::from_code("IR").unwrap();
        for part in Part::ALL {
            let report = Report::new(state, part, "https://a.example/b").unwrap();
            assert_eq!(Report::from_line(&report.line()), Some(report));
        }
        assert_eq!(Report::from_line("QQ law "), None);
    }
}
