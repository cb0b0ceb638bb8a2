//! Debian's Chromium, driven through its chromedriver over the W3C WebDriver protocol.
//!
//! Both are started for one test, listen on loopback alone, and end with it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::web::http::Request;

/// How the browser is set.
#[derive(Clone, Copy)]
pub struct Look {
    pub language: &'static str,
    pub javascript: bool,
    pub width: u32,
    pub height: u32,
    pub dark: bool,
}

impl Look {
    pub const WIDE: Self = Self {
        language: "nl",
        javascript: true,
        width: 1_280,
        height: 900,
        dark: false,
    };
}

/// One browser with one profile, thrown away afterwards.
pub struct Chromium {
    driver: Child,
    address: SocketAddr,
    session: String,
    pub look: Look,
    _profile: TempDir,
}

/// The name under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const PATIENCE: Duration = Duration::from_secs(20);

impl Chromium {
    pub fn new(look: Look) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's chromium-driver");
        let address = SocketAddr::from(([127, 0, 0, 1], port_of(&mut driver)));
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self {
            driver,
            address,
            session: String::new(),
            look,
            _profile: profile,
        };
        browser.begins();
        browser
    }

    fn begins(&mut self) {
        let profile = format!("--user-data-dir={}", self._profile.path().display());
        let javascript = if self.look.javascript { 1 } else { 2 };
        let options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-default-apps", "--no-first-run", "--hide-scrollbars", profile,
                format!("--lang={}", self.look.language),
            ],
            "prefs": {
                "profile.managed_default_content_settings.javascript": javascript,
                "intl.accept_languages": self.look.language,
            },
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        }}});
        let begun = self.says("POST", "/session", &wanted);
        self.session = begun["sessionId"].as_str().unwrap().to_owned();
        let size = json!({
            "width": self.look.width, "height": self.look.height,
            "deviceScaleFactor": 1, "mobile": false,
        });
        self.chromium("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if self.look.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.chromium("Emulation.setEmulatedMedia", &media);
    }

    fn says(&self, method: &str, path: &str, body: &Value) -> Value {
        self.tries(method, path, body)
            .unwrap_or_else(|error| panic!("{method} {path} {body}: {error}"))
    }

    fn tries(&self, method: &str, path: &str, body: &Value) -> Result<Value, Value> {
        let mut request = Request::new(method, path).at_host(&self.address.to_string());
        if method == "POST" {
            request.body = body.to_string().into_bytes();
            request = request.with("Content-Type", "application/json; charset=utf-8");
        }
        let answer = request.sent_to(self.address);
        let mut value: Value = serde_json::from_str(&answer.body).unwrap();
        let value = value["value"].take();
        if answer.status == 200 {
            Ok(value)
        } else {
            Err(value)
        }
    }

    fn within(&self, method: &str, path: &str, body: &Value) -> Value {
        self.says(method, &format!("/session/{}/{path}", self.session), body)
    }

    /// A command of Chromium's own.
    pub fn chromium(&self, command: &str, values: &Value) -> Value {
        let body = json!({ "cmd": command, "params": values });
        self.within("POST", "goog/cdp/execute", &body)
    }

    pub fn goes_to(&self, url: &str) {
        self.within("POST", "url", &json!({ "url": url }));
    }

    pub fn url(&self) -> String {
        self.within("GET", "url", &Value::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub fn goes_back(&self) {
        self.within("POST", "back", &json!({}));
    }

    /// The first element that fits, as soon as there is one.
    fn finds(&self, css: &str) -> String {
        let path = format!("/session/{}/element", self.session);
        let wanted = json!({ "using": "css selector", "value": css });
        let patience = Instant::now() + PATIENCE;
        loop {
            match self.tries("POST", &path, &wanted) {
                Ok(found) => return found[ELEMENT].as_str().unwrap().to_owned(),
                Err(error) if Instant::now() > patience => {
                    panic!("no {css} at {}: {}", self.url(), error["message"])
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    pub fn has(&self, css: &str) -> bool {
        let wanted = json!({ "using": "css selector", "value": css });
        let found = self.within("POST", "elements", &wanted);
        found.as_array().is_some_and(|found| !found.is_empty())
    }

    pub fn clicks(&self, css: &str) {
        let element = self.finds(css);
        self.within("POST", &format!("element/{element}/click"), &json!({}));
    }

    /// Does what leads to another page, and waits until this one is gone.
    pub fn leaves(&self, by: impl FnOnce(&Self)) {
        let page = self.finds("html");
        let path = format!("/session/{}/element/{page}/name", self.session);
        by(self);
        let patience = Instant::now() + PATIENCE;
        while self.tries("GET", &path, &Value::Null).is_ok() {
            assert!(Instant::now() < patience, "still at {}", self.url());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn types(&self, css: &str, text: &str) {
        let element = self.finds(css);
        self.within(
            "POST",
            &format!("element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// What an element says. A page may go on by itself between finding and reading: then it is read on
    /// the next one.
    pub fn text(&self, css: &str) -> String {
        let patience = Instant::now() + PATIENCE;
        loop {
            let element = self.finds(css);
            let path = format!("/session/{}/element/{element}/text", self.session);
            match self.tries("GET", &path, &Value::Null) {
                Ok(text) => return text.as_str().unwrap().to_owned(),
                Err(error) => assert!(Instant::now() < patience, "{css}: {}", error["message"]),
            }
        }
    }

    /// What stands in a field now.
    pub fn value(&self, css: &str) -> String {
        let element = self.finds(css);
        let value = self.within(
            "GET",
            &format!("element/{element}/property/value"),
            &Value::Null,
        );
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Presses one key, wherever the browser's attention is.
    pub fn presses(&self, key: char) {
        let actions = json!([{ "type": "key", "id": "keyboard", "actions": [
            { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
        ]}]);
        self.within("POST", "actions", &json!({ "actions": actions }));
    }

    /// Takes away what stands in a field.
    pub fn empties(&self, css: &str) {
        let element = self.finds(css);
        self.within("POST", &format!("element/{element}/clear"), &json!({}));
    }

    pub fn runs(&self, script: &str) -> Value {
        self.runs_with(script, &json!([]))
    }

    pub fn runs_with(&self, script: &str, values: &Value) -> Value {
        let body = json!({ "script": script, "args": values });
        self.within("POST", "execute/sync", &body)
    }

    /// What a script hands to its last argument, once it does.
    pub fn waits_for(&self, script: &str) -> Value {
        self.within(
            "POST",
            "execute/async",
            &json!({ "script": script, "args": [] }),
        )
    }

    /// Opens a tab and looks at it; gives the one looked at before.
    pub fn opens_a_tab(&self) -> String {
        let before = self.within("GET", "window", &Value::Null);
        let tab = self.within("POST", "window/new", &json!({ "type": "tab" }));
        self.looks_at(tab["handle"].as_str().unwrap());
        before.as_str().unwrap().to_owned()
    }

    pub fn closes_the_tab(&self) {
        self.within("DELETE", "window", &Value::Null);
    }

    pub fn looks_at(&self, tab: &str) {
        self.within("POST", "window", &json!({ "handle": tab }));
    }

    /// What Chromium wrote down since it was last asked.
    pub fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.within("POST", "se/log", &json!({ "type": kind }));
        entries.as_array().unwrap().clone()
    }

    /// Every address that a page asked for since this was last looked at.
    pub fn requested(&self) -> Vec<String> {
        let entries = self.log("performance").into_iter();
        let messages = entries.map(|entry| {
            let text = entry["message"].as_str().unwrap().to_owned();
            serde_json::from_str::<Value>(&text).unwrap()["message"].take()
        });
        let sent = messages.filter(|message| message["method"] == "Network.requestWillBeSent");
        sent.map(|message| {
            let url = &message["params"]["request"]["url"];
            url.as_str().unwrap().to_owned()
        })
        .collect()
    }

    /// A picture of what is seen, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let picture = self.within("GET", "screenshot", &Value::Null);
        let text = picture.as_str().unwrap();
        data_encoding::BASE64.decode(text.as_bytes()).unwrap()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.tries(
                "DELETE",
                &format!("/session/{}", self.session),
                &Value::Null,
            );
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn port_of(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let line = lines.find(|line| {
        line.as_ref()
            .unwrap()
            .contains("started successfully on port")
    });
    let line = line.expect("chromedriver started").unwrap();
    let port = line.trim_end_matches('.').rsplit(' ').next().unwrap();
    // What it says later is read by nobody, and must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    port.parse().unwrap()
}
