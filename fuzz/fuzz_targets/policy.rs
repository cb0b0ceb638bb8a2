//! `cargo fuzz run policy`.
#![no_main]

#[path = "../any.rs"]
mod any;

libfuzzer_sys::fuzz_target!(|data: &[u8]| any::of("policy", data));
