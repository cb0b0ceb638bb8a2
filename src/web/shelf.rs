//! Public pages and data come from stored bytes: made once for each state of what is published,
//! with their gzip and their checksum, and then only handed over.
//!
//! The door never comes from here nor goes in here: only answers that say of themselves that
//! anyone may see them do. An address is stored in its one canonical spelling, so that made-up
//! parameters fill nothing.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, RwLock};

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
    IF_NONE_MATCH, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::state::Web;
use crate::crypto::digest;

/// More than this is never held; then everything is thrown away and made again when asked for.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Smaller bodies gain nothing from compression.
const WORTH_COMPRESSING: usize = 1_024;

/// A handler puts this on an answer that anyone may see, and that is the same for everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ForEveryone {
    /// The one spelling of the parameters under which it may be stored; empty for none.
    pub parameters: String,
}

impl ForEveryone {
    fn canonical(&self, request: &HttpRequest) -> String {
        match self.parameters.as_str() {
            "" => request.path().to_owned(),
            parameters => format!("{}?{parameters}", request.path()),
        }
    }
}

/// What is stored, for one state of what is published.
#[derive(Default)]
pub(super) struct Shelf(RwLock<Books>);

#[derive(Default)]
struct Books {
    by_address: HashMap<String, Arc<Stored>>,
    bytes: usize,
}

/// One answer.
pub(super) struct Stored {
    headers: HeaderMap,
    plain: Form,
    gzip: Option<Form>,
}

/// A body and the tag of exactly these bytes.
struct Form {
    body: Bytes,
    tag: HeaderValue,
}

impl Form {
    fn of(body: Bytes) -> Self {
        let tag = format!("\"{}\"", digest::hex(&digest::sha256(&body)));
        Self {
            body,
            tag: HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\"")),
        }
    }
}

impl Shelf {
    fn find(&self, address: &str) -> Option<Arc<Stored>> {
        let books = self.0.read();
        let books = books.unwrap_or_else(std::sync::PoisonError::into_inner);
        books.by_address.get(address).cloned()
    }

    fn put(&self, address: String, stored: Arc<Stored>) {
        let books = self.0.write();
        let mut books = books.unwrap_or_else(std::sync::PoisonError::into_inner);
        books.bytes += stored.size();
        if books.bytes > MOST_BYTES {
            books.by_address.clear();
            books.bytes = stored.size();
        }
        books.by_address.insert(address, stored);
    }
}

impl Stored {
    fn of(headers: HeaderMap, body: Bytes) -> Self {
        let gzip = compressed(&headers, &body).map(Form::of);
        Self {
            headers,
            plain: Form::of(body),
            gzip,
        }
    }

    fn size(&self) -> usize {
        self.plain.body.len() + self.gzip.as_ref().map_or(0, |gzip| gzip.body.len())
    }

    /// The answer to one request.
    fn answer(&self, request: &HttpRequest) -> HttpResponse<BoxBody> {
        let (form, coded) = match &self.gzip {
            Some(gzip) if takes_gzip(request) => (gzip, true),
            _ => (&self.plain, false),
        };
        let unchanged = self.is_known(request);
        let mut response = match unchanged {
            true => HttpResponse::new(StatusCode::NOT_MODIFIED),
            false => HttpResponse::Ok().body(form.body.clone()),
        };
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        headers.insert(ETAG, form.tag.clone());
        if self.gzip.is_some() {
            headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if coded && !unchanged {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }

    /// Whether the request names a form of these bytes that its sender has.
    fn is_known(&self, request: &HttpRequest) -> bool {
        let tags = [Some(&self.plain), self.gzip.as_ref()];
        let is_ours = |named: &str| {
            let named = named.trim().trim_start_matches("W/");
            let ours = tags.into_iter().flatten();
            named == "*" || ours.into_iter().any(|form| form.tag == named)
        };
        let mut asked = request.headers().get_all(IF_NONE_MATCH);
        asked.any(|value| {
            value
                .to_str()
                .is_ok_and(|list| list.split(',').any(is_ours))
        })
    }
}

/// Serves from the shelf what is there, and puts there what may be.
pub(super) async fn shelve(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let state = request.app_data::<web::Data<Web>>().cloned();
    let (true, Some(state)) = (reads, state) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let standing = state.into_inner().standing().await.ok();
    let address = request
        .uri()
        .path_and_query()
        .map_or("", |address| address.as_str());
    let stored = standing.as_ref().and_then(|s| s.shelf.find(address));
    if let Some(stored) = stored {
        let response = stored.answer(request.request());
        return Ok(request.into_response(response));
    }
    let response = next.call(request).await?.map_into_boxed_body();
    let mark = response
        .response()
        .extensions()
        .get::<ForEveryone>()
        .cloned();
    let (Some(mark), Some(standing)) = (mark, standing) else {
        return Ok(response);
    };
    keep(response, mark, &standing.shelf).await
}

async fn keep(
    response: ServiceResponse<BoxBody>,
    mark: ForEveryone,
    shelf: &Shelf,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let stored = Arc::new(Stored::of(head.headers().clone(), to_bytes(body).await?));
    let asked = request
        .uri()
        .path_and_query()
        .map_or("", |asked| asked.as_str());
    let canonical = mark.canonical(&request);
    if asked == canonical {
        shelf.put(canonical, stored.clone());
    }
    let answer = stored.answer(&request);
    Ok(ServiceResponse::new(request, answer))
}

/// Whether the client takes gzip: named without a weight of zero.
fn takes_gzip(request: &HttpRequest) -> bool {
    let asked = request.headers().get(ACCEPT_ENCODING);
    let asked = asked.and_then(|value| value.to_str().ok()).unwrap_or("");
    asked.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = pieces.find_map(|piece| piece.strip_prefix("q=")?.parse::<f32>().ok());
        named && weight.unwrap_or(1.0) > 0.0
    })
}

/// The body as gzip, where that is shorter and it is not compressed by itself.
fn compressed(headers: &HeaderMap, body: &Bytes) -> Option<Bytes> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let packed = kind.starts_with("image/png") || kind.contains("spreadsheetml");
    if packed || body.len() < WORTH_COMPRESSING {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < body.len()).then(|| Bytes::from(packed))
}

/// An answer that anyone may see, for the shelf.
pub(super) fn for_everyone(
    mark: ForEveryone,
    kind: &'static str,
    keep: &'static str,
    body: impl Into<Bytes>,
) -> HttpResponse {
    let mut response = HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((CACHE_CONTROL, keep))
        .body(body.into());
    response.extensions_mut().insert(mark);
    response
}
