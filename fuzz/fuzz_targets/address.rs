//! `cargo fuzz run address`.
#![no_main]

#[path = "../any.rs"]
mod any;
// The targets know it as the tests do, by this name.
use any::app;

libfuzzer_sys::fuzz_target!(|data: &[u8]| any::of("address", data));
