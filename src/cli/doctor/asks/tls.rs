//! Which certificates this host trusts, and until when.
//!
//! Nothing here reads a certificate: the same check that a connection rests on is asked again for
//! later days. So what is said is when the *chain* ends, whichever of its parts ends first.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};

use crate::domain::clock::{Day, Timestamp};

/// No certificate of the public kind lasts longer; a chain that does is said to last this long.
const LONGEST_DAYS: i64 = 4_000;
const DAY_SECONDS: i64 = 86_400;

/// The authorities that this host trusts.
pub(in crate::cli::doctor) struct Trust {
    verifier: Arc<WebPkiServerVerifier>,
    /// What a connection is made with.
    pub config: Arc<ClientConfig>,
}

/// Why a certificate is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli::doctor) enum Untrusted {
    Expired,
    NotYet,
    OtherName,
    UnknownIssuer,
    Unreadable,
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => {
                "the certificate has ended. Renew it, and see why that did not happen by itself"
            }
            Self::NotYet => "the certificate is not valid yet. Look at this host's clock",
            Self::OtherName => "the certificate is for another name. Get one for this name",
            Self::UnknownIssuer => {
                "no authority that this host trusts stands behind the certificate. Either it is \
                 home-made, or the certificates between are not sent along: configure the whole \
                 chain (often called fullchain.pem)"
            }
            Self::Unreadable => "the certificate cannot be used. Get a new one",
        })
    }
}

impl Untrusted {
    /// What an error of a connection says about the certificate, if it is about that.
    pub(in crate::cli::doctor) fn of(error: &Error) -> Option<Self> {
        let Error::InvalidCertificate(reason) = error else {
            return None;
        };
        Some(match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotYet
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherName
            }
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            _ => Self::Unreadable,
        })
    }
}

impl Trust {
    /// What the system trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` go before it, as the mail
    /// library has it too). None where the host trusts nobody.
    pub(in crate::cli::doctor) fn of_this_host() -> Option<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider: Arc<CryptoProvider> = Arc::new(ring::default_provider());
        let roots = Arc::new(roots);
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots.clone(), provider.clone()).build();
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .ok()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Some(Self {
            verifier: verifier.ok()?,
            config: Arc::new(config),
        })
    }

    /// The last day on which this chain, the server's own certificate first, is good for `host`;
    /// none where it is not good today.
    pub(in crate::cli::doctor) fn last_day(
        &self,
        chain: &[Vec<u8>],
        host: &str,
        now: Timestamp,
    ) -> Option<Day> {
        let name = ServerName::try_from(host.to_owned()).ok()?;
        let (own, between) = chain.split_first()?;
        let own = CertificateDer::from(own.as_slice());
        let between: Vec<_> = between
            .iter()
            .map(|der| CertificateDer::from(der.as_slice()))
            .collect();
        let is_good = |days: i64| {
            let then = u64::try_from(now.plus(days * DAY_SECONDS).unix()).unwrap_or(0);
            let then = UnixTime::since_unix_epoch(Duration::from_secs(then));
            let found = self
                .verifier
                .verify_server_cert(&own, &between, &name, &[], then);
            found.is_ok()
        };
        if !is_good(0) {
            return None;
        }
        let (mut good, mut bad) = (0, LONGEST_DAYS);
        while bad - good > 1 {
            let middle = good.midpoint(bad);
            match is_good(middle) {
                true => good = middle,
                false => bad = middle,
            }
        }
        Some(now.plus(good * DAY_SECONDS).day())
    }
}
