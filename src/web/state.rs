//! What every handler shares: the register, the site's own words, limits, the published archive.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix_web::web;

use super::alive::Alive;
use super::archive::Published;
use super::crowd::Crowd;
use super::error::WebError;
use super::limits::Limits;
use super::metrics::{Jobs, Load};
use super::office::{Inspected, Works};
use super::patience::{Connections, Patience};
use super::server::{Options, SignIn};
use super::shelf::Shelf;
use super::views::{Controller, Site};
use crate::app::App;
use crate::config::Settings;
use crate::domain::country::Atlas;
use crate::flows::FlowError;
use crate::flows::ready::{self, nearly_full};

/// Shared by all workers of the server.
pub struct Web {
    /// The register.
    pub app: Arc<App>,
    pub(super) site: Site,
    pub(super) limits: Limits,
    pub(super) crowd: Crowd,
    pub(super) published: Published,
    pub(super) shelf: Shelf,
    /// What ships with the program about states.
    pub(super) atlas: Arc<Atlas>,
    /// Where a demonstration keeps its mail; nothing else ever shows any.
    pub(super) mailbox: Option<PathBuf>,
    /// The operators of a demonstration.
    pub(super) sign_ins: Vec<SignIn>,
    /// Longer works of the office.
    pub(super) works: Works,
    /// What the office last found of the invariants.
    pub(super) inspected: Inspected,
    /// Every open connection.
    pub(super) connections: Connections,
    pub(super) patience: Patience,
    pub(super) listen: SocketAddr,
    /// Whether its threads come round.
    pub(super) alive: Alive,
    pub(super) look_every: Duration,
    /// The jobs, where this process does them.
    pub(super) jobs: Option<Jobs>,
    at_work: AtomicUsize,
    /// Held once by each flow of the office that hashes.
    hashing: Arc<()>,
    stopping: AtomicBool,
}

/// A password of the office is hashed within its flow, whose thread waits meanwhile. So many may
/// at once; strangers who try passwords then keep neither threads nor the hash workers' queue
/// from visitors.
pub(super) const HASHES_AT_THE_OFFICE: usize = 8;

impl Web {
    /// Whether this is a demonstration that shows the codes of its operators.
    pub(super) const fn sign_ins_shown(&self) -> bool {
        !self.sign_ins.is_empty()
    }

    /// Puts it together.
    ///
    /// # Errors
    /// When no randomness is to be had for this boot's keys.
    pub fn new(app: Arc<App>, options: Options) -> Result<Self, FlowError> {
        // Embedded, and a test reads it: were it wrong nonetheless, no claim at all is shown.
        let atlas = Atlas::shipped().unwrap_or_else(|refused| {
            tracing::error!(%refused, "the pages of states cannot be read");
            Atlas::default()
        });
        let limits = Limits::new(&app.settings.web)?;
        Ok(Self {
            site: site(&app.settings, options.mailbox.is_some()),
            limits,
            crowd: Crowd::new(&app.settings, Instant::now()),
            published: Published::default(),
            shelf: Shelf::default(),
            atlas: Arc::new(atlas),
            mailbox: options.mailbox,
            sign_ins: options.sign_ins,
            works: Works::default(),
            inspected: Inspected::default(),
            connections: Connections::default(),
            patience: options.patience,
            listen: options.listen,
            alive: Alive::default(),
            look_every: options.look_every,
            jobs: None,
            at_work: AtomicUsize::new(0),
            hashing: Arc::default(),
            stopping: AtomicBool::new(false),
            app,
        })
    }

    /// The same with the jobs that its process does, for those who watch.
    #[must_use]
    pub fn beside(self, jobs: Jobs) -> Self {
        Self {
            jobs: Some(jobs),
            ..self
        }
    }

    /// From here on it is not ready for new visitors, and serves those who come all the same.
    pub(super) fn stops(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Whether the queue is so long that somebody will soon be refused.
    pub(super) fn is_nearly_full(&self) -> bool {
        nearly_full(
            self.at_work.load(Ordering::SeqCst),
            self.app.settings.web.queue,
        )
    }

    /// What `/readyz` says, asked from within; waits for the databases.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.is_stopping() && !self.is_nearly_full() && ready::is_ready(&self.app).is_ok()
    }

    /// Whether the threads of the server come round within that time, and the queue moves. Waits
    /// for nothing.
    #[must_use]
    pub fn is_alive(&self, within: Duration) -> bool {
        self.alive.comes_round(within) && self.alive.moves(self.at_work.load(Ordering::SeqCst))
    }

    /// How full the queue is, in coarse steps.
    pub(super) fn load(&self) -> Load {
        let taken = self.at_work.load(Ordering::SeqCst);
        Load::of(taken, self.app.settings.web.queue)
    }

    /// Runs one flow on a thread where it may block. The queue before it is bounded: beyond that
    /// the answer is "busy", at once.
    pub(super) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        flow: impl FnOnce(&App) -> Result<T, FlowError> + Send + 'static,
    ) -> Result<T, WebError> {
        let place = Place::take(self.clone())?;
        let outcome = web::block(move || {
            let outcome = flow(&place.0.app);
            drop(place);
            outcome
        })
        .await
        .map_err(|_| WebError::Unavailable)?;
        outcome.map_err(WebError::from)
    }

    /// Runs one flow that does little but write, and holds no thread meanwhile. The same queue is
    /// before it.
    pub(super) async fn writes<T>(
        self: &Arc<Self>,
        flow: impl AsyncFnOnce(&App) -> Result<T, FlowError>,
    ) -> Result<T, WebError> {
        let _place = Place::take(self.clone())?;
        flow(&self.app).await.map_err(WebError::from)
    }

    /// As [`Web::run`], for a flow that hashes a password; "busy" when many do.
    pub(super) async fn run_and_hash<T: Send + 'static>(
        self: &Arc<Self>,
        flow: impl FnOnce(&App) -> Result<T, FlowError> + Send + 'static,
    ) -> Result<T, WebError> {
        let held = self.hashing.clone();
        if Arc::strong_count(&held) > 1 + HASHES_AT_THE_OFFICE {
            return Err(WebError::Busy);
        }
        self.run(move |app| {
            let outcome = flow(app);
            drop(held);
            outcome
        })
        .await
    }
}

/// One place in the queue, given back when dropped.
struct Place(Arc<Web>);

impl Place {
    fn take(web: Arc<Web>) -> Result<Self, WebError> {
        let before = web.at_work.fetch_add(1, Ordering::SeqCst);
        let place = Self(web);
        if before == 0 {
            place.0.alive.moved();
        }
        if before < place.0.app.settings.web.queue {
            Ok(place)
        } else {
            Err(WebError::Busy)
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.alive.moved();
        self.0.at_work.fetch_sub(1, Ordering::SeqCst);
    }
}

fn site(settings: &Settings, demo: bool) -> Site {
    let controller = &settings.controller;
    Site {
        name: settings.register.name.clone(),
        base_url: settings.register.base_url.as_str().to_owned(),
        controller: Controller {
            name: controller.name.clone(),
            address: controller.address.clone(),
            kvk: controller.kvk.clone(),
            rsin: controller.rsin.clone(),
            contact: controller.contact.clone(),
            privacy_contact: controller.privacy_contact.clone(),
        },
        demo,
    }
}
