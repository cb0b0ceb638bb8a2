//! What programs that watch may read: how the program is, on a listener of its own.
//!
//! Nothing here moves with a single visit: no count of requests, letters, rows or bytes, no sum
//! that grows, no memory or processor time. Whoever reads it every second for years, and acts at
//! the door meanwhile, learns what a coarse look a minute shows (decision 0054).

mod look;
mod relay;
mod text;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App as Service, HttpResponse, HttpServer, rt, web};

use super::error::WebError;
use super::state::Web;
use crate::app::App;
use crate::flows::ready::JobSeen;
pub(super) use look::Load;
use look::Watcher;

/// How often the program looks at itself. Asking more often shows the same again.
pub const LOOK_EVERY: Duration = Duration::from_secs(60);

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// How each job is, of a process that does them; asked without waiting.
pub type Jobs = Arc<dyn Fn() -> Vec<JobSeen> + Send + Sync>;

/// The text of the last look.
type Told = Arc<Mutex<String>>;

/// Who is watched: a process with a website, with the jobs, or with both.
struct Watched {
    app: Arc<App>,
    site: Option<Arc<Web>>,
    jobs: Option<Jobs>,
    every: Duration,
}

/// Serves it for a website, where the settings say so, and looks again and again.
///
/// # Errors
/// When the address cannot be listened on.
pub(super) fn start(state: &Arc<Web>) -> std::io::Result<()> {
    let watched = Watched {
        app: state.app.clone(),
        site: Some(state.clone()),
        jobs: state.jobs.clone(),
        every: state.look_every,
    };
    let listen = watched.app.settings.metrics.listen;
    watch(watched, "metrics.listen", listen)
}

/// The same for a process that does the jobs alone. Called within a system of `actix_web::rt`, in
/// which it then runs.
///
/// # Errors
/// When the address cannot be listened on.
pub fn watch_worker(app: &Arc<App>, jobs: Jobs, every: Duration) -> std::io::Result<()> {
    let listen = app.settings.metrics.worker_listen;
    let watched = Watched {
        app: app.clone(),
        site: None,
        jobs: Some(jobs),
        every,
    };
    watch(watched, "metrics.worker_listen", listen)
}

fn watch(watched: Watched, key: &str, listen: Option<SocketAddr>) -> std::io::Result<()> {
    let Some(listen) = listen else {
        return Ok(());
    };
    let told = Told::default();
    serve(key, listen, &told)?;
    rt::spawn(keep_looking(watched, told));
    Ok(())
}

fn serve(key: &str, listen: SocketAddr, told: &Told) -> std::io::Result<()> {
    let told = web::Data::new(told.clone());
    let server = HttpServer::new(move || {
        Service::new()
            .app_data(told.clone())
            .route("/metrics", web::get().to(tell))
    })
    .workers(1)
    .max_connections(16)
    .client_request_timeout(Duration::from_secs(5))
    .disable_signals()
    .bind(listen)
    .map_err(|error| std::io::Error::other(format!("{key}, {listen}: {error}")))?;
    // It ends with the system it runs in, which the process keeps alive for its own work.
    rt::spawn(server.run());
    Ok(())
}

async fn tell(told: web::Data<Told>) -> Result<HttpResponse, WebError> {
    let text = told.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if text.is_empty() {
        return Err(WebError::Unavailable);
    }
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, KIND))
        .body(text))
}

async fn keep_looking(watched: Watched, told: Told) {
    let mut watcher = Watcher::new();
    loop {
        let seen = watcher.looks(&watched).await;
        match text::of(&seen) {
            Ok(text) => *told.lock().unwrap_or_else(PoisonError::into_inner) = text,
            Err(std::fmt::Error) => tracing::error!("the metrics cannot be written"),
        }
        rt::time::sleep(watched.every).await;
    }
}
