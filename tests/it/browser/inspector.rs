//! Somebody who looks at every page a person comes to: with axe-core, with the eyes of someone who
//! needs large text, wide lines and visible focus, and with a finger that needs room.
//!
//! Scripts go in through the driver, which our content policy does not bind; the site's own policy
//! stays as strict as it is.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use serde_json::{Value, json};

use super::chromium::Chromium;

/// axe-core's script; `None` where its place is not told.
pub fn axe() -> Option<String> {
    let Some(modules) = std::env::var_os("ENKEL_TEST_NODE_MODULES") else {
        let told = "ENKEL_TEST_NODE_MODULES is not set: run the tests by ./test, which installs it";
        assert!(std::env::var_os("CI").is_none(), "{told}");
        return None;
    };
    let file = PathBuf::from(modules).join("axe-core/axe.min.js");
    Some(std::fs::read_to_string(file).expect("axe-core"))
}

/// What axe finds on the page that is open, each with the rule and the place.
pub fn violations(browser: &Chromium, axe: &str) -> Vec<String> {
    browser.runs(&format!("{axe}; return typeof axe"));
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, { rules: { 'target-size': { enabled: true } } })
            .then(found => done(found.violations), told => done(String(told)))";
    let found = browser.waits_for(script);
    let found = found.as_array().unwrap_or_else(|| panic!("{found}"));
    let sentence = |violation: &Value| {
        let nodes = violation["nodes"].as_array().unwrap().iter();
        let places: Vec<String> = nodes
            .map(|node| format!("{} {}", node["target"], node["failureSummary"]))
            .collect();
        format!("{}: {}", violation["id"], places.join("; "))
    };
    found.iter().map(sentence).collect()
}

/// What stands out when letters, words, lines and paragraphs are set as far apart as WCAG 1.4.12
/// asks, or text twice as large (1.4.4): whatever is then wider than the window, or cut off.
const STRETCHED: &str = "
    const style = document.documentElement.style;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(arguments[0]);
    document.adoptedStyleSheets.push(sheet);
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    const cut = [...document.querySelectorAll('main *, header *, footer *')].filter(one => {
        const css = getComputedStyle(one);
        return css.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1
            && !one.matches('.unseen, input, select');
    }).map(one => one.outerHTML.slice(0, 80));
    document.adoptedStyleSheets.pop();
    return [wide, cut];";

const SPACED: &str = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; \
                      word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }";
const TWICE: &str = "html { font-size: 225% !important; }";

fn stretched(browser: &Chromium, css: &str) -> Vec<String> {
    let found = browser.runs_with(STRETCHED, &json!([css]));
    let wide = found[0].as_i64().unwrap();
    let mut faults = Vec::new();
    if wide > 0 {
        faults.push(format!("{wide} too wide with {css}"));
    }
    for cut in found[1].as_array().unwrap() {
        faults.push(format!("cut off with {css}: {cut}"));
    }
    faults
}

/// Whatever takes the attention of the keyboard without showing it.
const UNSEEN_FOCUS: &str = "
    const takes = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex=\"0\"]';
    return [...document.querySelectorAll(takes)].filter(one => one.checkVisibility()).filter(one => {
        one.focus({ focusVisible: true });
        const css = getComputedStyle(one);
        return document.activeElement === one
            && (css.outlineStyle === 'none' || parseFloat(css.outlineWidth) < 2);
    }).map(one => one.outerHTML.slice(0, 80));";

/// Whatever can be pressed and is smaller than 24 by 24 (WCAG 2.5.8), links in a sentence aside.
const SMALL: &str = "
    const inside = one => one.tagName === 'A' && getComputedStyle(one).display === 'inline';
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')]
        .filter(one => one.checkVisibility() && !inside(one) && !one.matches('.skip'))
        .filter(one => { const box = one.getBoundingClientRect();
            const label = one.labels?.[0]?.getBoundingClientRect();
            const height = Math.max(box.height, label?.height ?? 0);
            const width = Math.max(box.width, label?.width ?? 0);
            return height < 24 || width < 24; })
        .map(one => one.outerHTML.slice(0, 80));";

/// What is looked for on each page.
#[derive(Clone)]
pub struct Inspector {
    axe: Option<String>,
    /// What was found, page by page.
    pub faults: Rc<RefCell<Vec<String>>>,
    /// How many pages were looked at.
    pub pages: Rc<RefCell<usize>>,
}

impl Inspector {
    /// `None` where axe's place is not told.
    pub fn with_axe() -> Option<Self> {
        Some(Self::new(Some(axe()?)))
    }

    pub fn without_axe() -> Self {
        Self::new(None)
    }

    fn new(axe: Option<String>) -> Self {
        Self {
            axe,
            faults: Rc::default(),
            pages: Rc::default(),
        }
    }

    /// Looks at the page that is open.
    pub fn looks(&self, browser: &Chromium, page: &str) {
        let mut found = self
            .axe
            .as_ref()
            .map_or_else(Vec::new, |axe| violations(browser, axe));
        let list = |script: &str, kind: &str| -> Vec<String> {
            let found = browser.runs(script);
            let each = found.as_array().unwrap().iter();
            each.map(|one| format!("{kind}: {one}")).collect()
        };
        found.extend(list(SMALL, "too small to press"));
        found.extend(list(UNSEEN_FOCUS, "focus is not seen"));
        found.extend(stretched(browser, SPACED));
        // Twice as large is asked of a window of 1280; of 320 wide only what reflows at 400 %.
        if browser.look.width >= 640 {
            found.extend(stretched(browser, TWICE));
        }
        let mut faults = self.faults.borrow_mut();
        faults.extend(found.into_iter().map(|fault| format!("{page}: {fault}")));
        *self.pages.borrow_mut() += 1;
        self.keeps_a_picture(browser, page);
    }

    /// `tests/screenshots --all` asks for a picture of every page and state, whole.
    fn keeps_a_picture(&self, browser: &Chromium, page: &str) {
        let Some(folder) = std::env::var_os("ENKEL_ALBUM_IN") else {
            return;
        };
        let taken = browser.chromium(
            "Page.captureScreenshot",
            &json!({ "captureBeyondViewport": true }),
        );
        let picture = taken["data"].as_str().unwrap();
        let picture = data_encoding::BASE64.decode(picture.as_bytes()).unwrap();
        let number = self.pages.borrow();
        let name: String = page
            .split("://")
            .flat_map(|part| part.split_once('/').map(|(_, path)| path))
            .collect();
        let plain = |sign: char| if sign.is_alphanumeric() { sign } else { '-' };
        let name: String = name.chars().map(plain).collect();
        let width = browser.look.width;
        let file = format!("{width}-{name}-{number:03}.png");
        std::fs::write(PathBuf::from(folder).join(file), picture).unwrap();
    }

    /// Nothing was found, on at least so many pages.
    pub fn is_content(&self, pages: usize) {
        let faults = self.faults.borrow();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let seen = *self.pages.borrow();
        assert!(seen >= pages, "only {seen} pages were looked at");
    }
}
