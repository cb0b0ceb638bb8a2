//! HTTP in: a handler parses, calls one flow, and renders what came back.
//!
//! GET and HEAD change nothing. What a visitor typed is shown on the form alone, and only within
//! the visit that typed it; what is kept is shown in answer to a POST alone. No address of a page
//! ever holds a secret.

mod alive;
mod archive;
mod asked;
mod background;
mod client;
mod cookie;
mod countries;
mod crowd;
mod data;
mod demo_codes;
mod demo_mailbox;
mod door;
mod download;
mod error;
mod feed;
mod figure_files;
mod figures;
mod for_machines;
mod form;
mod guard;
mod health;
mod kept;
mod language;
mod limits;
mod method;
mod metrics;
mod odata;
pub mod office;
mod open;
mod openapi;
mod order;
mod own_form;
mod patience;
mod picture;
mod press;
mod processors;
mod public;
mod reminder;
mod representativeness;
mod respond;
mod reuse;
mod routes;
mod series;
mod server;
mod shelf;
mod state;
mod stop;
pub mod views;
mod visitor;
mod waiting;

pub use metrics::{Jobs, LOOK_EVERY, watch_worker};
pub use patience::Patience;
pub use routes::routes;
pub use server::{Options, SignIn, bind, listen, service};
pub use state::Web;

/// For the log's filter: the library that reads requests is not heard, because it calls whatever
/// a stranger sends it an error, and he would fill the log.
pub const UNHEARD: &str = "actix_http=off";
