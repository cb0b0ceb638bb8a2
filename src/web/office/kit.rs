//! Making what was chosen: one file, or the press kit with everything in it.

use super::exports::Wanted;
use crate::domain::locale::Locale;
use crate::domain::release::Period;
use crate::flows::export::{self, About, Entry, ExportError, Made, zipped};
use crate::flows::publish::read::{self, Archive, Released};
use crate::web::figure_files::chart_of;
use crate::web::picture::picture;
use crate::web::reuse::sheet_alone;
use crate::web::state::Web;

/// What can be taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Xlsx,
    JsonStat,
    Charts,
    Sheet,
    Kit,
}

impl Format {
    pub(super) const ALL: [Self; 6] = [
        Self::Kit,
        Self::Xlsx,
        Self::Csv,
        Self::JsonStat,
        Self::Charts,
        Self::Sheet,
    ];

    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonStat => "json-stat",
            Self::Charts => "charts",
            Self::Sheet => "sheet",
            Self::Kit => "kit",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// Whether it takes whole releases, whatever tables were ticked.
    pub(super) const fn is_whole(self) -> bool {
        matches!(self, Self::Kit | Self::Sheet)
    }
}

/// What goes wrong; none of it by anybody's choice.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error("the files of a release cannot be read: {0}")]
    Files(String),
}

type Tick<'a> = &'a mut dyn FnMut(usize, usize);

/// Makes it, and says how far it is.
pub(super) fn make(
    web: &Web,
    wanted: &Wanted,
    archive: &Archive,
    tick: Tick<'_>,
) -> Result<Made, Failed> {
    let about = about(web, wanted.locale);
    let choice = &wanted.choice;
    match wanted.format {
        Format::Csv => Ok(export::csv(choice, archive, &about)?),
        Format::Xlsx => Ok(export::xlsx(choice, archive, &about)?),
        Format::JsonStat => Ok(export::json_stat(choice, archive, &about)?),
        Format::Charts => {
            let tables: Vec<&str> = choice.tables.iter().map(String::as_str).collect();
            let mut entries = charts(web, archive, wanted, &tables, tick);
            entries.extend(read_me(web, archive, wanted, &entries));
            archived("charts", wanted, entries)
        }
        Format::Sheet => {
            let mut entries = sheets(web, archive, wanted);
            entries.extend(read_me(web, archive, wanted, &entries));
            archived("sheets", wanted, entries)
        }
        Format::Kit => kit(web, archive, wanted, tick),
    }
}

fn about(web: &Web, locale: Locale) -> About<'_> {
    About {
        texts: &web.app.texts,
        settings: &web.app.settings,
        locale,
        demo: web.site.demo,
    }
}

fn archived(kind: &str, wanted: &Wanted, entries: Vec<Entry>) -> Result<Made, Failed> {
    let id = wanted.choice.releases.last().map(ToString::to_string);
    let name = format!("{kind}-{}.zip", id.unwrap_or_default());
    Ok(Made::new(name, "application/zip", zipped(entries)?))
}

/// Everything about the chosen releases: what was published byte for byte, charts, sheets, and a
/// page to read first, in both languages.
fn kit(web: &Web, archive: &Archive, wanted: &Wanted, tick: Tick<'_>) -> Result<Made, Failed> {
    let mut entries = sheets(web, archive, wanted);
    for id in &wanted.choice.releases {
        let files = read::files(&web.app, *id).map_err(|error| Failed::Files(error.causes()))?;
        entries.extend(
            files
                .into_iter()
                .map(|file| (format!("{id}/{}", file.name), file.content)),
        );
    }
    let tables = [
        "total",
        "nationality",
        "province",
        "birth_cohort",
        "main_reason",
        "tried",
    ];
    let tables = [&tables[..], &["acquired", "region"]].concat();
    entries.extend(charts(web, archive, wanted, &tables, tick));
    entries.extend(read_me(web, archive, wanted, &entries));
    archived("press-kit", wanted, entries)
}

