//! The description for programs against the routes, both ways, and a fuzzer that believes it.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::Open;

const ROUTES: &str = include_str!("../../../src/web/routes.rs");
const FUZZER: &str = "this test needs schemathesis: `./test pg-shell` has it, and says so in \
    ENKEL_TEST_SCHEMATHESIS";

pub fn is_what_there_is(open: &Open) {
    let described = open.gets("/openapi.json");
    let described: Value = serde_json::from_slice(&described.body).unwrap();
    let paths: BTreeSet<String> = described["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let routed: BTreeSet<String> = ROUTES
        .split(".service(data(\"")
        .skip(1)
        .map(|rest| rest.split_once('"').unwrap().0.to_owned())
        .collect();
    assert!(routed.len() > 8);
    assert_eq!(paths, routed);
    for path in &paths {
        let mut filled = path.clone();
        for (name, example) in [
            ("{release}", "latest"),
            ("{file}", "figures.csv"),
            ("{lang}", "en"),
            ("{table}", "province"),
            ("{endpoint}", "TypedDataSet"),
        ] {
            filled = filled.replace(name, example);
        }
        let status = open.gets(&filled).status;
        assert_eq!(
            status,
            if path.contains("{file}") { 302 } else { 200 },
            "{filled}"
        );
    }
    fuzzed(open);
}

fn fuzzed(open: &Open) {
    let Some(fuzzer) = std::env::var_os("ENKEL_TEST_SCHEMATHESIS") else {
        assert!(std::env::var_os("CI").is_none(), "{FUZZER}");
        eprintln!("SKIPPED the fuzzer: ENKEL_TEST_SCHEMATHESIS is not set");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let ran = Command::new(fuzzer)
        .current_dir(home.path())
        .args(["run", &format!("{}/openapi.json", open.base)])
        .args([
            "--max-examples",
            "15",
            "--seed",
            "1",
            "--max-redirects",
            "0",
        ])
        .args(["--phases", "examples,coverage,fuzzing", "--no-color"])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,\
             response_headers_conformance,response_schema_conformance",
        ])
        .output()
        .expect(FUZZER);
    let told = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{told}");
    // It really asked.
    assert!(
        told.contains("passed") && !told.contains("0 generated"),
        "{told}"
    );
}
