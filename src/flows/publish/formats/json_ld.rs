//! `dataset.jsonld`: the release as schema.org and DCAT describe data, for search engines and
//! catalogues of open data.

use serde_json::{Value, json};

use super::Subject;
use super::licence::Licence;
use crate::crypto::digest;
use crate::domain::locale::Locale;
use crate::domain::release::Period;
use crate::store::releases::ReleaseFile;

pub(super) fn write(subject: &Subject<'_>, files: &[ReleaseFile]) -> Value {
    json!({
        "@context": {
            "schema": "https://schema.org/",
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": [dataset(subject, files)],
    })
}

fn dataset(subject: &Subject<'_>, files: &[ReleaseFile]) -> Value {
    let manifest = subject.manifest;
    let licence = Licence::of(&manifest.licence);
    let publisher = json!({
        "@type": "schema:Organization", "schema:name": manifest.register, "schema:url": manifest.site,
    });
    let files: Vec<Value> = files.iter().map(|f| distribution(subject, f)).collect();
    let titles = [Locale::En, Locale::Nl]
        .map(|locale| json!({"@value": subject.title(locale), "@language": locale.code()}));
    let before = manifest.previous.as_ref();
    let before = before.map(|p| format!("{}/data/{}", manifest.site, p.release));
    let corrects = manifest.corrects.as_ref();
    let corrects = corrects.map(|c| format!("{}/data/{}", manifest.site, c.release));
    json!({
        "@id": subject.address(),
        "@type": ["schema:Dataset", "dcat:Dataset"],
        "schema:name": titles, "dct:title": titles,
        "schema:identifier": manifest.release, "dct:identifier": manifest.release,
        "schema:description": subject.note(), "dct:description": subject.note(),
        "schema:datePublished": manifest.published,
        "dct:issued": {"@value": manifest.published, "@type": "xsd:date"},
        "schema:license": licence.name_or_address(),
        "dct:license": {"@id": licence.name_or_address()},
        "schema:creator": publisher, "dct:publisher": publisher,
        "schema:temporalCoverage": coverage(subject.figures.period),
        "schema:spatialCoverage": {"@type": "schema:Country", "schema:identifier": "NL"},
        "schema:isAccessibleForFree": true,
        "schema:variableMeasured": subject.words(Locale::En).say("data-variable"),
        "schema:measurementTechnique": format!("{}/en/figures/method", manifest.site),
        "dcat:landingPage": {"@id": format!("{}/en/figures/{}", manifest.site, manifest.release)},
        "dcat:prev": before.map(|id| json!({"@id": id})),
        "dct:replaces": corrects.map(|id| json!({"@id": id})),
        "schema:distribution": files, "dcat:distribution": files,
    })
}

fn distribution(subject: &Subject<'_>, file: &ReleaseFile) -> Value {
    let address = format!("{}/{}", subject.address(), file.name);
    let kind = match file.name.rsplit_once('.').map(|(_, end)| end) {
        Some("csv") => "text/csv",
        Some("toml") => "application/toml",
        Some("cff") => "application/yaml",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/json",
    };
    json!({
        "@id": address,
        "@type": ["schema:DataDownload", "dcat:Distribution"],
        "schema:name": file.name,
        "schema:contentUrl": address, "dcat:downloadURL": {"@id": address},
        "schema:encodingFormat": kind, "dcat:mediaType": kind,
        "dcat:byteSize": file.content.len(),
        "schema:sha256": digest::hex(&file.sha256),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": digest::hex(&file.sha256),
        },
    })
}

/// The days of the period as an ISO 8601 interval.
fn coverage(period: Period) -> String {
    let (first, last) = match period {
        Period::Week(week) => (week.first_day(), week.last_day()),
        Period::Quarter(quarter) => (
            quarter.first_week().first_day(),
            quarter.last_week().last_day(),
        ),
    };
    format!("{}/{}", first.iso(), last.iso())
}
