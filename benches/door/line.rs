//! A visitor's browser on a connection that stays open, as a proxy keeps it.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One connection to one server.
pub struct Line {
    at: SocketAddr,
    host: String,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// An answer, as far as anybody here looks at it.
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1);
        lines.find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn cookie(&self) -> Option<&str> {
        let (_, value) = self
            .header("set-cookie")?
            .split(';')
            .next()?
            .split_once('=')?;
        Some(value)
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(rest.split('"').next()?.to_owned())
    }
}

impl Line {
    pub fn to(at: SocketAddr, host: &str) -> Self {
        Self {
            at,
            host: host.to_owned(),
            stream: None,
            buffer: Vec::new(),
        }
    }

    pub fn opens(&mut self, path: &str, cookie: &str) -> Answer {
        let text = self.head("GET", path, cookie) + "\r\n";
        self.asks(&text)
    }

    pub fn sends(&mut self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form(fields);
        let mut text = self.head("POST", path, cookie);
        write!(
            text,
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        self.asks(&text)
    }

    fn head(&self, method: &str, path: &str, cookie: &str) -> String {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: bench\r\nAccept: */*\r\n\
             Cookie: visit={cookie}\r\n",
            self.host
        )
    }

    fn asks(&mut self, text: &str) -> Answer {
        let stream = self.stream.get_or_insert_with(|| {
            let stream = TcpStream::connect(self.at).unwrap();
            stream.set_nodelay(true).unwrap();
            let patience = Some(Duration::from_secs(60));
            stream.set_read_timeout(patience).unwrap();
            stream
        });
        stream.write_all(text.as_bytes()).unwrap();
        self.buffer.clear();
        let mut part = [0; 65_536];
        let (end, length) = loop {
            if let Some(whole) = whole(&self.buffer) {
                break whole;
            }
            let read = stream.read(&mut part).unwrap();
            assert!(read > 0, "the server hung up");
            self.buffer.extend_from_slice(&part[..read]);
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        let body = String::from_utf8_lossy(&self.buffer[end..end + length]).into_owned();
        if head.to_ascii_lowercase().contains("\r\nconnection: close") {
            self.stream = None;
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body }
    }
}

/// Where the body begins and how long it is, when it is all there.
fn whole(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let lower = head.to_ascii_lowercase();
    let length = lower
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.map_or(0, |length| length.parse().unwrap());
    (bytes.len() >= end + length).then_some((end, length))
}

fn form(fields: &[(&str, &str)]) -> String {
    let mut written = url::form_urlencoded::Serializer::new(String::new());
    written.extend_pairs(fields);
    written.finish()
}