fn charts(
    web: &Web,
    archive: &Archive,
    wanted: &Wanted,
    tables: &[&str],
    tick: Tick<'_>,
) -> Vec<Entry> {
    let all = wanted.choice.releases.len() * tables.len() * Locale::WRITTEN.len();
    let (mut entries, mut done) = (Vec::new(), 0);
    tick(done, all);
    for released in wanted.choice.released(archive) {
        for table in tables {
            for locale in Locale::WRITTEN {
                entries.extend(chart(web, archive, released, table, locale));
                done += 1;
                tick(done, all);
            }
        }
    }
    entries
}

/// A chart as SVG and as PNG; nothing where a table has none.
fn chart(
    web: &Web,
    archive: &Archive,
    released: &Released,
    table: &str,
    locale: Locale,
) -> Vec<Entry> {
    let w = web.app.texts.words(locale);
    let Some(svg) = chart_of(web, w, archive, released, table) else {
        return Vec::new();
    };
    let name = |end: &str| {
        let id = released.published.id();
        format!("charts/{}/{id}-{table}.{end}", locale.code())
    };
    let mut entries = Vec::new();
    if let Ok(png) = picture(&svg) {
        entries.push((name("png"), png));
    }
    entries.push((name("svg"), svg.into_bytes()));
    entries
}

/// The sheet to print of each chosen quarter, in both languages.
fn sheets(web: &Web, archive: &Archive, wanted: &Wanted) -> Vec<Entry> {
    let mut entries = Vec::new();
    for released in wanted.choice.released(archive) {
        let Period::Quarter(_) = released.published.period else {
            continue;
        };
        for locale in Locale::WRITTEN {
            let id = released.published.id();
            if let Some(page) = sheet_alone(web, web.app.texts.words(locale), released) {
                let name = format!("sheet/{}/{id}.html", locale.code());
                entries.push((name, page.into_bytes()));
            }
        }
    }
    entries
}

/// What must be read before a number is written down, what lies beside it, and whom to ask.
fn read_me(web: &Web, archive: &Archive, wanted: &Wanted, others: &[Entry]) -> Vec<Entry> {
    let mut text = String::new();
    for locale in Locale::WRITTEN {
        let about = about(web, locale);
        let say = |key: &str| web.app.texts.get(locale, key, &[]);
        text.push_str(&format!(
            "{}\n\n{}\n\n{}\n{}\n\n{}\n\n",
            say("office-kit-title"),
            about.caveat(),
            say("data-hidden"),
            say("release-reading"),
            about.method(),
        ));
        for released in wanted.choice.released(archive) {
            text.push_str(&format!("{}\n", about.citation(released)));
            if let Some(reason) = about.reason(released) {
                text.push_str(&format!("{reason}\n"));
            }
        }
        text.push_str(&format!("\n{}\n", say("office-kit-contents")));
        for (name, key) in contents(wanted, others) {
            text.push_str(&format!("- {name}: {}\n", say(key)));
        }
        let contact = &web.app.settings.controller.contact;
        text.push_str(&format!("\n{} {contact}\n", say("office-kit-contact")));
        text.push_str("\n----\n\n");
    }
    // Marks of direction are of use on pages alone.
    let text = text.replace(['\u{2068}', '\u{2069}'], "");
    vec![("README.txt".to_owned(), text.into_bytes())]
}

/// What lies in the archive: each folder, and the key of what it is.
fn contents(wanted: &Wanted, others: &[Entry]) -> Vec<(String, &'static str)> {
    let releases = wanted.choice.releases.iter();
    let all = releases
        .map(|id| (format!("{id}/"), "office-kit-files"))
        .chain([
            ("sheet/".to_owned(), "office-kit-sheets"),
            ("charts/".to_owned(), "office-kit-charts"),
        ]);
    let there = all.filter(|(folder, _)| others.iter().any(|(name, _)| name.starts_with(folder)));
    there
        .chain([("SHA256SUMS".to_owned(), "office-kit-sums")])
        .collect()
}
