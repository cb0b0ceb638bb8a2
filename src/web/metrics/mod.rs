//! What programs that watch may read: how the program is, on a listener of its own.
//!
//! Nothing here moves with a single visit: no count of requests, letters, rows or bytes, no sum
//! that grows, no memory or processor time. Whoever reads it every second for years, and acts at
//! the door meanwhile, learns what a coarse look a minute shows (decision 0054).

mod look;
mod text;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, HttpResponse, HttpServer, rt, web};

use super::error::WebError;
use super::state::Web;
pub(super) use look::Load;
use look::Watcher;

/// How often the program looks at itself. Asking more often shows the same again.
pub const LOOK_EVERY: Duration = Duration::from_secs(60);

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The text of the last look.
type Told = Arc<Mutex<String>>;

/// Serves it, where the settings say so, and looks again and again.
///
/// # Errors
/// When the address cannot be listened on.
pub(super) fn start(state: &Arc<Web>) -> std::io::Result<()> {
    let Some(listen) = state.app.settings.metrics.listen else {
        return Ok(());
    };
    let told = Told::default();
    serve(listen, &told)?;
    rt::spawn(keep_looking(state.clone(), told));
    Ok(())
}

fn serve(listen: SocketAddr, told: &Told) -> std::io::Result<()> {
    let told = web::Data::new(told.clone());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(told.clone())
            .route("/metrics", web::get().to(tell))
    })
    .workers(1)
    .max_connections(16)
    .client_request_timeout(Duration::from_secs(5))
    .disable_signals()
    .bind(listen)
    .map_err(|error| std::io::Error::other(format!("metrics.listen, {listen}: {error}")))?;
    // It ends with the system it runs in, which the site's own server keeps alive.
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

async fn keep_looking(state: Arc<Web>, told: Told) {
    let mut watcher = Watcher::new();
    loop {
        let seen = watcher.looks(&state).await;
        match text::of(&seen) {
            Ok(text) => *told.lock().unwrap_or_else(PoisonError::into_inner) = text,
            Err(std::fmt::Error) => tracing::error!("the metrics cannot be written"),
        }
        rt::time::sleep(state.look_every).await;
    }
}
