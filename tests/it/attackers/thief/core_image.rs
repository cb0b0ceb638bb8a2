//! A core image of the program as it is run, a minute after people came through real HTTP: what of
//! them still lies in its memory. It is counted and written down, never judged: the language
//! promises no more (`docs/threats.md`, what remains). In the long run alone.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use crate::attackers::size;
use crate::thief_finds_nothing::search::Search;
use crate::web::http::{Answer, Request};

const MARKER: &str = "|---|---|---|---|---|---|\n";
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/long-runs.md");

/// The program at work in a folder of its own, until dropped.
struct Program {
    home: tempfile::TempDir,
    at: SocketAddr,
    child: Child,
}

impl Program {
    fn starts() -> Self {
        let home = tempfile::tempdir().unwrap();
        let program = env!("CARGO_BIN_EXE_enkel");
        let init = Command::new(program)
            .args(["init", "--dir", "r", "--yes"])
            .current_dir(home.path())
            .env_clear()
            .output()
            .unwrap();
        assert!(init.status.success(), "{init:?}");
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let at = free.local_addr().unwrap();
        drop(free);
        let child = Command::new(program)
            .args(["serve", "--config", "r/enkel.toml"])
            .current_dir(home.path())
            .env_clear()
            .env("ENKEL_WEB_LISTEN", at.to_string())
            .env("ENKEL_REGISTER_BASE_URL", format!("http://{at}"))
            .env("ENKEL_WEB_CODE_REQUESTS_PER_PREFIX_PER_HOUR", "100000")
            .env("ENKEL_WEB_CODE_REQUESTS_PER_MINUTE", "100000")
            .env("ENKEL_WEB_POSTS_PER_PREFIX_PER_MINUTE", "100000")
            .spawn()
            .unwrap();
        while TcpStream::connect(at).is_err() {
            std::thread::sleep(Duration::from_millis(100));
        }
        Self { home, at, child }
    }

    /// The eight digits of the letter to this address, when it has come.
    fn letter(&self, address: &str) -> String {
        for _ in 0..200 {
            let folder = self.home.path().join("r/mail");
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let text = std::fs::read_to_string(entry.unwrap().path()).unwrap_or_default();
                if text.contains(address)
                    && let Some(code) = code_in(&text)
                {
                    return code;
                }
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("no letter came");
    }

    /// The image; what was said where the system refuses.
    fn core(&self) -> Result<Vec<u8>, String> {
        let target = self.home.path().join("image");
        let said = Command::new("gcore")
            .arg("-o")
            .arg(&target)
            .arg(self.child.id().to_string())
            .output()
            .map_err(|error| error.to_string())?;
        let file = target.with_extension(self.child.id().to_string());
        std::fs::read(file).map_err(|_| String::from_utf8_lossy(&said.stderr).into_owned())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn code_in(text: &str) -> Option<String> {
    let mut lines = text.lines().map(|line| line.trim().replace(' ', ""));
    lines.find(|line| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit()))
}

struct Person {
    at: SocketAddr,
    cookie: String,
    page: String,
}

impl Person {
    fn asks(&mut self, request: Request) -> Answer {
        let cookie = format!("visit={}", self.cookie);
        let host = self.at.to_string();
        let answer = request
            .at_host(&host)
            .with("Cookie", &cookie)
            .sent_to(self.at);
        if let Some(value) = answer.cookie() {
            value.clone_into(&mut self.cookie);
        }
        answer
    }

    fn opens(&mut self, path: &str) {
        let answer = self.asks(Request::get(path));
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        self.page = answer.body;
    }

    fn sends(&mut self, path: &str, fields: &[(&str, &str)]) {
        let (token, versions) = (self.hidden("token").unwrap(), self.hidden("versions"));
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        let answer = self.asks(Request::form(&format!("/nl/{path}"), &all));
        match answer.header("location").map(str::to_owned) {
            Some(next) => self.opens(&next),
            None => {
                assert_eq!(answer.status, 200, "{path}: {}", answer.body);
                self.page = answer.body;
            }
        }
    }

    fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.page.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(rest.split('"').next()?.to_owned())
    }
}

fn come(program: &Program, many: usize, search: &mut Search) {
    let mut people: Vec<(String, Person)> = (0..many)
        .map(|number| {
            let mut person = Person {
                at: program.at,
                cookie: String::new(),
                page: String::new(),
            };
            person.opens("/nl/start");
            (format!("beeld{number}@geheugen{number}.example"), person)
        })
        .collect();
    // Nobody types an address in no time at all.
    std::thread::sleep(Duration::from_secs(3));
    for (address, person) in &mut people {
        person.sends("start", &[("address", address.as_str())]);
        let code = program.letter(address);
        person.sends("code", &[("code", &code)]);
        person.sends("choose", &[("action", "form")]);
        person.sends("form/1", &[("adult_dutch", "yes"), ("action", "next")]);
        person.sends("form/2", &[("nat1", "ER"), ("action", "next")]);
        person.sends("form/3", &[("more", "no"), ("action", "next")]);
        let ticks = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("action", "next"),
        ];
        person.sends("form/9", &ticks);
        search.text(address);
        search.code(&code);
    }
    search.text("&nat1=ER");
}

#[test]
fn what_lies_in_a_core_image_is_written_down() {
    let many = size(0, 50);
    if many == 0 {
        return;
    }
    let program = Program::starts();
    let mut search = Search::new();
    come(&program, many, &mut search);
    std::thread::sleep(Duration::from_secs(60));
    let row = match program.core() {
        Ok(image) => {
            let found = search.finds(&image);
            let count = |is: &dyn Fn(&str) -> bool| found.iter().filter(|what| is(what)).count();
            let codes = count(&|what| what.starts_with("code "));
            let answers = count(&|what| what.contains("nat1"));
            let addresses = found.len() - codes - answers;
            let mib = image.len() / 1_048_576;
            format!("{many} | {mib} MiB | {addresses} | {codes} | {answers}")
        }
        Err(why) => format!("{many} | none: {} | | |", why.lines().last().unwrap_or("?")),
    };
    note(&row);
}

/// Adds the row under the table of images.
fn note(row: &str) {
    let today = Command::new("date").args(["-u", "+%F"]).output().unwrap();
    let today = String::from_utf8(today.stdout).unwrap();
    let page = std::fs::read_to_string(Path::new(PAGE)).unwrap();
    assert!(page.contains(MARKER), "the table of images");
    let with = format!("{MARKER}| {} | {row} |\n", today.trim());
    std::fs::write(PAGE, page.replacen(MARKER, &with, 1)).unwrap();
}
