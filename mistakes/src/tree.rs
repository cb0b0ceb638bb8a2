//! A copy of the program with many mistakes in it, all of them behind switches.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::list::Mistake;
use crate::plant::plant;
use crate::site::sites;

const SWITCH: &str = include_str!("mistake.rs.txt");

/// Files as they were, by their path in the tree.
type Files = BTreeMap<String, String>;
/// Where each mistake stands in a file as it is now.
type Places = BTreeMap<String, Vec<(usize, Range<usize>)>>;

/// Plants what can be planted, and gives the numbers of the mistakes the program compiles with.
pub fn plant_all(tree: &Path, mistakes: &[Mistake]) -> io::Result<BTreeSet<usize>> {
    let names: BTreeSet<&String> = mistakes.iter().map(|mistake| &mistake.file).collect();
    let mut files = Files::new();
    for name in names {
        files.insert(name.clone(), fs::read_to_string(tree.join(name))?);
    }
    add_switch(tree)?;
    pass_on(tree)?;
    let mut left: BTreeSet<usize> = (0..mistakes.len()).collect();
    loop {
        let places = write(tree, &files, mistakes, &mut left)?;
        let refused = refused(tree, &places)?;
        eprintln!("{} planted, {} of them refused", left.len(), refused.len());
        if refused.is_empty() {
            return Ok(left);
        }
        left.retain(|number| !refused.contains(number));
    }
}

/// Tests that start the program with an empty environment pass the switch on all the same.
fn pass_on(tree: &Path) -> io::Result<()> {
    const PASSED: &str = ".env_clear().envs(std::env::vars().filter(|(key, _)| \
                          key.starts_with(\"MISTAKE\")))";
    let mut folders = vec![tree.join("tests/it")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path)?;
                fs::write(&path, text.replace(".env_clear()", PASSED))?;
            }
        }
    }
    Ok(())
}

fn add_switch(tree: &Path) -> io::Result<()> {
    fs::write(tree.join("src/mistake.rs"), SWITCH)?;
    let lib = tree.join("src/lib.rs");
    let text = fs::read_to_string(&lib)?;
    let features = "#![feature(core_intrinsics, const_eval_select)]\n\
                    #![allow(internal_features, warnings)]\n";
    // The page's own comment (`//!`) may stand first; attributes may stand anywhere before items.
    let at = text.find("\npub mod ").map_or(0, |at| at + 1);
    let (head, items) = text.split_at(at);
    fs::write(lib, format!("{head}{features}pub mod mistake;\n{items}"))
}

fn write(
    tree: &Path,
    files: &Files,
    mistakes: &[Mistake],
    left: &mut BTreeSet<usize>,
) -> io::Result<Places> {
    let mut places = Places::new();
    let mut placed = BTreeSet::new();
    for (name, source) in files {
        let here: Vec<(usize, &Mistake)> = mistakes
            .iter()
            .enumerate()
            .filter(|(number, mistake)| mistake.file == *name && left.contains(number))
            .collect();
        let sites = sites(source, &here).map_err(io::Error::other)?;
        let planted = plant(source, &sites);
        placed.extend(planted.places.iter().map(|(number, _)| *number));
        fs::write(tree.join(name), planted.text)?;
        places.insert(name.clone(), planted.places);
    }
    *left = placed;
    Ok(places)
}

/// Which mistakes the compiler complains about.
fn refused(tree: &Path, places: &Places) -> io::Result<BTreeSet<usize>> {
    let output = Command::new("cargo")
        .args(["check", "--lib", "--message-format=json"])
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(tree)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut refused = BTreeSet::new();
    for line in text.lines() {
        let message: Value = serde_json::from_str(line)?;
        let message = &message["message"];
        if message["level"] == "error" {
            let found = blamed(message, places);
            if found.is_empty() && !message["spans"].as_array().is_none_or(Vec::is_empty) {
                eprintln!("not understood: {}", message["rendered"]);
            }
            refused.extend(found);
        }
    }
    if refused.is_empty() && !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(io::Error::other(errors));
    }
    Ok(refused)
}

fn blamed(message: &Value, places: &Places) -> BTreeSet<usize> {
    let spans = message["spans"].as_array().into_iter().flatten();
    let mut found = BTreeSet::new();
    for span in spans {
        let Some(here) = span["file_name"].as_str().and_then(|name| places.get(name)) else {
            continue;
        };
        let number = |key: &str| span[key].as_u64().unwrap_or_default() as usize;
        let (start, end) = (number("byte_start"), number("byte_end"));
        let around = |place: &&(usize, Range<usize>)| place.1.contains(&start);
        let inside = |place: &&(usize, Range<usize>)| start <= place.1.start && place.1.end <= end;
        let near: Vec<usize> = here.iter().filter(around).map(|place| place.0).collect();
        if near.is_empty() && span["is_primary"] == true {
            found.extend(here.iter().filter(inside).map(|place| place.0));
        }
        found.extend(near);
    }
    found
}
