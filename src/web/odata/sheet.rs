//! Rows under named columns, as an answer gives them: filtered, cut, and in parts.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value, json};

use super::facts::facts;
use super::options::Options;
use super::periods;
use super::tables::{ENDPOINTS, Table, typed, untyped};
use super::words::{COUNT, LANGUAGE, MARGIN, PERIODS, column, say};
use crate::config::Register;
use crate::flows::publish::formats::codes;
use crate::flows::publish::read::Archive;
use crate::text::Texts;

/// The most rows of one answer; the address of the rest stands at its end.
const PART: usize = 1_000;

/// Rows under named columns.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Value>>,
}

/// Columns of one row, in their order.
struct Row<'a>(Vec<(&'a str, &'a Value)>);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    value: Vec<Row<'a>>,
    #[serde(rename = "odata.nextLink", skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Sheet {
    /// What an endpoint of a table shows; none when it has no such endpoint.
    pub(super) fn of(
        table: Table,
        endpoint: &str,
        archive: &Archive,
        texts: &Texts,
        register: &Register,
    ) -> Option<Self> {
        match endpoint {
            "TableInfos" => Some(Self::info(&[table], archive, texts, register)),
            "UntypedDataSet" => Some(table.figures(archive, untyped)),
            "TypedDataSet" => Some(table.figures(archive, typed)),
            "DataProperties" => Some(Self::properties(table, texts)),
            "CategoryGroups" => Some(Self {
                columns: vec!["ID", "DimensionKey", "Title", "Description", "ParentID"],
                rows: Vec::new(),
            }),
            PERIODS => {
                let periods: Vec<_> = table
                    .releases(archive)
                    .map(|release| periods::row(release.published.period))
                    .collect();
                Some(Self {
                    columns: vec!["Key", "Title", "Description", "Status"],
                    rows: periods,
                })
            }
            _ => {
                let mut dimensions = table.dimensions.iter();
                let dimension = dimensions.find(|name| column(name) == endpoint)?;
                Some(Self::dimension(dimension, texts))
            }
        }
    }

    fn dimension(dimension: &str, texts: &Texts) -> Self {
        let words = texts.words(LANGUAGE);
        let codes = codes::codes_of(dimension).into_iter();
        let row = |code: &str| {
            let title = words.label(dimension, code);
            vec![json!(code), json!(title), json!(""), Value::Null]
        };
        Self {
            columns: vec!["Key", "Title", "Description", "CategoryGroupID"],
            rows: codes.map(row).collect(),
        }
    }

    /// The endpoints of a table with their addresses.
    pub(super) fn service(table: Table, base: &str) -> Self {
        let dimensions = table.dimensions.iter().map(|name| column(name));
        let names = ENDPOINTS.into_iter().chain(dimensions).chain([PERIODS]);
        let row = |name: &str| {
            let address = format!("{base}/ODataFeed/odata/{}/{name}", table.id);
            vec![json!(name), json!(address)]
        };
        Self {
            columns: vec!["name", "url"],
            rows: names.map(row).collect(),
        }
    }

    /// All tables.
    pub(super) fn catalog(archive: &Archive, texts: &Texts, register: &Register) -> Self {
        let tables: Vec<_> = Table::all().collect();
        Self::info(&tables, archive, texts, register)
    }

    fn info(tables: &[Table], archive: &Archive, texts: &Texts, register: &Register) -> Self {
        let mut columns: Vec<&str> = Vec::new();
        let mut rows = Vec::new();
        for (place, table) in tables.iter().enumerate() {
            let facts = facts(*table, place, archive, texts, register);
            columns = facts.iter().map(|(name, _)| *name).collect();
            rows.push(facts.into_iter().map(|(_, value)| value).collect());
        }
        Self { columns, rows }
    }

    fn properties(table: Table, texts: &Texts) -> Self {
        let dimensions = table.dimensions.iter().map(|name| {
            let kind = if *name == "province" {
                "GeoDimension"
            } else {
                "Dimension"
            };
            (column(name), kind, say(texts, &format!("dimension-{name}")))
        });
        let fixed = [
            (PERIODS, "TimeDimension", "Perioden".to_owned()),
            (COUNT, "Topic", say(texts, "column-count")),
            (MARGIN, "Topic", say(texts, "column-margin")),
        ];
        let row = |(place, (key, kind, title)): (usize, (&str, &str, String))| {
            let topic = kind == "Topic";
            let fact = |value: Value| if topic { value } else { Value::Null };
            vec![
                json!(place),
                json!(place),
                Value::Null,
                json!(key),
                json!(kind),
                json!(title),
                json!(if topic {
                    say(texts, "release-reading")
                } else {
                    String::new()
                }),
                json!(topic),
                fact(json!("Long")),
                fact(json!("aantal")),
                fact(json!(0)),
                fact(json!("Secret")),
            ]
        };
        Self {
            columns: vec![
                "ID",
                "Position",
                "ParentID",
                "Key",
                "Type",
                "Title",
                "Description",
                "ReleasePolicy",
                "Datatype",
                "Unit",
                "Decimals",
                "Default",
            ],
            rows: dimensions.chain(fixed).enumerate().map(row).collect(),
        }
    }

    /// The answer to a question about these rows.
    ///
    /// # Errors
    /// A sentence, when the question names a column that is not there.
    pub(super) fn asked(&self, options: &Options, address: &str) -> Result<Vec<u8>, String> {
        let named = options.filter.iter().flat_map(|filter| filter.columns());
        let selected = options.select.iter().flatten().map(String::as_str);
        for name in named.chain(selected) {
            self.place(name)?;
        }
        let holds = |row: &&Vec<Value>| {
            let cell = |name: &str| row.get(self.place(name).ok()?);
            options
                .filter
                .as_ref()
                .is_none_or(|filter| filter.holds(&cell))
        };
        let chosen: BTreeSet<usize> = match &options.select {
            None => (0..self.columns.len()).collect(),
            Some(names) => names
                .iter()
                .filter_map(|name| self.place(name).ok())
                .collect(),
        };
        let mut rows = self.rows.iter().filter(holds).skip(options.skip);
        let many = options.top.unwrap_or(usize::MAX).min(PART);
        let value: Vec<_> = rows
            .by_ref()
            .take(many)
            .map(|row| self.cut(row, &chosen))
            .collect();
        let goes_on = options.top.is_none_or(|top| top > many) && rows.next().is_some();
        let next = goes_on.then(|| format!("{address}?{}", options.after(many)));
        serde_json::to_vec(&Answer { value, next }).map_err(|_| "No answer can be written.".into())
    }

    fn place(&self, name: &str) -> Result<usize, String> {
        let found = self.columns.iter().position(|column| *column == name);
        found.ok_or_else(|| {
            format!(
                "There is no such column here. There are: {}.",
                self.columns.join(", ")
            )
        })
    }

    fn cut<'a>(&'a self, row: &'a [Value], chosen: &BTreeSet<usize>) -> Row<'a> {
        let cells = self.columns.iter().copied().zip(row).enumerate();
        let cells = cells.filter(|(place, _)| chosen.contains(place));
        Row(cells.map(|(_, cell)| cell).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::publish::csv::DIMENSIONS;

    fn numbers(many: usize) -> Sheet {
        Sheet {
            columns: vec!["ID", "Count_1"],
            rows: (0..many).map(|n| vec![json!(n), json!(n * 5)]).collect(),
        }
    }

    fn asked(sheet: &Sheet, query: &str) -> Value {
        let options = Options::parse(query).unwrap();
        let bytes = sheet.asked(&options, "http://here/all").unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn parts_follow_each_other_to_the_end() {
        let sheet = numbers(2 * PART + 7);
        let mut query = "$filter=Count_1 ge 10&$top=2003".to_owned();
        let mut ids = Vec::new();
        loop {
            let answer = asked(&sheet, &query);
            let rows = answer["value"].as_array().unwrap();
            ids.extend(rows.iter().map(|row| row["ID"].as_u64().unwrap()));
            let Some(next) = answer["odata.nextLink"].as_str() else {
                break;
            };
            query = next.strip_prefix("http://here/all?").unwrap().to_owned();
        }
        assert_eq!(ids, (2..2005).collect::<Vec<_>>());
        assert!(asked(&numbers(PART), "").get("odata.nextLink").is_none());
    }

    #[test]
    fn only_what_is_there_can_be_asked_for() {
        let sheet = numbers(3);
        let some = asked(&sheet, "$select=Count_1&$skip=1&$top=1");
        assert_eq!(some, json!({"value": [{"Count_1": 5}]}));
        for query in ["$select=Nothing", "$filter=Nothing eq 1", "$select="] {
            let options = Options::parse(query).unwrap();
            assert!(
                sheet.asked(&options, "").unwrap_err().ends_with('.'),
                "{query}"
            );
        }
    }

    #[test]
    fn every_dimension_has_a_column() {
        for dimension in DIMENSIONS {
            assert!(!column(dimension).is_empty() && !codes::codes_of(dimension).is_empty());
        }
    }
}
