//! Somebody in front of a browser who does what the pages ask.

use std::time::Duration;

use enkel::domain::code::Code;

use super::chromium::{Chromium, Look};
use super::inspector::Inspector;

/// One person at one site.
pub struct Person {
    pub browser: Chromium,
    /// Who looks at every page this person comes to.
    pub inspector: Option<Inspector>,
    base: String,
    seen: Vec<String>,
}

const ENTER: char = '\u{E007}';
const LETTER: &str = "/demo/mailbox/";

impl Person {
    pub fn at(base: &str, look: Look) -> Self {
        Self {
            browser: Chromium::new(look),
            inspector: None,
            base: base.to_owned(),
            seen: Vec::new(),
        }
    }

    pub fn opens(&mut self, path: &str) {
        self.browser.goes_to(&format!("{}{path}", self.base));
        self.looks();
    }

    pub fn clicks(&mut self, css: &str) {
        self.browser.leaves(|browser| browser.clicks(css));
        self.looks();
    }

    /// Presses the key that sends a form or follows a link.
    pub fn enters(&mut self) {
        self.browser.leaves(|browser| browser.presses(ENTER));
        self.looks();
    }

    pub fn goes_back(&mut self) {
        self.browser.leaves(Chromium::goes_back);
        self.looks();
    }

    /// Nothing is wider than the window, and no page complains or asks another origin (I9).
    pub fn looks(&mut self) {
        let url = self.browser.url();
        let heading = self.browser.text("h1");
        if self.browser.look.javascript {
            let script = "return document.documentElement.scrollWidth - window.innerWidth";
            let too_wide = self.browser.runs(script).as_i64().unwrap();
            assert!(too_wide <= 0, "{url} ({heading}) is {too_wide} too wide");
        }
        for line in self.browser.log("browser") {
            // That an answer has status 403 or 422 is said here too, and is meant.
            let text = line["message"].as_str().unwrap();
            let status = text.contains("the server responded with a status of 4");
            // Stopping clears what the browser kept, which it tells as well.
            let cleared = text.contains("Clear-Site-Data header on");
            assert!(status || cleared, "{url}: {text}");
        }
        for asked in self.browser.requested() {
            let own = asked.starts_with(&format!("{}/", self.base));
            // Chromium's own first page is in the program, not on a network.
            let in_the_program = asked.starts_with("chrome://") || asked.starts_with("data:");
            assert!(own || in_the_program, "{url} asks {asked}");
        }
        if let Some(inspector) = &self.inspector {
            inspector.looks(&self.browser, &url);
        }
        self.seen.push(url);
    }

    pub fn heading(&self) -> String {
        self.browser.text("h1")
    }

    pub fn path(&self) -> String {
        self.browser.url().trim_start_matches(&self.base).to_owned()
    }

    /// The code in the newest letter, read in another tab.
    pub fn reads_the_mail(&mut self) -> String {
        let tab = self.browser.opens_a_tab();
        let code = self.waits_for_a_letter();
        self.browser.closes_the_tab();
        self.browser.looks_at(&tab);
        self.browser.log("performance");
        code
    }

    /// Letters that others asked for are not this person's.
    fn knows_what_came_before(&mut self) {
        let newest = format!("main li:first-child a[href^='{LETTER}']");
        self.browser.goes_to(&format!("{}/demo/mailbox", self.base));
        if self.browser.has(&newest) {
            self.seen.push(self.browser.text(&newest));
        }
        self.browser.log("performance");
    }

    fn waits_for_a_letter(&mut self) -> String {
        let newest = format!("main li:first-child a[href^='{LETTER}']");
        for _ in 0..100 {
            self.browser.goes_to(&format!("{}/demo/mailbox", self.base));
            if self.browser.has(&newest) && !self.seen.contains(&self.browser.text(&newest)) {
                self.seen.push(self.browser.text(&newest));
                self.browser.clicks(&newest);
                return code_in(&self.browser.text("body"));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("no letter came");
    }

    /// Through the door; `meanwhile` is what this person does on the page for the code.
    pub fn comes_in(&mut self, language: &str, address: &str, meanwhile: impl FnOnce(&mut Self)) {
        self.knows_what_came_before();
        self.opens(&format!("/{language}/start"));
        self.browser.types("#address", address);
        // A person takes longer than a machine.
        std::thread::sleep(Duration::from_millis(2_000));
        self.clicks("main form button");
        assert_eq!(self.path(), format!("/{language}/code"));
        meanwhile(self);
        let code = self.reads_the_mail();
        self.browser.types("#code", &code);
        self.clicks("main form button");
        assert_eq!(self.path(), format!("/{language}/choose"));
    }

    /// Ticks or chooses this, and goes on.
    pub fn answers(&mut self, css: &str) {
        self.browser.clicks(css);
        self.clicks(".go button");
    }

    /// Every page of the form up to the last.
    pub fn fills_in_everything(&mut self) {
        self.clicks("#choice-form");
        self.answers("#adult_dutch");
        self.browser.types("#nat1", "marok");
        self.browser.clicks("main details summary");
        self.browser.types("#nat2", "Turkije");
        self.clicks(".go button");
        self.answers("input[name=more][value=yes]");
        for _ in 4..=8 {
            self.answers("#answer-2");
        }
        assert!(self.path().ends_with("/form/9"), "{}", self.path());
    }

    pub fn ticks_everything_and_presses(&mut self) {
        for tick in ["#declare", "#consent_keep", "#consent_optional"] {
            if self.browser.has(tick) {
                self.browser.clicks(tick);
            }
        }
        self.clicks(".go button");
    }
}

fn code_in(letter: &str) -> String {
    let mut lines = letter.lines().map(str::trim);
    let line = lines.find(|line| line.len() > 8 && Code::parse(line).is_some());
    line.expect("a code in the letter").to_owned()
}
