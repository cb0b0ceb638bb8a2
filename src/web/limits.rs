//! Limits per network and overall, the same for every address that is typed.
//!
//! Kept in memory alone, under tags keyed anew at every start: nothing here can be read back as
//! a list of who came.

use std::net::IpAddr;
use std::num::NonZeroU32;

use actix_web::HttpRequest;
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::client;
use super::error::WebError;
use crate::config::{self, Network};
use crate::crypto::{CryptoError, digest, random};

type Tag = [u8; 8];
type PerNetwork = RateLimiter<Tag, DashMapStateStore<Tag>, DefaultClock>;

/// Wrong or right, so many tries an hour under one name, or in one browser that is known.
const TRIES_PER_NAME: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// So many tries an hour from one network that no operator signed in from.
const ENTRIES_PER_NETWORK: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// All limits of one process.
pub(super) struct Limits {
    boot: [u8; 32],
    trusted: Vec<Network>,
    posts: PerNetwork,
    codes: PerNetwork,
    codes_in_all: DefaultDirectRateLimiter,
    names: PerNetwork,
    entries: PerNetwork,
}

impl Limits {
    pub(super) fn new(web: &config::Web) -> Result<Self, CryptoError> {
        Ok(Self {
            boot: random::bytes()?,
            trusted: web.trusted_proxies.clone(),
            posts: RateLimiter::dashmap(Quota::per_minute(web.posts_per_prefix_per_minute)),
            codes: RateLimiter::dashmap(Quota::per_hour(web.code_requests_per_prefix_per_hour)),
            codes_in_all: RateLimiter::direct(Quota::per_minute(web.code_requests_per_minute)),
            names: RateLimiter::dashmap(Quota::per_hour(TRIES_PER_NAME)),
            entries: RateLimiter::dashmap(Quota::per_hour(ENTRIES_PER_NETWORK)),
        })
    }

    /// One more POST from this network.
    pub(super) fn post(&self, request: &HttpRequest) -> Result<(), WebError> {
        self.posts
            .check_key(&self.tag(request))
            .map_err(|_| WebError::TooMany)
    }

    /// One more request for a code from this network.
    pub(super) fn code_from_network(&self, request: &HttpRequest) -> Result<(), WebError> {
        self.codes
            .check_key(&self.tag(request))
            .map_err(|_| WebError::TooMany)
    }

    /// One more letter in all.
    pub(super) fn code_in_all(&self) -> Result<(), WebError> {
        self.codes_in_all.check().map_err(|_| WebError::Busy)
    }

    /// One more try to sign in at the office under this name. From a browser in which that person
    /// signed in before, the tries of strangers elsewhere do not count: nobody can keep the board
    /// out by typing its names.
    pub(super) fn sign_in(
        &self,
        request: &HttpRequest,
        name: &str,
        device: Option<&str>,
    ) -> Result<(), WebError> {
        if device.is_none() {
            self.entries
                .check_key(&self.tag(request))
                .map_err(|_| WebError::TooMany)?;
        }
        let whose = device.map_or_else(|| format!("name {name}"), |one| format!("device {one}"));
        self.names
            .check_key(&self.keyed(whose.as_bytes()))
            .map_err(|_| WebError::TooMany)
    }

    /// One more code of the second factor from somebody who is signed in.
    pub(super) fn code_of(&self, request: &HttpRequest, name: &str) -> Result<(), WebError> {
        self.post(request)?;
        self.names
            .check_key(&self.keyed(format!("code {name}").as_bytes()))
            .map_err(|_| WebError::TooMany)
    }

    /// Forgets networks that have been quiet.
    pub(super) fn forget_quiet(&self) {
        self.posts.retain_recent();
        self.codes.retain_recent();
        self.names.retain_recent();
        self.entries.retain_recent();
    }

    /// The network that this request comes from.
    pub(super) fn network(&self, request: &HttpRequest) -> [u8; 16] {
        let unknown = IpAddr::from([0, 0, 0, 0]);
        let address = client::address(request, &self.trusted).unwrap_or(unknown);
        client::prefix(address)
    }

    fn tag(&self, request: &HttpRequest) -> Tag {
        self.keyed(&self.network(request))
    }

    fn keyed(&self, text: &[u8]) -> Tag {
        let mut keyed = self.boot.to_vec();
        keyed.extend_from_slice(text);
        let [a, b, c, d, e, f, g, h, ..] = digest::sha256(&keyed);
        [a, b, c, d, e, f, g, h]
    }
}
