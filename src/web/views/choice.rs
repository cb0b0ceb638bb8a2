//! What a reader asked to see of the figures, as it stands in an address.
//!
//! Every view has one address. A value that is not known is no error: the usual view is shown,
//! and a sentence says so.

use crate::domain::nationality::Region;
use crate::domain::table::TableId;

/// Which rows are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// All; of a long table those without a number stand apart.
    #[default]
    Usual,
    /// All in one list.
    All,
    /// Only those with a number.
    Shown,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The largest first; ages by age.
    #[default]
    Usual,
    /// By name.
    Name,
}

/// A reader's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// One table alone.
    pub table: Option<&'static str>,
    /// Which rows.
    pub show: Show,
    /// Which order.
    pub sort: Sort,
    /// Nationalities of this part of the world only.
    pub region: Option<Region>,
    /// Whether something was asked that is not known.
    pub misread: bool,
}

impl Choice {
    /// Reads the pairs of an address. Names that are not ours are nobody's business.
    #[must_use]
    pub fn read(asked: &[(String, String)]) -> Self {
        let mut choice = Self::default();
        for (name, value) in asked {
            let known = match name.as_str() {
                "table" => table(value).map(|table| choice.table = Some(table)),
                "show" => show(value).map(|show| choice.show = show),
                "sort" => sort(value).map(|sort| choice.sort = sort),
                "region" => region(value).map(|region| choice.region = Some(region)),
                _ => continue,
            };
            choice.misread |= known.is_none();
        }
        // Only nationalities lie in a part of the world, and only one table alone is rearranged.
        if choice.region.is_some() && choice.table != Some(NATIONALITY) {
            choice.misread = true;
            choice.region = None;
        }
        choice
    }

    /// The one way to write this choice behind an address: nothing for the usual view.
    #[must_use]
    pub fn query(&self) -> String {
        let pairs = [
            self.table.map(|table| ("table", table)),
            match self.show {
                Show::Usual => None,
                Show::All => Some(("show", "all")),
                Show::Shown => Some(("show", "shown")),
            },
            match self.sort {
                Sort::Usual => None,
                Sort::Name => Some(("sort", "name")),
            },
            self.region.map(|region| ("region", region.code())),
        ];
        let written: Vec<String> = pairs
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if written.is_empty() {
            String::new()
        } else {
            format!("?{}", written.join("&"))
        }
    }

    /// The same choice with these rows.
    #[must_use]
    pub const fn showing(self, show: Show) -> Self {
        Self { show, ..self }
    }

    /// The same choice in this order.
    #[must_use]
    pub const fn sorted(self, sort: Sort) -> Self {
        Self { sort, ..self }
    }

    /// The same choice for this part of the world, or all.
    #[must_use]
    pub const fn of_region(self, region: Option<Region>) -> Self {
        Self { region, ..self }
    }

    /// This table alone.
    #[must_use]
    pub fn alone(table: &'static str) -> Self {
        Self {
            table: Some(table),
            ..Self::default()
        }
    }
}

/// The chief table.
pub const NATIONALITY: &str = "nationality";

fn table(value: &str) -> Option<&'static str> {
    let tables = TableId::QUARTERLY.iter().map(|table| table.code());
    tables.chain(["region"]).find(|table| *table == value)
}

fn show(value: &str) -> Option<Show> {
    match value {
        "usual" => Some(Show::Usual),
        "all" => Some(Show::All),
        "shown" => Some(Show::Shown),
        _ => None,
    }
}

fn sort(value: &str) -> Option<Sort> {
    match value {
        "number" => Some(Sort::Usual),
        "name" => Some(Sort::Name),
        _ => None,
    }
}

fn region(value: &str) -> Option<Region> {
    Region::ALL
        .into_iter()
        .find(|region| region.code() == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(asked: &[(&str, &str)]) -> Choice {
        let asked: Vec<_> = asked
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Choice::read(&asked)
    }

    #[test]
    fn every_view_has_one_address() {
        let choice = read(&[
            ("region", "europe"),
            ("sort", "name"),
            ("table", "nationality"),
            ("show", "shown"),
        ]);
        assert!(!choice.misread);
        assert_eq!(
            choice.query(),
            "?table=nationality&show=shown&sort=name&region=europe"
        );
        assert_eq!(read(&[("sort", "number"), ("utm", "x")]).query(), "");
    }

    #[test]
    fn what_is_not_known_is_left_out_and_told() {
        for asked in [
            [("table", "<script>"), ("show", "all")],
            [("table", "province"), ("region", "europe")],
            [("sort", ""), ("show", "shown")],
        ] {
            let choice = read(&asked);
            assert!(choice.misread && choice.region.is_none());
            assert!(!choice.query().contains('<'));
        }
    }
}
