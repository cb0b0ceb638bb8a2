//! Reading `figures.xlsx` back: which cells hold which words and numbers.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use roxmltree::{Document, Node};
use zip::ZipArchive;

use super::read_back::Given;
use super::{SHEET, shown};
use crate::domain::release::TableFigures;

/// No part of a sheet of ours comes near this; a file that claims more is not read.
const LARGEST_PART: u64 = 32 * 1024 * 1024;

type Cells = BTreeMap<String, String>;

/// Every table is a sheet of its own, with the codes, counts, margins and statuses of the figures
/// and nothing below them.
pub(super) fn check(bytes: &[u8], given: &Given<'_>) -> Result<(), String> {
    let unreadable = || format!("{SHEET} cannot be read");
    let mut book = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let texts = shared_texts(&part(&mut book, "xl/sharedStrings.xml").ok_or_else(unreadable)?)
        .ok_or_else(unreadable)?;
    let names = part(&mut book, "xl/workbook.xml")
        .and_then(|text| sheet_names(&text))
        .ok_or_else(unreadable)?;
    let tables = given.tables();
    // The first sheet is for reading.
    let wanted = tables.iter().map(|table| table.name);
    if !names.iter().skip(1).map(String::as_str).eq(wanted) {
        return Err(format!("{SHEET} has other sheets than there are tables"));
    }
    for (place, table) in (2..).zip(&tables) {
        let text = part(&mut book, &format!("xl/worksheets/sheet{place}.xml"));
        let cells = text
            .and_then(|text| cells(&text, &texts))
            .ok_or_else(unreadable)?;
        if cells != wanted_cells(table, given, &cells) {
            let table = table.name;
            return Err(format!(
                "{SHEET} has other numbers than the figures in `{table}`"
            ));
        }
    }
    Ok(())
}

/// What must stand there. Names and headers are words, and are taken as they are.
fn wanted_cells(table: &TableFigures, given: &Given<'_>, there: &Cells) -> Cells {
    let mut wanted = Cells::new();
    let mut put = |column: usize, row: usize, text: String| {
        wanted.insert(format!("{}{row}", letter(column)), text);
    };
    let numbers = 3 * table.dimensions.len();
    let words = |column: usize, row: usize| {
        let found = there.get(&format!("{}{row}", letter(column)));
        found.cloned().unwrap_or_default()
    };
    for column in 0..numbers + 4 {
        put(column, 1, words(column, 1));
    }
    for (row, (codes, figure)) in (2..).zip(&table.cells) {
        for (place, code) in codes.iter().enumerate() {
            put(3 * place, row, (*code).to_owned());
            put(3 * place + 1, row, words(3 * place + 1, row));
            put(3 * place + 2, row, words(3 * place + 2, row));
        }
        match shown(*figure) {
            Some((count, margin)) => {
                put(numbers, row, count.to_string());
                put(numbers + 1, row, margin.to_string());
            }
            None => put(numbers + 2, row, "c".to_owned()),
        }
        put(numbers + 3, row, given.manifest.note.clone());
    }
    wanted
}

/// `A` for the first column; no table of ours has more than ten.
fn letter(column: usize) -> char {
    let offset = u8::try_from(column).unwrap_or(25).min(25);
    char::from(b'A' + offset)
}

fn part(book: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let part = book.by_name(name).ok()?;
    let mut text = String::new();
    part.take(LARGEST_PART).read_to_string(&mut text).ok()?;
    Some(text)
}

fn named<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.descendants()
        .filter(move |node| node.tag_name().name() == name)
}

fn shared_texts(text: &str) -> Option<Vec<String>> {
    let document = Document::parse(text).ok()?;
    let items = named(document.root_element(), "si");
    Some(items.map(|item| all_text(item)).collect())
}

fn all_text(node: Node<'_, '_>) -> String {
    let texts = node
        .descendants()
        .filter(|part| part.tag_name().name() == "t");
    texts.filter_map(|part| part.text()).collect()
}

fn sheet_names(text: &str) -> Option<Vec<String>> {
    let document = Document::parse(text).ok()?;
    let sheets = named(document.root_element(), "sheet");
    sheets
        .map(|sheet| sheet.attribute("name").map(str::to_owned))
        .collect()
}

/// Every cell that holds something, by its place (`B7`).
fn cells(text: &str, texts: &[String]) -> Option<Cells> {
    let document = Document::parse(text).ok()?;
    let mut cells = Cells::new();
    for cell in named(document.root_element(), "c") {
        let Some(value) = named(cell, "v").next().and_then(|value| value.text()) else {
            continue;
        };
        let value = match cell.attribute("t") {
            Some("s") => texts.get(value.parse::<usize>().ok()?)?.clone(),
            None | Some("n") => value.to_owned(),
            Some(_) => return None,
        };
        cells.insert(cell.attribute("r")?.to_owned(), value);
    }
    Some(cells)
}
