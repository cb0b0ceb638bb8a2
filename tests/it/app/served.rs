//! A register's real server in a thread of its own, until it is dropped.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use enkel::app::App;
use enkel::web::{self, Options};

/// A server that answers on loopback.
pub struct Served {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    pub fn new(app: Arc<App>, options: Options) -> Self {
        let (tell, told) = channel();
        let thread = std::thread::spawn(move || {
            let served = actix_web::rt::System::new().block_on(async {
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
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // A browser may keep a connection open for long: it is not waited for.
        let stopping = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}
