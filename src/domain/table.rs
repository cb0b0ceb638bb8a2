//! The family of tables, by name: what is counted, cell by cell.

use super::answers::{Acquired, BirthBand, MainReason, Province, Tried};
use super::cells::Cells;
use super::nationality::{NATIONALITIES, Nationality, Region};

/// One table of the published family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableId {
    /// Change in the number of declarations in one week; one cell, not per cohort.
    Weekly,
    /// The number of declarations.
    Total,
    /// By chief nationality; the chief table.
    Nationality,
    /// By region of the chief nationality and province.
    RegionProvince,
    /// By province.
    Province,
    /// By birth cohort.
    BirthCohort,
    /// By main reason.
    MainReason,
    /// By whether they tried to give it up.
    Tried,
    /// By how it was acquired.
    Acquired,
}

impl TableId {
    /// The tables that are drawn once a quarter, per cohort.
    pub const QUARTERLY: [Self; 8] = [
        Self::Total,
        Self::Nationality,
        Self::RegionProvince,
        Self::Province,
        Self::BirthCohort,
        Self::MainReason,
        Self::Tried,
        Self::Acquired,
    ];

    /// The id in files, addresses and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Total => "total",
            Self::Nationality => "nationality",
            Self::RegionProvince => "region_province",
            Self::Province => "province",
            Self::BirthCohort => "birth_cohort",
            Self::MainReason => "main_reason",
            Self::Tried => "tried",
            Self::Acquired => "acquired",
        }
    }

    /// The table with this id.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        if code == Self::Weekly.code() {
            return Some(Self::Weekly);
        }
        Self::QUARTERLY
            .into_iter()
            .find(|table| table.code() == code)
    }

    /// How many cells it has.
    #[must_use]
    pub const fn cells(self) -> usize {
        match self {
            Self::Weekly | Self::Total => 1,
            Self::Nationality => NATIONALITIES,
            Self::RegionProvince => Region::ALL.len() * Province::ALL.len(),
            Self::Province => Province::ALL.len(),
            Self::BirthCohort => BirthBand::ALL.len(),
            Self::MainReason => MainReason::ALL.len(),
            Self::Tried => Tried::ALL.len(),
            Self::Acquired => Acquired::ALL.len(),
        }
    }

    /// The place of a declaration's one cell in this table.
    #[must_use]
    pub fn place(self, cells: &Cells) -> usize {
        match self {
            Self::Weekly | Self::Total => 0,
            Self::Nationality => usize::from(cells.nationality.index()),
            Self::RegionProvince => {
                cells.nationality.region().index() * Province::ALL.len()
                    + usize::from(cells.province.index())
            }
            Self::Province => usize::from(cells.province.index()),
            Self::BirthCohort => usize::from(cells.birth_band.index()),
            Self::MainReason => usize::from(cells.main_reason.index()),
            Self::Tried => usize::from(cells.tried.index()),
            Self::Acquired => usize::from(cells.acquired.index()),
        }
    }

    /// The names of its dimension columns in files.
    #[must_use]
    pub const fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::Weekly | Self::Total => &[],
            Self::Nationality => &["nationality"],
            Self::RegionProvince => &["region", "province"],
            Self::Province => &["province"],
            Self::BirthCohort => &["birth_cohort"],
            Self::MainReason => &["main_reason"],
            Self::Tried => &["tried"],
            Self::Acquired => &["acquired"],
        }
    }

    /// The codes of one cell, one per dimension; empty for a table of one cell or a place that
    /// does not exist.
    #[must_use]
    pub fn cell_codes(self, place: usize) -> Vec<&'static str> {
        let narrow = u8::try_from(place).unwrap_or(u8::MAX);
        let one = match self {
            Self::Weekly | Self::Total => None,
            Self::Nationality => u16::try_from(place)
                .ok()
                .and_then(Nationality::from_index)
                .map(Nationality::code),
            Self::RegionProvince => return region_province_codes(place),
            Self::Province => Province::from_index(narrow).map(Province::code),
            Self::BirthCohort => BirthBand::from_index(narrow).map(BirthBand::code),
            Self::MainReason => MainReason::from_index(narrow).map(MainReason::code),
            Self::Tried => Tried::from_index(narrow).map(Tried::code),
            Self::Acquired => Acquired::from_index(narrow).map(Acquired::code),
        };
        one.into_iter().collect()
    }
}

fn region_province_codes(place: usize) -> Vec<&'static str> {
    let region = Region::ALL.get(place / Province::ALL.len());
    let province = Province::ALL.get(place % Province::ALL.len());
    match (region, province) {
        (Some(region), Some(province)) => vec![region.code(), province.code()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_codes_of_its_own() {
        for table in TableId::QUARTERLY {
            let codes: std::collections::BTreeSet<_> = (0..table.cells())
                .map(|place| table.cell_codes(place))
                .collect();
            assert_eq!(codes.len(), table.cells(), "{table:?}");
            assert!(codes.iter().all(|c| c.len() == table.dimensions().len()));
            assert_eq!(TableId::from_code(table.code()), Some(table));
        }
    }
}
