//! What every page shares: language, name, who runs the site, and how to end a visit.

use crate::domain::locale::Locale;
use crate::text::Words;

/// The first parts of the addresses of the door.
const DOOR: [&str; 7] = ["start", "code", "choose", "form", "kept", "done", "exit"];

/// A group of links: the key of its title, and each page with the key of its name.
type Group = (&'static str, &'static [(&'static str, &'static str)]);

/// Every page to read, in four groups.
pub(super) const CONTENTS: &[Group] = &[
    (
        "nav-group-part",
        &[
            ("safety", "nav-safety"),
            ("questions", "nav-questions"),
            ("paper", "nav-paper"),
            ("help", "nav-help"),
        ],
    ),
    (
        "nav-group-know",
        &[
            ("figures", "nav-figures"),
            ("countries", "nav-countries"),
            ("examples", "nav-examples"),
            ("advantages", "nav-advantages"),
            ("history", "nav-history"),
        ],
    ),
    (
        "nav-group-trust",
        &[
            ("about", "nav-about"),
            ("privacy", "nav-privacy"),
            ("data-path", "nav-data-path"),
            ("cookies", "nav-cookies"),
            ("transparency", "nav-transparency"),
            ("accessibility", "nav-accessibility"),
            ("figures/method", "nav-method"),
        ],
    ),
    (
        "nav-group-others",
        &[
            ("press", "nav-press"),
            ("for-researchers", "nav-researchers"),
            ("for-municipalities", "nav-municipalities"),
        ],
    ),
];

/// What is true of the whole site; made from the settings.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name of the register, as in the declaration.
    pub name: String,
    /// Who is responsible.
    pub controller: Controller,
    /// Its address, without a slash at the end.
    pub base_url: String,
    /// Whether everything here is invented; then every page says so.
    pub demo: bool,
}

/// Who is responsible for the register (GDPR art. 4(7), 13(1)(a)).
#[derive(Clone, Debug)]
pub struct Controller {
    /// The name of the association or foundation.
    pub name: String,
    /// Its postal address, on one line.
    pub address: String,
    /// Its number in the trade register.
    pub kvk: String,
    /// Its number with the tax office, which names it in other registers too.
    pub rsin: String,
    /// How to reach it: an e-mail address, a telephone number, or words.
    pub contact: String,
    /// How to reach whoever answers questions about privacy, likewise.
    pub privacy_contact: String,
}

/// Where a page stands that is not out yet.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The page of the office that led here.
    pub back: String,
    /// Its own address up to the tag of the language.
    pub here: String,
}

/// One page: its language and place.
#[derive(Clone)]
pub struct Page<'a> {
    /// The words of its language.
    pub w: Words<'a>,
    /// The site.
    pub site: &'a Site,
    /// Its address without language and leading slash (`figures/2026-Q4`; empty for home), for
    /// the links to the same page in another language.
    pub path: String,
    /// The form token of the open visit; then the page carries the button that ends it.
    pub exit_token: Option<String>,
    /// That it shows what is not out yet, to whoever must approve it.
    pub preview: Option<Preview>,
    /// The notice that new declarations are paused, in the board's words: Dutch and English.
    pub notice: Option<[String; 2]>,
    /// What the initiative adds to this page: HTML made by [`crate::text::markdown`].
    pub added: Option<String>,
}

impl<'a> Page<'a> {
    /// A page outside any visit.
    #[must_use]
    pub fn new(w: Words<'a>, site: &'a Site, path: impl Into<String>) -> Self {
        Self {
            w,
            site,
            path: path.into(),
            exit_token: None,
            preview: None,
            notice: None,
            added: None,
        }
    }

    /// The same page within an open visit.
    #[must_use]
    pub fn within_visit(mut self, token: impl Into<String>) -> Self {
        self.exit_token = Some(token.into());
        self
    }

    /// The notice with the language it is in; none when nothing is paused.
    #[must_use]
    pub fn paused(&self) -> Option<(&'static str, &str)> {
        let [dutch, english] = self.notice.as_ref()?;
        Some(match self.w.locale() {
            Locale::Nl => ("nl", dutch),
            _ => ("en", english),
        })
    }

    /// The address of another page in this language.
    #[must_use]
    pub fn href(&self, path: impl AsRef<str>) -> String {
        format!("/{}/{}", self.w.code(), path.as_ref())
    }

    /// The address of this page without what stands behind a question mark.
    #[must_use]
    pub fn path_alone(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        self.href(path)
    }

    /// The other languages: tag, own name, direction, and the address of this page in it.
    #[must_use]
    pub fn other_languages(&self) -> Vec<(&'static str, &'static str, &'static str, String)> {
        let offered = self.w.texts().offered();
        offered
            .filter(|locale| *locale != self.w.locale())
            .map(|locale| {
                let address = match &self.preview {
                    Some(preview) => format!("{}{}", preview.here, locale.code()),
                    None => format!("/{}/{}", locale.code(), self.path),
                };
                (
                    locale.code(),
                    locale.own_name(),
                    locale.direction(),
                    address,
                )
            })
            .collect()
    }

    /// Every language of this page with its whole address, for search engines.
    #[must_use]
    pub fn alternates(&self) -> Vec<(&'static str, String)> {
        let path = self.path.split('?').next().unwrap_or_default();
        let offered = self.w.texts().offered();
        offered
            .map(|locale| {
                let code = locale.code();
                (code, format!("{}/{code}/{path}", self.site.base_url))
            })
            .collect()
    }

    /// Whether this is a page of the door, which shows the same few links to everyone.
    #[must_use]
    pub fn in_door(&self) -> bool {
        let first = self.path.split('/').next().unwrap_or_default();
        self.exit_token.is_some() || DOOR.contains(&first)
    }

    /// What stands at the foot of a page to read.
    #[must_use]
    pub fn contents(&self) -> &'static [Group] {
        CONTENTS
    }

    /// The name as the wordmark writes it.
    #[must_use]
    pub fn wordmark(&self) -> String {
        self.site.name.to_lowercase()
    }
}
