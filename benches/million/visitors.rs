//! People who come through the door over real HTTP on loopback, one visit after another, each
//! request timed by its client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use enkel::app::App;
use enkel::domain::code::CodeLength;
use enkel::domain::email::EmailAddress;
use enkel::flows::deliver::deliver;
use enkel::web::Options;

use crate::app::{Served, TestApp};
use crate::http::{Answer, Request};

/// When a request began, how long it took, and whether it was answered as it should be.
struct Timed {
    began: Instant,
    took: Duration,
    good: bool,
}

/// The requests of a while.
pub struct Requests(Vec<Timed>);

impl Requests {
    /// A line about those that began at a moment that is asked for. A visit that met an error is
    /// given up; the person begins anew.
    pub fn print(&self, when: &str, wanted: impl Fn(Instant) -> bool) {
        let these: Vec<&Timed> = self.0.iter().filter(|one| wanted(one.began)).collect();
        let mut sorted: Vec<Duration> = these.iter().map(|one| one.took).collect();
        sorted.sort_unstable();
        let Some(last) = sorted.len().checked_sub(1) else {
            println!("| {when} | 0 | | | | |");
            return;
        };
        let share = |percent: usize| sorted[last * percent / 100].as_secs_f64() * 1_000.0;
        let errors = these.iter().filter(|one| !one.good).count();
        println!(
            "| {when} | {} | {:.1} | {:.1} | {:.1} | {errors} |",
            sorted.len(),
            share(50),
            share(99),
            share(100),
        );
    }
}

/// People at the door, until told to go.
pub struct Visitors {
    over: Arc<AtomicBool>,
    people: Vec<JoinHandle<Vec<Timed>>>,
    worker: JoinHandle<()>,
    _served: Served,
}

impl Visitors {
    pub fn come(register: &TestApp, many: usize) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let options = Options::at(SocketAddr::from(([127, 0, 0, 1], 0)));
        let served = Served::new(register.app.clone(), options);
        let over = Arc::new(AtomicBool::new(false));
        let people = (0..many).map(|_| {
            let over = over.clone();
            let clock = register.clock.clone();
            let mut person = Person {
                app: register.app.clone(),
                at: served.address,
                host: register.settings.register.base_url.authority().to_owned(),
                cookie: String::new(),
                timed: Vec::new(),
            };
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let number = NEXT.fetch_add(1, Ordering::Relaxed);
                    // A small domain of its own, so that no domain's limit is met.
                    let address = format!("visitor{number}@visit{number}.example");
                    person.cookie.clear();
                    let _ = person.visits(&address, &|| clock.passes(2));
                }
                person.timed
            })
        });
        let people = people.collect();
        let (app, stop) = (register.app.clone(), over.clone());
        let worker = std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                if deliver(&app).is_ok_and(|round| round.taken == 0) {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        });
        Self {
            over,
            people,
            worker,
            _served: served,
        }
    }

    pub fn go(self) -> Requests {
        self.over.store(true, Ordering::Relaxed);
        let people = self.people.into_iter();
        let all = people.flat_map(|person| person.join().unwrap()).collect();
        self.worker.join().unwrap();
        Requests(all)
    }
}

struct Person {
    app: Arc<App>,
    at: SocketAddr,
    host: String,
    cookie: String,
    timed: Vec<Timed>,
}

impl Person {
    /// Start, code, choose, form, declare. Ends early, and says so, at an answer that is no good.
    fn visits(&mut self, address: &str, waits: &dyn Fn()) -> Option<()> {
        let mut page = self.opens("start")?;
        // Nobody types an address in no time at all.
        waits();
        page = self.sends(&page, "start", &[("address", address)])?;
        // The code as the letter brings it: the mailbox would be read through for each.
        let parsed = EmailAddress::parse(address).unwrap();
        let key = self.app.keys.visit(self.app.today()).unwrap();
        let code = key.code(&parsed.canonical(), 0, CodeLength::Short);
        let code = code.grouped().replace(' ', "");
        page = self.sends(&page, "code", &[("code", &code)])?;
        page = self.sends(&page, "choose", &[("action", "form")])?;
        let adult = [("adult_dutch", "yes"), ("action", "next")];
        page = self.sends(&page, "form/1", &adult)?;
        page = self.sends(&page, "form/2", &[("nat1", "MA"), ("action", "next")])?;
        page = self.sends(&page, "form/3", &[("more", "no"), ("action", "next")])?;
        let ticks = [
            ("declare", "yes"),
            ("consent_keep", "yes"),
            ("action", "next"),
        ];
        self.sends(&page, "form/9", &ticks).map(drop)
    }

    fn opens(&mut self, path: &str) -> Option<Answer> {
        self.asks(Request::get(&format!("/nl/{path}")))
    }

    /// Sends a form of the page it shows, and follows where that leads.
    fn sends(&mut self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let hidden = |name: &str| hidden(page, name);
        let (token, versions) = (hidden("token")?, hidden("versions"));
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        let answer = self.asks(Request::form(&format!("/nl/{path}"), &all))?;
        match answer.header("location") {
            Some(next) => self.asks(Request::get(next)),
            None => Some(answer),
        }
    }

    fn asks(&mut self, request: Request) -> Option<Answer> {
        let dressed = request
            .at_host(&self.host)
            .with("Cookie", &format!("visit={}", self.cookie));
        let began = Instant::now();
        let answer = dressed.sent_to(self.at);
        let took = began.elapsed();
        let good = matches!(answer.status, 200 | 303);
        self.timed.push(Timed { began, took, good });
        if let Some(value) = answer.cookie() {
            value.clone_into(&mut self.cookie);
        }
        good.then_some(answer)
    }
}

fn hidden(page: &Answer, name: &str) -> Option<String> {
    let (_, rest) = page.body.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next()?.to_owned())
}
