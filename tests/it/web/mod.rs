//! The site over HTTP: a real server, requests by hand, both databases.

mod browser;
pub mod http;
mod page;
mod server;
mod tables;

mod bad_input;
mod failing_database;
mod foreign_forms;
mod forms;
mod limits;
mod published;
mod replay;
mod scanners;
mod strangers;
mod texts;
mod whole_story;

use browser::Browser;
use server::Site;
