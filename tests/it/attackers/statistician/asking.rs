//! Asking the register's own server, to the byte, and the list of all data addresses.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use enkel::web::Options;

use crate::app::{Served, TestApp};

/// Addresses besides those that `/data/releases.json` names; what answers 404 here is left out.
/// Add new ones to this list. OData is not among them: there a query selects, and may change bytes.
const BESIDES: [&str; 10] = [
    "/data/releases.json",
    "/data/minisign.pub",
    "/data/latest/figures.csv",
    "/data/latest/flows.csv",
    "/data/series.csv",
    "/data/codes/nl.csv",
    "/data/codes/en.csv",
    "/data/feed.atom",
    "/openapi.json",
    "/robots.txt",
];

/// One request; the host is the register's.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Ask {
    pub fn get(path: &str) -> Self {
        Self {
            method: "GET",
            path: path.to_owned(),
            headers: Vec::new(),
        }
    }
}

/// One answer, to the byte.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A register that answers, or something careless in front of it.
pub trait Answers {
    fn answers(&self, ask: &Ask) -> Reply;

    fn gets(&self, path: &str) -> Reply {
        self.answers(&Ask::get(path))
    }
}

/// Ours: the real server.
pub struct Site {
    served: Served,
    host: String,
}

impl Site {
    pub fn of(register: &TestApp) -> Self {
        let options = Options::at(SocketAddr::from(([127, 0, 0, 1], 0)));
        Self {
            served: Served::new(register.app.clone(), options),
            host: register.settings.register.base_url.authority().to_owned(),
        }
    }
}

impl Answers for Site {
    fn answers(&self, ask: &Ask) -> Reply {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\n",
            ask.method, ask.path, self.host
        );
        for (name, value) in &ask.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if ask.method == "POST" {
            head.push_str("Content-Length: 0\r\n");
        }
        head.push_str("Connection: close\r\n\r\n");
        let mut stream = TcpStream::connect(self.served.address).unwrap();
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let body = bytes.split_off(end.expect("an answer") + 4);
        let head = String::from_utf8(bytes).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        let reply = Reply {
            status: status.parse().unwrap(),
            headers: headers.collect(),
            body,
        };
        assert_eq!(reply.header("transfer-encoding"), None, "{ask:?}");
        reply
    }
}

/// Every data address there is.
pub fn addresses(site: &dyn Answers) -> Vec<String> {
    let list: serde_json::Value =
        serde_json::from_slice(&site.gets("/data/releases.json").body).unwrap();
    let mut found = BTreeSet::new();
    named(&list, &mut found);
    assert!(!found.is_empty());
    let besides = BESIDES.map(str::to_owned).into_iter();
    found.extend(besides.filter(|path| site.gets(path).status != 404));
    found.into_iter().collect()
}

/// Every address that stands anywhere in the list.
fn named(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => {
            // Some may be written with the site's own name before them.
            if let Some(at) = text
                .find("/data/")
                .filter(|at| *at == 0 || text.starts_with("http"))
            {
                found.insert(text[at..].to_owned());
            }
        }
        serde_json::Value::Array(all) => all.iter().for_each(|one| named(one, found)),
        serde_json::Value::Object(all) => all.values().for_each(|one| named(one, found)),
        _ => {}
    }
}
