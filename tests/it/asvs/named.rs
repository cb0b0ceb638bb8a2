//! What the documents name between backticks: files, and tests by the name that `cargo test` knows.

use std::path::{Path, PathBuf};

/// What stands between backticks.
pub fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether something quoted is the name of a file of ours.
pub fn is_file_name(quoted: &str) -> bool {
    let ends = [
        ".rs", ".md", ".html", ".js", ".toml", ".yml", ".service", ".lock",
    ];
    let within = !quoted.starts_with(['/', '.']) && !quoted.contains(' ');
    within && (ends.iter().any(|end| quoted.ends_with(end)) || quoted.starts_with("src/"))
}

pub fn is_test_name(quoted: &str) -> bool {
    quoted.contains("::")
        && quoted
            .chars()
            .all(|sign| sign.is_alphanumeric() || "_:".contains(sign))
}

/// The files that a module of tests may lie in: of the tests here, or beside the program.
fn files_of(modules: &[&str]) -> Vec<PathBuf> {
    let path = modules.join("/");
    let folders = ["tests/it", "src"].map(|folder| root().join(folder).join(&path));
    let places = folders
        .iter()
        .flat_map(|file| [file.with_extension("rs"), file.join("mod.rs")]);
    places.filter(|file| file.exists()).collect()
}

/// Whether there is a test of this name.
pub fn is_there(name: &str) -> bool {
    let Some((modules, test)) = name.rsplit_once("::") else {
        return false;
    };
    let modules: Vec<&str> = modules.split("::").collect();
    let holds = |modules: &[&str], at_the_end: bool| {
        files_of(modules).iter().any(|file| {
            let text = std::fs::read_to_string(file).unwrap();
            holds_test(&text, test, at_the_end)
        })
    };
    // Tests at the end of a file stand in a module of their own.
    let above = modules.strip_suffix(&["tests"]);
    holds(&modules, false) || above.is_some_and(|above| holds(above, true))
}

/// Whether a source has this function as a test, marked so or named for both databases, within
/// `mod tests` or outside of it.
fn holds_test(text: &str, test: &str, at_the_end: bool) -> bool {
    let Some(place) = text.find(&format!("fn {test}(")) else {
        return false;
    };
    let before = &text[..place];
    let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
    let mut marks = above.lines().rev().map(str::trim);
    let is_marked = marks
        .by_ref()
        .take_while(|line| line.starts_with("#[") || line.starts_with("///"))
        .any(|line| line == "#[test]");
    let lists = text.split("on_both_databases!(").skip(1);
    let for_both = lists
        .map(|rest| rest.split(");").next().unwrap())
        .any(|list| {
            let mut names = list.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
            names.any(|name| name == test)
        });
    (is_marked || for_both) && before.contains("mod tests {") == at_the_end
}
