//! The kinds of value a key can have: what is expected, whether a value is one, and how the
//! text of a variable or a flag becomes one. The readers are those that the settings use later.

use std::net::SocketAddr;

use toml::Value;

use super::database::DatabasePlace;
use super::network::Network;
use super::relay::Relay;
use super::site::BaseUrl;
use crate::domain::email::EmailAddress;
use crate::domain::locale::Locale;

/// What a key's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// true or false.
    Flag,
    /// A whole number within bounds, both included.
    Whole(i64, i64),
    /// One line of text.
    Text,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A path; relative ones start at the folder of the file.
    Path,
    /// A short name of letters, digits and hyphens.
    Name,
    /// A mail address that letters are sent from.
    Sender,
    /// An address and port to listen on.
    Listen,
    /// The site's address.
    BaseUrl,
    /// A database.
    Database,
    /// A mail relay.
    Relay,
    /// An age recipient.
    AgeRecipient,
    /// A list of networks.
    Networks,
    /// A list of mail domains.
    Domains,
    /// A list of languages.
    Languages,
}

impl Kind {
    /// What stands in the sentence "expected …".
    pub(super) fn expected(self) -> String {
        match self {
            Self::Flag => "true or false".to_owned(),
            Self::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Self::Text => "one line of text".to_owned(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Path => "a path".to_owned(),
            Self::Name => "letters, digits, hyphens and dots, at most 253".to_owned(),
            Self::Sender => "a mail address such as codes@post.example".to_owned(),
            Self::Listen => "an address and port such as 127.0.0.1:8080".to_owned(),
            Self::BaseUrl => "an address such as https://enkel.example".to_owned(),
            Self::Database => "sqlite:FOLDER or postgres://USER@HOST/DATABASE".to_owned(),
            Self::Relay => "folder:PATH, smtp://HOST:PORT or smtps://HOST:PORT".to_owned(),
            Self::AgeRecipient => "an age recipient, age1...".to_owned(),
            Self::Networks => "a list of networks such as [\"10.0.0.0/8\"]".to_owned(),
            Self::Domains => "a list of domains such as [\"example.nl\"]".to_owned(),
            Self::Languages => "a list of languages such as [\"tr\"]".to_owned(),
        }
    }

    /// Whether `value` is of this kind; if not, why, where more can be said than what is expected.
    pub(super) fn check(self, value: &Value) -> Result<(), Option<String>> {
        let right = match (self, value) {
            (Self::Flag, Value::Boolean(_)) => true,
            (Self::Whole(least, most), Value::Integer(number)) => (least..=most).contains(number),
            (Self::Networks, Value::Array(items)) => {
                return each(items, |text| Network::parse(text).map(|_| ()));
            }
            (Self::Domains, Value::Array(items)) => return each(items, domain),
            (Self::Languages, Value::Array(items)) => return each(items, language),
            (kind, Value::String(text)) => return kind.check_text(text),
            _ => false,
        };
        if right { Ok(()) } else { Err(None) }
    }

    fn check_text(self, text: &str) -> Result<(), Option<String>> {
        let one_line = !text.chars().any(char::is_control);
        let right = match self {
            Self::Text => one_line,
            Self::Path => one_line && !text.is_empty(),
            Self::Choice(words) => words.contains(&text),
            Self::Name => is_name(text),
            Self::Sender => is_sender(text),
            Self::AgeRecipient => text.parse::<age::x25519::Recipient>().is_ok(),
            Self::Listen => text.parse::<SocketAddr>().is_ok(),
            Self::BaseUrl => return BaseUrl::parse(text).map(|_| ()).map_err(Some),
            Self::Database => return DatabasePlace::parse(text).map(|_| ()).map_err(Some),
            Self::Relay => return Relay::parse(text).map(|_| ()).map_err(Some),
            _ => false,
        };
        if right { Ok(()) } else { Err(None) }
    }

    /// The value that the text of a variable or flag stands for; lists are set apart by commas.
    pub(super) fn read(self, text: &str) -> Value {
        let as_text = || Value::String(text.to_owned());
        match self {
            Self::Flag => text.parse().map_or_else(|_| as_text(), Value::Boolean),
            Self::Whole(..) => text.parse().map_or_else(|_| as_text(), Value::Integer),
            Self::Networks | Self::Domains | Self::Languages => text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| Value::String(item.to_owned()))
                .collect::<Vec<_>>()
                .into(),
            _ => as_text(),
        }
    }
}

fn each(items: &[Value], check: impl Fn(&str) -> Result<(), String>) -> Result<(), Option<String>> {
    for item in items {
        let text = item.as_str().ok_or(None)?;
        check(text).map_err(Some)?;
    }
    Ok(())
}

fn domain(text: &str) -> Result<(), String> {
    match EmailAddress::parse(&format!("someone@{text}")) {
        Ok(address) if address.domain() == text => Ok(()),
        Ok(address) => Err(format!("write `{text}` as `{}`", address.domain())),
        Err(_) => Err(format!("`{text}` is no domain such as example.nl")),
    }
}

fn language(text: &str) -> Result<(), String> {
    match Locale::from_code(text) {
        Some(_) => Ok(()),
        None => Err(format!(
            "`{text}` is none of {}",
            Locale::EVERY.map(Locale::code).join(", ")
        )),
    }
}

fn is_name(text: &str) -> bool {
    (1..=253).contains(&text.len())
        && !text.starts_with('.')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
}

/// Local delivery is for trying things out; any other sender must be an address that works.
fn is_sender(text: &str) -> bool {
    match text.strip_suffix("@localhost") {
        Some(local) => is_name(local),
        None => EmailAddress::parse(text).is_ok_and(|sender| sender.expose().as_str() == text),
    }
}
