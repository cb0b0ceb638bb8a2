//! Asking the same again and again on one open connection, sixteen requests at a time.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// So many requests are sent before their answers are read: the client costs little then.
const AT_A_TIME: usize = 16;

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

/// Processor time in microseconds: of this thread, of all threads.
fn clocks() -> [f64; 2] {
    [ClockId::ThreadCPUTime, ClockId::ProcessCPUTime].map(|clock| {
        let time = clock_gettime(clock);
        time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
    })
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

    /// So many requests; every answer must be as long as the first.
    pub fn takes_a_turn(&self, address: SocketAddr, requests: usize) -> Turn {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(self.text.as_bytes()).unwrap();
        let mut buffer = vec![0; 1 << 20];
        let mut length = 0;
        let whole = loop {
            length += stream.read(&mut buffer[length..]).unwrap();
            if let Some(whole) = whole(&buffer[..length]) {
                break whole;
            }
        };
        let many = self.text.repeat(AT_A_TIME);
        let batches = requests / AT_A_TIME;
        let (began, [mine, all]) = (Instant::now(), clocks());
        for _ in 0..batches {
            stream.write_all(many.as_bytes()).unwrap();
            let mut wanted = whole * AT_A_TIME;
            while wanted > 0 {
                let part = wanted.min(buffer.len());
                let read = stream.read(&mut buffer[..part]).unwrap();
                assert!(read > 0, "the server hung up");
                wanted -= read;
            }
        }
        let ([mine_now, all_now], took) = (clocks(), began.elapsed());
        let requests = (batches * AT_A_TIME) as f64;
        Turn {
            a_second: requests / took.as_secs_f64(),
            processor: ((all_now - all) - (mine_now - mine)) / requests,
        }
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
