//! The mistakes, as `cargo mutants --list --json` names them.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Mistake {
    pub file: String,
    pub genre: String,
    pub name: String,
    pub replacement: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

/// Both counted from one, in characters.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

pub fn read(path: &Path) -> io::Result<Vec<Mistake>> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

/// Where lines begin, so that a place becomes an offset in bytes.
pub struct Lines<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(source: &'a str) -> Self {
        let ends = source.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            source,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    pub fn offset(&self, place: Place) -> usize {
        self.at(place.line, place.column - 1)
    }

    /// As `proc_macro2` counts: lines from one, columns from zero.
    pub fn at(&self, line: usize, column: usize) -> usize {
        let start = self.starts[line - 1];
        let rest = self.source[start..].char_indices().nth(column);
        rest.map_or(self.source.len(), |(at, _)| start + at)
    }
}
