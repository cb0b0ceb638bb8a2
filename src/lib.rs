//! Enkel: a register for a symbolic declaration that cannot be read as a list.
//!
//! The layers, from the bottom up; imports only ever point down, and a test reads them
//! (`tests/it/layers.rs`):
//!
//! | layer | modules | what they do |
//! |---|---|---|
//! | 0 | [`domain`], [`disclosure`] | pure: no I/O, no clock, no randomness of their own |
//! | 1 | [`config`], [`crypto`], [`mail`], [`store`], [`text`] | adapters; each sees `domain`, none sees another |
//! | 2 | [`flows`], [`app`] | one file per deed of the register |
//! | 3 | [`web`], [`jobs`] | HTTP in, timer in; they do not see each other |
//! | 4 | [`cli`] and `main` | start things, print for people |

pub mod app;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod disclosure;
pub mod domain;
pub mod flows;
pub mod jobs;
pub mod mail;
pub mod store;
pub mod text;
pub mod web;
