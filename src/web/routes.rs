//! Every address the site answers to, in one table.

use actix_web::http::Method;
use actix_web::web::{self, FormConfig, PathConfig, ServiceConfig, get, head, post};
use actix_web::{Handler, HttpResponse, Resource, Responder};

use super::error::WebError;
use super::{
    background, countries, data, demo_codes, demo_mailbox, door, figure_files, figures,
    for_machines, form, health, kept, language, method, odata, office, press, public, reminder,
    representativeness, reuse,
};
use crate::domain::locale::Locale;

/// No form of ours is longer.
const FORM_BYTES: usize = 16 * 1024;

async fn not_found() -> Result<HttpResponse, WebError> {
    Err(WebError::NotFound)
}

async fn method_not_allowed() -> Result<HttpResponse, WebError> {
    Err(WebError::MethodNotAllowed)
}

/// A page to read: GET, and HEAD with the same head.
pub(super) fn page<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path.to_owned())
        .route(get().to(handler.clone()))
        .route(head().to(handler))
        .default_service(web::to(method_not_allowed))
}

/// A page for programs: a browser may ask whether another site's page may read it.
fn data<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: actix_web::FromRequest + 'static,
    F::Output: Responder + 'static,
{
    page(path, handler).route(web::method(Method::OPTIONS).to(data::preflight))
}

/// Forms up to this many bytes.
pub(super) fn form_limit(bytes: usize) -> FormConfig {
    FormConfig::default()
        .limit(bytes)
        .error_handler(|error, _| {
            use actix_web::error::UrlencodedError::{Overflow, Payload};
            match error {
                Overflow { .. } | Payload(_) => WebError::TooLarge.into(),
                _ => WebError::BadRequest.into(),
            }
        })
}

/// All routes. `demo` adds the mailbox of a demonstration.
pub fn routes(config: &mut ServiceConfig, demo: bool) {
    config
        .app_data(form_limit(FORM_BYTES))
        .app_data(PathConfig::default().error_handler(|_, _| WebError::NotFound.into()));
    // Whether a language is offered is asked where it is known: with the words.
    let languages = Locale::EVERY.map(Locale::code).join("|");
    // `/nl` is `/nl/` without its last sign.
    config
        .service(page(
            &format!("/{{lang:{languages}}}"),
            language::with_slash,
        ))
        .service(web::scope(&format!("/{{lang:{languages}}}")).configure(in_a_language));
    config
        .service(page("/", language::negotiate))
        .service(page("/healthz", health::alive))
        .service(page("/readyz", health::ready))
        .service(page("/robots.txt", for_machines::robots))
        .service(page("/.well-known/security.txt", for_machines::security))
        .service(page("/static/enkel.css", public::stylesheet))
        .service(page("/static/office.css", public::office_stylesheet))
        .service(page("/static/enkel.js", public::script))
        .service(page("/static/work.js", public::work_script))
        .service(page("/static/office.js", public::office_script))
        .service(page("/static/social.png", public::social_image))
        .service(page("/static/favicon.svg", public::favicon))
        .configure(office::routes)
        .configure(for_programs);
    if demo {
        config
            .service(page("/demo/codes", demo_codes::page))
            .service(page("/demo/mailbox", demo_mailbox::list))
            .service(page("/demo/mailbox/{name}", demo_mailbox::letter));
    }
    config.default_service(web::to(not_found));
}

/// What programs read, from pages of any site. `openapi.rs` describes the same addresses.
fn for_programs(config: &mut ServiceConfig) {
    config
        .service(data("/data/releases.json", data::releases))
        .service(data("/data/minisign.pub", data::public_key))
        .service(data("/data/series.csv", data::series))
        .service(data("/data/feed.atom", data::feed))
        .service(data("/data/codes/{lang}.csv", data::codes))
        .service(data("/data/{release}/{file}", data::file))
        .service(data("/openapi.json", data::description))
        .service(data("/ODataCatalog/Tables", odata::catalog))
        .service(data("/ODataFeed/odata/{table}", odata::service))
        .service(data("/ODataFeed/odata/{table}/", odata::service))
        .service(data("/ODataFeed/odata/{table}/{endpoint}", odata::endpoint));
}

/// The door first: routes are tried in this order, and nothing keeps its pages ready.
fn in_a_language(config: &mut ServiceConfig) {
    config
        .service(page("/start", door::start).route(post().to(door::ask)))
        .service(page("/code", door::code).route(post().to(door::type_code)))
        .service(page("/choose", door::choose).route(post().to(door::chosen)))
        .service(page("/form/{n}", form::page).route(post().to(form::answer)))
        .service(page("/kept", kept::page).route(post().to(kept::act)))
        .service(page("/done", press::done).route(post().to(reminder::save)))
        .service(page("/exit", door::exit_page).route(post().to(door::exit)))
        .service(page("/", public::home))
        .service(page("/safety", public::safety))
        .service(page("/privacy", public::privacy))
        .service(page("/paper", public::paper))
        .service(page("/about", background::about))
        .service(page("/questions", background::questions))
        .service(page("/examples", background::examples))
        .service(page("/advantages", background::advantages))
        .service(page("/history", background::history))
        .service(page("/cookies", background::cookies))
        .service(page("/accessibility", background::accessibility))
        .service(page("/data-path", background::data_path))
        .service(page("/transparency", background::transparency))
        .service(page("/press", background::press))
        .service(page("/countries", countries::index))
        .service(page("/countries/{iso2}", countries::country).route(post().to(countries::report)))
        .service(page("/help", public::help))
        .service(page("/figures", figures::index))
        .service(page("/figures/method", method::method))
        .service(page("/figures/dice", method::dice))
        .service(page(
            "/figures/representativeness",
            representativeness::page,
        ))
        .service(page("/figures/number.svg", reuse::drawing))
        .service(page("/figures/number.html", reuse::frame))
        .service(page("/figures/{release}/sheet", reuse::sheet))
        .service(page("/for-municipalities", reuse::municipalities))
        .service(page("/for-researchers", reuse::researchers))
        .service(page("/figures/{release}", figures::release))
        .service(page("/figures/{release}/{file}", figure_files::file));
}
