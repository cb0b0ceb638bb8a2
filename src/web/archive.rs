//! What was published, kept at hand. A request is never kept waiting for a look at the database:
//! this process says itself when it has published ([`crate::store::Database::grown`]), and what
//! other processes publish is looked for once a second, beside the requests.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::error::WebError;
use super::state::Web;
use super::views::public::PublishedNumber;
use super::visitor::Visitor;
use crate::domain::release::Figure;
use crate::flows::publish::read::{self, Archive};

/// How often other processes' releases are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The archive as it was last read.
#[derive(Default)]
pub(super) struct Published {
    archive: RwLock<Option<Arc<Archive>>>,
    /// The database's own count of growths when it was read.
    told: AtomicU64,
    standing: AtomicU64,
}

impl Published {
    /// How many releases there are; another number means that whatever rests on them is old.
    pub(super) fn standing(&self) -> u64 {
        self.standing.load(Ordering::Acquire)
    }

    fn held(&self) -> Option<Arc<Archive>> {
        let lock = self.archive.read();
        lock.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes what was read, unless somebody else has read more meanwhile.
    fn hold(&self, read: Arc<Archive>) -> Arc<Archive> {
        let lock = self.archive.write();
        let mut held = lock.unwrap_or_else(PoisonError::into_inner);
        match held.as_ref() {
            Some(held) if held.releases.len() > read.releases.len() => held.clone(),
            _ => {
                let standing = u64::try_from(read.releases.len()).unwrap_or(u64::MAX);
                *held = Some(read.clone());
                self.standing.store(standing, Ordering::Release);
                read
            }
        }
    }
}

impl Web {
    /// The archive as it stands now.
    pub(super) async fn archive(self: &Arc<Self>) -> Result<Arc<Archive>, WebError> {
        match self.published.held() {
            Some(held) if !self.has_news() => Ok(held),
            held => self.read_on(held).await,
        }
    }

    /// Reads what this process has published since, if anything.
    pub(super) async fn catch_up(&self, shared: &Arc<Self>) {
        if self.has_news()
            && let Err(error) = shared.archive().await
        {
            // Whatever needs the archive will say so.
            tracing::debug!(%error, "the archive could not be read");
        }
    }

    fn has_news(&self) -> bool {
        self.app.store.register.grown() != self.published.told.load(Ordering::Acquire)
    }

    async fn read_on(
        self: &Arc<Self>,
        held: Option<Arc<Archive>>,
    ) -> Result<Arc<Archive>, WebError> {
        let told = self.app.store.register.grown();
        let known = held.clone();
        let grown = self
            .run(move |app| read::archive(app, known.as_deref()))
            .await?;
        let archive = match (grown, held) {
            (Some(grown), _) => self.published.hold(Arc::new(grown)),
            (None, Some(held)) => held,
            (None, None) => return Err(WebError::Unavailable),
        };
        self.published.told.store(told, Ordering::Release);
        Ok(archive)
    }

    /// Looks for releases of other processes, for as long as this one serves.
    pub(super) async fn keep_looking(self: Arc<Self>) {
        loop {
            actix_web::rt::time::sleep(LOOK_EVERY).await;
            let held = self.published.held();
            if held.is_some() && self.read_on(held).await.is_err() {
                // The old archive is still true. `readyz` says what is wrong.
                tracing::debug!("the archive could not be looked at");
            }
        }
    }
}

impl Visitor {
    /// The number on the page after the button. A register that was just written must not look
    /// as if it failed because the number cannot be read.
    pub(super) async fn number(&self) -> Option<Figure> {
        let archive = self.web.archive().await.ok()?;
        archive.number.as_ref().map(|(number, _)| number.figure)
    }
}

/// The number as pages show it.
pub(super) fn number(archive: &Archive) -> Option<PublishedNumber> {
    let (number, day) = archive.number.as_ref()?;
    Some(PublishedNumber {
        figure: number.figure,
        published: *day,
    })
}
