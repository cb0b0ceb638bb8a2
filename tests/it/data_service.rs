//! Programs that read figures: CBS's client, a feed parser and a fuzzer, each unmodified, on a
//! register that really counted; and whoever plays with parameters, to whom no byte changes.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;

use enkel::domain::release::{Figure, Period};
use enkel::flows::publish::correct::correct;
use enkel::flows::publish::{csv, read};
use enkel::web::Options;
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, Served, TestApp, Visitor};

on_both_databases!(
    cbsodata_reads_the_figures_as_published,
    a_feed_parser_reads_the_news,
    no_parameter_changes_a_byte,
    questions_that_make_no_sense_are_told_why,
    what_is_described_is_what_there_is,
    another_host_publishes,
    reading_on_gives_what_reading_all_gives,
);

mod described;

/// A register at a port that its address names, as real clients need it.
struct Open {
    register: TestApp,
    served: Served,
    base: String,
}

impl Open {
    /// With so many quarters counted.
    fn after(on: Backend, quarters: usize) -> Self {
        let bound = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let listen = bound.local_addr().unwrap();
        drop(bound);
        let base = format!("http://{listen}");
        let register = TestApp::with(on, &[("register.base_url", &base)]);
        let mut crowd = Crowd::of(&register.app, 150);
        for quarter in 0..quarters {
            register.next_quarter();
            Board(&register).counts();
            let more = 150 + quarter * 10;
            for number in more..more + 10 {
                crowd.declares(&register.app, number, crate::app::varied(number));
            }
        }
        register.jobs_run();
        let options = Options::at(listen);
        Self {
            served: Served::new(register.app.clone(), options),
            register,
            base,
        }
    }

    fn asks(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Raw {
        Raw::of(self.served.address, method, path, headers)
    }

    fn gets(&self, path: &str) -> Raw {
        self.asks("GET", path, &[])
    }

    /// Every file that `releases.json` lists, with what lies in the register.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let list: Value = serde_json::from_slice(&self.gets("/data/releases.json").body).unwrap();
        let releases = list["releases"].as_array().unwrap().iter();
        let files = releases.flat_map(|release| release["files"].as_array().unwrap().clone());
        files
            .map(|file| {
                let path = file.as_str().unwrap().to_owned();
                let (id, name) = path.trim_start_matches("/data/").split_once('/').unwrap();
                let stored = Visitor(&self.register).downloads(id, name);
                (path, stored)
            })
            .collect()
    }
}

