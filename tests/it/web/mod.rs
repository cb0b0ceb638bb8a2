//! The site over HTTP: a real server, requests by hand, both databases.

mod browser;
mod http;
mod page;
mod server;
mod tables;

mod whole_story;

pub use browser::Browser;
pub use http::Request;
pub use server::Site;
