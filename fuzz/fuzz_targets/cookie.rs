//! `cargo fuzz run cookie`.
#![no_main]

#[path = "../any.rs"]
mod any;

libfuzzer_sys::fuzz_target!(|data: &[u8]| any::of("cookie", data));