/// An answer whose body need not be text.
struct Raw {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Raw {
    fn of(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut asked = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n");
        for (name, value) in headers {
            asked.push_str(&format!("{name}: {value}\r\n"));
        }
        asked.push_str("Connection: close\r\n\r\n");
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(asked.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("an answer");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines();
        lines.find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    fn decoded(&self) -> Vec<u8> {
        if self.header("content-encoding") != Some("gzip") {
            return self.body.clone();
        }
        let mut plain = Vec::new();
        GzDecoder::new(&self.body[..])
            .read_to_end(&mut plain)
            .unwrap();
        plain
    }

    fn sentence(&self) -> String {
        let told: Value = serde_json::from_slice(&self.body).unwrap();
        let said = &told["odata.error"]["message"]["value"];
        said.as_str().unwrap().to_owned()
    }
}

const PYTHON: &str = "this test needs Python with cbsodata and feedparser: `./test pg-shell` has it, \
    and says so in ENKEL_TEST_PYTHON";

fn python(script: &str, arguments: &[&str]) -> Value {
    let python = std::env::var_os("ENKEL_TEST_PYTHON");
    assert!(
        python.is_some() || std::env::var_os("CI").is_none(),
        "{PYTHON}"
    );
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/");
    let ran = Command::new(python.unwrap_or_else(|| OsString::from("python3")))
        .arg(format!("{folder}{script}"))
        .args(arguments)
        .output()
        .expect(PYTHON);
    let complaint = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{PYTHON}\n{complaint}");
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn cbsodata_reads_the_figures_as_published(on: Backend) {
    let open = Open::after(on, 6);
    let address = open.base.trim_start_matches("http://");
    let read = python("with_cbsodata.py", &[address]);
    let ids: Vec<&str> = strings(&read["tables"]);
    assert_eq!(ids.len(), 10, "{ids:?}");
    assert_eq!(read["one_table"], serde_json::json!(["province"]));
    let quarters: Vec<String> = Visitor(&open.register)
        .sees_releases()
        .into_iter()
        .filter(|id| id.contains("-Q"))
        .collect();
    assert_eq!(quarters.len(), 6);
    let mut tables: Vec<String> = Vec::new();
    let mut cells = 0;
    for quarter in &quarters {
        let figures = Visitor(&open.register).reads_release(quarter);
        for table in &figures.tables {
            tables.push(table.name.to_owned());
            let rows = &read["figures"][table.name][quarter.replace("-Q", "KW0")];
            for (codes, figure) in &table.cells {
                let shown = match figure {
                    Figure::Shown { count, margin_95 } => {
                        serde_json::json!([count, margin_95])
                    }
                    Figure::Hidden => serde_json::json!([null, null]),
                };
                assert_eq!(rows[codes.join("|")], shown, "{quarter} {codes:?}");
                cells += 1;
            }
            assert_eq!(rows.as_object().unwrap().len(), table.cells.len());
        }
    }
    assert!(cells > 6 * 300, "{cells}");
    tables.sort();
    tables.dedup();
    let mut listed: Vec<&str> = ids.iter().copied().filter(|id| *id != "number").collect();
    listed.sort_unstable();
    assert_eq!(tables, listed);
    let weeks = read["figures"]["number"].as_object().unwrap();
    assert_eq!(weeks.len(), Visitor(&open.register).sees_releases().len());
    assert!(read["caveat"].as_str().unwrap().contains("ruis"));
    assert_eq!(read["label"], "Utrecht");
    assert!(read["untyped_are_texts"].as_bool().unwrap());
    assert_eq!(read["selected"], serde_json::json!(["Count_1", "Periods"]));
    assert!(
        read["parts"].as_u64().unwrap() > 1_000,
        "more than one part"
    );
}

fn strings(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one.as_str().unwrap()).collect()
}

fn a_feed_parser_reads_the_news(on: Backend) {
    let open = Open::after(on, 2);
    let read = python(
        "with_feedparser.py",
        &[&format!("{}/data/feed.atom", open.base)],
    );
    assert_eq!(read["bozo"], false, "{read}");
    assert_eq!(read["version"], "atom10");
    let entries = read["entries"].as_array().unwrap();
    let mut seen = Visitor(&open.register).sees_releases();
    seen.reverse();
    let told: Vec<&str> = entries
        .iter()
        .map(|entry| {
            assert!(
                entry["summary"]
                    .as_str()
                    .unwrap()
                    .contains("deliberate noise")
            );
            assert!(entry["link"].as_str().unwrap().starts_with(&open.base));
            let id = entry["id"].as_str().unwrap();
            assert!(id.starts_with("tag:127.0.0.1,2026:release/"), "{id}");
            id.rsplit_once('/').unwrap().1
        })
        .collect();
    assert_eq!(told, seen);
}

fn no_parameter_changes_a_byte(on: Backend) {
    let open = Open::after(on, 2);
    let files = open.files();
    assert!(files.len() > 40);
    let newest = files.iter().filter(|(path, _)| path.contains("-Q"));
    for (path, stored) in newest.chain(files.iter().take(5)) {
        let plain = open.gets(path);
        assert_eq!((plain.status, &plain.body), (200, stored), "{path}");
        for query in [
            "",
            "?",
            "?x",
            "?table=total",
            "?seed=1&seed=2",
            "?%00",
            "?round=1&epsilon=100",
            "?$filter=count gt 1".replace(' ', "%20").as_str(),
            "?release=2026-W01",
            "?;&&==",
        ] {
            for headers in [
                &[][..],
                &[("Accept-Encoding", "gzip")],
                &[("Accept-Encoding", "br;q=1, gzip;q=0.1")],
                &[
                    ("Accept", "application/x-nothing"),
                    ("Accept-Language", "tlh"),
                ],
                &[("Range", "bytes=0-3")],
                &[
                    ("Cookie", "visit=x"),
                    ("Origin", "https://elsewhere.example"),
                ],
                &[("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT")],
            ] {
                let answer = open.asks("GET", &format!("{path}{query}"), headers);
                assert_eq!(answer.status, 200, "{path}{query} {headers:?}");
                assert!(answer.decoded() == *stored, "{path}{query} {headers:?}");
                let length = answer.header("content-length").unwrap().parse().ok();
                assert_eq!(length, Some(answer.body.len()));
                assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            }
        }
        known_tags_are_not_sent_again(&open, path, stored);
    }
    let (path, _) = &files[0];
    let preflight = open.asks("OPTIONS", path, &[("Origin", "https://a.example")]);
    assert_eq!((preflight.status, preflight.body.len()), (204, 0));
    assert!(preflight.header("access-control-allow-methods").is_some());
}

fn known_tags_are_not_sent_again(open: &Open, path: &str, stored: &[u8]) {
    let head = open.asks("HEAD", path, &[]);
    assert!(head.status == 200 && head.body.is_empty());
    assert_eq!(
        head.header("content-length").unwrap(),
        stored.len().to_string()
    );
    let tag = head.header("etag").unwrap();
    let list = format!("\"x\", W/{tag}");
    for known in [tag, "*", &list] {
        let answer = open.asks("GET", path, &[("If-None-Match", known)]);
        assert_eq!((answer.status, answer.body.len()), (304, 0), "{known}");
    }
    let gzip = [("Accept-Encoding", "gzip")];
    let squeezed = open.asks("GET", path, &gzip);
    assert!(squeezed.header("vary").unwrap().contains("accept-encoding"));
    if squeezed.header("content-encoding").is_some() {
        assert!(squeezed.header("etag") != Some(tag) && squeezed.body.len() < stored.len());
    }
}

fn questions_that_make_no_sense_are_told_why(on: Backend) {
    let open = Open::after(on, 1);
    let feed = "/ODataFeed/odata";
    for question in [
        "$filter=Nothing%20eq%201",
        "$filter=Count_1%20is%201",
        "$filter=",
        "$select=Nothing",
        "$top=-1",
        "$skip=x",
        "$orderby=ID",
        "$format=xml",
        "$top=1&$top=2",
        "$expand=*",
        "$filter=%FF%FE",
        "$filter=((((((",
    ] {
        let answer = open.gets(&format!("{feed}/province/TypedDataSet?{question}"));
        assert_eq!(answer.status, 400, "{question}");
        assert!(answer.sentence().ends_with('.'), "{question}");
    }
    for nothing in [
        format!("{feed}/nothing"),
        format!("{feed}/nothing/TypedDataSet"),
        format!("{feed}/province/Nationality"),
        format!("{feed}/province/typeddataset"),
    ] {
        let answer = open.gets(&nothing);
        assert_eq!(answer.status, 404, "{nothing}");
        assert!(answer.sentence().ends_with('.'), "{nothing}");
    }
    for nothing in [
        "/data/2026-Q3/nothing.csv",
        "/data/2099-Q1/figures.csv",
        "/data/latest/nothing",
        "/data/codes/xx.csv",
        "/data/2026-Q3-e1/figures.csv",
    ] {
        let english = open.asks("GET", nothing, &[("Accept-Language", "en")]);
        let dutch = open.gets(nothing);
        assert_eq!((english.status, dutch.status), (404, 404), "{nothing}");
        let page = |answer: &Raw| String::from_utf8(answer.body.clone()).unwrap();
        assert!(page(&english).contains("lang=\"en\"") && page(&dutch).contains("lang=\"nl\""));
        assert_eq!(dutch.header("access-control-allow-origin"), Some("*"));
    }
}

fn what_is_described_is_what_there_is(on: Backend) {
    described::is_what_there_is(&Open::after(on, 1));
}

fn another_host_publishes(on: Backend) {
    let open = Open::after(on, 1);
    let before = open.gets("/data/releases.json");
    let page = open.gets("/nl/figures");
    assert!(open.gets("/nl/figures?odd=1").decoded() == page.decoded());
    // What this process publishes is there at once.
    open.register.next_quarter();
    Board(&open.register).counts();
    let after = open.gets("/data/releases.json");
    assert!(after.body != before.body && after.header("etag") != before.header("etag"));
    assert!(open.gets("/nl/figures").body != page.body);
    // What another one does, within a moment.
    let other = open.register.another_host();
    let newest = Visitor(&open.register).sees_releases().pop().unwrap();
    let period = Period::parse(&newest).unwrap();
    correct(&other, period, "A word in a note was wrong.").unwrap();
    let seen = Visitor(&open.register).sees_releases().len();
    let listed = || {
        let list: Value = serde_json::from_slice(&open.gets("/data/releases.json").body).unwrap();
        list["releases"].as_array().unwrap().len()
    };
    for _ in 0..600 {
        if listed() == seen {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("{} of {seen} releases are listed", listed());
}

fn reading_on_gives_what_reading_all_gives(on: Backend) {
    let register = TestApp::on(on);
    let mut crowd = Crowd::of(&register.app, 60);
    let mut held = read::archive(&register.app, None).unwrap().unwrap();
    // Three years and more: cohorts lapse, and old flows are no longer rested on.
    for quarter in 0..15 {
        register.next_quarter();
        let counted = Board(&register).counts();
        if quarter == 5 {
            let reason = "A word in a note was wrong.";
            correct(&register.app, Period::Quarter(counted), reason).unwrap();
        }
        crowd.declares(&register.app, 60 + quarter, crate::app::varied(quarter));
        held = read::archive(&register.app, Some(&held)).unwrap().unwrap();
        assert!(read::archive(&register.app, Some(&held)).unwrap().is_none());
        let all = read::archive(&register.app, None).unwrap().unwrap();
        assert_eq!(format!("{held:?}"), format!("{all:?}"));
    }
    for release in &held.releases {
        let id = release.published.id();
        let figures = csv::figures(&release.figures, &id.to_string(), "").unwrap();
        let published = Visitor(&register).downloads(&id.to_string(), "figures.csv");
        let without_notes = |bytes: &[u8]| -> Vec<String> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let cut = |line: &str| line.splitn(12, ',').take(11).collect::<Vec<_>>().join(",");
            text.lines().map(cut).collect()
        };
        assert_eq!(without_notes(&figures), without_notes(&published), "{id}");
    }
}
