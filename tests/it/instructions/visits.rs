//! A few people who come through the door in lockstep, in one process and without a network, so
//! that every run does the same.

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::rt::{System, SystemRunner};
use actix_web::test::{TestRequest, init_service};
use actix_web::{Error, web};
use enkel::domain::code::CodeLength;
use enkel::domain::email::EmailAddress;
use enkel::web::{Options, Web};

use super::file::{DERIVATION, POST_CODE};
use crate::app::{Backend, TestApp};
use crate::web::page::Page;

/// What callgrind is told to look for: what happens between the two is counted, on whichever
/// thread.
pub const COUNTED: [&str; 2] = ["counting_begins", "counting_ends"];
/// The name of the test below.
pub const DRIVEN: &str = "instructions::visits::driven";
/// So many requests of each kind are counted.
pub const PEOPLE: u64 = 16;

/// Somebody with a browser.
struct Person {
    address: String,
    cookie: String,
    page: Page,
}

type Form = Vec<(&'static str, String)>;

/// The register and those who are at its door.
struct Door<'a, S, R> {
    register: &'a TestApp,
    made: fn(TestRequest) -> R,
    system: &'a SystemRunner,
    service: S,
    people: Vec<Person>,
    counts: bool,
}

#[test]
#[ignore = "is run under callgrind, by the test that counts"]
fn driven() {
    let limits = [
        ("web.code_requests_per_prefix_per_hour", "1000000"),
        ("web.code_requests_per_minute", "1000000"),
        ("web.posts_per_prefix_per_minute", "1000000"),
    ];
    let register = TestApp::with(Backend::Sqlite, &limits);
    let system = System::new();
    let state = Web::new(
        register.app.clone(),
        Options::at(([127, 0, 0, 1], 0).into()),
    );
    let state = web::Data::new(state.ok().unwrap());
    let service = system.block_on(init_service(enkel::web::service(state, false)));
    let mut door = Door {
        register: &register,
        made: TestRequest::to_request,
        system: &system,
        service,
        people: Vec::new(),
        counts: false,
    };
    // Whatever is made at the first request only is made by these.
    door.is_entered_by("first", 2);
    door.counts = true;
    door.is_entered_by("visitor", PEOPLE);
}

/// Callgrind writes down what was counted since it last did, whenever one of these two is called.
#[inline(never)]
fn counting_begins() {
    std::hint::black_box(());
}

#[inline(never)]
fn counting_ends() {
    std::hint::black_box(());
}

