//! The site over HTTP: a real server, requests by hand, both databases.

mod browser;
pub mod http;
pub mod page;
mod server;
pub mod tables;

mod arenas;
mod around;
mod bad_input;
mod countries;
pub mod crowd;
mod door_is_kind;
pub mod failing_database;
mod figures;
mod foreign_forms;
mod forms;
mod headers;
mod languages;
mod limits;
mod pages;
mod pressure;
mod promise;
mod published;
mod reminder;
mod shapes;
mod slow_clients;
pub mod strangers;
mod texts;
mod whole_story;

pub use browser::Browser;
pub use server::Site;
