//! A target by its name, for the fuzzer: with the tests' register, which two of them need.

#[path = "../tests/it/app/mod.rs"]
#[allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the tests' register, of which this needs a part"
)]
pub mod app;
#[path = "plain/mod.rs"]
mod plain;

/// Gives these bytes to this target.
pub fn of(name: &str, data: &[u8]) {
    let target = plain::TARGETS.into_iter().find(|target| target.0 == name);
    target.expect("a target of that name").1(data);
}
