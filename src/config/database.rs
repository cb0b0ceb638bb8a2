//! Where the database is: a folder of SQLite files, or a PostgreSQL server.
//!
//! A PostgreSQL address is handed to libpq as it stands, so whatever libpq could read otherwise
//! than this file does is refused here, not guessed at.

use std::path::PathBuf;

use serde::Deserialize;
use url::Url;

use super::network::is_loopback;
use super::secrets::Secret;

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum DatabasePlace {
    /// A folder that holds `register.db` and `transit.db`.
    Sqlite {
        /// The folder.
        folder: PathBuf,
    },
    /// A PostgreSQL server.
    Postgres(PostgresPlace),
}

/// A PostgreSQL server and database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresPlace {
    url: Secret,
    hosts: Vec<String>,
    holds_password: bool,
}

/// What libpq understands and this program allows. `service` and `passfile` are left out: they
/// would let another file decide where the connection goes.
const PARAMETERS: [&str; 15] = [
    "application_name",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "password",
    "port",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

impl DatabasePlace {
    /// Reads `sqlite:folder` or `postgres://…`.
    ///
    /// # Errors
    /// A sentence that says what was expected, without repeating the text: it may hold a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(folder) = text.strip_prefix("sqlite:") {
            if folder.is_empty() || folder.starts_with("//") {
                return Err("after `sqlite:` comes the path of a folder, without //".to_owned());
            }
            return Ok(Self::Sqlite {
                folder: PathBuf::from(folder),
            });
        }
        PostgresPlace::parse(text).map(Self::Postgres)
    }
}

impl TryFrom<String> for DatabasePlace {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl PostgresPlace {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "this is neither sqlite:FOLDER nor postgres://USER@HOST/DATABASE".to_owned();
        let url = Url::parse(text).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(wrong());
        }
        // A browser's reading of an address and libpq's differ exactly at these signs.
        let odd = |sign: char| sign.is_whitespace() || sign.is_control() || "#\\+".contains(sign);
        if text.contains(odd) || text.matches('@').count() > 1 {
            return Err("it holds a space, #, \\, + or a second @: write these as %XX".to_owned());
        }
        let mut place = Self {
            url: Secret::new(text.to_owned()),
            hosts: Vec::new(),
            holds_password: url.password().is_some(),
        };
        place.add_hosts(url.host_str().unwrap_or_default());
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "host" | "hostaddr" => place.add_hosts(&value),
                "password" => place.holds_password = true,
                known if PARAMETERS.contains(&known) => {}
                other => return Err(format!("`{other}` is no parameter that may stand here")),
            }
        }
        if place.hosts.is_empty() {
            return Err("it names no host: write one, or ?host=/run/postgresql".to_owned());
        }
        Ok(place)
    }

    fn add_hosts(&mut self, list: &str) {
        if !list.is_empty() {
            let hosts = list.split(',').map(|host| {
                let host = host.trim_start_matches('[').trim_end_matches(']');
                host.replace("%2F", "/").replace("%2f", "/")
            });
            self.hosts.extend(hosts);
        }
    }

    /// The address to connect to. Holds the password, if there is one.
    #[must_use]
    pub fn url(&self) -> &Secret {
        &self.url
    }

    /// The hosts named in it; a folder stands for the Unix socket in it.
    #[must_use]
    pub fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// Whether every connection stays on this machine.
    #[must_use]
    pub fn stays_on_this_machine(&self) -> bool {
        self.hosts
            .iter()
            .all(|host| host.starts_with(['/', '@']) || is_loopback(host))
    }

    pub(super) fn holds_password(&self) -> bool {
        self.holds_password
    }

    pub(super) fn add_password(&mut self, password: &Secret) {
        let url = self.url.expose();
        let sign = if url.contains('?') { '&' } else { '?' };
        let mut full = String::with_capacity(url.len() + 3 * password.expose().len() + 10);
        full.push_str(url);
        full.push(sign);
        full.push_str("password=");
        for byte in password.expose().bytes() {
            push_encoded(&mut full, byte);
        }
        self.url = Secret::new(full);
        self.holds_password = true;
    }
}

