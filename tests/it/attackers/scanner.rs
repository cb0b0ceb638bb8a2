//! The scanner opens every address it finds in mails and pages, with GET and with HEAD, and
//! presses every button, all without the code. Where a letter carries a link that acts when it is
//! opened, he declares, sees and withdraws for its owner; on ours nothing changes and nothing is
//! shown.

use std::collections::BTreeSet;

use enkel::domain::code::Code;
use enkel::domain::visit::Visit;
use enkel::flows::declare::declare;
use enkel::flows::open_door::{Opened, open_door};
use enkel::flows::show_kept::{Shown, show_kept};

use crate::app::{Backend, Citizen, about};
use crate::web::http::{Answer, Request};
use crate::web::page::unescaped;
use crate::web::tables::tables;
use crate::web::{Browser, Site};

on_both_databases!(
    a_link_that_acts_lets_the_scanner_declare_and_look,
    on_ours_the_scanner_changes_and_sees_nothing,
    opening_every_page_changes_nothing_and_shows_nothing,
    head_is_get_without_its_body,
);

const OWNER: &str = "kept@example.org";

/// A machine that reads mails and pages; it keeps cookies as a browser does.
struct Scanner<'a> {
    site: &'a Site,
    cookie: Option<String>,
    seen: BTreeSet<String>,
    /// Everything it was ever answered.
    read: String,
}

impl<'a> Scanner<'a> {
    fn at(site: &'a Site) -> Self {
        Self {
            site,
            cookie: None,
            seen: BTreeSet::new(),
            read: String::new(),
        }
    }

    fn sends(&mut self, request: Request) -> Answer {
        let mut request = request.at_host(self.site.host());
        if let Some(cookie) = &self.cookie {
            request = request.with("Cookie", &format!("visit={cookie}"));
        }
        let answer = self.site.answers(&request);
        assert!(answer.status < 500, "{} {}", request.method, request.path);
        if let Some(cookie) = answer.cookie() {
            self.cookie = Some(cookie.to_owned()).filter(|value| !value.is_empty());
        }
        self.read.push_str(&answer.body);
        answer
    }

    /// Opens all this text leads to, and all that leads to, and presses every button on the way.
    fn follows(&mut self, text: &str) {
        let mut waiting = links(text, self.site.host());
        while let Some(path) = waiting.pop() {
            if !self.seen.insert(path.clone()) {
                continue;
            }
            self.sends(Request::new("HEAD", &path));
            let answer = self.sends(Request::get(&path));
            waiting.extend(answer.header("location").map(str::to_owned));
            waiting.extend(links(&answer.body, self.site.host()));
            for (action, fields) in buttons(&answer.body) {
                let fields: Vec<_> = fields.iter().map(|(n, v)| (&**n, &**v)).collect();
                let pressed = self.sends(Request::form(&action, &fields));
                waiting.extend(pressed.header("location").map(str::to_owned));
                waiting.extend(links(&pressed.body, self.site.host()));
            }
        }
    }
}

/// Every address of this site in a text: links, actions of forms, bare addresses.
fn links(text: &str, host: &str) -> Vec<String> {
    let text = text.replace("</", " ");
    let bare = text.split(|sign: char| sign.is_whitespace() || "\"<>".contains(sign));
    let path = |word: &str| {
        let word = unescaped(word);
        let own = word.split_once(host).map(|(_, path)| path.to_owned());
        let path = own.unwrap_or(word);
        (path.starts_with('/') && path.len() > 1 && !path.starts_with("//")).then_some(path)
    };
    bare.filter_map(path).collect()
}

/// Every button of a page: where its form goes, with what stands in the form, each box ticked
/// and the first choice of each list chosen, but nothing typed.
fn buttons(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    for form in html.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap();
        let Some(action) = value(form.split('>').next().unwrap(), "action") else {
            continue;
        };
        let mut fields: Vec<(String, String)> = Vec::new();
        for tag in form.split('<').filter(|tag| tag.starts_with("input")) {
            let name = value(tag, "name").unwrap_or_default();
            if !name.is_empty() && fields.iter().all(|(known, _)| *known != name) {
                fields.push((name, value(tag, "value").unwrap_or_default()));
            }
        }
        for tag in form.split('<').filter(|tag| tag.starts_with("button")) {
            let mut pressed = fields.clone();
            if let Some(name) = value(tag, "name") {
                pressed.push((name, value(tag, "value").unwrap_or_default()));
            }
            found.push((action.clone(), pressed));
        }
    }
    found
}

fn value(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(unescaped)
}

/// The newest letter, as text and as its simple page.
fn letter(site: &Site) -> String {
    let arrived = site.register.mail.arrived();
    let letter = &arrived.last().expect("a letter came").letter;
    format!("{}\n{}", letter.text, letter.html)
}

/// What careless programs write below the code.
fn with_a_link(site: &Site, letter: &str, deed: &str) -> String {
    let code = Citizen::of(&site.register, OWNER).letters().pop().unwrap();
    format!("{letter}\nhttp://{}/{deed}?code={code}\n", site.host())
}

/// A program that keeps who asked, and acts when the link of its letter is opened.
fn careless(site: Site, asked: Option<Visit>) -> Site {
    let visit = asked.unwrap();
    let page = {
        let mut twin = Citizen::of(&site.register, OWNER);
        twin.visit = Some(visit.clone());
        twin.fills_in(about(&["MA"]))
    };
    site.behind(Box::new(move |site: &Site, request: &Request| -> Answer {
        let mut answer = site.passes_on(request);
        let Some((deed, code)) = request.path.split_once("?code=") else {
            return answer;
        };
        let app = &site.register.app;
        let opened = open_door(app, &visit, Code::parse(code).unwrap()).unwrap();
        let mut owner = Citizen::of(&site.register, OWNER);
        if let Opened::Open(open) = opened {
            owner.visit = Some(open);
            let nonce = visit.nonce;
            if deed == "/confirm" {
                declare(app, &owner.root(), page.clone()).unwrap();
            } else if let Shown::Kept(record) = show_kept(app, &owner.root(), nonce).unwrap() {
                let chief = record.answers.nationalities.chief();
                answer.body = format!("declared: {}", chief.code());
            }
        }
        answer
    }))
}