impl<S, R> Door<'_, S, R>
where
    S: Service<R, Response = ServiceResponse<BoxBody>, Error = Error>,
{
    /// The whole way in, every step by everybody before the next.
    fn is_entered_by(&mut self, name: &str, many: u64) {
        self.people = (0..many).map(|number| Person::new(name, number)).collect();
        let next = || ("action", "next".to_owned());
        let yes = |name| (name, "yes".to_owned());
        self.all_open("", Some("GET home"));
        self.all_open("start", Some("GET start"));
        // Nobody types an address in no time at all.
        self.register.clock.passes(2);
        let address = |person: &Person| vec![("address", person.address.clone())];
        self.all_send("start", Some("POST start"), &address);
        self.all_open("code", None);
        let register = self.register;
        self.all_derive();
        self.all_send("code", Some(POST_CODE), &|person| {
            vec![("code", person.code(register))]
        });
        self.all_open("choose", None);
        let form = vec![("action", "form".to_owned())];
        self.all_send("choose", None, &|_| form.clone());
        self.all_open("form/1", None);
        self.all_send("form/1", None, &|_| vec![yes("adult_dutch"), next()]);
        self.all_open("form/2", Some("GET form/2"));
        let typed = |_: &Person| vec![("nat1", "Marokko".to_owned()), next()];
        self.all_send("form/2", Some("POST form/2"), &typed);
        self.all_open("form/3", None);
        let no = vec![("more", "no".to_owned()), next()];
        self.all_send("form/3", None, &|_| no.clone());
        self.all_open("form/9", None);
        let ticks = |_: &Person| vec![yes("declare"), yes("consent_keep"), next()];
        self.all_send("form/9", Some("POST form/9"), &ticks);
        assert_eq!(self.people[0].page.status, 200);
    }

    fn all_open(&mut self, path: &str, step: Option<&str>) {
        let request = |_: &Person| TestRequest::get().uri(&format!("/nl/{path}"));
        self.all_ask(step, &request);
    }

    fn all_send(&mut self, path: &str, step: Option<&str>, fields: &dyn Fn(&Person) -> Form) {
        let request = |person: &Person| {
            let mut form = fields(person);
            let hidden = |name| Some((name, person.page.value(name)?));
            form.extend(["token", "versions"].into_iter().filter_map(hidden));
            let request = TestRequest::post().uri(&format!("/nl/{path}"));
            request.set_form(form)
        };
        self.all_ask(step, &request);
    }

    /// Requests are made before, and answers are read after, what is counted.
    fn all_ask(&mut self, step: Option<&str>, request: &dyn Fn(&Person) -> TestRequest) {
        let host = self.register.settings.register.base_url.authority();
        let dressed = |person: &Person| {
            let bare = request(person)
                .peer_addr(([127, 0, 0, 1], 9).into())
                .insert_header(("Host", host));
            let cookie = ("Cookie", format!("visit={}", person.cookie));
            (self.made)(match person.cookie.is_empty() {
                true => bare,
                false => bare.insert_header(cookie),
            })
        };
        let mut requests: Vec<_> = self.people.iter().map(dressed).collect();
        let mut answers = Vec::new();
        let (system, service) = (self.system, &self.service);
        self.does(step, &mut || {
            for request in requests.drain(..) {
                answers.push(system.block_on(service.call(request)).unwrap());
            }
        });
        for (person, answer) in self.people.iter_mut().zip(answers) {
            person.reads(answer, system);
        }
    }

    /// What a code costs beside everything else that `POST code` does.
    fn all_derive(&self) {
        let app = &self.register.app;
        let addresses: Vec<_> = self.people.iter().map(Person::typed).collect();
        self.does(Some(DERIVATION), &mut || {
            for address in &addresses {
                app.derivation
                    .root(&app.keys, &address.canonical())
                    .unwrap();
            }
        });
    }

    fn does(&self, step: Option<&str>, work: &mut dyn FnMut()) {
        // A log that happened to be full would be emptied within whichever step met it.
        self.register.app.store.transit.empty_log().unwrap();
        self.register.app.store.register.empty_log().unwrap();
        match step {
            Some(name) if self.counts => {
                counting_begins();
                work();
                counting_ends();
                // The test runner has begun a line of its own.
                println!("\nstep: {name}");
            }
            _ => work(),
        }
    }
}

impl Person {
    fn new(name: &str, number: u64) -> Self {
        Self {
            // A small domain of its own, so that no domain's limit is met.
            address: format!("{name}{number:02}@visit{number:02}.example"),
            cookie: String::new(),
            page: Page::default(),
        }
    }

    fn typed(&self) -> EmailAddress {
        EmailAddress::parse(&self.address).unwrap()
    }

    /// The code as the letter brings it.
    fn code(&self, register: &TestApp) -> String {
        let key = register.app.keys.visit(register.app.today()).unwrap();
        let code = key.code(&self.typed().canonical(), 0, CodeLength::Short);
        code.grouped().replace(' ', "")
    }

    fn reads(&mut self, answer: ServiceResponse<BoxBody>, system: &SystemRunner) {
        let status = answer.status().as_u16();
        assert!(matches!(status, 200 | 303), "{status}");
        let cookie = answer.response().cookies().next();
        if let Some(cookie) = cookie {
            cookie.value().clone_into(&mut self.cookie);
        }
        let body = system.block_on(to_bytes(answer.into_body())).ok().unwrap();
        self.page = Page {
            status,
            html: String::from_utf8_lossy(&body).into_owned(),
        };
    }
}
