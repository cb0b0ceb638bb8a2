//! How to reach the relay, checked before the first letter: whatever would send a code in clear
//! over a network is refused when the settings are read.

use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, TlsParameters, TlsVersion};
use lettre::transport::smtp::extension::ClientId;
use zeroize::Zeroizing;

use crate::mail::sender::Sender;

/// How the conversation is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (usually port 465). To be preferred: nothing is said in clear.
    ImplicitTls,
    /// TLS after STARTTLS (usually port 587), and no letter without it.
    StartTls,
    /// In clear: only to a relay on this very machine.
    ClearLoopback,
}

/// A relay, and how to speak with it.
#[derive(Clone)]
pub struct SmtpSettings {
    /// The relay's host name, as in its certificate, or an IP address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is protected.
    pub security: Security,
    /// User name and password, where the relay wants them.
    pub sign_in: Option<SignIn>,
    /// What to say who we are: the host's name, or the sender's domain.
    pub hello_name: String,
    /// From whom.
    pub sender: Sender,
    /// The longest wait for a connection, for one answer, or for one piece to be taken.
    pub timeout: Duration,
    /// Certificates (PEM) trusted beside those of the system, for a relay with its own authority.
    pub also_trust: Option<Vec<u8>>,
}

/// User name and password.
#[derive(Clone)]
pub struct SignIn {
    /// The user name.
    pub username: String,
    /// The password; wiped when dropped.
    pub password: Zeroizing<String>,
}

impl SmtpSettings {
    /// The timeout to use where nothing else is set.
    pub const USUAL_TIMEOUT: Duration = Duration::from_secs(10);
    /// The most connections kept open between letters.
    pub(super) const MAX_IDLE: usize = 4;
    /// How long a connection may lie idle and still be used, in seconds. Shorter than the
    /// patience of the usual relays, so that it is us who close it.
    pub(super) const MAX_IDLE_SECONDS: i64 = 60;
}

impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmtpSettings")
    }
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn")
    }
}

/// Why settings were refused; each says the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The host is neither a host name nor an IP address.
    #[error("the relay's host must be a host name or an IP address")]
    Host,
    /// The hello name is neither a host name nor an IP address.
    #[error("the hello name must be a host name or an IP address")]
    HelloName,
    /// Mail in clear to another machine.
    #[error("mail would cross the network in clear: use TLS, or a relay on localhost")]
    ClearOffLoopback,
    /// No waiting at all.
    #[error("the timeout must be longer than nothing")]
    Timeout,
    /// The certificates cannot be read.
    #[error("the trusted certificates must be a PEM file with at least one certificate")]
    Certificates,
}

/// The channel to the relay, made of checked settings.
pub(super) enum Channel {
    Wrapped(TlsParameters),
    Upgraded(TlsParameters),
    ClearLoopback,
}

pub(super) fn channel(settings: &SmtpSettings) -> Result<Channel, SettingsError> {
    if !is_host(&settings.host) {
        return Err(SettingsError::Host);
    }
    if settings.timeout.is_zero() {
        return Err(SettingsError::Timeout);
    }
    match settings.security {
        Security::ImplicitTls => Ok(Channel::Wrapped(tls(settings)?)),
        Security::StartTls => Ok(Channel::Upgraded(tls(settings)?)),
        Security::ClearLoopback if is_loopback(&settings.host) => Ok(Channel::ClearLoopback),
        Security::ClearLoopback => Err(SettingsError::ClearOffLoopback),
    }
}

pub(super) fn hello(settings: &SmtpSettings) -> Result<ClientId, SettingsError> {
    match settings.hello_name.parse() {
        Ok(IpAddr::V4(address)) => Ok(ClientId::Ipv4(address)),
        Ok(IpAddr::V6(address)) => Ok(ClientId::Ipv6(address)),
        Err(_) if is_host(&settings.hello_name) => {
            Ok(ClientId::Domain(settings.hello_name.clone()))
        }
        Err(_) => Err(SettingsError::HelloName),
    }
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, SettingsError> {
    let mut builder =
        TlsParameters::builder(settings.host.clone()).set_min_tls_version(TlsVersion::Tlsv12);
    if let Some(pem) = &settings.also_trust {
        builder = builder.add_root_certificate(certificates(pem)?);
    }
    builder.build().map_err(|_| SettingsError::Certificates)
}

fn certificates(pem: &[u8]) -> Result<Certificate, SettingsError> {
    // The library takes a file without any certificate and trusts nobody more.
    let some = pem
        .windows(CERTIFICATE.len())
        .any(|part| part == CERTIFICATE);
    if !some {
        return Err(SettingsError::Certificates);
    }
    Certificate::from_pem(pem).map_err(|_| SettingsError::Certificates)
}

const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// A name of letters, digits and hyphens, or an IP address: nothing that could end a line.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.parse::<IpAddr>().is_ok() || (text.len() <= 253 && text.split('.').all(label))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::testing;

    fn settings(host: &str, security: Security) -> SmtpSettings {
        SmtpSettings {
            host: host.to_owned(),
            port: 25,
            security,
            sign_in: None,
            hello_name: "code.example".to_owned(),
            sender: testing::sender(),
            timeout: SmtpSettings::USUAL_TIMEOUT,
            also_trust: None,
        }
    }

    #[test]
    fn nothing_goes_in_clear_but_to_this_machine() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1"] {
            assert!(
                channel(&settings(host, Security::ClearLoopback)).is_ok(),
                "{host}"
            );
        }
        for host in [
            "relay.example",
            "10.0.0.1",
            "localhost.example",
            "0.0.0.0",
            "::",
            "fe80::1",
        ] {
            let refused = channel(&settings(host, Security::ClearLoopback)).err();
            assert_eq!(refused, Some(SettingsError::ClearOffLoopback), "{host}");
        }
        for security in [Security::ImplicitTls, Security::StartTls] {
            assert!(channel(&settings("relay.example", security)).is_ok());
        }
    }

    #[test]
    fn names_that_could_end_a_line_are_refused() {
        let long = "a".repeat(64);
        for name in [
            "",
            "a b",
            "a\r\nMAIL FROM:<x@y>",
            "-a",
            "a..b",
            "a.",
            &long,
            "ä.example",
        ] {
            let mut one = settings(name, Security::StartTls);
            assert_eq!(channel(&one).err(), Some(SettingsError::Host), "{name}");
            one.hello_name = name.to_owned();
            assert_eq!(hello(&one).err(), Some(SettingsError::HelloName), "{name}");
        }
    }

    #[test]
    fn odd_timeouts_and_certificates_are_refused() {
        let mut one = settings("relay.example", Security::ImplicitTls);
        one.also_trust = Some(b"no certificate".to_vec());
        assert_eq!(channel(&one).err(), Some(SettingsError::Certificates));
        one.timeout = Duration::ZERO;
        assert_eq!(channel(&one).err(), Some(SettingsError::Timeout));
    }

    #[test]
    fn settings_print_their_name_only() {
        let sign_in = SignIn {
            username: "u".to_owned(),
            password: Zeroizing::new("p".to_owned()),
        };
        assert_eq!(format!("{sign_in:?}"), "SignIn");
        let settings = settings("relay.example", Security::StartTls);
        assert_eq!(format!("{settings:?}"), "SmtpSettings");
    }
}
