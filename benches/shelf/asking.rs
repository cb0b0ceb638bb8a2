//! Asking the same again and again on a few open connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// Enough to keep both workers busy.
const CONNECTIONS: usize = 8;

/// An answer to be like.
pub struct Example {
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// One question.
pub struct Asked {
    text: String,
}

/// How one turn went.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Requests a second.
    pub a_second: f64,
    /// Microseconds of processor time for one request, the server's threads alone.
    pub processor: f64,
}

impl Turn {
    pub fn medians(turns: Vec<Self>) -> Self {
        let median = |of: fn(&Self) -> f64| {
            let mut all: Vec<f64> = turns.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        Self {
            a_second: median(|turn| turn.a_second),
            processor: median(|turn| turn.processor),
        }
    }
}

/// Processor time in microseconds.
fn clock(which: ClockId) -> f64 {
    let time = clock_gettime(which);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

impl Asked {
    pub fn new(host: &str, path: &str, encoding: &str) -> Self {
        Self {
            text: format!(
                "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\n\
                 User-Agent: bench\r\nAccept: */*\r\n\r\n"
            ),
        }
    }

    pub fn answer(&self, address: SocketAddr) -> Example {
        // The first is made, the second comes from the shelf.
        self.one(address);
        self.one(address)
    }

    fn one(&self, address: SocketAddr) -> Example {
        let text = self
            .text
            .replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        assert!(lines.next().unwrap().contains("200"), "{head}");
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        });
        Example {
            headers: headers.collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// So many requests over a few connections; every answer must be as long as the first.
    pub fn takes_a_turn(&self, address: SocketAddr, requests: usize) -> Turn {
        let each = requests / CONNECTIONS;
        let (began, before) = (Instant::now(), clock(ClockId::ProcessCPUTime));
        let clients: f64 = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..CONNECTIONS)
                .map(|_| scope.spawn(|| self.asks(address, each)))
                .collect();
            asking.into_iter().map(|one| one.join().unwrap()).sum()
        });
        let (after, took) = (clock(ClockId::ProcessCPUTime), began.elapsed());
        let requests = (each * CONNECTIONS) as f64;
        Turn {
            a_second: requests / took.as_secs_f64(),
            processor: (after - before - clients) / requests,
        }
    }

    /// The processor time that asking took by itself. One request at a time: several in one go
    /// would measure how long the network waits for acknowledgements.
    fn asks(&self, address: SocketAddr, requests: usize) -> f64 {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut buffer = vec![0; 1 << 20];
        let mut first = None;
        for _ in 0..requests {
            stream.write_all(self.text.as_bytes()).unwrap();
            let mut length = 0;
            while first.is_none_or(|whole| length < whole) {
                let read = stream.read(&mut buffer[length..]).unwrap();
                assert!(read > 0, "the server hung up");
                length += read;
                first = first.or_else(|| whole(&buffer[..length]));
            }
            assert_eq!(Some(length), first);
        }
        clock(ClockId::ThreadCPUTime)
    }
}

/// The length of the answer when it is all there.
fn whole(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end])
        .unwrap()
        .to_ascii_lowercase();
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: "))?;
    let length: usize = length.parse().unwrap();
    (bytes.len() >= end + length).then_some(end + length)
}
