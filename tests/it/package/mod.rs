//! The program as it is installed: what a service manager hears and allows, shells and manual
//! pages, the proxies in front, and a bare machine from the first package to the last.
//!
//! `./test` runs all but the bare machine, which belongs to `./test --long install`.

mod around;
mod behind_proxies;
mod calls;
mod container;
mod installed;
mod machine;
mod manager;
mod notified;
mod person;
mod proxy;
mod shells;
mod tls;
mod units;

use std::path::{Path, PathBuf};

/// A file of the project.
fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
