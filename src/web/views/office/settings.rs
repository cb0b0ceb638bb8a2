//! Pausing, limits of mail, and the statement of transparency.

use std::collections::BTreeMap;

use askama::Template;

use super::entry::Kept;
use super::page::OfficePage;
use crate::domain::document::Document;
use crate::domain::locale::Locale;
use crate::domain::proposal::Proposal;
use crate::domain::statement::{Authority, Statement};
use crate::flows::office::approve::fingerprint;
use crate::flows::office::limits::Limits;
use crate::flows::office::pause::notice;
use crate::flows::office::statement::OfPeriod;
use crate::flows::office::waiting::Eyes;

/// Empty rows for new periods and funders.
const SPARE: usize = 1;
/// So many rows of each are read from a form.
const MOST_ROWS: usize = 24;

/// What was sent and is shown again: beside what stands there, or to be mended.
#[derive(Clone, Debug)]
pub enum Sent {
    /// Domains and cap.
    Limits(String, String),
    /// The fields of a statement.
    Statement(BTreeMap<String, String>),
}

/// One row of a statement: the period, and the number of each kind of authority.
type Row = (String, [String; 5]);

impl Sent {
    /// The fields of a statement.
    #[must_use]
    pub fn statement(form: &BTreeMap<String, String>) -> Self {
        let of = |name: &&String| name.starts_with("row-") || name.starts_with("pays-");
        let kept = form.iter().filter(|(name, _)| of(name));
        Self::Statement(
            kept.map(|(n, v)| (n.clone(), v.trim().to_owned()))
                .collect(),
        )
    }

    fn rows(&self) -> Vec<Row> {
        let Self::Statement(fields) = self else {
            return Vec::new();
        };
        let of = |name: String| fields.get(&name).cloned().unwrap_or_default();
        (0..MOST_ROWS)
            .filter(|n| fields.contains_key(&format!("row-{n}")))
            .map(|n| {
                let numbers = Authority::ALL.map(|kind| of(format!("row-{n}-{}", kind.code())));
                (of(format!("row-{n}")), numbers)
            })
            .collect()
    }

    fn payers(&self) -> Vec<[String; 2]> {
        let Self::Statement(fields) = self else {
            return Vec::new();
        };
        let of = |name: String| fields.get(&name).cloned().unwrap_or_default();
        (0..MOST_ROWS)
            .filter(|n| fields.contains_key(&format!("pays-{n}-nl")))
            .map(|n| [of(format!("pays-{n}-nl")), of(format!("pays-{n}-en"))])
            .collect()
    }

    /// Every period with its numbers; rows without a period are left out. `None` when a number is
    /// none: nothing stated is something else than zero.
    #[must_use]
    pub fn periods(&self) -> Option<Vec<OfPeriod>> {
        let rows = self.rows().into_iter().filter(|(period, numbers)| {
            !period.is_empty() || numbers.iter().any(|number| !number.is_empty())
        });
        rows.map(|(period, numbers)| {
            let mut read = [0; 5];
            for (place, number) in read.iter_mut().zip(numbers) {
                *place = number.parse().ok()?;
            }
            Some((period, read))
        })
        .collect()
    }

    /// Every funder in both languages; `None` when one has only one.
    #[must_use]
    pub fn funding(&self) -> Option<Vec<[String; 2]>> {
        let rows = self.payers().into_iter();
        rows.filter(|pair| pair.iter().any(|line| !line.is_empty()))
            .map(|pair| pair.iter().all(|line| !line.is_empty()).then_some(pair))
            .collect()
    }
}

/// `settings`.
#[derive(Template)]
#[template(path = "office/settings.html")]
pub struct SettingsView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The notice of the pause in force.
    pub paused: Option<[String; 2]>,
    /// A pause, or its end, that waits to be approved.
    pub proposed: Option<Proposal>,
    /// Who may decide about it.
    pub eyes: Eyes,
    /// The limits that stand.
    pub limits: Option<Document>,
    /// The statement that stands.
    pub stated: Option<Document>,
    /// What was sent and could not be kept.
    pub sent: Option<Sent>,
}

