//! A register with its real server on a port of its own.

use std::net::{SocketAddr, TcpListener};

use enkel::web::Options;

use super::http::{Answer, Request};
use crate::app::{Backend, Served, TestApp};

/// What a careless program would do in front of the register: it sees each request, may send it
/// on with [`Site::passes_on`], and gives the answer.
pub type Careless = Box<dyn Fn(&Site, &Request) -> Answer + Send + Sync>;

/// A register that answers over HTTP.
pub struct Site {
    served: Served,
    before: Option<Careless>,
    pub register: TestApp,
}

impl Site {
    pub fn on(backend: Backend) -> Self {
        Self::with(backend, &[])
    }

    /// Without limits per network, since every actor comes from this machine.
    pub fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        let mut given = vec![
            ("web.code_requests_per_prefix_per_hour", "1000000"),
            ("web.code_requests_per_minute", "1000000"),
            ("web.posts_per_prefix_per_minute", "1000000"),
        ];
        given.extend(settings);
        Self::of(TestApp::with(backend, &given))
    }

    pub fn of(register: TestApp) -> Self {
        Self::started(register, Options::at(SocketAddr::from(([127, 0, 0, 1], 0))))
    }

    /// With a server that was started like this.
    pub fn started(register: TestApp, options: Options) -> Self {
        Self {
            served: Served::new(register.app.clone(), options),
            before: None,
            register,
        }
    }

    /// At the very address that its pages name, for programs that are not ours.
    pub fn at_its_own_address(backend: Backend) -> Self {
        let bound = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let listen = bound.local_addr().unwrap();
        let base = format!("http://{listen}");
        let register = TestApp::with(backend, &[("register.base_url", &base)]);
        drop(bound);
        let options = Options::at(listen);
        Self {
            served: Served::new(register.app.clone(), options),
            before: None,
            register,
        }
    }

    /// Where it really listens.
    pub fn address(&self) -> SocketAddr {
        self.served.address
    }

    /// What visitors call it, whatever port it has here.
    pub fn host(&self) -> &str {
        self.register.settings.register.base_url.authority()
    }

    /// The same register behind a careless program.
    pub fn behind(mut self, careless: Careless) -> Self {
        self.before = Some(careless);
        self
    }

    pub fn answers(&self, request: &Request) -> Answer {
        match &self.before {
            Some(careless) => careless(self, request),
            None => self.passes_on(request),
        }
    }

    /// What the register itself answers.
    pub fn passes_on(&self, request: &Request) -> Answer {
        request.sent_to(self.served.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.answers(&Request::get(path).at_host(self.host()))
    }
}
