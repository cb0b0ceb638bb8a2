//! How soon something is seen on a slow telephone network, as Lighthouse reckons it: written down
//! as a trend, never judged. In the long run alone.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::live::LiveSite;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
const MARKER: &str = "| date (UTC) | page | first paint | largest | bytes | performance | accessibility |\n\
     |---|---|---|---|---|---|---|\n";

/// Milliseconds until the first paint and the largest, bytes, and the two scores of interest.
fn measured(lighthouse: &Path, url: &str) -> Value {
    let ran = Command::new(lighthouse)
        .args([url, "--quiet", "--output=json"])
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu")
        .env("CHROME_PATH", "/usr/bin/chromium")
        .output()
        .expect("lighthouse");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn today() -> String {
    let said = Command::new("date").args(["-u", "+%F"]).output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_first_paint_is_written_down() {
    if std::env::var_os("ENKEL_LONG").is_none_or(|part| part != "access") {
        return;
    }
    let folder = std::env::var_os("ENKEL_TEST_LIGHTHOUSE").expect("./test --long access sets it");
    let lighthouse = Path::new(&folder).join(".bin/lighthouse");
    let site = LiveSite::new();
    let mut rows = String::new();
    for page in ["", "start", "countries", "figures/method"] {
        let found = measured(&lighthouse, &format!("{}/nl/{page}", site.base));
        let audit = |name: &str| {
            found["audits"][name]["numericValue"]
                .as_f64()
                .unwrap()
                .round()
        };
        let score = |name: &str| found["categories"][name]["score"].as_f64().unwrap() * 100.0;
        rows.push_str(&format!(
            "| {} | `/nl/{page}` | {} | {} | {} | {} | {} |\n",
            today(),
            audit("first-contentful-paint"),
            audit("largest-contentful-paint"),
            audit("total-byte-weight"),
            score("performance").round(),
            score("accessibility").round(),
        ));
    }
    let docs = std::fs::read_to_string(PAGE).unwrap();
    assert!(docs.contains(MARKER), "the table of first paints");
    std::fs::write(PAGE, docs.replacen(MARKER, &format!("{MARKER}{rows}"), 1)).unwrap();
}
