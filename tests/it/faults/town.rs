//! Where the people live: what they share while they come to the door.

use std::net::SocketAddr;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use enkel::crypto::derive::Derivation;
use enkel::crypto::keys::Keys;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Root;
use enkel::domain::locale::Locale;
use enkel::text::Texts;

use super::fleet::Fleet;
use super::ledger::Ledger;
use super::post::Post;

/// The titles of the pages that acknowledge something.
pub struct Titles {
    pub declared: String,
    pub replaced: String,
    pub removed: String,
}

/// What all people share.
pub struct Town {
    pub ledger: Ledger,
    pub post: Post,
    pub titles: Titles,
    /// Where the balancer sends them.
    pub hosts: Vec<SocketAddr>,
    /// What they call the site.
    pub name: String,
    /// Held by each request while it runs; whoever holds it alone finds nothing under way.
    pub calm: RwLock<()>,
    over: AtomicBool,
    keys: Keys,
    derivation: Derivation,
}

impl Town {
    pub fn before(fleet: &Fleet) -> Self {
        let texts = Texts::with(&[]).unwrap();
        let words = texts.words(Locale::Nl);
        Self {
            ledger: Ledger::default(),
            post: Post::at(&fleet.mail()),
            titles: Titles {
                declared: words.say("done-declared-title"),
                replaced: words.say("done-replaced-title"),
                removed: words.say("done-removed-title"),
            },
            hosts: fleet.hosts(),
            name: fleet.settings().register.base_url.authority().to_owned(),
            calm: RwLock::new(()),
            over: AtomicBool::new(false),
            keys: Keys::load(&fleet.settings().keys.folder, None).unwrap(),
            derivation: fleet.derivation(),
        }
    }

    pub fn ends(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Somebody moves in.
    pub fn welcomes(&self, address: &str) {
        self.ledger.adds(address, self.root(address));
    }

    fn root(&self, address: &str) -> Root {
        let parsed = EmailAddress::parse(address).unwrap();
        let root = self.derivation.root(&self.keys, &parsed.canonical());
        root.unwrap()
    }
}

/// Lets the people go home, also when a test fails halfway.
pub struct Evening<'a>(pub &'a Town);

impl Drop for Evening<'_> {
    fn drop(&mut self) {
        self.0.ends();
    }
}
