//! Just enough of HTTP to look at the site as a visitor's browser reaches it.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use super::super::asks::{Trust, Untrusted};

const PATIENCE: Duration = Duration::from_secs(5);
/// A head and a little more; what comes after is of no interest.
const LONGEST_BYTES: u64 = 64 * 1024;

/// Whom to ask, and how.
pub(super) struct Door<'a> {
    /// The name as visitors type it, with the port where there is one.
    pub authority: &'a str,
    /// The name alone, an IPv6 address without brackets.
    pub host: &'a str,
    /// Where it is.
    pub at: Vec<SocketAddr>,
    /// Whom to trust; in clear where there is none.
    pub trust: Option<&'a Trust>,
}

/// What came back.
pub(super) struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
    /// Our own end of the connection.
    pub from: SocketAddr,
    /// The certificates that were shown, the site's own first.
    pub chain: Vec<Vec<u8>>,
}

/// Why nothing came back.
pub(super) enum Silence {
    /// Nobody listens there, or too slowly.
    Unreachable(io::Error),
    Certificate(Untrusted),
    /// TLS or HTTP went wrong in another way.
    Odd(String),
}

impl Answer {
    /// A header's value; the name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(this, _)| this == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Door<'_> {
    /// Asks for a path, with further header lines.
    pub(super) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Result<Answer, Silence> {
        let stream = self.connect().map_err(Silence::Unreachable)?;
        let from = stream.local_addr().map_err(Silence::Unreachable)?;
        let mut request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: enkel-doctor\r\nConnection: close\r\n",
            self.authority
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let (bytes, chain) = match self.trust {
            None => (
                talk(stream, &request).map_err(Silence::Unreachable)?,
                Vec::new(),
            ),
            Some(trust) => self.talk_secretly(trust, stream, &request)?,
        };
        read(&bytes, from, chain).ok_or_else(|| Silence::Odd("it does not speak HTTP".to_owned()))
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for at in &self.at {
            match TcpStream::connect_timeout(at, PATIENCE) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(PATIENCE))?;
                    stream.set_write_timeout(Some(PATIENCE))?;
                    return Ok(stream);
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn talk_secretly(
        &self,
        trust: &Trust,
        stream: TcpStream,
        request: &str,
    ) -> Result<(Vec<u8>, Vec<Vec<u8>>), Silence> {
        let odd = |error: rustls::Error| match Untrusted::of(&error) {
            Some(untrusted) => Silence::Certificate(untrusted),
            None => Silence::Odd(format!("TLS fails: {error}")),
        };
        let name = ServerName::try_from(self.host.to_owned())
            .map_err(|_| Silence::Odd("its name cannot stand in a certificate".to_owned()))?;
        let connection = ClientConnection::new(Arc::clone(&trust.config), name).map_err(odd)?;
        let mut tls = StreamOwned::new(connection, stream);
        let bytes = talk(&mut tls, request).map_err(|error| {
            let inner = error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<rustls::Error>());
            match inner.cloned() {
                Some(inner) => odd(inner),
                None => Silence::Unreachable(error),
            }
        })?;
        let shown = tls.conn.peer_certificates().unwrap_or_default();
        Ok((bytes, shown.iter().map(|der| der.to_vec()).collect()))
    }
}

/// Sends all, and reads until the other side is done or has said enough.
fn talk(mut stream: impl Read + Write, request: &str) -> io::Result<Vec<u8>> {
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut bytes = Vec::new();
    match stream.take(LONGEST_BYTES).read_to_end(&mut bytes) {
        // Many servers close without a last word of TLS.
        Err(error) if bytes.is_empty() || error.kind() != io::ErrorKind::UnexpectedEof => {
            Err(error)
        }
        _ => Ok(bytes),
    }
}

fn read(bytes: &[u8], from: SocketAddr, chain: Vec<Vec<u8>>) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    first
        .next()
        .filter(|version| version.starts_with("HTTP/1."))?;
    let status = first.next()?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some(Answer {
        status,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: body.to_owned(),
        from,
        chain,
    })
}
