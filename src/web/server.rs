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
use super::metrics;
use super::patience::Patience;
use super::routes::routes;
use super::state::{HASHES_AT_THE_OFFICE, Web};
use super::stop;
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
    /// How long a client may take.
    pub patience: Patience,
    /// How often the program looks at itself for those who watch it.
    pub look_every: Duration,
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
            patience: Patience::USUAL,
            look_every: metrics::LOOK_EVERY,
        }
    }
}

const FORGET_EVERY: Duration = Duration::from_secs(600);
/// What was begun may take so long: a statement at the database ends sooner.
const SHUTDOWN_SECONDS: u64 = 35;
/// On each of two threads.
pub(super) const MOST_CONNECTIONS: usize = 2_048;

/// Threads for what waits for a database, on each of two threads, or as many as there are
/// connections: more would wait for one another, and one that waits holds some 40 KiB. SQLite's
/// writer takes what so many have for it in one group. Nobody waits for an arena on a thread but
/// the office, which is counted beside them. What comes on top waits without a thread.
const AT_THE_DATABASE: usize = 16;

/// Listens, and gives the address with the server that serves it once awaited. Called within a
/// system of `actix_web::rt`. A signal to stop first turns `/readyz` red, and ends the server when
/// balancers had the time to see that.
///
/// # Errors
/// When the address cannot be listened on.
pub fn bind(app: Arc<App>, options: Options) -> std::io::Result<(SocketAddr, Server)> {
    listen(Arc::new(
        Web::new(app, options).map_err(std::io::Error::other)?,
    ))
}

/// As [`bind`], for whoever wants to ask the server how it is.
///
/// # Errors
/// When the address cannot be listened on.
pub fn listen(state: Arc<Web>) -> std::io::Result<(SocketAddr, Server)> {
    let (demo, patience, listen) = (state.mailbox.is_some(), state.patience, state.listen);
    let state = web::Data::from(state);
    let (limits, watching) = (state.clone(), state.clone());
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(FORGET_EVERY).await;
            limits.limits.forget_quiet();
            limits.crowd.forget(limits.app.now());
        }
    });
    actix_web::rt::spawn(cut_off(state.clone(), patience.between));
    actix_web::rt::spawn(state.clone().into_inner().keep_looking());
    metrics::start(&state.clone().into_inner())?;
    let stopping = stop::told(state.clone())?;
    let connections = state.app.settings.database.connections;
    let connections = usize::try_from(connections).unwrap_or(AT_THE_DATABASE);
    let threads = AT_THE_DATABASE.max(connections) + HASHES_AT_THE_OFFICE;
    let server = HttpServer::new(move || {
        state.alive.watch_this_thread();
        service(state.clone(), demo)
    })
    .on_connect(move |connection, extensions| {
        watching.connections.watch(connection, extensions);
    })
    .workers(2)
    .worker_max_blocking_threads(threads)
    .client_request_timeout(patience.head)
    .client_disconnect_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(30))
    .max_connections(MOST_CONNECTIONS)
    .shutdown_signal(stopping)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .bind(listen)?;
    let address = server.addrs().first().copied().unwrap_or(listen);
    Ok((address, server.run()))
}

async fn cut_off(state: web::Data<Web>, patience: Duration) {
    loop {
        actix_web::rt::time::sleep(patience / 8).await;
        state.connections.cut_off(patience);
    }
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
