//! The reference of settings is made from the table of keys, and does not fall behind it.

use std::path::{Path, PathBuf};

use enkel::config::Settings;

const DOCUMENT: &str = "docs/configuration.md";
const BEGINS: &str = "<!-- made from the table of keys -->\n";
const ENDS: &str = "<!-- end -->";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT)
}

/// What stands before the part that is made, that part, and what stands behind it.
fn parts(text: &str) -> (&str, &str, &str) {
    let (before, rest) = text.split_once(BEGINS).expect("the beginning");
    let (made, after) = rest.split_once(ENDS).expect("the end");
    (before, made, after)
}

#[test]
fn the_reference_has_every_key_with_unit_default_and_meaning() {
    let text = std::fs::read_to_string(path()).unwrap();
    assert!(
        parts(&text).1 == Settings::reference(),
        "{DOCUMENT} is old: cargo test --test it -- --ignored the_reference_is_written"
    );
}

#[test]
fn no_key_of_the_program_is_missing_in_the_reference() {
    let settings = Settings::given(Path::new(""), &[]).unwrap();
    let text = std::fs::read_to_string(path()).unwrap();
    for line in settings.printed() {
        let (section, name) = line.key.split_once('.').unwrap_or(("", &line.key));
        let title = match section {
            "" => "\n## At the top of the file\n".to_owned(),
            section => format!("\n## `[{section}]`\n"),
        };
        let (_, after) = text.split_once(&title).expect(&line.key);
        let own = after.split("\n## ").next().unwrap();
        assert!(own.contains(&format!("\n| `{name}` | ")), "{}", line.key);
    }
}

#[test]
#[ignore = "writes into the source tree"]
fn the_reference_is_written() {
    let text = std::fs::read_to_string(path()).unwrap();
    let (before, _, after) = parts(&text);
    let made = Settings::reference();
    std::fs::write(path(), format!("{before}{BEGINS}{made}{ENDS}{after}")).unwrap();
}
