//! What two databases are compared by: how many rows each table has, and a digest over all of
//! them in order. Never printed, and never kept.

use super::rows;
use crate::crypto::digest::Running;
use crate::store::StoreError;
use crate::store::copy::Page;

/// Rows and digest of every table that was added.
#[derive(Default)]
pub(in crate::flows) struct Fingerprint(Vec<Table>);

#[derive(Default)]
struct Table {
    rows: usize,
    lines: Running,
}

impl Fingerprint {
    /// Adds a page; pages come in the order in which they are copied.
    pub(in crate::flows) fn add(&mut self, page: &Page) -> Result<(), StoreError> {
        let place = rows::place(page);
        if self.0.len() <= place {
            self.0.resize_with(place + 1, Table::default);
        }
        let lines = rows::bare(page).map_err(StoreError::given_up)?;
        if let Some(table) = self.0.get_mut(place) {
            table.rows += page.rows();
            table.lines.add(&lines);
        }
        Ok(())
    }
}

impl PartialEq for Fingerprint {
    fn eq(&self, other: &Self) -> bool {
        let facts = |all: &Self| -> Vec<(usize, [u8; 32])> {
            all.0.iter().map(|t| (t.rows, t.lines.end())).collect()
        };
        facts(self) == facts(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::Day;
    use crate::domain::document::{Document, Key, Kind};

    fn document(name: &str) -> Document {
        Document {
            key: Key {
                kind: Kind::Page,
                name: name.to_owned(),
                language: "nl".to_owned(),
            },
            version: 1,
            body: "Iets.".to_owned(),
            written_by: "anna".to_owned(),
            day: Day::from_number(20_780),
        }
    }

    fn of(pages: &[&[&str]]) -> Fingerprint {
        let mut all = Fingerprint::default();
        for page in pages {
            let rows = page.iter().map(|name| document(name)).collect();
            all.add(&Page::Document(rows)).unwrap();
        }
        all
    }

    #[test]
    fn one_row_less_more_or_changed_is_another_database() {
        let whole = of(&[&["a", "b"], &["c"]]);
        assert!(
            whole == of(&[&["a", "b", "c"]]),
            "however it was cut into pages"
        );
        for other in [
            &["a", "b"][..],
            &["a", "b", "c", "c"],
            &["a", "b", "d"],
            &["b", "a", "c"],
        ] {
            assert!(whole != of(&[other]), "{other:?}");
        }
        assert!(whole != Fingerprint::default());
    }
}
