//! Where letters go: a mail relay over SMTP, or a folder for trying things out.

use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::network::is_loopback;

/// Where letters go.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Relay {
    /// Each letter becomes an `.eml` file in this folder; nothing is sent.
    Folder(PathBuf),
    /// Letters are handed to this mail server.
    Smtp {
        /// Its name or address; an IPv6 address without brackets.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        security: Security,
    },
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all; allowed to this same machine alone.
    Clear,
    /// STARTTLS, without which nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl Relay {
    /// Reads `folder:path`, `smtp://host:port` or `smtps://host:port`.
    ///
    /// `smtp://` asks for STARTTLS, except to this same machine, where a wire that could be
    /// listened to does not exist; `?tls=on` and `?tls=off` say otherwise.
    ///
    /// # Errors
    /// A sentence that says what was expected. It never repeats the text: people put passwords
    /// into such addresses.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.strip_prefix("folder:") {
            Some("") => Err("after `folder:` a path is missing".to_owned()),
            Some(path) => Ok(Self::Folder(PathBuf::from(path))),
            None => parse_smtp(text),
        }
    }

    /// The mail server's host, if letters leave this machine's files.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Folder(_) => None,
            Self::Smtp { host, .. } => Some(host),
        }
    }

    /// Whether letters are handed over on this machine, and to no other.
    #[must_use]
    pub fn stays_on_this_machine(&self) -> bool {
        self.host().is_none_or(is_loopback)
    }

    /// Whether letters would cross a wire unprotected.
    pub(super) fn is_clear_off_loopback(&self) -> bool {
        match self {
            Self::Folder(_) => false,
            Self::Smtp { host, security, .. } => *security == Security::Clear && !is_loopback(host),
        }
    }
}

impl TryFrom<String> for Relay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

fn parse_smtp(text: &str) -> Result<Relay, String> {
    let wrong = || "this is none of folder:PATH, smtp://HOST:PORT, smtps://HOST:PORT".to_owned();
    let url = Url::parse(text).map_err(|_| wrong())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a name or password: use mail.username and mail.password_file".into());
    }
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let named = !host.is_empty() && host.bytes().all(is_host_byte);
    if !named || !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(wrong());
    }
    let security = match (url.scheme(), url.query()) {
        ("smtps", None | Some("tls=on")) => Security::Tls,
        ("smtp", Some("tls=on")) => Security::StartTls,
        ("smtp", Some("tls=off")) => Security::Clear,
        ("smtp", None) if is_loopback(&host) => Security::Clear,
        ("smtp", None) => Security::StartTls,
        _ => return Err(wrong()),
    };
    let usual = if security == Security::Tls { 465 } else { 587 };
    Ok(Relay::Smtp {
        host,
        port: url.port().unwrap_or(usual),
        security,
    })
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-:".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        for (text, host, port, security) in [
            (
                "smtp://relay.example",
                "relay.example",
                587,
                Security::StartTls,
            ),
            (
                "smtp://Relay.example:25",
                "relay.example",
                25,
                Security::StartTls,
            ),
            (
                "smtp://relay.example:25?tls=off",
                "relay.example",
                25,
                Security::Clear,
            ),
            ("smtps://relay.example", "relay.example", 465, Security::Tls),
            (
                "smtps://relay.example:2465/",
                "relay.example",
                2465,
                Security::Tls,
            ),
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Security::Clear),
            (
                "smtp://localhost:2525?tls=on",
                "localhost",
                2525,
                Security::StartTls,
            ),
            ("smtp://[::1]:2525", "::1", 2525, Security::Clear),
        ] {
            let host = host.to_owned();
            let relay = Relay::Smtp {
                host,
                port,
                security,
            };
            assert_eq!(Relay::parse(text), Ok(relay), "{text}");
        }
        assert_eq!(
            Relay::parse("folder:mail"),
            Ok(Relay::Folder("mail".into()))
        );
    }

    #[test]
    fn other_forms_are_refused_without_repeating_them() {
        for text in [
            "",
            "folder:",
            "mail",
            "http://relay.example",
            "smtp://",
            "smtp://user:tulip@relay.example",
            "smtp://relay.example/tulip",
            "smtp://relay.example?tulip",
            "smtps://relay.example?tls=off",
            "smtp://rel%61y.example",
            "smtp://relay.example:99999",
        ] {
            let wrong = Relay::parse(text).unwrap_err();
            assert!(!wrong.contains("tulip"), "{wrong}");
        }
    }

    #[test]
    fn only_clear_text_to_another_machine_is_in_the_open() {
        for (text, open) in [
            ("smtp://relay.example?tls=off", true),
            ("smtp://10.0.0.1:25?tls=off", true),
            ("smtp://localhost:25?tls=off", false),
            ("smtp://relay.example", false),
            ("folder:mail", false),
        ] {
            assert_eq!(
                Relay::parse(text).unwrap().is_clear_off_loopback(),
                open,
                "{text}"
            );
        }
    }
}