/// Percent-encodes all but letters and digits: form encoding's `+` would reach libpq as a plus.
fn push_encoded(text: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() {
        text.push(char::from(byte));
    } else {
        text.push('%');
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(half), 16));
        }
    }
}

/// The same address with its password hidden, for `config print`.
pub(super) fn without_password(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return "…".to_owned();
    };
    let in_query = url.query_pairs().any(|(name, _)| name == "password");
    if url.password().is_some() && url.set_password(Some("***")).is_err() || in_query {
        return format!("{}://…", url.scheme());
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postgres(text: &str) -> PostgresPlace {
        match DatabasePlace::parse(text) {
            Ok(DatabasePlace::Postgres(place)) => place,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn sqlite_names_a_folder() {
        for (text, folder) in [("sqlite:data", "data"), ("sqlite:/srv/enkel", "/srv/enkel")] {
            let folder = folder.into();
            assert_eq!(
                DatabasePlace::parse(text),
                Ok(DatabasePlace::Sqlite { folder })
            );
        }
    }

    #[test]
    fn it_is_known_whether_a_connection_leaves_the_machine() {
        for (text, stays) in [
            ("postgres://enkel@localhost/enkel", true),
            ("postgresql://127.0.0.1:5433/enkel", true),
            ("postgres://[::1]/enkel", true),
            ("postgres:///enkel?host=/run/postgresql", true),
            ("postgres://%2Frun%2Fpostgresql/enkel", true),
            ("postgres://db.example/enkel", false),
            ("postgres://localhost/enkel?host=db.example", false),
            ("postgres://localhost/enkel?hostaddr=10.0.0.5", false),
            ("postgres://localhost/enkel?h%6Fst=db.example", false),
            ("postgres://localhost,db.example/enkel", false),
            ("postgres:///enkel?host=/run/postgresql,db.example", false),
        ] {
            assert_eq!(postgres(text).stays_on_this_machine(), stays, "{text}");
        }
    }

    #[test]
    fn what_libpq_might_read_otherwise_is_refused_unrepeated() {
        for text in [
            "",
            "sqlite:",
            "sqlite://tulip",
            "mysql://tulip@localhost/enkel",
            "tulip",
            "postgres:///tulip",
            "postgres://a@localhost@tulip/enkel",
            "postgres://localhost#@tulip/enkel",
            "postgres://localhost\\@tulip/enkel",
            "postgres://local\thost/tulip",
            "postgres://localhost/enkel?service=other",
            "postgres://localhost/enkel?passfile=tulip",
            "postgres://localhost/enkel?options=tulip",
        ] {
            let wrong = DatabasePlace::parse(text).unwrap_err();
            assert!(!wrong.contains("tulip"), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_joined_so_that_libpq_reads_it_back() {
        for (text, full) in [
            (
                "postgres://u@localhost/e",
                "postgres://u@localhost/e?password=a%20b%2b%26",
            ),
            (
                "postgres:///e?host=/run",
                "postgres:///e?host=/run&password=a%20b%2b%26",
            ),
        ] {
            let mut place = postgres(text);
            assert!(!place.holds_password());
            place.add_password(&Secret::new("a b+&".into()));
            assert_eq!(place.url().expose(), full);
            assert!(place.holds_password());
        }
    }

    #[test]
    fn passwords_are_found_and_hidden() {
        for text in [
            "postgres://u:tulip@localhost/e",
            "postgres://u@localhost/e?password=tulip",
            "postgres://u@localhost/e?p%61ssword=tulip",
            "not an address: tulip",
        ] {
            assert!(!without_password(text).contains("tulip"), "{text}");
        }
        assert!(postgres("postgres://u:tulip@localhost/e").holds_password());
        assert!(postgres("postgres://u@localhost/e?password=tulip").holds_password());
        let plain = "postgres://u@localhost/e";
        assert_eq!(without_password(plain), plain);
        assert!(!format!("{:?}", postgres("postgres://u:tulip@localhost/e")).contains("tulip"));
    }
}
