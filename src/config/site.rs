//! The site's own address, as visitors type it.

use serde::Deserialize;
use url::Url;

/// Scheme, host and port of the site; no path.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct BaseUrl {
    text: String,
    host: String,
    https: bool,
}

impl BaseUrl {
    /// Reads `https://host` or `http://host:port`.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no address such as https://enkel.example");
        let url = Url::parse(text).map_err(|_| wrong())?;
        let plain = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = url.host_str().filter(|host| !host.is_empty());
        match (url.scheme(), host) {
            ("http" | "https", Some(host)) if plain => Ok(Self {
                text: url.as_str().trim_end_matches('/').to_owned(),
                host: host.to_owned(),
                https: url.scheme() == "https",
            }),
            _ => Err(wrong()),
        }
    }

    /// `https://host[:port]`, without a slash at the end: the value of an `Origin` header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `host[:port]`: the value of a `Host` header.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.text
            .split_once("://")
            .map_or("", |(_, authority)| authority)
    }

    /// The host alone.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether visitors come over HTTPS, so that cookies may be `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.https
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (typed, text, authority, host, https) in [
            (
                "https://Enkel.example/",
                "https://enkel.example",
                "enkel.example",
                "enkel.example",
                true,
            ),
            (
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080",
                "127.0.0.1:8080",
                "127.0.0.1",
                false,
            ),
            (
                "http://[::1]:8080",
                "http://[::1]:8080",
                "[::1]:8080",
                "[::1]",
                false,
            ),
        ] {
            let base = BaseUrl::parse(typed).unwrap();
            assert_eq!(
                (
                    base.as_str(),
                    base.authority(),
                    base.host(),
                    base.is_https()
                ),
                (text, authority, host, https)
            );
        }
    }

    #[test]
    fn paths_users_and_other_schemes_are_refused() {
        for typed in [
            "",
            "enkel.example",
            "ftp://enkel.example",
            "https://enkel.example/register",
            "https://enkel.example/?x",
            "https://enkel.example/#x",
            "https://u:p@enkel.example",
            "https://",
        ] {
            assert!(BaseUrl::parse(typed).is_err(), "{typed}");
        }
    }
}
