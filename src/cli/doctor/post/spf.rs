//! The sender's SPF record, evaluated as a receiver does (RFC 7208), for the addresses that letters
//! leave from.
//!
//! Macros and `exists` are not evaluated: hardly a domain that only sends codes has any.

use std::net::IpAddr;

use super::super::asks::{Names, Unanswered};
use crate::config::Network;

/// A receiver gives up after so many questions (RFC 7208, 4.6.4).
const MOST_QUESTIONS: u32 = 10;

/// What a record says about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Pass,
    /// `~all`: take it, and look twice.
    SoftFail,
    Fail,
    /// Nothing, or that it does not say.
    Neutral,
    /// It cannot be evaluated; receivers treat that as a failure.
    Broken,
}

/// The one SPF record among the texts of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    None,
    One(String),
    /// Receivers take none of them.
    Several,
}

pub(super) fn record(texts: Vec<String>) -> Found {
    let is_spf = |text: &String| text == "v=spf1" || text.starts_with("v=spf1 ");
    let mut found: Vec<String> = texts.into_iter().filter(is_spf).collect();
    match (found.pop(), found.is_empty()) {
        (None, _) => Found::None,
        (Some(one), true) => Found::One(one),
        (Some(_), false) => Found::Several,
    }
}

/// How a record ends for whom it does not name.
pub(super) fn rest(record: &str) -> Says {
    let words = record.split_whitespace().skip(1);
    let all = words.map(qualified).find(|(_, word)| *word == "all");
    all.map_or(Says::Neutral, |(says, _)| says)
}

/// Whether it permits anybody at all.
pub(super) fn names_somebody(record: &str) -> bool {
    let mut words = record.split_whitespace().skip(1).map(qualified);
    words.any(|(says, word)| says == Says::Pass && word != "all" && !word.starts_with("exp="))
}

/// What the record of `domain` says about `address`.
pub(super) fn evaluate(
    names: &dyn Names,
    domain: &str,
    record: &str,
    address: IpAddr,
) -> Result<Says, Unanswered> {
    let mut left = MOST_QUESTIONS;
    evaluate_within(names, domain, record, address, &mut left)
}

fn evaluate_within(
    names: &dyn Names,
    domain: &str,
    text: &str,
    address: IpAddr,
    left: &mut u32,
) -> Result<Says, Unanswered> {
    let mut redirect = None;
    for word in text.split_whitespace().skip(1) {
        let (says, word) = qualified(word);
        if let Some(other) = word.strip_prefix("redirect=") {
            redirect = Some(other);
            continue;
        }
        match matches(names, domain, word, address, left)? {
            Matches::Yes => return Ok(says),
            Matches::No => {}
            Matches::Broken => return Ok(Says::Broken),
        }
    }
    match redirect {
        Some(other) => of_another(names, other, address, left),
        None => Ok(Says::Neutral),
    }
}

enum Matches {
    Yes,
    No,
    Broken,
}

impl From<bool> for Matches {
    fn from(does: bool) -> Self {
        if does { Self::Yes } else { Self::No }
    }
}

fn matches(
    names: &dyn Names,
    domain: &str,
    word: &str,
    address: IpAddr,
    left: &mut u32,
) -> Result<Matches, Unanswered> {
    let (name, value) = word.split_once([':', '/']).unwrap_or((word, ""));
    let named = match value.split('/').next() {
        Some(named) if word.contains(':') && !named.is_empty() => named,
        _ => domain,
    };
    Ok(match name.to_ascii_lowercase().as_str() {
        "all" => Matches::Yes,
        "ip4" | "ip6" => match Network::parse(value) {
            Ok(network) => network.contains(address).into(),
            Err(_) => Matches::Broken,
        },
        "a" => match spend(left) {
            true => near(&names.addresses(named)?, word, address).into(),
            false => Matches::Broken,
        },
        "mx" => match spend(left) {
            true => of_mail_servers(names, named, word, address)?.into(),
            false => Matches::Broken,
        },
        "include" => match of_another(names, named, address, left)? {
            Says::Pass => Matches::Yes,
            Says::Broken => Matches::Broken,
            _ => Matches::No,
        },
        // Not evaluated here; a modifier of another kind changes nothing.
        _ => Matches::No,
    })
}

fn of_another(
    names: &dyn Names,
    domain: &str,
    address: IpAddr,
    left: &mut u32,
) -> Result<Says, Unanswered> {
    if !spend(left) {
        return Ok(Says::Broken);
    }
    match record(names.texts(domain)?) {
        Found::One(text) => evaluate_within(names, domain, &text, address, left),
        Found::None | Found::Several => Ok(Says::Broken),
    }
}

