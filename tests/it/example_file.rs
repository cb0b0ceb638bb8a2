//! The example file of settings is made from the table of keys, and does not fall behind it.

use std::path::Path;

use enkel::config::Settings;

const EXAMPLE: &str = "deploy/enkel.example.toml";

fn path() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE)
}

#[test]
fn the_example_file_has_every_key() {
    let found = std::fs::read_to_string(path()).unwrap();
    assert!(
        found == Settings::template(&[]),
        "{EXAMPLE} is old: cargo test --test it -- --ignored the_example_file_is_written"
    );
}

#[test]
#[ignore = "writes into the source tree"]
fn the_example_file_is_written() {
    std::fs::write(path(), Settings::template(&[])).unwrap();
}
