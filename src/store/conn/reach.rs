//! How a PostgreSQL server is reached, and which one is no use to us.
//!
//! A server that is gone without a word is given up within seconds, whoever it was: a visitor waits for it.
//! One that takes no writes is refused, so that nobody goes on with a server that has lost its place.

use diesel::sql_types::Text;

use crate::store::error::StoreError;

/// What libpq is told unless the address says otherwise. It would wait for ever for a host that does not
/// answer, and a quarter of an hour for one that stopped answering.
const PATIENCE: &str = "connect_timeout=5&keepalives_idle=5&keepalives_interval=2&\
                        keepalives_count=3&tcp_user_timeout=10000";

/// What a server is asked before it is worked with.
pub(super) const ASK: &str = "SELECT current_setting('synchronous_commit') AS durable, \
                              current_setting('transaction_read_only') AS read_only";

/// What it answers.
#[derive(diesel::QueryableByName)]
pub(super) struct Server {
    #[diesel(sql_type = Text)]
    durable: String,
    #[diesel(sql_type = Text)]
    read_only: String,
}

impl Server {
    /// Refuses one on which a write would not be durable, or not be possible.
    pub(super) fn require(&self) -> Result<(), StoreError> {
        if self.durable != "on" {
            return Err(StoreError::Setup(
                "PostgreSQL refuses synchronous_commit = on".into(),
            ));
        }
        // After a failover the old address may lead to a standby for a while. In the pool it would pass
        // every look whether it still answers, and fail every write.
        if self.read_only != "off" {
            return Err(StoreError::Unavailable(
                "this PostgreSQL server takes no writes: it is a standby".into(),
            ));
        }
        Ok(())
    }
}

/// Of two values libpq takes the later, so what the address says goes before ours.
pub(super) fn with_patience(url: &str) -> String {
    match url.split_once('?') {
        Some((place, said)) => format!("{place}?{PATIENCE}&{said}"),
        None => format!("{url}?{PATIENCE}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_says_goes_before_what_we_would_say() {
        let plain = with_patience("postgres://u@db.example/e");
        assert_eq!(plain, format!("postgres://u@db.example/e?{PATIENCE}"));
        let said = with_patience("postgres://u@db.example/e?connect_timeout=60&password=a%3f");
        assert!(said.starts_with("postgres://u@db.example/e?connect_timeout=5&"));
        assert!(
            said.ends_with("&connect_timeout=60&password=a%3f"),
            "{said}"
        );
    }

    #[test]
    fn a_host_that_never_answers_is_given_up() {
        // It takes connections and says nothing.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port();
        let began = std::time::Instant::now();
        let url = format!("postgres://u@127.0.0.1:{port}/e?connect_timeout=2");
        assert!(super::super::open_postgres(&url).is_err());
        // Generous: without the limit it would be for ever.
        assert!(began.elapsed().as_secs() < 60);
    }
}
