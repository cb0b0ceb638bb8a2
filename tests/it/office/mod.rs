//! The board's own people at their office, over HTTP, with codes as their telephones show them.

mod coming_in;
mod exports;
mod figures_come_out;
mod interrupted;
mod kept_counts;
mod log;
mod own_account;
mod roles;
pub mod rows;
mod second_look;
mod settings;
mod states;
mod taken_along;
mod texts;
mod words;

use std::collections::BTreeMap;

use enkel::crypto::totp;
use enkel::domain::operator::{MACHINE, Role, Roles};
use enkel::flows::office::{accounts, enrol, sessions};

use crate::app::TestApp;
use crate::web::Site;
use crate::web::http::{Answer, Request};

pub const PASSWORD: &str = "vier zwanen in de sloot";

/// How somebody gets in.
#[derive(Clone)]
pub struct Way {
    pub name: String,
    pub secret: Vec<u8>,
    pub recovery: Vec<String>,
}

/// Invites somebody and lets them come all the way in.
pub fn comes_in(register: &TestApp, name: &str, roles: &[Role]) -> Way {
    let app = &register.app;
    let roles = Roles::of(roles.iter().copied());
    let invited = accounts::invite(app, MACHINE, name, roles)
        .unwrap()
        .unwrap();
    let token = enrol::accept(app, name, &invited.code, PASSWORD)
        .unwrap()
        .unwrap();
    let seat = sessions::seat(app, &token).unwrap().unwrap();
    let secret = enrol::offered_factor(app, &seat).unwrap().to_vec();
    let code = totp::code(&secret, app.now()).unwrap();
    let (_, recovery) = enrol::confirm_factor(app, &seat, &code).unwrap().unwrap();
    Way {
        name: name.to_owned(),
        secret,
        recovery,
    }
}

/// One person's browser at the office.
pub struct Operator<'a> {
    pub site: &'a Site,
    pub cookies: BTreeMap<String, String>,
    pub page: Answer,
}

impl<'a> Operator<'a> {
    pub fn stranger(site: &'a Site) -> Self {
        Self {
            site,
            cookies: BTreeMap::new(),
            page: site.get("/admin"),
        }
    }

    /// Signed in, with a code that was not used before.
    pub fn signed_in(site: &'a Site, way: &Way) -> Self {
        let mut one = Self::stranger(site);
        site.register.clock.passes(30);
        let code = totp::code(&way.secret, site.register.app.now()).unwrap();
        one.signs_in(&way.name, PASSWORD, &code);
        assert_eq!(one.page.status, 303, "{}", one.page.body);
        one
    }

    /// The token of forms that need no session.
    pub fn outside(&mut self) -> String {
        self.opens("/admin/invitation");
        self.hidden("token")
    }

    pub fn signs_in(&mut self, name: &str, password: &str, code: &str) {
        let token = self.outside();
        let fields = [
            ("token", &*token),
            ("name", name),
            ("password", password),
            ("factor", code),
        ];
        let request = Request::form("/admin/sign-in", &fields);
        self.asks(request);
    }

    pub fn asks(&mut self, request: Request) -> &Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let mut request = request
            .at_host(self.site.host())
            .with("Accept-Language", "en");
        if !cookies.is_empty() {
            request = request.with("Cookie", &cookies.join("; "));
        }
        self.page = self.site.answers(&request);
        for (name, value) in &self.page.headers {
            if name == "set-cookie" {
                let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        &self.page
    }

    pub fn opens(&mut self, path: &str) -> &Answer {
        self.asks(Request::get(path))
    }

    /// The value of a hidden field of the page it shows.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.page.body.split(&start).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// Sends a form of a page, with that page's token.
    pub fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> &Answer {
        let page = ["/ballot-box", "/drills", "/sign-out"]
            .iter()
            .fold(path.to_owned(), |page, end| {
                page.strip_suffix(end).map(str::to_owned).unwrap_or(page)
            });
        self.opens(&page);
        let token = self.hidden("token");
        let mut all = vec![("token", token.as_str())];
        all.extend(fields);
        self.asks(Request::form(path, &all))
    }

    /// Where the answer leads on to.
    pub fn led_to(&self) -> &str {
        self.page.header("location").unwrap_or_default()
    }

    pub fn reads(&self, key: &str) -> bool {
        let words = self
            .site
            .register
            .app
            .texts
            .words(enkel::domain::locale::Locale::En);
        self.page
            .body
            .replace("&#39;", "'")
            .contains(&words.say(key))
    }
}

/// What the log says was done, in order.
pub fn deeds(register: &TestApp) -> Vec<String> {
    let lines = enkel::flows::office::log::lines(&register.app).unwrap();
    lines
        .iter()
        .map(|l| {
            format!("{} {} {} {}", l.who, l.deed.code(), l.about, l.detail)
                .trim()
                .to_owned()
        })
        .collect()
}
