//! The one place that reads the process's environment.

/// Every variable of this process. A name or value that is no UTF-8 keeps its readable part, so
/// that a mistyped `ENKEL_…` is refused instead of passed over.
#[must_use]
pub fn environment() -> Vec<(String, String)> {
    let readable = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    std::env::vars_os()
        .map(|(name, value)| (readable(name), readable(value)))
        .collect()
}
