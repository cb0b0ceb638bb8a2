//! The files for containers say what matters, though nothing here can build one.

use std::fs;

use super::project;

fn file(name: &str) -> String {
    fs::read_to_string(project("deploy/container").join(name)).unwrap()
}

#[test]
fn caddy_says_as_little_in_its_container_as_on_a_machine() {
    let own = file("Caddyfile").replace("enkel:8080", "127.0.0.1:8080");
    let other = fs::read_to_string(project("deploy/caddy/Caddyfile")).unwrap();
    let settings = |text: &str| {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(settings(&own), settings(&other));
}

#[test]
fn what_runs_is_nobody_in_particular_on_a_root_that_cannot_be_written() {
    let image = file("Containerfile");
    let last = image.rsplit("\nFROM ").next().unwrap();
    assert!(
        last.contains("USER nonroot") && !last.contains("RUN "),
        "{last}"
    );
    let compose = file("compose.yaml");
    let services = compose.split("\nnetworks:").next().unwrap();
    for name in ["enkel", "database", "caddy"] {
        let from = services.find(&format!("\n  {name}:\n")).unwrap();
        let service = services[from + 3..].split("\n\n").next().unwrap();
        for line in ["read_only: true", "no-new-privileges:true", "logging:"] {
            assert!(service.contains(line), "{name}: {line}");
        }
    }
    assert!(compose.contains("cap_drop: [ALL]") && compose.contains("core: 0"));
    assert_eq!(
        compose.matches("ports:").count(),
        1,
        "Caddy alone is reached"
    );
}
