//! He asks every data address in every way that HTTP has, in the hope that some parameter, header,
//! method, encoding or condition brings another copy, with other noise. Where noise is made per
//! request, and only seeded by its query so that nobody notices, he gets as many as he likes.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

use super::asking::{Answers, Ask, Reply, Site, addresses};
use super::{Bits, size};
use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp};

on_both_databases!(no_parameter_changes_a_byte);

const METHODS: [&str; 9] = [
    "GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE", "DRAW",
];
const NAMES: [&str; 14] = [
    "seed",
    "noise",
    "nocache",
    "_",
    "round",
    "precision",
    "format",
    "lang",
    "table",
    "cohort",
    "$filter",
    "$top",
    "callback",
    "epsilon",
];
const VALUES: [&str; 9] = [
    "",
    "0",
    "1",
    "-1",
    "none",
    "exact",
    "true",
    "%00",
    "..%2f..%2fmeta",
];
const HEADERS: [(&str, &str); 22] = [
    ("Accept", "application/json"),
    ("Accept", "text/html;q=0.1, */*"),
    ("Accept-Language", "nl"),
    ("Accept-Language", "ar, en;q=0.2"),
    ("Accept-Charset", "utf-16"),
    ("Accept-Encoding", "gzip"),
    ("Accept-Encoding", "br"),
    ("Accept-Encoding", "identity;q=0, *"),
    ("If-None-Match", "*"),
    ("If-None-Match", "\"other\""),
    ("If-Modified-Since", "Mon, 01 Jan 2035 00:00:00 GMT"),
    ("If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"),
    ("Range", "bytes=0-99"),
    ("Range", "bytes=-1"),
    ("Cache-Control", "no-cache, no-store, max-age=0"),
    ("Pragma", "no-cache"),
    ("Cookie", "visit=other; noise=off"),
    ("Origin", "https://elsewhere.example"),
    ("X-Forwarded-For", "192.0.2.7"),
    ("X-Forwarded-Host", "elsewhere.example"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Authorization", "Bearer board"),
];
const ENDS: [&str; 8] = ["", "", "", "", "", "/", ";v=2", "%20"];

impl Ask {
    /// One of very many ways to ask for this address.
    fn somehow(bits: &mut Bits, address: &str, tag: Option<&str>) -> Self {
        let mut pick = |all: usize| bits.below(all);
        let mut path = format!("{address}{}", ENDS[pick(ENDS.len())]);
        for number in 0..pick(4) {
            let mark = if number == 0 { '?' } else { '&' };
            let (name, value) = (NAMES[pick(NAMES.len())], VALUES[pick(VALUES.len())]);
            path.push_str(&format!("{mark}{name}={value}{}", pick(1_000)));
        }
        let mut headers: Vec<_> = (0..pick(4))
            .map(|_| HEADERS[pick(HEADERS.len())])
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        if let (0, Some(tag)) = (pick(4), tag) {
            headers.push(("If-None-Match", tag.to_owned()));
        }
        Self {
            method: METHODS[pick(METHODS.len())],
            path,
            headers,
        }
    }
}

/// Broken: every number of a table gets a little more noise, seeded by what is asked, so that the
/// same address looks steady.
struct NoiseByQuery(Site);

impl Answers for NoiseByQuery {
    fn answers(&self, ask: &Ask) -> Reply {
        let mut reply = self.0.answers(ask);
        if reply.status != 200 || !ask.path.contains(".csv") {
            return reply;
        }
        let Some((_, query)) = ask.path.split_once('?') else {
            return reply;
        };
        let mut hasher = DefaultHasher::new();
        query.hash(&mut hasher);
        let noise = i64::try_from(hasher.finish() % 9).unwrap() - 4;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let moved = text.lines().map(|line| match line.rsplit_once(',') {
            Some((start, last)) => match last.parse::<i64>() {
                Ok(number) => format!("{start},{}\n", number + noise),
                Err(_) => format!("{line}\n"),
            },
            None => format!("{line}\n"),
        });
        reply.body = moved.collect::<String>().into_bytes();
        reply
    }
}

fn unpacked(reply: &Reply) -> Option<Vec<u8>> {
    match reply.header("content-encoding") {
        None | Some("identity") => Some(reply.body.clone()),
        Some("gzip") => {
            let mut body = Vec::new();
            let mut packed = flate2::read::GzDecoder::new(reply.body.as_slice());
            // What does not unpack is another body than the plain one, and so a win.
            let whole = packed.read_to_end(&mut body).is_ok();
            Some(if whole { body } else { reply.body.clone() })
        }
        // Held against the first copy that came so packed.
        Some(_) => None,
    }
}

/// What is found where a redirect leads, or the copy itself.
fn leads_to(site: &dyn Answers, reply: &Reply) -> Vec<u8> {
    match reply.header("location") {
        Some(there) => site.gets(&there[there.find("/data/").unwrap_or(0)..]).body,
        None => reply.body.clone(),
    }
}

/// What differs from the plain copy although it is the same address: each a win.
struct Collected {
    plain: BTreeMap<String, Reply>,
    packed: BTreeMap<(String, String), Vec<u8>>,
    others: Vec<String>,
}

impl Collected {
    fn looks_at(&mut self, site: &dyn Answers, address: &str, ask: &Ask, reply: &Reply) {
        let plain = &self.plain[address];
        let same = match reply.status {
            200 if ask.method == "HEAD" || ask.method == "OPTIONS" => reply.body.is_empty(),
            200 => match unpacked(reply) {
                Some(body) => body == plain.body,
                None => {
                    let how = reply.header("content-encoding").unwrap().to_owned();
                    let first = self.packed.entry((address.to_owned(), how));
                    *first.or_insert_with(|| reply.body.clone()) == reply.body
                }
            },
            206 => {
                let part = reply.body.as_slice();
                !part.is_empty() && plain.body.windows(part.len()).any(|of| of == part)
            }
            204 | 304 => reply.body.is_empty(),
            301 | 302 | 307 | 308 => leads_to(site, reply) == leads_to(site, plain),
            // A refusal says the same whatever is kept; none is a fault of the server.
            status => (400..500).contains(&status),
        };
        if !same {
            self.others.push(format!("{} for {ask:?}", reply.status));
        }
    }
}

/// Asks so often, at one address after the other, in another way each time; what he got besides.
fn collects(site: &dyn Answers, times: usize) -> Vec<String> {
    let mut bits = Bits::of("ways to ask");
    let addresses = addresses(site);
    let plain = addresses.iter().map(|path| (path.clone(), site.gets(path)));
    let mut collected = Collected {
        plain: plain.collect(),
        packed: BTreeMap::new(),
        others: Vec::new(),
    };
    for address in addresses.iter().cycle().take(times) {
        let tag = collected.plain[address].header("etag").map(str::to_owned);
        let ask = Ask::somehow(&mut bits, address, tag.as_deref());
        let reply = site.answers(&ask);
        collected.looks_at(site, address, &ask, &reply);
    }
    for (address, plain) in &collected.plain {
        assert_eq!(site.gets(address).body, plain.body, "{address} stayed");
    }
    collected.others
}

fn no_parameter_changes_a_byte(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 30);
    Board(&register).counts();
    let broken = NoiseByQuery(Site::of(&register));
    let others = collects(&broken, size(600, 6_000));
    assert!(!others.is_empty(), "on the broken one he wins");
    drop(broken);
    let others = collects(&Site::of(&register), size(2_400, 100_000));
    assert_eq!(others, Vec::<String>::new());
    register.is_sound();
}
