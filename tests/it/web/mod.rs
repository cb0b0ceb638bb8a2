//! The site over HTTP: a real server, requests by hand, both databases.

mod browser;
mod http;
mod page;
mod server;
mod tables;

mod foreign_forms;
mod forms;
mod scanners;
mod strangers;
mod whole_story;

use browser::Browser;
use server::Site;
