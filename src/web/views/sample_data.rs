//! Invented data for sample pages: one site, one declaration, one release.

use super::{Controller, Site};
use crate::domain::answers::{
    Acquired, Answers, BirthBand, MainReason, Nationalities, OptionalAnswers, Province,
};
use crate::domain::cells::Cells;
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, Purpose};
use crate::domain::ids::Nonce;
use crate::domain::locale::Locale;
use crate::domain::nationality::{Nationality, Region};
use crate::domain::period::Quarter;
use crate::domain::record::{ChangeKind, Record};
use crate::domain::release::{Figure, Figures, Period, TableFigures};
use crate::domain::table::TableId;

pub(super) fn site() -> Site {
    Site {
        name: "Enkel".into(),
        base_url: "http://enkel.example".into(),
        controller: Controller {
            name: "Stichting Voorbeeld".into(),
            address: "Voorbeeldstraat 1, 1234 AB Voorbeeldstad".into(),
            kvk: "00000000".into(),
            rsin: "000000000".into(),
            contact: "020 123 45 67".into(),
            privacy_contact: "privacy@example.org".into(),
        },
        demo: true,
    }
}

pub(super) fn day() -> Day {
    Day::parse_iso("2026-11-23").expect("a day")
}

pub(super) fn shown(count: i64) -> Figure {
    Figure::Shown {
        count,
        margin_95: 35,
    }
}

pub(super) fn answers(all: bool) -> Answers {
    let chosen = ["MA", "IR"].map(|code| Nationality::from_code(code).expect("a state"));
    Answers {
        nationalities: Nationalities::new(&chosen).expect("two"),
        optional: all.then_some(OptionalAnswers {
            acquired: Some(Acquired::Parent),
            main_reason: Some(MainReason::FamilyLaw),
            tried: None,
            province: Some(Province::Fryslan),
            birth_band: Some(BirthBand::From65),
        }),
    }
}

pub(super) fn record() -> Record {
    let answers = answers(true);
    let quarter = Quarter::parse("2026-Q4").expect("a quarter");
    Record {
        answers,
        counted: Cells::of(&answers),
        policy_version: 1,
        joined: quarter,
        cohort: quarter.cohort(),
        last_counted_replacement: None,
        last_visit: Nonce::new([7; 16]),
        last_change: ChangeKind::Joined,
        consents: Purpose::ALL
            .map(|purpose| Consent {
                purpose,
                version: 1,
                sha256: [0; 32],
                locale: Locale::Nl,
                day: day(),
            })
            .into(),
    }
}

pub(super) fn figures(period: &str, tables: Vec<TableFigures>) -> Figures {
    Figures {
        period: Period::parse(period).expect("a period"),
        published: day(),
        policy_version: 1,
        number: shown(20_340),
        tables,
    }
}

/// Plausible shapes: a few large cells, then a long tail of which little is shown.
pub(super) fn tables() -> Vec<TableFigures> {
    let mut tables: Vec<_> = TableId::QUARTERLY.into_iter().map(table).collect();
    let regions = Region::ALL.iter().enumerate();
    tables.push(TableFigures {
        name: "region",
        dimensions: &["region"],
        cells: regions
            .map(|(place, region)| (vec![region.code()], falling(place, 6_000)))
            .collect(),
    });
    tables
}

fn table(id: TableId) -> TableFigures {
    TableFigures {
        name: id.code(),
        dimensions: id.dimensions(),
        cells: (0..id.cells())
            .map(|place| {
                (
                    id.cell_codes(place),
                    falling(place * 11 % id.cells(), 5_000),
                )
            })
            .collect(),
    }
}

fn falling(place: usize, largest: i64) -> Figure {
    let count = largest / (1 + i64::try_from(place).unwrap_or(0)).pow(2) / 5 * 5;
    if count < 25 {
        Figure::Hidden
    } else {
        shown(count)
    }
}
