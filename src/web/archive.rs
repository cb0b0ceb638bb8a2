//! What was published, kept at hand: read again only when it has grown.

use std::sync::{Arc, RwLock};

use super::error::WebError;
use super::state::Web;
use super::views::public::PublishedNumber;
use super::visitor::Visitor;
use crate::domain::release::Figure;
use crate::flows::publish::read::{self, Archive};

/// The archive as it was last read.
#[derive(Default)]
pub(super) struct Published(RwLock<Option<Arc<Archive>>>);

impl Web {
    /// The archive as it stands now.
    pub(super) async fn archive(self: &Arc<Self>) -> Result<Arc<Archive>, WebError> {
        let held = self.held();
        let known = held.as_ref().map(|archive| archive.releases.len());
        match (self.run(move |app| read::archive(app, known)).await?, held) {
            (Some(grown), _) => Ok(self.hold(Arc::new(grown))),
            (None, Some(held)) => Ok(held),
            (None, None) => Err(WebError::Unavailable),
        }
    }

    fn held(&self) -> Option<Arc<Archive>> {
        let lock = self.published.0.read();
        lock.unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    fn hold(&self, archive: Arc<Archive>) -> Arc<Archive> {
        let lock = self.published.0.write();
        *lock.unwrap_or_else(std::sync::PoisonError::into_inner) = Some(archive.clone());
        archive
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
