//! Limits per network and overall, the same for every address that is typed.
//!
//! Kept in memory alone, under tags keyed anew at every start: nothing here can be read back as
//! a list of who came.

use std::net::IpAddr;

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

/// All limits of one process.
pub(super) struct Limits {
    boot: [u8; 32],
    trusted: Vec<Network>,
    posts: PerNetwork,
    codes: PerNetwork,
    codes_in_all: DefaultDirectRateLimiter,
}

impl Limits {
    pub(super) fn new(web: &config::Web) -> Result<Self, CryptoError> {
        Ok(Self {
            boot: random::bytes()?,
            trusted: web.trusted_proxies.clone(),
            posts: RateLimiter::dashmap(Quota::per_minute(web.posts_per_prefix_per_minute)),
            codes: RateLimiter::dashmap(Quota::per_hour(web.code_requests_per_prefix_per_hour)),
            codes_in_all: RateLimiter::direct(Quota::per_minute(web.code_requests_per_minute)),
        })
    }

    /// One more POST from this network.
    pub(super) fn post(&self, request: &HttpRequest) -> Result<(), WebError> {
        self.posts
            .check_key(&self.tag(request))
            .map_err(|_| WebError::TooMany)
    }

    /// One more request for a code from this network, and in all.
    pub(super) fn code(&self, request: &HttpRequest) -> Result<(), WebError> {
        self.codes
            .check_key(&self.tag(request))
            .map_err(|_| WebError::TooMany)?;
        self.codes_in_all.check().map_err(|_| WebError::Busy)
    }

    /// Forgets networks that have been quiet.
    pub(super) fn forget_quiet(&self) {
        self.posts.retain_recent();
        self.codes.retain_recent();
    }

    fn tag(&self, request: &HttpRequest) -> Tag {
        let unknown = IpAddr::from([0, 0, 0, 0]);
        let address = client::address(request, &self.trusted).unwrap_or(unknown);
        let mut keyed = self.boot.to_vec();
        keyed.extend_from_slice(&client::prefix(address));
        let [a, b, c, d, e, f, g, h, ..] = digest::sha256(&keyed);
        [a, b, c, d, e, f, g, h]
    }
}
