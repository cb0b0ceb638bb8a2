//! What is said of a table, by the names that CBS gives it.

use serde_json::{Value, json};

use super::tables::{Table, typed};
use super::words::{LANGUAGE, say, title};
use crate::config::Register;
use crate::flows::publish::csv::NUMBER;
use crate::flows::publish::read::{Archive, Released};
use crate::text::Texts;

type Facts = Vec<(&'static str, Value)>;

/// One row of the catalogue and of `TableInfos`.
pub(super) fn facts(
    table: Table,
    place: usize,
    archive: &Archive,
    texts: &Texts,
    register: &Register,
) -> Facts {
    let releases: Vec<_> = table.releases(archive).collect();
    let mut facts = described(table, place, texts, register);
    facts.extend(dated(table, &releases));
    facts.extend(addressed(table, texts, register));
    let records = table.figures(archive, typed).rows.len();
    facts.extend([
        ("RecordCount", json!(records)),
        ("ColumnCount", json!(table.columns().len())),
        ("SearchPriority", json!("2")),
    ]);
    facts
}

fn described(table: Table, place: usize, texts: &Texts, register: &Register) -> Facts {
    let caveat = say(texts, "caveat");
    let reading = say(texts, "release-reading");
    let whole = format!("{caveat} {reading} {}", say(texts, "release-hidden"));
    let title = title(texts, table.id);
    vec![
        ("ID", json!(place)),
        ("Identifier", json!(table.id)),
        ("Title", json!(format!("{}: {title}", register.name))),
        ("ShortTitle", json!(title)),
        ("ShortDescription", json!(caveat)),
        ("Summary", json!(caveat)),
        ("Description", json!(whole)),
        ("OutputStatus", json!("Regulier")),
        ("Source", json!(register.name)),
        ("License", json!(register.data_licence)),
        ("Language", json!(LANGUAGE.code())),
        ("Catalog", json!(register.name)),
    ]
}

fn dated(table: Table, releases: &[&Released]) -> Facts {
    let modified = releases
        .last()
        .map(|last| format!("{}T00:00:00", last.published.day.iso()));
    let period = match releases {
        [first, .., last] => format!("{} - {}", first.published.period, last.published.period),
        [only] => only.published.period.to_string(),
        [] => String::new(),
    };
    let frequency = if table.id == NUMBER {
        "Per week"
    } else {
        "Per kwartaal"
    };
    vec![
        ("Modified", json!(modified)),
        ("MetaDataModified", json!(modified)),
        ("Updated", json!(modified)),
        ("ReasonDelivery", json!("Actualisering")),
        ("Frequency", json!(frequency)),
        ("Period", json!(period)),
    ]
}

fn addressed(table: Table, texts: &Texts, register: &Register) -> Facts {
    let base = register.base_url.as_str();
    let feed = format!("{base}/ODataFeed/odata/{}", table.id);
    let caveat = say(texts, "caveat");
    vec![
        (
            "ExplanatoryText",
            json!(format!("{base}/nl/figures/method")),
        ),
        (
            "SummaryAndLinks",
            json!(format!("{caveat} {base}/nl/figures")),
        ),
        ("ApiUrl", json!(feed)),
        ("FeedUrl", json!(feed)),
        ("DefaultPresentation", json!("")),
        ("DefaultSelection", json!("")),
        ("GraphTypes", json!("Table,Bar,Line")),
    ]
}
