//! Limits of mail that the board sets while the register runs, beside those of the settings.

use crate::app::App;
use crate::domain::document::{Key, Kind};
use crate::flows::FlowError;
use crate::store::{Conn, StoreError, documents};

/// No longer list of blocked domains is kept.
const MOST: usize = 500;

/// What the board set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Mail domains that get no letters, in A-label form, in order.
    pub blocked: Vec<String>,
    /// Letters that one small mail domain gets in a day, when it is not the settings' number.
    pub per_domain: Option<u32>,
}

/// A limit that cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongLimit {
    /// This line names no mail domain.
    Domain(String),
    /// There are too many.
    Many,
    /// The cap is no number from 1 on.
    Cap,
}

impl Limits {
    /// Reads what was typed: a domain on each line, and a number or nothing.
    ///
    /// # Errors
    /// [`WrongLimit`] for the first line that names no domain, or a cap that is no number.
    pub fn parse(domains: &str, per_domain: &str) -> Result<Self, WrongLimit> {
        let typed = domains
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let read = |line: &str| {
            let name = line.trim_start_matches('@').to_lowercase();
            let ascii = idna::domain_to_ascii_strict(&name).ok();
            let fits = ascii.filter(|ascii| ascii.contains('.') && ascii.len() <= 253);
            fits.ok_or_else(|| WrongLimit::Domain(line.chars().take(60).collect()))
        };
        let mut blocked = typed.map(read).collect::<Result<Vec<_>, _>>()?;
        blocked.sort();
        blocked.dedup();
        if blocked.len() > MOST {
            return Err(WrongLimit::Many);
        }
        let cap = per_domain.trim();
        let per_domain = match cap {
            "" => None,
            cap => {
                let number: Option<u32> = cap.parse().ok();
                let fits = number.filter(|number| (1..=1_000_000).contains(number));
                Some(fits.ok_or(WrongLimit::Cap)?)
            }
        };
        Ok(Self {
            blocked,
            per_domain,
        })
    }

    /// As it is kept: the cap, then a domain a line.
    #[must_use]
    pub fn body(&self) -> String {
        let cap = self.per_domain.map_or(String::new(), |cap| cap.to_string());
        format!("{cap}\n{}", self.blocked.join("\n"))
    }

    /// Reads [`Limits::body`]; what cannot be read limits nothing.
    #[must_use]
    pub fn read(body: &str) -> Self {
        let (cap, domains) = body.split_once('\n').unwrap_or(("", ""));
        Self::parse(domains, cap).unwrap_or_default()
    }
}

/// Where they are kept.
#[must_use]
pub const fn key() -> Key {
    Key::only(Kind::Limits)
}

fn newest(conn: &mut Conn) -> Result<Limits, StoreError> {
    let kept = documents::newest(conn, &key())?;
    Ok(kept
        .map(|kept| Limits::read(&kept.body))
        .unwrap_or_default())
}

/// The limits in force.
///
/// # Errors
/// When the register cannot be read.
pub fn in_force(app: &App) -> Result<Limits, FlowError> {
    Ok(app.store.register.read("the board's limits", newest)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_read_however_they_are_typed() {
        let limits = Limits::parse(" @Example.NL\n\nbücher.example\nexample.nl", "20").unwrap();
        assert_eq!(limits.blocked, ["example.nl", "xn--bcher-kva.example"]);
        assert_eq!(Limits::read(&limits.body()), limits);
        assert_eq!(Limits::read(""), Limits::default());
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for wrong in ["nl", "a b.nl", "x@y.nl", "http://x.nl/", "-x.nl"] {
            let refused = Limits::parse(wrong, "");
            assert!(matches!(refused, Err(WrongLimit::Domain(_))), "{wrong}");
        }
        for wrong in ["0", "-1", "many", "1e9"] {
            assert_eq!(Limits::parse("", wrong), Err(WrongLimit::Cap), "{wrong}");
        }
        let many: String = (0..501).map(|n| format!("d{n}.example\n")).collect();
        assert_eq!(Limits::parse(&many, ""), Err(WrongLimit::Many));
        let most: String = many
            .lines()
            .skip(1)
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(Limits::parse(&most, "1000000").unwrap().blocked.len(), MOST);
    }
}
