//! Answers kept as bytes: what anyone may read is made once, with its gzip and its tag, and then
//! given out until the archive grows.
//!
//! A handler marks an answer with [`Keep`]; the guard puts it here and answers from here. Pages of
//! the door are never marked. A page asked for with a cookie may stand in an open visit, so it
//! neither comes from here nor goes in, and is not compressed. The shelf is bounded: what was not
//! asked for longest goes first. An odd query never makes an entry.

mod asked;
mod stored;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::COOKIE;
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use actix_web::{Error, HttpResponse};

use super::state::Web;
use stored::Stored;

/// How many bytes of answers are kept, their compressed forms among them.
const CAPACITY: usize = 64 * 1024 * 1024;
/// What an entry takes besides its bytes, roughly.
const ENTRY: usize = 1_024;
/// An answer longer than this is compressed where it may take its time.
const LONG: usize = 64 * 1024;
/// No address of ours is longer.
const LONGEST_PATH: usize = 128;

/// The mark of an answer that anyone may be given: how long it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// As long as the archive stands as it does.
    UntilGrowth,
    /// For ever: a file of a release.
    Always,
}

/// Whether an address is for programs: any origin may read it, and it has no pages of a visit.
pub(super) fn is_open(path: &str) -> bool {
    path.starts_with("/data/") || path.starts_with("/OData") || path == "/openapi.json"
}

/// The kept answers of one process.
#[derive(Default)]
pub(super) struct Shelf {
    kept: RwLock<Kept>,
    turn: AtomicU64,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<String, Arc<Stored>>,
    bytes: usize,
}

/// Answers from the shelf, or lets the handler answer and keeps what it marked.
pub(super) async fn serve(
    state: &web::Data<Web>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    // Style, script and pictures hold nothing of anybody's, whatever cookie comes with the request.
    let path = request.path();
    let is_for_all = is_open(path) || path.starts_with("/static/");
    // Whoever asks how things stand must not wait for what was published.
    let is_probe = matches!(path, "/healthz" | "/readyz");
    let may_be_a_visit = request.headers().contains_key(COOKIE) && !is_for_all;
    if !reads || may_be_a_visit || is_probe {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    state.get_ref().catch_up(state).await;
    let standing = state.published.standing();
    if let Some(stored) = state.shelf.find(key(request.uri()), standing) {
        let response = stored.answer(request.headers());
        return Ok(request.into_response(response));
    }
    let served = next.call(request).await?.map_into_boxed_body();
    state.shelf.put(served, standing).await
}

/// What an answer is kept under. Data do not listen to queries, nor do files of the site.
fn key(uri: &Uri) -> &str {
    let path = uri.path();
    // A picture takes long to draw: an odd query must not have it drawn anew.
    let is_file = [".csv", ".svg", ".png"]
        .iter()
        .any(|end| path.ends_with(end));
    let deaf = is_file
        || path.starts_with("/data/")
        || path.starts_with("/static/")
        || path == "/openapi.json";
    let asks_for_json = matches!(uri.query(), Some("$format=json" | "%24format=json"));
    if deaf || (asks_for_json && is_open(path)) {
        return path;
    }
    uri.path_and_query().map_or(path, |whole| whole.as_str())
}

/// Only an address written in the one usual way makes an entry.
fn is_plain(key: &str) -> bool {
    let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    key.len() <= LONGEST_PATH && key.bytes().all(usual)
}

impl Shelf {
    fn find(&self, key: &str, standing: u64) -> Option<Arc<Stored>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let found = kept.answers.get(key)?;
        if !found.holds_at(standing) {
            return None;
        }
        found.used.store(self.next_turn(), Ordering::Relaxed);
        Some(found.clone())
    }

    fn next_turn(&self) -> u64 {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// Keeps a marked answer, and answers from what was kept.
    async fn put(
        &self,
        served: ServiceResponse<BoxBody>,
        standing: u64,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let mark = served.response().extensions().get::<Keep>().copied();
        let (Some(keep), StatusCode::OK) = (mark, served.status()) else {
            return Ok(served);
        };
        let (request, response) = served.into_parts();
        let (mut head, body) = response.into_parts();
        let body = match body.try_into_bytes() {
            Ok(body) => body,
            Err(body) => return Ok(ServiceResponse::new(request, head.set_body(body))),
        };
        let holds = (keep == Keep::UntilGrowth).then_some(standing);
        let headers: Vec<_> = head.headers_mut().drain().collect();
        let headers = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name?, value)));
        let stored = Stored::new(headers.collect(), body, holds);
        let key = key(request.uri());
        let stored = if is_plain(key) {
            let stored = Arc::new(compressed(stored).await?);
            self.add(key.to_owned(), stored.clone(), standing);
            stored
        } else {
            Arc::new(stored)
        };
        let response: HttpResponse = stored.answer(request.headers());
        Ok(ServiceResponse::new(request, response))
    }

    fn add(&self, key: String, stored: Arc<Stored>, standing: u64) {
        stored.used.store(self.next_turn(), Ordering::Relaxed);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.forget(|_, one| !one.holds_at(standing));
        kept.forget(|name, _| *name == key);
        kept.make_room(stored.bytes() + ENTRY, CAPACITY);
        kept.bytes += stored.bytes() + ENTRY;
        kept.answers.insert(key, stored);
    }
}

