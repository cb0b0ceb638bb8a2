//! What was published, kept at hand. A request is never kept waiting for a look at the database:
//! this process says itself when it has published ([`crate::store::Database::grown`]), and what
//! other processes publish is looked for once a second, beside the requests. With each new day it
//! is looked anew which figures are late.

use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::error::WebError;
use super::state::Web;
use super::views::public::PublishedNumber;
use super::visitor::Visitor;
use crate::domain::country::Atlas;
use crate::domain::release::Figure;
use crate::domain::statement::Statement;
use crate::flows::office::pages::{self, Kept};
use crate::flows::office::{pause, statement};
use crate::flows::publish::delay::{self, Delay};
use crate::flows::publish::read::{self, Archive};

/// How often other processes' releases are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What was published, and what should have been by now.
#[derive(Clone)]
pub(super) struct Known {
    pub archive: Arc<Archive>,
    pub delays: Arc<[Delay]>,
    /// The notice of a pause.
    pub paused: Option<[String; 2]>,
    /// The board's latest statement of transparency.
    pub statement: Option<Arc<Statement>>,
    /// What the board adds to pages.
    pub kept: Arc<Kept>,
    /// What is known about states: what ships, and the board's own pages.
    pub atlas: Arc<Atlas>,
}

/// What stood when it was last read.
#[derive(Default)]
pub(super) struct Published {
    known: RwLock<Option<Known>>,
    /// The day on which it was read, as a number.
    day: AtomicI32,
    /// The database's own count of growths when it was read.
    told: AtomicU64,
    standing: AtomicU64,
}

impl Published {
    /// Another number than before means that whatever rests on what stood then is old.
    pub(super) fn standing(&self) -> u64 {
        self.standing.load(Ordering::Acquire)
    }

    fn held(&self) -> Option<Known> {
        let lock = self.known.read();
        lock.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes what was read, unless somebody else has read more meanwhile.
    fn hold(&self, read: Known) -> Known {
        let lock = self.known.write();
        let mut held = lock.unwrap_or_else(PoisonError::into_inner);
        let more = |than: &Known| than.archive.releases.len() > read.archive.releases.len();
        match held.as_ref() {
            Some(held) if more(held) => held.clone(),
            _ => {
                *held = Some(read.clone());
                self.standing.fetch_add(1, Ordering::AcqRel);
                read
            }
        }
    }
}

impl Web {
    /// The archive as it stands now.
    pub(super) async fn archive(self: &Arc<Self>) -> Result<Arc<Archive>, WebError> {
        Ok(self.known().await?.archive)
    }

    /// The archive, and which figures are late.
    pub(super) async fn known(self: &Arc<Self>) -> Result<Known, WebError> {
        match self.published.held() {
            Some(held) if !self.has_news() => Ok(held),
            held => self.read_on(held).await,
        }
    }

    /// The notice of a pause, as far as this process knows: what is written asks the register.
    pub(super) fn notice(&self) -> Option<[String; 2]> {
        self.published.held().and_then(|held| held.paused)
    }

    /// What the board added to a page, in one language.
    pub(super) fn added(&self, page: &str, language: &str) -> Option<String> {
        let held = self.published.held()?;
        let key = (page.to_owned(), language.to_owned());
        held.kept.added.get(&key).cloned()
    }

    /// Reads what this process has published since, if anything.
    pub(super) async fn catch_up(&self, shared: &Arc<Self>) {
        if self.has_news()
            && let Err(error) = shared.known().await
        {
            // Whatever needs the archive will say so.
            tracing::debug!(%error, "the archive could not be read");
        }
    }

    fn has_news(&self) -> bool {
        self.app.store.register.grown() != self.published.told.load(Ordering::Acquire)
            || self.app.today().number() != self.published.day.load(Ordering::Acquire)
    }

    async fn read_on(self: &Arc<Self>, held: Option<Known>) -> Result<Known, WebError> {
        let (told, day) = (self.app.store.register.grown(), self.app.today().number());
        let before = held.clone().map(|held| held.archive);
        let shipped = self.atlas.clone();
        let (grown, delays, paused, statement, kept) = self
            .run(move |app| {
                let grown = read::archive(app, before.as_deref())?;
                let (paused, statement) = (pause::paused(app)?, statement::stated(app)?);
                let kept = pages::kept(app, &shipped)?;
                Ok((grown, delay::delays(app)?, paused, statement, kept))
            })
            .await?;
        let is_as = |held: &Known| {
            held.delays.as_ref() == delays
                && held.paused == paused
                && held.statement.as_deref() == statement.as_ref()
                && *held.kept == kept
        };
        let known = match (grown.map(Arc::new), held) {
            (None, Some(held)) if is_as(&held) => held,
            (grown, held) => {
                let archive = grown.or(held.map(|held| held.archive));
                self.published.hold(Known {
                    archive: archive.ok_or(WebError::Unavailable)?,
                    delays: delays.into(),
                    paused,
                    statement: statement.map(Arc::new),
                    atlas: Arc::new((*self.atlas).clone().with(&kept.countries)),
                    kept: Arc::new(kept),
                })
            }
        };
        self.published.told.store(told, Ordering::Release);
        self.published.day.store(day, Ordering::Release);
        Ok(known)
    }

    /// Looks for releases of other processes, for as long as this one serves.
    pub(super) async fn keep_looking(self: Arc<Self>) {
        // The first visitor must read a notice of a pause too.
        if self.known().await.is_err() {
            tracing::debug!("the archive could not be looked at");
        }
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
