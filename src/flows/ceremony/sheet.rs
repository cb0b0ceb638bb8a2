//! The two files that are carried, as lines of text: a title, facts, a body, and last the SHA-256
//! of all lines before it. Each has one spelling only: what is read and written again is the same
//! to the byte, or it is refused.

use data_encoding::BASE64;

use crate::crypto::digest::{hex, sha256_hex, unhex};
use crate::domain::cells::FIRST_FAMILY;
use crate::domain::period::Quarter;
use crate::domain::release::Flow;
use crate::flows::publish::csv;

const EXPORT: &str = "enkel ballot box, form 1";
const OUTCOME: &str = "enkel result, form 1";

/// A closed ballot box on its way to the board. Safe to carry: what is not sealed is public.
#[derive(Clone, PartialEq, Eq)]
pub struct Export {
    /// Which quarter.
    pub quarter: Quarter,
    /// The register's first ISO year.
    pub first_year: i32,
    /// The families of tables that the register adopted after its first, with their quarters.
    pub adopted: Vec<(u16, Quarter)>,
    /// Whether rows and ballots must balance; not where a restore had no journal.
    pub checked: bool,
    /// Which register.
    pub register: String,
    /// The half of the counting key that sealed it, in hexadecimal.
    pub lock: String,
    /// Random bytes, drawn for this export.
    pub drawn: [u8; 32],
    /// The boxes, in random order.
    pub boxes: Vec<Vec<u8>>,
}

impl Export {
    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        let checked = if self.checked { "yes" } else { "no" };
        let mut text = format!(
            "{EXPORT}\nquarter {}\nfirst year {}\npolicy {}\nrows are checked {checked}\n\
             register {}\nlock {}\ndrawn {}\n",
            self.quarter,
            self.first_year,
            told(&self.adopted),
            self.register,
            self.lock,
            hex(&self.drawn)
        );
        for boxed in &self.boxes {
            text.push_str(&BASE64.encode(boxed));
            text.push('\n');
        }
        summed(text)
    }

    /// Reads [`Export::text`]; `None` for anything else.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut lines = body(bytes, EXPORT)?.lines();
        let mut fact = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let read = Self {
            quarter: Quarter::parse(fact("quarter")?)?,
            first_year: fact("first year")?.parse().ok()?,
            adopted: understood(fact("policy")?)?,
            checked: fact("rows are checked")? == "yes",
            register: fact("register")?.to_owned(),
            lock: fact("lock")?.to_owned(),
            drawn: unhex(fact("drawn")?)?.try_into().ok()?,
            boxes: lines
                .map(|line| BASE64.decode(line.as_bytes()).ok())
                .collect::<Option<_>>()?,
        };
        (read.text().as_bytes() == bytes).then_some(read)
    }
}

/// What the board brings back: noisy flows, safe to publish once their day has come.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which quarter.
    pub quarter: Quarter,
    /// The family of tables that was in force.
    pub policy: u16,
    /// Which register.
    pub register: String,
    /// The SHA-256 of the export it was counted from.
    pub export: String,
    /// The noisy flows.
    pub flows: Vec<Flow>,
}

impl Outcome {
    /// The file; `None` never in practice.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let flows = String::from_utf8(csv::flows(&self.flows).ok()?).ok()?;
        Some(summed(format!(
            "{OUTCOME}\nquarter {}\npolicy {}\nregister {}\nexport {}\n{flows}",
            self.quarter, self.policy, self.register, self.export,
        )))
    }

    /// Reads [`Outcome::text`]; `None` for anything else.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = body(bytes, OUTCOME)?;
        let mut fact = |name: &str| {
            let (line, after) = rest.split_once('\n')?;
            rest = after;
            line.strip_prefix(name)?.strip_prefix(' ')
        };
        let (quarter, policy) = (fact("quarter")?, fact("policy")?);
        let (register, export) = (fact("register")?, fact("export")?);
        let read = Self {
            quarter: Quarter::parse(quarter)?,
            policy: policy.parse().ok()?,
            register: register.to_owned(),
            export: export.to_owned(),
            flows: csv::read_flows(rest.as_bytes())?,
        };
        (read.text()?.as_bytes() == bytes).then_some(read)
    }
}

/// The first family's version, and after it each adopted one with its first quarter.
fn told(adopted: &[(u16, Quarter)]) -> String {
    let mut told = FIRST_FAMILY.to_string();
    for (version, from) in adopted {
        told.push_str(&format!(" {version}:{from}"));
    }
    told
}

fn understood(text: &str) -> Option<Vec<(u16, Quarter)>> {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let one = |word: &str| {
        let (version, from) = word.split_once(':')?;
        Some((version.parse().ok()?, Quarter::parse(from)?))
    };
    if first.parse() != Ok(FIRST_FAMILY) {
        return None;
    }
    rest.split_terminator(' ').map(one).collect()
}

fn summed(mut text: String) -> String {
    let sum = sha256_hex(text.as_bytes());
    text.push_str("sha256 ");
    text.push_str(&sum);
    text.push('\n');
    text
}

/// What stands between title and sum, when the sum is right.
fn body<'a>(bytes: &'a [u8], title: &str) -> Option<&'a str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (before, sum) = text.strip_suffix('\n')?.rsplit_once("\nsha256 ")?;
    let summed = text.get(..before.len() + 1)?;
    if sha256_hex(summed.as_bytes()) != sum {
        return None;
    }
    summed.strip_prefix(title)?.strip_prefix('\n')
}
