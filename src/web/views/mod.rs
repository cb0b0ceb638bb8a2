//! What a visitor sees: one struct and one template per page, in every language.
//!
//! A view holds plain data and decides nothing; it carries no script and no style of its own, so
//! a strict content policy fits every page. Door pages look the same for everyone.

pub mod background;
pub mod changed;
pub mod chart;
pub mod choice;
pub mod contact;
pub mod countries;
pub mod door;
pub mod facts;
pub mod fault;
pub mod figures;
pub mod form;
pub mod kept;
pub mod lines;
pub mod method;
pub mod nationality;
pub mod office;
pub mod page;
pub mod past;
pub mod plot;
pub mod prose;
pub mod public;
pub mod representativeness;
pub mod reuse;
pub mod tables;
mod wording;

pub use askama::Template;
pub use fault::{Fault, List};
pub use page::{Controller, Page, Preview, Site};

/// The one stylesheet, served as `/static/enkel.css`.
pub const STYLESHEET: &str = include_str!("../../../static/enkel.css");
/// The icon, served as `/static/favicon.svg`: a plain circle, so that a tab tells a
/// shoulder-surfer nothing.
pub const FAVICON: &str = include_str!("../../../static/favicon.svg");

/// The one script, served as `/static/enkel.js`: for pages of the door alone, and nothing needs it.
pub const SCRIPT: &str = include_str!("../../../static/enkel.js");
/// The work at a crowded door, served as `/static/work.js` and run by the script beside the page.
pub const WORK: &str = include_str!("../../../static/work.js");
/// What a messenger shows beside a link: the plain motif, without a word.
pub const SOCIAL_IMAGE: &[u8] = include_bytes!("../../../static/social.png");

#[cfg(test)]
mod sample_data;
#[cfg(test)]
mod sample_figures;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod samples_around;
#[cfg(test)]
mod samples_background;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod valid_html;
