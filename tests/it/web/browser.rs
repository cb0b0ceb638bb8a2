//! A browser without scripts: keeps the cookie, follows redirects, sends the forms it was shown.

use std::time::{Duration, Instant};

use enkel::domain::locale::Locale;

use super::http::{Answer, Request};
use super::page::Page;
use super::server::Site;
use crate::app::Citizen;

/// One person's browser at one register.
pub struct Browser<'a> {
    pub site: &'a Site,
    pub locale: Locale,
    pub cookie: Option<String>,
    pub page: Page,
    /// The path of the page it shows.
    pub path: String,
    /// The answer before any redirect was followed.
    pub first: Option<Answer>,
    /// Every form as it was sent.
    pub sent: Vec<Request>,
}

impl<'a> Browser<'a> {
    pub fn at(site: &'a Site) -> Self {
        Self {
            site,
            locale: Locale::Nl,
            cookie: None,
            page: Page::default(),
            path: String::new(),
            first: None,
            sent: Vec::new(),
        }
    }

    pub fn speaking(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// A sentence of the site in this browser's language.
    /// What this key says in the visitor's language; `key@second` names a list.
    pub fn word(&self, key: &str) -> String {
        let words = self.site.register.app.texts.words(self.locale);
        match key.split_once('@') {
            Some((key, list)) => words.say_with(key, "list", list),
            None => words.say(key),
        }
    }

    pub fn href(&self, path: &str) -> String {
        format!("/{}/{path}", self.locale)
    }

    /// A request as this browser sends it.
    pub fn dressed(&self, request: Request) -> Request {
        let request = request.at_host(self.site.host());
        match &self.cookie {
            Some(value) => request.with("Cookie", &format!("visit={value}")),
            None => request,
        }
    }

    pub fn opens(&mut self, path: &str) -> &mut Self {
        let path = self.href(path);
        let request = self.dressed(Request::get(&path));
        self.shows(request, true)
    }

    /// Sends fields to a page of the door, with the token of the page it shows.
    pub fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> &mut Self {
        let request = self.form(path, fields);
        self.sent.push(request.clone());
        self.shows(request, true)
    }

    /// The request of such a form, not yet sent.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Request {
        let token = self.page.token().unwrap_or_default();
        let versions = self.page.value("versions");
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        self.dressed(Request::form(&self.href(path), &all))
    }

    fn shows(&mut self, request: Request, first: bool) -> &mut Self {
        let answer = self.site.answers(&request);
        self.keeps_cookie_of(&answer);
        let on = answer.header("location").map(str::to_owned);
        self.path.clone_from(&request.path);
        self.page = Page {
            status: answer.status,
            html: answer.body.clone(),
        };
        if first {
            self.first = Some(answer);
        }
        match on {
            Some(path) => {
                let next = self.dressed(Request::get(&path));
                self.shows(next, false)
            }
            None => self,
        }
    }

    fn keeps_cookie_of(&mut self, answer: &Answer) {
        if let Some(value) = answer.cookie() {
            self.cookie = Some(value.to_owned()).filter(|value| !value.is_empty());
        }
    }

    pub fn asks_for_a_code(&mut self, address: &str) -> &mut Self {
        self.opens("start");
        // Nobody types an address in no time at all.
        self.site.register.clock.passes(2);
        self.sends("start", &[("address", address)]);
        assert_eq!(self.path, self.href("code"), "{}", self.page.words());
        self
    }

    /// The code in the newest letter to this address.
    pub fn reads_the_mail(&self, address: &str) -> String {
        let register = &self.site.register;
        let since = Instant::now();
        loop {
            register.delivers();
            let letters = Citizen::of(register, address).letters();
            if let Some(code) = letters.last() {
                return code.clone();
            }
            // Somebody else's browser may have it in hand, in a test with many of them.
            assert!(since.elapsed() < Duration::from_secs(10), "no letter came");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn comes_in(&mut self, address: &str) -> &mut Self {
        self.asks_for_a_code(address);
        let code = self.reads_the_mail(address);
        self.sends("code", &[("code", &code)]);
        assert_eq!(self.path, self.href("choose"), "{}", self.page.words());
        self
    }

    /// The form up to its last page, with nothing optional.
    pub fn fills_in_the_least(&mut self, nationality: &str) -> &mut Self {
        self.sends("choose", &[("action", "form")])
            .sends("form/1", &[("adult_dutch", "yes"), ("action", "next")])
            .sends("form/2", &[("nat1", nationality), ("action", "next")])
            .sends("form/3", &[("more", "no"), ("action", "next")]);
        assert_eq!(self.path, self.href("form/9"), "{}", self.page.words());
        self
    }

    pub fn presses_the_button(&mut self) -> &mut Self {
        let ticks = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("action", "next"),
        ];
        self.sends("form/9", &ticks)
    }

    /// The whole way, with the least that can be said.
    pub fn declares(&mut self, address: &str, nationality: &str) -> &mut Self {
        self.comes_in(address)
            .fills_in_the_least(nationality)
            .presses_the_button();
        assert_eq!(self.page.status, 200, "{}", self.page.words());
        self
    }

    pub fn status(&self) -> u16 {
        self.first.as_ref().expect("sent something").status
    }

    pub fn reads(&self, key: &str) -> bool {
        let sentence = super::page::unescaped(&self.word(key));
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        self.page.words().contains(&sentence)
    }
}
