//! A register's real server on a port of its own, until it is dropped.

use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use enkel::web::{self, Options};

use super::http::{Answer, Request};
use crate::app::{Backend, TestApp};

/// A register that answers over HTTP.
pub struct Site {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
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
        let app = register.app.clone();
        let (tell, told) = channel();
        let thread = std::thread::spawn(move || {
            let served = actix_web::rt::System::new().block_on(async {
                let options = Options {
                    listen: SocketAddr::from(([127, 0, 0, 1], 0)),
                    mailbox: None,
                };
                let (address, server) = web::bind(app, options).unwrap();
                tell.send((address, server.handle())).unwrap();
                server.await
            });
            served.unwrap();
        });
        let (address, handle) = told.recv().expect("the server started");
        Self {
            address,
            handle,
            thread: Some(thread),
            register,
        }
    }

    /// What visitors call it, whatever port it has here.
    pub fn host(&self) -> &str {
        self.register.settings.register.base_url.authority()
    }

    pub fn answers(&self, request: &Request) -> Answer {
        request.sent_to(self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.answers(&Request::get(path).from_host(self.host()))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Told to the server's own thread; what it had begun is finished first.
        let stopping = self.handle.stop(true);
        actix_web::rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}
