//! The log, for auditors.

use askama::Template;

use super::page::OfficePage;
use super::plain;
use crate::domain::operator::{Deed, LogLine};
use crate::flows::office::log::Checked;

/// What the reader asked to see; empty is everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who.
    pub who: String,
    /// What.
    pub deed: Option<Deed>,
    /// A part of what it is about.
    pub about: String,
}

/// `log`.
#[derive(Template)]
#[template(path = "office/log.html")]
pub struct LogView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// What is asked for.
    pub filter: Filter,
    /// Everybody who stands in the log.
    pub people: Vec<String>,
    /// Lines, the newest first.
    pub lines: Vec<LogLine>,
    /// How many older lines fit as well.
    pub more: usize,
    /// Whether the chain holds.
    pub checked: Checked,
}

impl LogView<'_> {
    fn deeds(&self) -> Vec<(&'static str, String, bool)> {
        let all = Deed::ALL.iter().map(|deed| {
            let chosen = self.filter.deed == Some(*deed);
            (deed.code(), self.deed(*deed), chosen)
        });
        all.collect()
    }

    fn about(&self, line: &LogLine) -> String {
        plain::about(self.page.w, line)
    }

    fn detail(&self, line: &LogLine) -> String {
        plain::detail(self.page.w, line)
    }

    fn deed(&self, deed: Deed) -> String {
        self.page.w.say(format!("office-deed-{}", deed.code()))
    }

    fn older(&self) -> i64 {
        i64::try_from(self.more).unwrap_or(i64::MAX)
    }

    fn chain(&self) -> String {
        match &self.checked {
            Checked::Whole { head, .. } => {
                let head: String = head.chars().take(16).collect();
                self.page
                    .w
                    .say_with("office-log-whole", "head", head.as_str())
            }
            Checked::Broken { place } => {
                self.page
                    .w
                    .say_with("office-log-broken", "place", i64::from(*place))
            }
        }
    }

    const fn is_whole(&self) -> bool {
        matches!(self.checked, Checked::Whole { .. })
    }
}
