//! Somebody at the door of a register that runs elsewhere: over TLS, with a mailbox, at a person's
//! pace.

use std::time::{Duration, Instant};

use super::tls::NAME;
use crate::faults::post::Post;
use crate::web::http::{Answer, Request};
use crate::web::page::Page;

/// A form that comes back sooner was not filled in by a person.
const READING: Duration = Duration::from_millis(1_200);
const MAIL_TAKES: Duration = Duration::from_secs(30);

pub struct Person<'a> {
    asks: &'a dyn Fn(&Request) -> Answer,
    post: &'a Post,
    address: &'a str,
    cookie: String,
    page: Page,
    path: String,
}

impl<'a> Person<'a> {
    pub fn at(asks: &'a dyn Fn(&Request) -> Answer, post: &'a Post, address: &'a str) -> Self {
        Self {
            asks,
            post,
            address,
            cookie: String::new(),
            page: Page::default(),
            path: String::new(),
        }
    }

    fn goes(&mut self, request: Request) {
        self.path.clone_from(&request.path);
        let dressed = request
            .at_host(NAME)
            .with("Cookie", &format!("__Host-visit={}", self.cookie));
        let answer = (self.asks)(&dressed);
        if let Some(value) = answer.cookie() {
            value.clone_into(&mut self.cookie);
        }
        self.page = Page {
            status: answer.status,
            html: answer.body.clone(),
        };
        if let Some(next) = answer.header("location").map(str::to_owned) {
            self.goes(Request::get(&next));
        }
    }

    fn sends(&mut self, page: &str, fields: &[(&str, &str)]) {
        std::thread::sleep(READING);
        let token = self.page.token().unwrap_or_default();
        let versions = self.page.value("versions");
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        self.goes(Request::form(&format!("/nl/{page}"), &all));
        assert_eq!(self.page.status, 200, "{page}: {}", self.page.words());
    }

    fn is_at(&self, page: &str) {
        assert_eq!(self.path, format!("/nl/{page}"), "{}", self.page.words());
    }

    fn comes_in(&mut self) {
        let before = self.post.to(self.address).len();
        self.goes(Request::get("/nl/start"));
        self.sends("start", &[("address", self.address)]);
        self.is_at("code");
        let since = Instant::now();
        while self.post.to(self.address).len() == before {
            assert!(since.elapsed() < MAIL_TAKES, "no letter came");
            std::thread::sleep(Duration::from_millis(100));
        }
        let code = self.post.to(self.address).pop().unwrap();
        self.sends("code", &[("code", &code)]);
        self.is_at("choose");
    }

    /// From the first page to the last.
    pub fn declares(&mut self, nationality: &str) {
        self.comes_in();
        self.sends("choose", &[("action", "form")]);
        self.sends("form/1", &[("adult_dutch", "yes"), ("action", "next")]);
        self.sends("form/2", &[("nat1", nationality), ("action", "next")]);
        self.sends("form/3", &[("more", "no"), ("action", "next")]);
        self.is_at("form/9");
        let ticks = ["declare", "consent_keep"].map(|name| (name, "yes"));
        self.sends("form/9", &[&ticks[..], &[("action", "next")]].concat());
        assert!(self.page.token().is_none(), "done: {}", self.page.words());
    }

    /// What is kept, as the page tells it.
    pub fn looks(&mut self) -> String {
        self.comes_in();
        self.sends("kept", &[("action", "show")]);
        self.page.words()
    }
}
