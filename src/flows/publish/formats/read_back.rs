//! Reading the files for other tools back. Their words may change from one version of this program
//! to the next, so they are not made again: every number in them must be the one in the figures,
//! and every description must be of the files that are there.

use serde_json::Value;

use super::json_stat::MEASURES;
use super::licence::Licence;
use super::{CITATION, CSVW, DATASET, PACKAGE, SHEET, STAT, sheet_back, shown, tables};
use crate::crypto::digest;
use crate::domain::release::{Figures, TableFigures};
use crate::flows::publish::csv::DIMENSIONS;
use crate::flows::publish::manifest::Manifest;
use crate::flows::publish::sums;
use crate::store::releases::ReleaseFile;

/// A release whose files are read back.
pub struct Given<'a> {
    /// All its files.
    pub files: &'a [ReleaseFile],
    /// What it says about itself, checked already.
    pub manifest: &'a Manifest,
    /// Its figures, made again from the flows.
    pub figures: &'a Figures,
}

/// What is wrong with one of the files of [`super::NAMES`]; nothing when it says what the release
/// says.
///
/// # Errors
/// A sentence without a full stop.
pub fn check(name: &str, given: &Given<'_>) -> Result<(), String> {
    let bytes = given.bytes(name)?;
    match name {
        STAT => json_stat(&parsed(name, bytes)?, given),
        SHEET => sheet_back::check(bytes, given),
        PACKAGE => package(&parsed(name, bytes)?, given),
        CSVW => csvw(&parsed(name, bytes)?, given),
        DATASET => dataset(&parsed(name, bytes)?, given),
        CITATION => citation(bytes, given),
        _ => Err(format!("{name} belongs to no release")),
    }
}

impl<'a> Given<'a> {
    fn bytes(&self, name: &str) -> Result<&'a [u8], String> {
        let found = self.files.iter().find(|file| file.name == name);
        found
            .map(|file| file.content.as_slice())
            .ok_or_else(|| format!("{name} is missing"))
    }

    pub(super) fn tables(&self) -> Vec<TableFigures> {
        tables(self.figures)
    }
}

fn parsed(name: &str, bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(|_| format!("{name} is no JSON"))
}

/// What stands there, or null. Points into any JSON, however it is shaped.
fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    value.pointer(path).unwrap_or(&Value::Null)
}

fn must(holds: bool, name: &str, what: &str) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(format!("{name} {what}")),
    }
}

fn json_stat(file: &Value, given: &Given<'_>) -> Result<(), String> {
    let items = at(file, "/link/item").as_array();
    let items = items.ok_or_else(|| format!("{STAT} lists no datasets"))?;
    let tables = given.tables();
    let as_many = items.len() == tables.len();
    must(as_many, STAT, "has other tables than the figures")?;
    for (item, table) in items.iter().zip(&tables) {
        let name = format!("{STAT}, table {},", table.name);
        let of_table = at(item, "/extension/table") == table.name;
        must(of_table, &name, "stands at another's place")?;
        let note = at(item, "/note/0") == given.manifest.note.as_str();
        must(note, &name, "lacks the caveat")?;
        must(codes_fit(item, table), &name, "has other codes")?;
        must(
            values_fit(item, table),
            &name,
            "has other numbers than the figures",
        )?;
    }
    Ok(())
}

/// Whether the cells stand in the table's own order: their codes, dimension by dimension, are
/// those that row-major order gives.
fn codes_fit(item: &Value, table: &TableFigures) -> bool {
    let mut wanted = vec!["period"];
    wanted.extend(table.dimensions);
    wanted.push("measure");
    let index = |dimension: &str| -> Vec<&str> {
        let codes = at(item, &format!("/dimension/{}/category/index", dimension)).as_array();
        let codes = codes.map(Vec::as_slice).unwrap_or_default();
        codes.iter().filter_map(Value::as_str).collect()
    };
    let mut combined: Vec<Vec<&str>> = vec![Vec::new()];
    for dimension in table.dimensions {
        let codes = index(dimension);
        combined = combined
            .iter()
            .flat_map(|start| {
                codes
                    .iter()
                    .map(move |code| [start.as_slice(), &[*code]].concat())
            })
            .collect();
    }
    let cells: Vec<Vec<&str>> = table.cells.iter().map(|(codes, _)| codes.clone()).collect();
    let ids = at(item, "/id")
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    ids.iter().filter_map(Value::as_str).eq(wanted)
        && index("measure") == MEASURES
        && index("period").len() == 1
        && combined == cells
}

