//! Somebody with a mailbox who comes through the door of a server that is another process, and
//! remembers on which connection each answer came: where that answer left is in the trace.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use enkel::app::HostClock;
use enkel::domain::clock::{Clock, Timestamp};
use enkel::domain::code::Code;

use crate::web::http::Request;
use crate::web::page::Page;

/// What somebody did and was told of.
pub enum What {
    Asked,
    /// With this code, of a letter that was asked for then.
    Opened(String, Timestamp),
    /// About this nationality.
    Declared(&'static str),
    Withdrew,
}

/// A deed, and on which connection its answer came.
pub struct Deed {
    pub what: What,
    pub port: u16,
}

/// The site as people find it.
pub struct Site {
    pub address: SocketAddr,
    pub host: String,
    pub mail: PathBuf,
    /// No two answers come on one port, so that the trace is clear about them.
    pub ports: Mutex<HashSet<u16>>,
}

pub struct Person {
    pub address: String,
    pub deeds: Vec<Deed>,
    letters: HashSet<PathBuf>,
    cookie: String,
    page: Page,
}

impl Person {
    pub fn new(number: usize) -> Self {
        Self {
            // Each of a domain of its own: no small domain's limit is met.
            address: format!("bewoner{number}@straat{number}.example"),
            deeds: Vec::new(),
            letters: HashSet::new(),
            cookie: String::new(),
            page: Page::default(),
        }
    }

    /// Through the door; whoever mistypes the code first gets in all the same.
    pub fn comes_in(&mut self, site: &Site, mistypes: bool) {
        self.cookie.clear();
        self.page = Page::default();
        self.asks(site, Request::get("/nl/start"));
        let asked = HostClock.now();
        let address = self.address.clone();
        let port = self.sends(site, "start", &[("address", &address)]);
        self.did(What::Asked, port);
        let code = self.reads_the_mail(site);
        if mistypes {
            let wrong = if code == "12345678" {
                "87654321"
            } else {
                "12345678"
            };
            self.sends(site, "code", &[("code", wrong)]);
        }
        let port = self.sends(site, "code", &[("code", &code)]);
        self.did(What::Opened(code, asked), port);
    }

    pub fn declares(&mut self, site: &Site, nationality: &'static str) {
        let next = ("action", "next");
        self.sends(site, "choose", &[("action", "form")]);
        self.sends(site, "form/1", &[("adult_dutch", "yes"), next]);
        self.sends(site, "form/2", &[("nat1", nationality), next]);
        self.sends(site, "form/3", &[("more", "no"), next]);
        let ticks = [("declare", "yes"), ("consent_keep", "yes"), next];
        let port = self.sends(site, "form/9", &ticks);
        assert!(self.page.token().is_none(), "{}", self.page.words());
        self.did(What::Declared(nationality), port);
    }

    pub fn withdraws(&mut self, site: &Site) {
        let port = self.sends(site, "kept", &[("action", "remove")]);
        assert_eq!(self.page.status, 200, "{}", self.page.words());
        self.did(What::Withdrew, port);
    }

    fn did(&mut self, what: What, port: u16) {
        self.deeds.push(Deed { what, port });
    }

    /// Sends a form of the page it shows and follows where that leads; the port is that of the
    /// first answer.
    fn sends(&mut self, site: &Site, path: &str, fields: &[(&str, &str)]) -> u16 {
        let token = self.page.token().expect("a form");
        let versions = self.page.value("versions");
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        self.asks(site, Request::form(&format!("/nl/{path}"), &all))
    }

    fn asks(&mut self, site: &Site, request: Request) -> u16 {
        let (stream, port) = site.reached();
        let cookie = format!("visit={}", self.cookie);
        let request = request.at_host(&site.host).with("Cookie", &cookie);
        let answer = spoken(stream, &request);
        let (head, html) = answer.split_once("\r\n\r\n").expect("an answer");
        let header = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| value.to_owned())
        };
        if let Some(set) = header("set-cookie") {
            let value = set.split(';').next().unwrap().split_once('=').unwrap().1;
            value.clone_into(&mut self.cookie);
        }
        self.page = Page {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            html: html.to_owned(),
        };
        match header("location") {
            Some(next) => {
                self.asks(site, Request::get(&next));
            }
            None => assert!(self.page.status < 500, "{}", self.page.words()),
        }
        port
    }

    /// The code in the next letter.
    fn reads_the_mail(&mut self, site: &Site) -> String {
        let begun = Instant::now();
        loop {
            if let Some(code) = self.opens_a_new_letter(site) {
                return code;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "no letter came");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn opens_a_new_letter(&mut self, site: &Site) -> Option<String> {
        for entry in std::fs::read_dir(&site.mail).ok()? {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "eml") || self.letters.contains(&path) {
                continue;
            }
            let letter = std::fs::read_to_string(&path).unwrap();
            self.letters.insert(path);
            if letter.contains(&self.address) {
                return Some(code_in(&letter));
            }
        }
        None
    }
}

/// The only line of a letter that is all digits and spaces.
fn code_in(letter: &str) -> String {
    let is_code = |line: &&str| line.len() > 8 && Code::parse(line).is_some();
    let line = letter.lines().map(str::trim).find(is_code);
    line.expect("a code in the letter").replace(' ', "")
}

impl Site {
    fn reached(&self) -> (TcpStream, u16) {
        loop {
            let stream = TcpStream::connect(self.address).unwrap();
            let port = stream.local_addr().unwrap().port();
            if self.ports.lock().unwrap().insert(port) {
                return (stream, port);
            }
        }
    }
}

fn spoken(mut stream: TcpStream, request: &Request) -> String {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
    for (name, value) in &request.headers {
        text += &format!("{name}: {value}\r\n");
    }
    if request.method == "POST" {
        text += &format!("Content-Length: {}\r\n", request.body.len());
    }
    text += "Connection: close\r\n\r\n";
    let limit = Some(Duration::from_secs(60));
    stream.set_read_timeout(limit).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream.write_all(&request.body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
