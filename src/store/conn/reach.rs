//! How long a PostgreSQL server is waited for.
//!
//! One that is gone without a word is given up within seconds, whoever it was: a visitor waits for it.

/// What libpq is told unless the address says otherwise. It would wait for ever for a host that does not
/// answer, and a quarter of an hour for one that stopped answering.
const PATIENCE: &str = "connect_timeout=5&keepalives_idle=5&keepalives_interval=2&\
                        keepalives_count=3&tcp_user_timeout=10000";

/// Of two values libpq takes the later, so what the address says goes before ours.
pub(super) fn with_patience(url: &str) -> String {
    match url.split_once('?') {
        Some((place, said)) => format!("{place}?{PATIENCE}&{said}"),
        None => format!("{url}?{PATIENCE}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Server;
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
        let server = Server { url, pooled: false };
        assert!(server.arrive().is_err());
        // Generous: without the limit it would be for ever.
        assert!(began.elapsed().as_secs() < 60);
    }
}
