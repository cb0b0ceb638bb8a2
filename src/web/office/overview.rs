//! How the register does, in figures that protect people.

use std::sync::{Mutex, PoisonError};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::{Desk, Form};
use crate::domain::clock::Timestamp;
use crate::flows::inspect::Finding;
use crate::flows::office::overview::{drill_done, overview};
use crate::flows::office::waiting;
use crate::web::error::WebError;
use crate::web::figures::past;
use crate::web::views::office::overview::OverviewView;
use crate::web::views::past::total_block;

/// `GET /admin`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    let now = desk.web.app.now();
    let inspected = desk.web.inspected.get(now);
    let who = desk.seat()?.operator.clone();
    let (seen, waits) = desk
        .web
        .run(move |app| {
            let waits = waiting::for_person(app, who.name.as_str(), &who.roles)?;
            Ok((overview(app, inspected)?, waits))
        })
        .await?;
    desk.web.inspected.keep(now, &seen.invariants);
    let known = desk.web.known().await?;
    let archive = known.archive;
    let countries = known.atlas.countries();
    let review = countries.map(|country| country.review_due).min();
    let w = desk.words();
    let last = archive.releases.last();
    let view = OverviewView {
        page: desk.page(),
        today: desk.web.app.today(),
        trend: last.map(|last| total_block(w, &past(&archive, last.published.place))),
        last: last.map(|last| (last.published.id().to_string(), last.published.day)),
        review,
        waits,
        paused: known.paused.is_some(),
        seen,
    };
    desk.show(StatusCode::OK, &view)
}

/// Looking at every row takes long in a large register: what was found holds for a while.
#[derive(Default)]
pub struct Inspected(Mutex<Option<(Timestamp, Vec<Finding>)>>);

/// So long, in seconds.
const HOLDS: i64 = 600;

impl Inspected {
    fn get(&self, now: Timestamp) -> Option<Vec<Finding>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = kept
            .as_ref()
            .filter(|(at, _)| (0..HOLDS).contains(&now.since(*at)));
        fresh.map(|(_, found)| found.clone())
    }

    fn keep(&self, now: Timestamp, found: &[Finding]) {
        if self.get(now).is_none() {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Some((now, found.to_vec()));
        }
    }
}

/// There is nothing to read at the address of drills.
pub(super) async fn no_page(_: Desk) -> Result<HttpResponse, WebError> {
    Err(WebError::NotFound)
}

/// `POST drills`: a drill was done today.
pub(super) async fn drill(desk: Desk, form: Form) -> Result<HttpResponse, WebError> {
    desk.own(&form)?;
    let done = desk.deed(drill_done).await?;
    Ok(desk.after(&done, "", "drill"))
}
