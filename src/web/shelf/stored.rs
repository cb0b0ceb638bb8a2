//! One kept answer: its bytes, the same compressed, and a tag for each.

use std::io::Write as _;
use std::sync::atomic::AtomicU64;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
    VARY,
};
use actix_web::web::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::asked;
use crate::crypto::digest;

/// Shorter answers are not worth compressing.
const WORTH_IT: usize = 256;

/// One answer in both of its forms.
pub(super) struct Stored {
    head: Vec<(HeaderName, HeaderValue)>,
    plain: Form,
    gzip: Option<Form>,
    /// The standing of the archive that it rests on; none when it rests on none.
    of: Option<u64>,
    /// The turn at which it was last given.
    pub(super) used: AtomicU64,
}

struct Form {
    body: Bytes,
    tag: HeaderValue,
}

impl Form {
    /// Tags of different bytes differ, as strong tags must (RFC 9110, 8.8.3.3).
    fn new(body: Bytes, sha256: &str, ending: &str) -> Self {
        let tag = HeaderValue::from_str(&format!("\"{sha256}{ending}\""));
        Self {
            body,
            tag: tag.unwrap_or_else(|_| HeaderValue::from_static("\"\"")),
        }
    }
}

impl Stored {
    pub(super) fn new(head: Vec<(HeaderName, HeaderValue)>, body: Bytes, of: Option<u64>) -> Self {
        let sha256 = digest::hex(&digest::sha256(&body));
        Self {
            head,
            plain: Form::new(body, &sha256, ""),
            gzip: None,
            of,
            used: AtomicU64::new(0),
        }
    }

    /// The same with its compressed form, when that is shorter.
    pub(super) fn compressed(mut self) -> Self {
        let body = &self.plain.body;
        if body.len() < WORTH_IT {
            return self;
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let written = encoder.write_all(body).and_then(|()| encoder.finish());
        let sha256 = digest::hex(&digest::sha256(body));
        self.gzip = written
            .ok()
            .filter(|gzip| gzip.len() + gzip.len() / 16 < body.len())
            .map(|gzip| Form::new(gzip.into(), &sha256, "-gzip"));
        self
    }

    pub(super) fn holds_at(&self, standing: u64) -> bool {
        self.of.is_none_or(|of| of == standing)
    }

    pub(super) fn bytes(&self) -> usize {
        let gzip = self.gzip.as_ref().map_or(0, |form| form.body.len());
        self.plain.body.len() + gzip
    }

    /// What somebody who asks with these headers gets.
    pub(super) fn answer(&self, asked: &HeaderMap) -> HttpResponse {
        let (form, is_gzip) = match &self.gzip {
            Some(gzip) if asked::takes_gzip(asked.get_all(ACCEPT_ENCODING)) => (gzip, true),
            _ => (&self.plain, false),
        };
        let tags = [Some(&self.plain), self.gzip.as_ref()];
        let mut tags = tags.into_iter().flatten().map(|form| form.tag.as_bytes());
        let unchanged = asked.contains_key(IF_NONE_MATCH)
            && tags.any(|tag| asked::has(asked.get_all(IF_NONE_MATCH), tag));
        let status = match unchanged {
            true => StatusCode::NOT_MODIFIED,
            false => StatusCode::OK,
        };
        let mut response = HttpResponse::with_body(status, BoxBody::new(()));
        let headers = response.headers_mut();
        headers.reserve(self.head.len() + 14);
        for (name, value) in &self.head {
            headers.append(name.clone(), value.clone());
        }
        headers.insert(ETAG, form.tag.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if is_gzip && !unchanged {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if unchanged {
            return response;
        }
        response.set_body(BoxBody::new(form.body.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn both_forms_hold_the_same_bytes() {
        let text = "a line of figures\n".repeat(1_000);
        let stored = Stored::new(Vec::new(), text.clone().into(), None).compressed();
        let gzip = stored.gzip.as_ref().unwrap();
        let mut read = String::new();
        let mut decoder = flate2::read::GzDecoder::new(&gzip.body[..]);
        decoder.read_to_string(&mut read).unwrap();
        assert!(read == text && gzip.tag != stored.plain.tag);
        assert_eq!(stored.bytes(), text.len() + gzip.body.len());
    }

    #[test]
    fn what_does_not_get_shorter_stays_as_it_is() {
        let random: Vec<u8> = (0..4_000_u32)
            .flat_map(|n| digest::sha256(&n.to_le_bytes()))
            .collect();
        let stored = Stored::new(Vec::new(), random.into(), None).compressed();
        assert!(stored.gzip.is_none());
    }
}
