//! The board's office at `/admin`. Whoever is not signed in gets the sign-in page at each of its
//! addresses; who is, sees what their roles allow and nothing else. No page looks anybody up.

mod access;
mod account;
mod answered;
mod cookies;
mod country;
mod desk;
mod entry;
mod exports;
mod gate;
mod interrupted;
mod kit;
mod log;
mod operators;
mod overview;
mod releases;
mod settings;
mod texts;
mod upload;
mod works;

pub use access::{Needs, TABLE};
pub use overview::Inspected;
pub use works::Works;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, get, post};

use super::patience::LONGEST_BODY;
use super::routes::{form_limit, page};

/// All routes of the office. [`TABLE`] says who may use which.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(page("/admin", overview::page).wrap(from_fn(gate::gate)))
        .service(
            web::scope("/admin")
                .wrap(from_fn(gate::gate))
                .configure(inside),
        );
}

/// Texts are longer than anything a visitor sends: as long as the guard lets in.
const FORM_BYTES: usize = LONGEST_BODY;

fn inside(config: &mut ServiceConfig) {
    config
        .app_data(form_limit(FORM_BYTES))
        .route("/sign-in", post().to(entry::sign_in))
        .route("/sign-out", post().to(entry::sign_out))
        .route("/language", post().to(entry::language))
        .service(page("/invitation", entry::invitation).route(post().to(entry::accept)))
        .service(page("/second-factor", entry::factor).route(post().to(entry::confirm)))
        .service(page("/account", account::page).route(post().to(account::act)))
        .service(page("/drills", overview::no_page).route(post().to(overview::drill)))
        .service(page("/releases", releases::page).route(post().to(releases::act)))
        .service(page("/releases/preview", releases::preview))
        .route("/releases/ballot-box", post().to(releases::ballot_box))
        .route("/releases/result", post().to(releases::result))
        .service(page("/exports", exports::page).route(post().to(exports::act)))
        .service(page("/exports/work", exports::work))
        .service(page("/exports/file", exports::file))
        .service(page("/texts", texts::page).route(post().to(texts::settle)))
        .service(page("/texts/consent", texts::consent).route(post().to(texts::decide_consent)))
        .service(page("/texts/page", texts::page_text).route(post().to(texts::write_page)))
        .service(page("/texts/country", country::page).route(post().to(country::write)))
        .service(page("/settings", settings::page).route(post().to(settings::act)))
        .service(page("/log", log::page))
        .route("/log.csv", get().to(log::csv))
        .service(page("/operators", operators::page).route(post().to(operators::act)));
}