fn values_fit(item: &Value, table: &TableFigures) -> bool {
    let values = at(item, "/value")
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let status = |place: usize| at(item, &format!("/status/{place}")).as_str();
    let wanted = table.cells.iter().flat_map(|(_, figure)| {
        let pair = shown(*figure);
        [pair.map(|pair| pair.0), pair.map(|pair| pair.1)]
    });
    let wanted: Vec<Option<i64>> = wanted.collect();
    let fits = |(place, (value, wanted)): (usize, (&Value, &Option<i64>))| match wanted {
        Some(number) => value.as_i64() == Some(*number) && status(place).is_none(),
        None => value.is_null() && status(place) == Some("c"),
    };
    values.len() == wanted.len() && values.iter().zip(&wanted).enumerate().all(fits)
}

/// Sizes and checksums in the description are those of the files.
fn package(file: &Value, given: &Given<'_>) -> Result<(), String> {
    let resources = at(file, "/resources").as_array();
    let resources = resources.map(Vec::as_slice).unwrap_or_default();
    must(resources.len() == 2, PACKAGE, "describes other files")?;
    for resource in resources {
        let path = at(resource, "/path").as_str().unwrap_or_default();
        let bytes = given.bytes(path)?;
        let hash = format!("sha256:{}", digest::sha256_hex(bytes));
        let fits = at(resource, "/hash") == hash.as_str() && at(resource, "/bytes") == bytes.len();
        must(fits, PACKAGE, &format!("describes another {path}"))?;
    }
    let said = at(file, "/description") == given.manifest.note.as_str();
    must(said, PACKAGE, "lacks the caveat")?;
    let id = at(file, "/version") == given.manifest.release.as_str();
    must(id, PACKAGE, "names another release")
}

fn csvw(file: &Value, given: &Given<'_>) -> Result<(), String> {
    let columns = at(file, "/tableSchema/columns").as_array();
    let columns = columns.map(Vec::as_slice).unwrap_or_default();
    let names = columns
        .iter()
        .filter_map(|column| at(column, "/name").as_str());
    let wanted = ["release", "table"].into_iter().chain(DIMENSIONS);
    let wanted = wanted.chain(["count", "margin_95", "status", "note"]);
    must(names.eq(wanted), CSVW, "has other columns than figures.csv")?;
    must(
        at(file, "/url") == "figures.csv",
        CSVW,
        "describes another file",
    )?;
    let said = at(file, "/dc:description/@value") == given.manifest.note.as_str();
    must(said, CSVW, "lacks the caveat")
}

/// Every other file is listed with its checksum, and no file twice.
fn dataset(file: &Value, given: &Given<'_>) -> Result<(), String> {
    let about = at(file, "/@graph/0");
    let id = at(about, "/schema:identifier") == given.manifest.release.as_str();
    must(id, DATASET, "names another release")?;
    let said = at(about, "/schema:description") == given.manifest.note.as_str();
    must(said, DATASET, "lacks the caveat")?;
    let listed = at(about, "/schema:distribution").as_array();
    let listed = listed.map(Vec::as_slice).unwrap_or_default();
    let others =
        |file: &&ReleaseFile| ![DATASET, sums::SUMS, sums::SIGNATURE].contains(&file.name.as_str());
    let others: Vec<&ReleaseFile> = given.files.iter().filter(others).collect();
    must(listed.len() == others.len(), DATASET, "lists other files")?;
    for file in others {
        let entry = listed
            .iter()
            .find(|entry| at(entry, "/schema:name") == file.name.as_str());
        let sum = entry.and_then(|entry| at(entry, "/schema:sha256").as_str());
        let fits = sum == Some(digest::hex(&file.sha256).as_str());
        must(fits, DATASET, &format!("lists another {}", file.name))?;
    }
    Ok(())
}

/// Each line is one key with a string in double quotes, or one of the two fixed lines of a list.
fn citation(bytes: &[u8], given: &Given<'_>) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{CITATION} is no text"))?;
    let manifest = given.manifest;
    let licence = Licence::of(&manifest.licence);
    let line = |key: &str, value: &str| format!("{key}: {}", Value::from(value));
    let mut wanted = vec![
        "cff-version: 1.2.0".to_owned(),
        line("version", &manifest.release),
        line("date-released", &manifest.published),
        line("abstract", &manifest.note),
        line("  - name", &manifest.register),
    ];
    wanted.extend(licence.spdx.map(|spdx| format!("license: {spdx}")));
    let has = |wanted: &String| text.lines().any(|line| line == wanted);
    must(wanted.iter().all(has), CITATION, "cites another release")
}
