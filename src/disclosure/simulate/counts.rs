//! Made-up counts, read from a file with the columns of `figures.csv`.

use std::collections::BTreeMap;

use crate::domain::table::TableId;

/// No made-up count is larger.
const MOST: i64 = 1_000_000_000;

/// Counts per table and cell. Every declaration lies in one cell of every table, so all tables
/// have the same sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    cells: BTreeMap<TableId, Vec<i64>>,
}

/// What is wrong with a file of counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct CountsRefused {
    /// Where, counted from 1; the last line for what holds of the whole.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl Counts {
    /// Reads a file: the columns `table` and `count`, and the dimensions of each table by name.
    /// Other columns are passed over, cells that are not named are zero, and a table that is not
    /// named has everybody in its last cell, "not told".
    ///
    /// # Errors
    /// At the first line that names an unknown table or cell, no whole number, or a cell twice;
    /// and when two tables have different sums.
    pub fn read(file: &[u8]) -> Result<Self, CountsRefused> {
        let mut reader = csv::Reader::from_reader(file);
        let unreadable = |error: &csv::Error| CountsRefused {
            line: error.position().map_or(1, csv::Position::line),
            reason: "this is no CSV with one header and equally long lines".to_owned(),
        };
        let header = reader
            .headers()
            .map_err(|error| unreadable(&error))?
            .clone();
        let columns = Columns::of(&header)?;
        let mut given: BTreeMap<TableId, BTreeMap<usize, i64>> = BTreeMap::new();
        let mut last = 1;
        for record in reader.records() {
            let record = record.map_err(|error| unreadable(&error))?;
            last = record.position().map_or(last, csv::Position::line);
            let refused = |reason| CountsRefused { line: last, reason };
            let (table, place, count) = columns.read(&record).map_err(refused)?;
            if given
                .entry(table)
                .or_default()
                .insert(place, count)
                .is_some()
            {
                return Err(refused("this cell stands here twice".to_owned()));
            }
        }
        whole(&given).map_err(|reason| CountsRefused { line: last, reason })
    }

    /// The true number of each cell.
    #[must_use]
    pub const fn cells(&self) -> &BTreeMap<TableId, Vec<i64>> {
        &self.cells
    }
}

/// Where the columns stand.
struct Columns {
    table: usize,
    count: usize,
    header: csv::StringRecord,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, CountsRefused> {
        let place = |name: &str| {
            let found = header.iter().position(|column| column == name);
            found.ok_or_else(|| CountsRefused {
                line: 1,
                reason: format!("the column `{name}` is missing: write a header as in figures.csv"),
            })
        };
        Ok(Self {
            table: place("table")?,
            count: place("count")?,
            header: header.clone(),
        })
    }

    fn read(&self, record: &csv::StringRecord) -> Result<(TableId, usize, i64), String> {
        let name = record.get(self.table).unwrap_or_default();
        let table = TableId::from_code(name)
            .filter(|table| *table != TableId::Weekly)
            .ok_or_else(|| format!("`{name}` is no quarterly table that is drawn"))?;
        let codes: Vec<&str> = table
            .dimensions()
            .iter()
            .map(|dimension| {
                let column = self.header.iter().position(|column| column == *dimension);
                column
                    .and_then(|column| record.get(column))
                    .unwrap_or_default()
            })
            .collect();
        let place = (0..table.cells()).find(|place| table.cell_codes(*place) == codes);
        let place = place.ok_or_else(|| {
            format!(
                "table {name} has no cell `{}`: see data/codes",
                codes.join(", ")
            )
        })?;
        let count = record.get(self.count).unwrap_or_default();
        let number = count
            .parse()
            .ok()
            .filter(|number| (0..=MOST).contains(number));
        let number =
            number.ok_or_else(|| format!("`{count}` is no whole number from 0 to {MOST}"))?;
        Ok((table, place, number))
    }
}

fn whole(given: &BTreeMap<TableId, BTreeMap<usize, i64>>) -> Result<Counts, String> {
    let mut sums = given
        .iter()
        .map(|(table, cells)| (*table, cells.values().sum::<i64>()));
    let (first, sum) = sums.next().ok_or("the file names no count")?;
    if let Some((other, another)) = sums.find(|(_, another)| *another != sum) {
        return Err(format!(
            "table {} has {sum} declarations and table {} has {another}: every declaration lies in \
             one cell of every table",
            first.code(),
            other.code()
        ));
    }
    let cells = TableId::QUARTERLY.map(|table| {
        let mut cells = vec![0; table.cells()];
        match given.get(&table) {
            Some(named) => {
                for (cell, count) in cells.iter_mut().enumerate() {
                    *count = named.get(&cell).copied().unwrap_or_default();
                }
            }
            None => {
                if let Some(last) = cells.last_mut() {
                    *last = sum;
                }
            }
        }
        (table, cells)
    });
    Ok(Counts {
        cells: cells.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_and_the_rest_is_not_told() {
        let file = b"release,table,nationality,province,count,note\n\
            x,nationality,MA,,70,n\nx,nationality,TR,,30,n\nx,province,,PV26,100,n\n";
        let counts = Counts::read(file).unwrap();
        let of = |table: TableId| &counts.cells()[&table];
        assert_eq!(of(TableId::Total), &[100]);
        assert_eq!(of(TableId::Nationality).iter().sum::<i64>(), 100);
        assert_eq!(of(TableId::Tried).last(), Some(&100));
        for table in TableId::QUARTERLY {
            assert_eq!(of(table).iter().sum::<i64>(), 100, "{table:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let head = "table,nationality,province,count\n";
        for (lines, line, why) in [
            ("nationality,MA,,70\ngender,,,3\n", 3, "`gender`"),
            ("weekly,,,3\n", 2, "`weekly`"),
            ("nationality,QQ,,3\n", 2, "no cell `QQ`"),
            ("nationality,MA,,-3\n", 2, "`-3`"),
            ("nationality,MA,,3.5\n", 2, "whole number"),
            ("nationality,MA,,3\nnationality,MA,,3\n", 3, "twice"),
            (
                "nationality,MA,,3\nprovince,,PV26,4\n",
                3,
                "one cell of every table",
            ),
            ("nationality,MA,3\n", 2, "equally long"),
            ("", 1, "no count"),
        ] {
            let refused = Counts::read(format!("{head}{lines}").as_bytes()).unwrap_err();
            assert!(refused.reason.contains(why), "{refused}");
            assert_eq!(refused.line, line, "{refused}");
        }
        let refused = Counts::read(b"a,b\n1,2\n").unwrap_err();
        assert!(refused.reason.contains("column `table`"), "{refused}");
    }
}
