//! The server: bounded, quiet, and gone gracefully.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App as Service, Error, HttpServer, web};

use super::guard::guard;
use super::routes::routes;
use super::state::Web;
use crate::app::App;

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The folder of mails that a demonstration shows at `/demo/mailbox`; nothing else has one.
    pub mailbox: Option<PathBuf>,
    /// The operators of a demonstration, whose codes it shows at `/demo/codes`.
    pub sign_ins: Vec<SignIn>,
}

/// How an invented operator of a demonstration signs in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The secret of the second factor, in base32 as an app takes it.
    pub secret: String,
}

impl Options {
    /// A server here, as a register runs it.
    #[must_use]
    pub const fn at(listen: SocketAddr) -> Self {
        Self {
            listen,
            mailbox: None,
            sign_ins: Vec::new(),
        }
    }
}

const FORGET_EVERY: Duration = Duration::from_secs(600);
const SHUTDOWN_SECONDS: u64 = 20;

/// Serves until the process is told to stop; what was begun is finished first.
///
/// # Errors
/// When the address cannot be listened on.
pub fn serve(app: Arc<App>, options: Options) -> std::io::Result<()> {
    actix_web::rt::System::new().block_on(async { bind(app, options)?.1.await })
}

/// Listens, and gives the address with the server that serves it once awaited. Called within a
/// system of `actix_web::rt`.
///
/// # Errors
/// When the address cannot be listened on.
pub fn bind(app: Arc<App>, options: Options) -> std::io::Result<(SocketAddr, Server)> {
    let demo = options.mailbox.is_some();
    let state = Web::new(app, options.mailbox, options.sign_ins).map_err(std::io::Error::other)?;
    let state = web::Data::new(state);
    let limits = state.clone();
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(FORGET_EVERY).await;
            limits.limits.forget_quiet();
        }
    });
    actix_web::rt::spawn(state.clone().into_inner().keep_looking());
    let server = HttpServer::new(move || service(state.clone(), demo))
        .workers(2)
        .client_request_timeout(Duration::from_secs(10))
        .client_disconnect_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(30))
        .max_connections(2_048)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .bind(options.listen)?;
    let address = server.addrs().first().copied().unwrap_or(options.listen);
    Ok((address, server.run()))
}

/// What each worker of a server runs: every route, with the guard before it.
pub fn service(
    state: web::Data<Web>,
    demo: bool,
) -> Service<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >,
> {
    Service::new()
        .app_data(state)
        .wrap(from_fn(guard))
        .configure(|config| routes(config, demo))
}
