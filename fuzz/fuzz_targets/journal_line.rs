//! `cargo fuzz run journal_line`.
#![no_main]

#[path = "../any.rs"]
mod any;

libfuzzer_sys::fuzz_target!(|data: &[u8]| any::of("journal_line", data));
