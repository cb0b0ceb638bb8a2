//! Pages of the board's office, in the two languages that are written here.

pub mod account;
pub mod country;
pub mod entry;
pub mod exports;
pub mod log;
pub mod operators;
pub mod overview;
pub mod page;
pub mod plain;
pub mod releases;
pub mod settings;
pub mod texts;

/// The office's script, served as `/static/office.js`: for the page that waits for a file.
pub const OFFICE_SCRIPT: &str = include_str!("../../../../static/office.js");

/// The office's own stylesheet, served as `/static/office.css` beside the site's.
pub const OFFICE_STYLESHEET: &str = include_str!("../../../../static/office.css");
