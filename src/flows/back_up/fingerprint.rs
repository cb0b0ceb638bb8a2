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
