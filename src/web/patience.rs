//! How long a client may take, and the connections of those who take longer.
//!
//! The server below waits a bounded time for a connection's first request alone. So every
//! connection is watched: one on which no request comes to its end for too long, or whose answer is
//! not fetched, is cut off. While a request is being served nobody is cut off.

use std::any::Any;
use std::io::ErrorKind;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::body::{BodyStream, to_bytes_limited};
use actix_web::dev::{Extensions, Payload, ServiceRequest};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, rt};

use super::error::WebError;
use super::metrics::Load;
use super::server::MOST_CONNECTIONS;

/// No form of ours is longer; most may be much shorter, which their own routes see to.
pub(super) const LONGEST_BODY: usize = 256 * 1024;

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until the head of a connection's first request is there.
    pub head: Duration,
    /// Until the body of a form is there.
    pub body: Duration,
    /// Between an answer and the whole next request: to fetch the one and send the other.
    pub between: Duration,
}

impl Patience {
    /// What a slow telephone in a train needs, and no more.
    pub const USUAL: Self = Self {
        head: Duration::from_secs(10),
        body: Duration::from_secs(20),
        between: Duration::from_secs(90),
    };
}

/// Reads a form's body before anything is done with it, so that a client that sends it drop by
/// drop holds nothing but its connection, and that not for long.
pub(super) async fn whole_body(
    request: &mut ServiceRequest,
    patience: &Patience,
) -> Result<(), WebError> {
    let sent = std::mem::replace(request.parts_mut().1, Payload::None);
    let body = BodyStream::new(sent);
    let read = rt::time::timeout(patience.body, to_bytes_limited(body, LONGEST_BODY)).await;
    let body: Bytes = read
        .map_err(|_| WebError::TooSlow)?
        .map_err(|_| WebError::TooLarge)?
        .map_err(|_| WebError::BadRequest)?;
    request.set_payload(Payload::from(body));
    Ok(())
}

/// Every open connection.
#[derive(Default)]
pub(super) struct Connections {
    open: Mutex<Vec<Weak<Watched>>>,
}

/// One connection, watched for as long as it is open. The server drops it with the connection.
pub(super) struct Watched {
    socket: TcpStream,
    opened: Instant,
    /// Milliseconds after it was opened, when the last answer was ready.
    answered: AtomicU64,
    in_work: AtomicUsize,
}

/// A request is being served on it.
pub(super) struct InWork(Arc<Watched>);

impl Connections {
    /// Watches a connection that was just opened; what cannot be watched is not of this kind.
    pub(super) fn watch(&self, connection: &dyn Any, extensions: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<rt::net::TcpStream>() else {
            return;
        };
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else {
            return;
        };
        let watched = Arc::new(Watched {
            socket: TcpStream::from(socket),
            opened: Instant::now(),
            answered: AtomicU64::new(0),
            in_work: AtomicUsize::new(0),
        });
        self.lock().push(Arc::downgrade(&watched));
        extensions.insert(watched);
    }

    /// Cuts off whoever takes longer than that.
    pub(super) fn cut_off(&self, patience: Duration) {
        self.lock().retain(|one| {
            let Some(watched) = one.upgrade() else {
                return false;
            };
            let slow = watched.is_slow(patience);
            if slow {
                // It may have gone by itself meanwhile.
                let _ = watched.socket.shutdown(Shutdown::Both);
            }
            !slow
        });
    }

    /// How full the server is, in coarse steps.
    pub(super) fn load(&self) -> Load {
        Load::of(self.lock().len(), 2 * MOST_CONNECTIONS)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Weak<Watched>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    fn is_slow(&self, patience: Duration) -> bool {
        let answered = Duration::from_millis(self.answered.load(Ordering::Acquire));
        let idle = self.opened.elapsed().saturating_sub(answered);
        self.in_work.load(Ordering::Acquire) == 0 && idle > patience
    }

    /// Whether the other side has closed the connection. To wait for an answer on one that is
    /// closed halfway is no browser's way, nor any proxy's.
    fn is_gone(&self) -> bool {
        // The socket never blocks: it is the server's own.
        match self.socket.peek(&mut [0]) {
            Ok(bytes) => bytes == 0,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted),
        }
    }
}

/// Whoever waits for something that waits itself is looked after so often.
const LOOK_AFTER: Duration = Duration::from_millis(500);

/// Waits for that, for as long as whoever asked is there. The server library does not tell: it
/// serves a request to its end, and would hold the place of somebody who left.
pub(super) async fn while_here<T>(
    request: &HttpRequest,
    work: impl Future<Output = T>,
) -> Result<T, WebError> {
    let mut work = pin!(work);
    loop {
        if let Ok(done) = rt::time::timeout(LOOK_AFTER, work.as_mut()).await {
            return Ok(done);
        }
        let watched = request.conn_data::<Arc<Watched>>();
        if watched.is_some_and(|watched| watched.is_gone()) {
            // Nobody reads it.
            return Err(WebError::Unavailable);
        }
    }
}

impl InWork {
    /// A request came to its end on its connection, and is served now.
    pub(super) fn on(request: &ServiceRequest) -> Option<Self> {
        let watched = request.conn_data::<Arc<Watched>>()?.clone();
        watched.in_work.fetch_add(1, Ordering::AcqRel);
        Some(Self(watched))
    }
}

impl Drop for InWork {
    fn drop(&mut self) {
        let now = self.0.opened.elapsed().as_millis();
        let now = u64::try_from(now).unwrap_or(u64::MAX);
        self.0.answered.store(now, Ordering::Release);
        self.0.in_work.fetch_sub(1, Ordering::AcqRel);
    }
}