async fn compressed(stored: Stored) -> Result<Stored, Error> {
    if stored.bytes() <= LONG {
        return Ok(stored.compressed());
    }
    web::block(move || stored.compressed())
        .await
        .map_err(|_| super::error::WebError::Unavailable.into())
}

impl Kept {
    fn forget(&mut self, over: impl Fn(&String, &Stored) -> bool) {
        self.answers.retain(|key, one| !over(key, one));
        self.bytes = self.answers.values().map(|one| one.bytes() + ENTRY).sum();
    }

    fn make_room(&mut self, wanted: usize, capacity: usize) {
        while !self.answers.is_empty() && self.bytes + wanted > capacity {
            let used = |one: &Stored| one.used.load(Ordering::Relaxed);
            let Some(oldest) = self.answers.values().map(|one| used(one)).min() else {
                return;
            };
            self.forget(|_, one| used(one) == oldest);
        }
    }
}

/// Marks an answer for the shelf.
pub(super) fn marked(mut response: HttpResponse, keep: Keep) -> HttpResponse {
    response.extensions_mut().insert(keep);
    response
}

/// An answer for the shelf, of this media type, that may be kept elsewhere as `cache` says.
pub(super) fn answer(
    body: impl Into<Bytes>,
    kind: &'static str,
    cache: &'static str,
    keep: Keep,
) -> HttpResponse {
    use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
    let response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, cache))
        .body(body.into());
    marked(response, keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(length: usize, holds: Option<u64>) -> Arc<Stored> {
        Arc::new(Stored::new(Vec::new(), vec![b'x'; length].into(), holds))
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let shelf = Shelf::default();
        let third = CAPACITY / 3 - 2 * ENTRY;
        for key in ["/a", "/b", "/c"] {
            shelf.add(key.to_owned(), stored(third, None), 0);
        }
        assert!(shelf.find("/a", 0).is_some());
        shelf.add("/d".to_owned(), stored(third, None), 0);
        assert!(shelf.find("/b", 0).is_none());
        for key in ["/a", "/c", "/d"] {
            assert!(shelf.find(key, 0).is_some(), "{key}");
        }
        assert!(shelf.kept.read().unwrap().bytes <= CAPACITY);
    }

    #[test]
    fn what_rests_on_the_archive_goes_when_it_grows() {
        let shelf = Shelf::default();
        shelf.add("/list".to_owned(), stored(1, Some(7)), 7);
        shelf.add("/file".to_owned(), stored(1, None), 7);
        assert!(shelf.find("/list", 7).is_some() && shelf.find("/list", 8).is_none());
        shelf.add("/other".to_owned(), stored(1, Some(8)), 8);
        assert!(shelf.find("/file", 8).is_some());
        assert_eq!(shelf.kept.read().unwrap().answers.len(), 2);
    }

    #[test]
    fn data_are_deaf_to_queries_and_odd_addresses_make_no_entry() {
        let of = |text: &'static str| key(&text.parse().unwrap()).to_owned();
        assert_eq!(of("/data/series.csv?x=1"), "/data/series.csv");
        assert_eq!(of("/nl/figures?x=1"), "/nl/figures?x=1");
        assert_eq!(
            of("/ODataCatalog/Tables?%24format=json"),
            "/ODataCatalog/Tables"
        );
        assert!(is_plain("/data/2026-Q4/figures.csv"));
        for odd in [
            "/nl/figures?x=1",
            "/data/2026-Q4/figures%2Ecsv",
            &"/a".repeat(65),
        ] {
            assert!(!is_plain(odd), "{odd}");
        }
    }
}