impl SettingsView<'_> {
    fn over(&self, document: &Option<Document>) -> i32 {
        document.as_ref().map_or(0, |one| one.version)
    }

    fn told(&self, proposal: &Proposal) -> String {
        let at = self.page.moment(proposal.proposed_at);
        let args = [
            ("who", (&proposal.proposed_by).into()),
            ("when", (&at).into()),
        ];
        self.page.w.say_args("office-proposed-by", &args)
    }

    fn wanted(&self, proposal: &Proposal) -> Option<[String; 2]> {
        notice(&proposal.body)
    }

    fn seen(&self, proposal: &Proposal) -> String {
        fingerprint(proposal)
    }

    fn kept_limits(&self) -> Limits {
        let kept = self.limits.as_ref();
        kept.map(|kept| Limits::read(&kept.body))
            .unwrap_or_default()
    }

    /// What stands in the fields: domains and cap.
    fn limit_fields(&self) -> (String, String) {
        if let Some(Sent::Limits(domains, cap)) = &self.sent {
            return (domains.clone(), cap.clone());
        }
        let kept = self.kept_limits();
        let cap = kept.per_domain.map_or(String::new(), |cap| cap.to_string());
        (kept.blocked.join("\n"), cap)
    }

    /// What stands there now, where something else was sent.
    fn beside(&self) -> Option<String> {
        match &self.sent {
            Some(Sent::Limits(..)) => Some(self.kept_limits().blocked.join(", ")),
            _ => None,
        }
    }

    fn kept_statement(&self) -> Option<Statement> {
        let kept = self.stated.as_ref()?;
        Statement::parse(&kept.body).ok()
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = match &self.sent {
            Some(sent @ Sent::Statement(_)) => sent.rows(),
            _ => self.kept_rows(),
        };
        rows.extend(std::iter::repeat_n(Row::default(), SPARE));
        rows.truncate(MOST_ROWS);
        rows
    }

    fn kept_rows(&self) -> Vec<Row> {
        let Some(kept) = self.kept_statement() else {
            return Vec::new();
        };
        let mut rows: Vec<Row> = Vec::new();
        for stated in &kept.requests {
            if rows
                .last()
                .is_none_or(|(period, _)| *period != stated.period)
            {
                rows.push((stated.period.clone(), Default::default()));
            }
            let place = Authority::ALL.iter().position(|kind| *kind == stated.kind);
            if let (Some((_, numbers)), Some(place)) = (rows.last_mut(), place)
                && let Some(number) = numbers.get_mut(place)
            {
                *number = stated.number.to_string();
            }
        }
        rows
    }

    fn payers(&self) -> Vec<[String; 2]> {
        let mut rows = match &self.sent {
            Some(sent @ Sent::Statement(_)) => sent.payers(),
            _ => self.kept_statement().map_or_else(Vec::new, |kept| {
                let funding = kept.funding.into_iter();
                funding.map(|one| [one.nl, one.en]).collect()
            }),
        };
        rows.extend(std::iter::repeat_n(Default::default(), SPARE));
        rows.truncate(MOST_ROWS);
        rows
    }

    const fn kinds(&self) -> [Authority; 5] {
        Authority::ALL
    }

    fn number<'n>(&self, numbers: &'n [String; 5], place: &usize) -> &'n str {
        numbers.get(*place).map_or("", String::as_str)
    }
}

/// A statement before it is stated.
#[derive(Template)]
#[template(path = "office/statement.html")]
pub struct StatementView<'a> {
    /// The page.
    pub page: OfficePage<'a>,
    /// The statement.
    pub statement: Option<&'a Statement>,
    /// The fields of its form.
    pub kept: Vec<Kept>,
}

impl StatementView<'_> {
    fn in_dutch(&self) -> bool {
        self.page.w.locale() == Locale::Nl
    }

    fn is_empty(&self) -> bool {
        self.statement
            .is_none_or(|one| one.requests.is_empty() && one.funding.is_empty())
    }
}

/// A place in a list as a number to say.
#[must_use]
pub fn ordinal(place: &usize) -> i64 {
    i64::try_from(*place).unwrap_or(i64::MAX)
}
