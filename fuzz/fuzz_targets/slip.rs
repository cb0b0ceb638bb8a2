//! `cargo fuzz run slip`.
#![no_main]

#[path = "../any.rs"]
mod any;

libfuzzer_sys::fuzz_target!(|data: &[u8]| any::of("slip", data));
