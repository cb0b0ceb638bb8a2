//! The same targets in a fuzzer that watches which code it reaches: cargo-fuzz, in the long run.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::plain::TARGETS;
use super::{is_long, seeds};

const SECONDS: u32 = 60;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_target_can_be_given_to_the_fuzzer() {
    let manifest = std::fs::read_to_string(here().join("fuzz/Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        let file = here().join(format!("fuzz/fuzz_targets/{name}.rs"));
        let text = std::fs::read_to_string(file).unwrap();
        assert!(
            text.contains(&format!("any::of(\"{name}\", data)")),
            "{name}"
        );
    }
    if is_long() {
        for (name, _) in TARGETS {
            is_searched(name);
        }
    }
}

/// The folder of what was found before; not every target has one.
fn kept(name: &str) -> Option<PathBuf> {
    let folder = here().join("fuzz/corpus").join(name);
    folder.is_dir().then_some(folder)
}

/// The toolchain is the stable one: without a sanitizer the fuzzer needs one switch of it alone.
fn is_searched(name: &str) {
    let corpus = tempfile::tempdir().unwrap();
    for (number, seed) in seeds::of(name).iter().enumerate() {
        std::fs::write(corpus.path().join(number.to_string()), seed).unwrap();
    }
    let done = Command::new("cargo")
        .args(["fuzz", "run", "-s", "none", name])
        .arg(corpus.path())
        .args(kept(name))
        .args([
            "--",
            &format!("-max_total_time={SECONDS}"),
            "-print_final_stats=1",
        ])
        .current_dir(here())
        .env("RUSTC_BOOTSTRAP", "1")
        // Nine programs are linked; none of them has to be as quick as a release.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .output()
        .expect("cargo-fuzz: cargo install cargo-fuzz");
    let said = String::from_utf8_lossy(&done.stderr);
    let stats: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("stat::"))
        .collect();
    println!("{name}: {stats:?}");
    assert!(done.status.success(), "{name}: {said}");
}
