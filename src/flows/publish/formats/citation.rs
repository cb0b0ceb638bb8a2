//! `CITATION.cff`: how to cite the release, for reference managers (Citation File Format 1.2.0).

use super::Subject;
use super::licence::Licence;
use crate::domain::locale::Locale;

pub(super) fn write(subject: &Subject<'_>) -> String {
    let manifest = subject.manifest;
    let licence = Licence::of(&manifest.licence);
    let licence = match licence.spdx {
        Some(spdx) => format!("license: {spdx}\n"),
        // The format knows SPDX identifiers only; another licence stands in the abstract.
        None => String::new(),
    };
    let title = quoted(&subject.title(Locale::En));
    let name = quoted(&manifest.register);
    let note = quoted(subject.note());
    let address = quoted(&format!(
        "{}/en/figures/{}",
        manifest.site, manifest.release
    ));
    format!(
        "cff-version: 1.2.0\n\
         message: {message}\n\
         type: dataset\n\
         title: {title}\n\
         authors:\n  - name: {name}\n\
         abstract: {note}\n\
         version: {version}\n\
         date-released: {date}\n\
         url: {address}\n\
         {licence}",
        message = quoted(&subject.words(Locale::En).say("data-cite")),
        version = quoted(&manifest.release),
        date = quoted(&manifest.published),
    )
}

/// A YAML string in double quotes. JSON strings are such strings too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
