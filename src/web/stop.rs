//! Ending without anybody noticing: a signal turns `/readyz` red, balancers send no more, and only
//! then does the server stop; what it had begun it finishes.

use std::future::{Future, poll_fn};
use std::io;
use std::task::Poll;
use std::time::Duration;

use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::rt::time::sleep;
use actix_web::web;

use super::state::Web;

/// Ends when the server is to stop.
///
/// # Errors
/// When signals cannot be waited for.
pub(super) fn told(state: web::Data<Web>) -> io::Result<impl Future<Output = ()> + Send> {
    let mut asked = signal(SignalKind::terminate())?;
    let mut pressed = signal(SignalKind::interrupt())?;
    let settled = Duration::from_secs(state.app.settings.web.drain_seconds);
    Ok(async move {
        let signalled = poll_fn(|context| {
            if pressed.poll_recv(context).is_ready() {
                // Somebody sits at the keyboard, and no balancer in front.
                return Poll::Ready(Duration::ZERO);
            }
            match asked.poll_recv(context) {
                Poll::Ready(_) => Poll::Ready(settled),
                Poll::Pending => Poll::Pending,
            }
        });
        let wait = signalled.await;
        state.stops();
        tracing::info!("told to stop: no longer ready");
        sleep(wait).await;
    })
}
