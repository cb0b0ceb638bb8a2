//! Every page in every state and language is valid HTML, as html-validate judges it.

use std::path::Path;
use std::process::Command;

use super::samples;
use crate::domain::locale::Locale;
use crate::text::Texts;

/// The faults found in these pages; `None` where the validator's place is not told.
fn faults(pages: &[(String, String)]) -> Option<String> {
    let Some(modules) = std::env::var_os("ENKEL_TEST_NODE_MODULES") else {
        let told = "ENKEL_TEST_NODE_MODULES is not set: run the tests by ./test, which installs it";
        assert!(std::env::var_os("CI").is_none(), "{told}");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, page) in pages {
        std::fs::write(folder.path().join(format!("{name}.html")), page).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html/validate.js");
    let ran = Command::new("node")
        .args([script.as_os_str(), &modules, folder.path().as_os_str()])
        .output()
        .expect("node");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    Some(String::from_utf8(ran.stdout).unwrap())
}

#[test]
fn every_page_is_valid_html() {
    let texts = Texts::with(&Locale::EVERY).unwrap();
    for locale in Locale::EVERY {
        let pages = samples::all(&texts, locale);
        assert!(pages.len() > 80);
        if let Some(faults) = faults(&pages) {
            assert!(faults.is_empty(), "{faults}");
        }
    }
}

#[test]
fn a_page_that_is_not_is_found() {
    let spoilt = "<!doctype html><html lang=\"nl\"><head><title>x</title></head><body><p><div></p>";
    if let Some(faults) = faults(&[("spoilt".into(), spoilt.into())]) {
        assert!(
            faults.contains("close-order") || faults.contains("no-implicit-close"),
            "{faults}"
        );
    }
}