fn a_link_that_acts_lets_the_scanner_declare_and_look(on: Backend) {
    let site = Site::on(on);
    let mut owner = Citizen::of(&site.register, OWNER);
    owner.asks_for_a_code();
    let visit = owner.visit.clone();
    let broken = careless(site, visit);
    let letter = with_a_link(&broken, &letter(&broken), "confirm");
    Scanner::at(&broken).follows(&letter);
    assert_eq!(
        broken.register.rows("registration"),
        1,
        "nobody pressed a button"
    );
    // And a link that shows: to the scanner too.
    let mut owner = Citizen::of(&broken.register, OWNER);
    owner.asks_for_a_code();
    let visit = owner.visit.clone();
    let broken = careless(broken, visit);
    let letter = with_a_link(&broken, &self::letter(&broken), "look");
    let mut scanner = Scanner::at(&broken);
    scanner.follows(&letter);
    assert!(scanner.read.contains("declared: MA"));
}

fn on_ours_the_scanner_changes_and_sees_nothing(on: Backend) {
    let site = Site::on(on);
    Browser::at(&site).declares(OWNER, "MA");
    let mut owner = Browser::at(&site);
    owner.asks_for_a_code(OWNER);
    site.register.delivers();
    let letter = letter(&site);
    let before = tables(&site.register);
    let mut stranger = Scanner::at(&site);
    stranger.follows(&letter);
    assert!(
        stranger.seen.is_empty(),
        "a letter leads nowhere: {:?}",
        stranger.seen
    );
    // Somebody's mail program knows the site, and the browser that asked for the code.
    let pending = owner.cookie.clone();
    for cookie in [None, pending] {
        let mut scanner = Scanner::at(&site);
        scanner.cookie = cookie;
        scanner.follows("/nl/ /en/ /nl/code /nl/start /nl/choose /nl/kept /nl/exit /nl/form/9");
        assert!(scanner.seen.len() > 25, "{:?}", scanner.seen);
        for shown in [
            "<dd>Marokko",
            "<dd>Morocco",
            "\"nationalities\"",
            "name=\"more\"",
        ] {
            assert!(!scanner.read.contains(shown), "{shown}");
        }
    }
    assert_eq!(tables(&site.register), before, "nothing was written");
    // And the code still opens.
    let code = owner.reads_the_mail(OWNER);
    owner.opens("code").sends("code", &[("code", &code)]);
    assert_eq!(owner.path, owner.href("choose"));
}

/// Every page that a visit could be on.
const PAGES: [&str; 32] = [
    "/",
    "/nl",
    "/nl/",
    "/nl/start",
    "/nl/code",
    "/nl/choose",
    "/nl/form/0",
    "/nl/form/1",
    "/nl/form/2",
    "/nl/form/3",
    "/nl/form/4",
    "/nl/form/5",
    "/nl/form/6",
    "/nl/form/7",
    "/nl/form/8",
    "/nl/form/9",
    "/nl/kept",
    "/nl/kept?action=remove",
    "/nl/done",
    "/nl/exit",
    "/nl/safety",
    "/nl/privacy",
    "/nl/paper",
    "/nl/about",
    "/nl/help",
    "/nl/figures",
    "/nl/figures/method",
    "/nl/form/9?declare=yes&consent_keep=yes",
    "/data/releases.json",
    "/robots.txt",
    "/healthz",
    "/readyz",
];

/// A body without what differs by chance.
fn plain(answer: &Answer) -> String {
    let parts = answer.body.split("name=\"token\" value=\"");
    let cut = parts.map(|part| part.split_once("\">").map_or(part, |(_, rest)| rest));
    cut.collect()
}

fn opening_every_page_changes_nothing_and_shows_nothing(on: Backend) {
    let site = Site::on(on);
    let kept = "kept@example.org";
    Browser::at(&site).declares(kept, "MA");
    let mut owner = Browser::at(&site);
    owner.comes_in(kept);
    let mut nobody = Browser::at(&site);
    nobody.comes_in("none@example.org");
    let before = tables(&site.register);
    for path in PAGES {
        let with_kept = site.answers(&owner.dressed(Request::get(path)));
        let without = site.answers(&nobody.dressed(Request::get(path)));
        assert_eq!(with_kept.status, without.status, "{path}");
        assert_eq!(plain(&with_kept), plain(&without), "{path}");
        for method in ["HEAD", "GET"] {
            let answer = site.answers(&owner.dressed(Request::new(method, path)));
            assert!(answer.status < 500, "{method} {path}");
        }
    }
    assert_eq!(tables(&site.register), before, "nothing was written");
    // And the visit goes on as if nobody had looked.
    owner.sends("kept", &[("action", "show")]);
    assert!(owner.page.words().contains("Marokko"));
}

fn head_is_get_without_its_body(on: Backend) {
    let site = Site::on(on);
    let mut owner = Browser::at(&site);
    owner.comes_in("kept@example.org");
    for path in PAGES {
        let get = site.answers(&owner.dressed(Request::get(path)));
        let head = site.answers(&owner.dressed(Request::new("HEAD", path)));
        assert_eq!(head.body, "", "{path}");
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(
            head.header("content-length"),
            get.header("content-length"),
            "{path}"
        );
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{path}"
        );
    }
}
