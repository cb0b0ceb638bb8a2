//! What was published, kept at hand. Requests do not ask the database: it is looked at once in a
//! while, since other hosts publish too, and a database that is away does not take the figures
//! off the site.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use actix_web::rt::time::Instant;

use super::error::WebError;
use super::shelf::Shelf;
use super::state::Web;
use super::views::public::PublishedNumber;
use super::visitor::Visitor;
use crate::domain::release::Figure;
use crate::flows::publish::read::{self, Archive, State};

/// What stands published at a moment, with the answers made from it.
pub(super) struct Standing {
    /// The releases, and which figures are late.
    pub state: State,
    /// Answers that follow from it.
    pub shelf: Shelf,
}

/// What stood when it was last looked at.
pub(super) struct Published {
    held: RwLock<Option<(Arc<Standing>, Instant)>>,
    look_again: Duration,
}

impl Published {
    /// Looks at the database again after so long.
    pub fn looked_at_every(look_again: Duration) -> Self {
        Self {
            held: RwLock::new(None),
            look_again,
        }
    }

    fn held(&self) -> Option<(Arc<Standing>, Instant)> {
        let lock = self.held.read();
        lock.unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    fn hold(&self, standing: Arc<Standing>) -> Arc<Standing> {
        let lock = self.held.write();
        *lock.unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some((standing.clone(), Instant::now()));
        standing
    }
}

impl Web {
    /// What stands published now, give or take the time between two looks.
    pub(super) async fn standing(self: &Arc<Self>) -> Result<Arc<Standing>, WebError> {
        let held = match self.published.held() {
            Some((standing, looked)) if looked.elapsed() < self.published.look_again => {
                return Ok(standing);
            }
            // Whoever comes meanwhile need not look too.
            Some((standing, _)) => Some(self.published.hold(standing)),
            None => None,
        };
        let known = held.as_ref().map(|standing| standing.state.clone());
        match (self.run(move |app| read::state(app, known)).await, held) {
            (Ok(Some(state)), _) => Ok(self.published.hold(Arc::new(Standing {
                state,
                shelf: Shelf::default(),
            }))),
            (Ok(None) | Err(_), Some(held)) => Ok(held),
            (Err(error), None) => Err(error),
            (Ok(None), None) => Err(WebError::Unavailable),
        }
    }

    /// The archive as it stands now.
    pub(super) async fn archive(self: &Arc<Self>) -> Result<Arc<Archive>, WebError> {
        Ok(self.standing().await?.state.archive.clone())
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
