//! Imports point down: reads the source and finds every path that leads where it must not, every
//! file that is too long and every function.

use std::path::{Path, PathBuf};

const ADAPTERS: [&str; 5] = ["config", "crypto", "mail", "store", "text"];
const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

/// What a top-level module may see besides itself.
fn may_see(module: &str) -> Option<Vec<&'static str>> {
    let mut seen = vec!["domain"];
    match module {
        "domain" => seen.clear(),
        "disclosure" => {}
        adapter if ADAPTERS.contains(&adapter) => {}
        "flows" | "app" | "web" | "jobs" => {
            seen.extend(["disclosure", "flows", "app"]);
            seen.extend(ADAPTERS);
        }
        "cli" => return None,
        other => panic!("which layer is `{other}` on?"),
    }
    Some(seen)
}

/// One source file: its module path, such as `["store", "conn"]`, and its lines.
struct Source {
    name: String,
    module: Vec<String>,
    lines: Vec<String>,
}

impl Source {
    fn new(name: &str, text: &str) -> Self {
        let path = name.trim_end_matches(".rs").trim_end_matches("/mod");
        Self {
            name: name.to_owned(),
            module: path.split('/').map(str::to_owned).collect(),
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    fn top(&self) -> &str {
        &self.module[0]
    }

    /// Lines without what stands behind `//`, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = self.lines.iter().map(|line| line.split("//").next());
        code.enumerate()
            .map(|(at, code)| (at + 1, code.unwrap_or("")))
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.lines.len() > LONGEST_FILE {
            faults.push(format!("{}: {} lines", self.name, self.lines.len()));
        }
        self.paths_that_lead_up(&mut faults);
        self.foreign_words(&mut faults);
        self.long_functions(&mut faults);
        faults
    }

    fn paths_that_lead_up(&self, faults: &mut Vec<String>) {
        let Some(allowed) = may_see(self.top()) else {
            return;
        };
        for (at, line) in self.code() {
            for seen in crate_paths(line) {
                if seen != self.top() && !allowed.contains(&seen) {
                    faults.push(format!("{}:{at}: sees {seen}", self.name));
                }
            }
            // A way round: out through the parents, or several at once.
            if self.climbs_out(line) || line.contains("crate::{") {
                faults.push(format!("{}:{at}: climbs out", self.name));
            }
        }
    }

    /// Whether a line leaves its top-level module by `super`. Tests inside a file begin one level
    /// deeper, and are indented.
    fn climbs_out(&self, line: &str) -> bool {
        let levels = self.module.len() + usize::from(line.starts_with(' '));
        line.matches("super::").count() >= levels
    }

    /// What only some places may name.
    fn foreign_words(&self, faults: &mut Vec<String>) {
        let pure = ["domain", "disclosure"].contains(&self.top());
        let about_backends = ["store/conn.rs", "store/conn/tidy.rs", "store/outbox.rs"]
            .contains(&self.name.as_str());
        // Tests at a file's end may do more than the file.
        for (at, line) in self.code().take_while(|(_, line)| *line != "mod tests {") {
            let mut forbid = |words: &[&str], forbidden: bool| {
                for word in words
                    .iter()
                    .filter(|word| forbidden && line.contains(**word))
                {
                    faults.push(format!("{}:{at}: {word}", self.name));
                }
            };
            let io = [
                "std::fs",
                "std::net",
                "std::process",
                "std::env",
                "tracing::",
            ];
            forbid(&io, pure);
            forbid(
                &[
                    "SystemTime",
                    "Instant::now",
                    "getrandom",
                    "lettre",
                    "serde_json",
                ],
                pure,
            );
            forbid(&["diesel"], self.top() != "store");
            forbid(&["actix", "HttpRe"], !["web", "cli"].contains(&self.top()));
            let backends = [
                "Conn::Pg",
                "Conn::Sqlite",
                "Self::Pg(",
                "PgConnection",
                "SqliteConnection",
            ];
            forbid(&backends, !about_backends);
            // I9: who serves connects to database and relay alone; only the doctor asks around.
            let asks = self.name.starts_with("cli/doctor/asks/");
            forbid(&["simple_dns", "UdpSocket"], !asks);
            forbid(&["rustls"], !self.name.starts_with("cli/doctor/"));
        }
    }

    /// Counts from `fn` to the brace that closes it, both as far in as `rustfmt` puts them.
    fn long_functions(&self, faults: &mut Vec<String>) {
        let mut open: Option<(usize, usize)> = None;
        for (at, line) in self.code() {
            let depth = line.len() - line.trim_start().len();
            let begins = line.trim_start().split(' ').any(|word| word == "fn");
            match open {
                None if begins && !line.trim_end().ends_with([';', '}']) => {
                    open = Some((at, depth));
                }
                Some((from, inner)) if line.trim_end() == format!("{:inner$}}}", "") => {
                    if at - from + 1 > LONGEST_FUNCTION {
                        faults.push(format!("{}:{from}: {} lines", self.name, at - from + 1));
                    }
                    open = None;
                }
                _ => {}
            }
        }
    }
}

/// The first names of all `crate::…` paths on a line.
fn crate_paths(line: &str) -> Vec<&str> {
    let rest = line.split("crate::").skip(1);
    rest.map(|rest| {
        let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
    .filter(|name| !name.is_empty())
    .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_import_points_down_and_nothing_is_too_long() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    assert!(found.len() > 50);
    let mut faults = Vec::new();
    for path in found {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
        if ["lib.rs", "main.rs"].contains(&name) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        faults.extend(Source::new(name, &text).faults());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_wrong_import_and_a_long_function_are_found() {
    let faults = |name: &str, text: &str| Source::new(name, text).faults();
    let import = "use crate::store::Conn;";
    for (name, allowed) in [
        ("domain/email.rs", false),
        ("disclosure/draw.rs", false),
        ("crypto/seal.rs", false),
        ("text/mod.rs", false),
        ("flows/declare.rs", true),
        ("web/door.rs", true),
        ("cli/serve.rs", true),
    ] {
        assert_eq!(faults(name, import).is_empty(), allowed, "{name}");
    }
    assert_eq!(faults("web/door.rs", "use crate::jobs::run;").len(), 1);
    assert_eq!(faults("jobs/mod.rs", "    crate::web::start();").len(), 1);
    assert_eq!(faults("jobs/mod.rs", "// like crate::web::start").len(), 0);
    assert_eq!(
        faults("domain/code.rs", "use super::super::store::Conn;").len(),
        1
    );
    assert_eq!(
        faults("domain/code.rs", "    use super::super::age::Age;").len(),
        0
    );
    assert_eq!(faults("domain/code.rs", "use diesel::prelude::*;").len(), 1);
    assert_eq!(
        faults("flows/declare.rs", "match conn { Conn::Pg(c) => {} }").len(),
        1
    );
    assert_eq!(
        faults("store/conn.rs", "match conn { Conn::Pg(c) => {} }").len(),
        0
    );
    for (name, allowed) in [
        ("cli/doctor/asks/dns.rs", true),
        ("cli/doctor/site/http.rs", false),
        ("flows/deliver.rs", false),
    ] {
        let found = faults(name, "use simple_dns::Packet;");
        assert_eq!(found.is_empty(), allowed, "{name}");
    }
    let long = format!("    pub fn long(\n{}    }}\n", "        go();\n".repeat(59));
    assert_eq!(faults("web/door.rs", &long).len(), 1);
    let short = format!(
        "    fn short() {{\n{}    }}\n",
        "        go();\n".repeat(58)
    );
    assert_eq!(faults("web/door.rs", &short.repeat(6)).len(), 0);
    assert_eq!(faults("web/door.rs", &short.repeat(7)).len(), 1);
}
