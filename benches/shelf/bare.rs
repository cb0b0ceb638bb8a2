//! actix-web with nothing around it: one route, one body, the headers of the example.

use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::asking::Example;

/// A server that answers the same for ever.
pub struct Bare {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
}

struct Constant {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

async fn constant(constant: Data<Constant>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for (name, value) in &constant.headers {
        response.append_header((name.clone(), value.clone()));
    }
    response.body(constant.body.clone())
}

impl Bare {
    pub fn like(example: &Example, path: &str) -> Self {
        let own = ["content-length", "date", "connection"];
        let headers = example
            .headers
            .iter()
            .filter(|(name, _)| !own.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let constant_answer = Data::new(Constant {
            headers: headers.collect(),
            body: example.body.clone().into(),
        });
        let path = path.to_owned();
        let (tell, told) = channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let server = HttpServer::new(move || {
                    App::new()
                        .app_data(constant_answer.clone())
                        .route(&path, web::get().to(constant))
                })
                .workers(2)
                .keep_alive(Duration::from_secs(30))
                .bind(("127.0.0.1", 0))
                .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                tell.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        Self {
            address,
            handle,
            thread: Some(thread),
        }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let stopping = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}
