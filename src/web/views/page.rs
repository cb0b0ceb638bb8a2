//! What every page shares: language, name, who runs the site, and how to end a visit.

use crate::domain::locale::Locale;
use crate::text::Words;

/// What is true of the whole site; made from the settings.
#[derive(Clone, Debug)]
pub struct Site {
    /// The name of the register, as in the declaration.
    pub name: String,
    /// Who is responsible.
    pub controller: Controller,
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
        }
    }

    /// The same page within an open visit.
    #[must_use]
    pub fn within_visit(mut self, token: impl Into<String>) -> Self {
        self.exit_token = Some(token.into());
        self
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

    /// The other languages: tag, own name, and the address of this page in it.
    #[must_use]
    pub fn other_languages(&self) -> Vec<(&'static str, &'static str, String)> {
        Locale::ALL
            .into_iter()
            .filter(|locale| *locale != self.w.locale())
            .map(|locale| {
                let address = format!("/{}/{}", locale.code(), self.path);
                (locale.code(), locale.own_name(), address)
            })
            .collect()
    }

    /// The name as the wordmark writes it.
    #[must_use]
    pub fn wordmark(&self) -> String {
        self.site.name.to_lowercase()
    }
}
