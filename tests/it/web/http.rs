//! As little HTTP/1.1 as a test needs, by hand: every byte of a request can be wrong on purpose,
//! and every byte of an answer is seen.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One request; it has no header but those it was given.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// One answer, as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// The body as text; what is no text in it is replaced.
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn at_host(self, host: &str) -> Self {
        self.with("Host", host)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same without a header of this name.
    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let mut request = Self::new("POST", path);
        request.body = pairs.join("&").into_bytes();
        request.with("Content-Type", "application/x-www-form-urlencoded")
    }

    pub fn sent_to(&self, address: SocketAddr) -> Answer {
        let mut stream = TcpStream::connect(address).unwrap();
        Answer::read(&self.spoken_on(&mut stream)).expect("an answer")
    }

    /// The same where the other side may break off or not be there: whether it was reached, and
    /// an answer only when all of it came.
    pub fn tried_at(&self, address: SocketAddr) -> Result<Answer, Broken> {
        let mut stream = TcpStream::connect(address).map_err(|_| Broken::NeverReached)?;
        let bytes = self.spoken_on(&mut stream);
        if !is_whole(&bytes) {
            return Err(Broken::Halfway);
        }
        Answer::read(&bytes).ok_or(Broken::Halfway)
    }

    /// All of it, as it goes over a connection that is closed after the answer.
    pub fn spoken(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if !self.body.is_empty() || self.method == "POST" {
            write!(head, "Content-Length: {}\r\n", self.body.len()).unwrap();
        }
        head.push_str("Connection: close\r\n\r\n");
        [head.as_bytes(), &self.body].concat()
    }

    fn spoken_on(&self, stream: &mut TcpStream) -> Vec<u8> {
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // A server that refuses early, or dies, need not read on.
        let _ = stream.write_all(&self.spoken());
        let mut bytes = Vec::new();
        let mut part = [0; 4_096];
        while let Ok(length) = stream.read(&mut part) {
            if length == 0 {
                break;
            }
            bytes.extend_from_slice(&part[..length]);
            if is_whole(&bytes) && self.method != "HEAD" {
                break;
            }
        }
        bytes
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Nobody took the connection: nothing can have been done.
    NeverReached,
    /// The connection broke: it is not certain what was done.
    Halfway,
}

impl Answer {
    /// What such bytes say, if the whole head is there.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, body) = halves(bytes)?;
        let head = std::str::from_utf8(head).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        Some(Self {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body: String::from_utf8_lossy(body).into_owned(),
            bytes: body.to_vec(),
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of the cookie that came with it; empty when it was cleared.
    pub fn cookie(&self) -> Option<&str> {
        let set = self.header("set-cookie")?;
        let (_, value) = set.split(';').next()?.split_once('=')?;
        Some(value)
    }
}

/// A form's field as it is sent, decoded.
pub fn field(request: &Request, name: &str) -> Option<String> {
    let body = std::str::from_utf8(&request.body).ok()?;
    let pairs = url::form_urlencoded::parse(body.as_bytes());
    let mut mine = pairs.filter(|(known, _)| known == name);
    mine.next().map(|(_, value)| value.into_owned())
}

/// Head and body of an answer.
fn halves(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    const END: &[u8] = b"\r\n\r\n";
    let at = bytes.windows(END.len()).position(|part| part == END)?;
    Some((&bytes[..at], &bytes[at + END.len()..]))
}

/// Whether as much has come as the answer says it is long.
fn is_whole(bytes: &[u8]) -> bool {
    let Some((head, body)) = halves(bytes) else {
        return false;
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().unwrap())
    });
    length.is_some_and(|length: usize| body.len() >= length)
}

fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(byte.into()),
            _ => write!(out, "%{byte:02X}").unwrap(),
        }
    }
    out
}