fn of_mail_servers(
    names: &dyn Names,
    domain: &str,
    word: &str,
    address: IpAddr,
) -> Result<bool, Unanswered> {
    for server in names.mail_servers(domain)? {
        if near(&names.addresses(&server)?, word, address) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the address is one of these, or near as `a/24` or `a//64` say.
fn near(found: &[IpAddr], word: &str, address: IpAddr) -> bool {
    let (fours, sixes) = match word.split_once("//") {
        Some((before, sixes)) => (before.split_once('/').map(|(_, bits)| bits), Some(sixes)),
        None => (word.split_once('/').map(|(_, bits)| bits), None),
    };
    found.iter().any(|one| {
        let bits = if one.is_ipv4() { fours } else { sixes };
        let network = match bits {
            Some(bits) => format!("{one}/{bits}"),
            None => one.to_string(),
        };
        Network::parse(&network).is_ok_and(|network| network.contains(address))
    })
}

fn spend(left: &mut u32) -> bool {
    let some = *left > 0;
    *left = left.saturating_sub(1);
    some
}

fn qualified(word: &str) -> (Says, &str) {
    let says = match word.as_bytes().first() {
        Some(b'-') => Says::Fail,
        Some(b'~') => Says::SoftFail,
        Some(b'?') => Says::Neutral,
        _ => Says::Pass,
    };
    (says, word.trim_start_matches(['+', '-', '~', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small piece of the world's names.
    struct Zone;

    impl Names for Zone {
        fn texts(&self, name: &str) -> Result<Vec<String>, Unanswered> {
            let text = match name {
                "provider.example" => "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 ~all",
                "loop.example" => "v=spf1 include:loop.example -all",
                _ => return Ok(vec!["something else".to_owned()]),
            };
            Ok(vec!["something else".to_owned(), text.to_owned()])
        }

        fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Unanswered> {
            Ok(match name {
                "post.example" => vec!["192.0.2.1".parse().unwrap()],
                "mx.post.example" => vec!["192.0.2.9".parse().unwrap()],
                _ => Vec::new(),
            })
        }

        fn mail_servers(&self, _: &str) -> Result<Vec<String>, Unanswered> {
            Ok(vec!["mx.post.example".to_owned()])
        }

        fn names_of(&self, _: IpAddr) -> Result<Vec<String>, Unanswered> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn records_are_evaluated_as_receivers_do() {
        for (record, address, says) in [
            ("v=spf1 ip4:192.0.2.1 -all", "192.0.2.1", Says::Pass),
            ("v=spf1 ip4:192.0.2.1 -all", "192.0.2.2", Says::Fail),
            ("v=spf1 ip4:192.0.2.1 ~all", "192.0.2.2", Says::SoftFail),
            ("v=spf1 ip4:192.0.2.0/24", "192.0.3.2", Says::Neutral),
            ("v=spf1 a -all", "192.0.2.1", Says::Pass),
            ("v=spf1 a/30 -all", "192.0.2.3", Says::Pass),
            ("v=spf1 a:post.example/30 -all", "192.0.2.4", Says::Fail),
            ("v=spf1 mx -all", "192.0.2.9", Says::Pass),
            ("v=spf1 -a mx -all", "192.0.2.1", Says::Fail),
            (
                "v=spf1 include:provider.example -all",
                "198.51.100.7",
                Says::Pass,
            ),
            (
                "v=spf1 include:provider.example -all",
                "2001:db8::1",
                Says::Pass,
            ),
            (
                "v=spf1 include:provider.example -all",
                "192.0.2.1",
                Says::Fail,
            ),
            (
                "v=spf1 redirect=provider.example",
                "192.0.2.1",
                Says::SoftFail,
            ),
            (
                "v=spf1 include:nobody.example -all",
                "192.0.2.1",
                Says::Broken,
            ),
            (
                "v=spf1 include:loop.example -all",
                "192.0.2.1",
                Says::Broken,
            ),
            ("v=spf1 ip4:nonsense -all", "192.0.2.1", Says::Broken),
        ] {
            let found = evaluate(&Zone, "post.example", record, address.parse().unwrap());
            assert_eq!(found, Ok(says), "{record} {address}");
        }
    }

    #[test]
    fn only_one_record_counts() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(record(texts(&["v=spf10 -all", "x"])), Found::None);
        assert_eq!(
            record(texts(&["v=spf1 -all", "v=spf1 ~all"])),
            Found::Several
        );
        assert_eq!(rest("v=spf1 a ~all"), Says::SoftFail);
        assert_eq!(rest("v=spf1 all"), Says::Pass);
        assert!(!names_somebody("v=spf1 -all") && names_somebody("v=spf1 mx -all"));
    }
}
