//! One table or chart of a release, to download: CSV, SVG and PNG. Its bytes follow from the
//! release and the language alone, so they never change.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use data_encoding::BASE64;

use super::error::WebError;
use super::figures::past;
use super::picture::picture;
use super::shelf::{self, Keep};
use super::state::Web;
use super::views::chart::sheet::{STYLE, Sheet};
use super::views::choice::Choice;
use super::views::past::{Past, total_block};
use super::views::plot::FigureChart;
use super::views::tables::{TableBlock, table_block};
use super::visitor::Visitor;
use crate::crypto::digest;
use crate::domain::release::{Figure, Period, ReleaseId, TableFigures};
use crate::flows::publish::read::{Archive, Released};
use crate::text::Words;

/// The forms one figure comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Csv,
    Svg,
    Png,
}

impl Kind {
    fn of_end(end: &str) -> Option<Self> {
        match end {
            "csv" => Some(Self::Csv),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Svg => "image/svg+xml; charset=utf-8",
            Self::Png => "image/png",
        }
    }
}

/// `figures/{release}/{table}.{csv|svg|png}`.
pub(super) async fn file(
    visitor: Visitor,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, WebError> {
    let (_, release, name) = path.into_inner();
    let id = ReleaseId::parse(&release).ok_or(WebError::NotFound)?;
    let (name, end) = name.rsplit_once('.').ok_or(WebError::NotFound)?;
    let kind = Kind::of_end(end).ok_or(WebError::NotFound)?;
    let archive = visitor.web.archive().await?;
    let found = archive.find(id).ok_or(WebError::NotFound)?;
    let table = found.figures.tables.iter().find(|table| table.name == name);
    let what = match table {
        _ if name == "total" => What::Past(past(&archive, found.published.place)),
        Some(table) => What::Table(table),
        None => return Err(WebError::NotFound),
    };
    let bytes = match kind {
        Kind::Csv => csv(visitor.words(), found, &what)?,
        Kind::Svg => svg(&visitor.web, visitor.words(), found, &what)?.into_bytes(),
        Kind::Png => {
            let svg = svg(&visitor.web, visitor.words(), found, &what)?;
            let drawn = visitor.web.run(move |_| Ok(picture(&svg))).await?;
            drawn.map_err(|error| {
                tracing::error!(cause = %error, "a picture could not be made");
                WebError::Unavailable
            })?
        }
    };
    let file = format!("{id}-{name}.{end}");
    Ok(answer(kind, &file, bytes))
}

/// The chart of one table of a release as a drawing with all that belongs to it; none when the
/// table has no chart.
pub(super) fn chart_of(
    web: &Web,
    w: Words<'_>,
    archive: &Archive,
    found: &Released,
    name: &str,
) -> Option<String> {
    let table = found.figures.tables.iter().find(|table| table.name == name);
    let what = match (name, table) {
        // The line ends at this very release: weeks that came out before it lie after its close.
        ("total", _) => {
            let mut past = past(archive, found.published.place);
            past.retain(|one| is_within(one.period, found.published.period));
            What::Past(past)
        }
        (_, Some(table)) => What::Table(table),
        _ => return None,
    };
    svg(web, w, found, &what).ok()
}

fn is_within(one: Period, whole: Period) -> bool {
    match (one, whole) {
        (Period::Week(week), Period::Quarter(quarter)) => week <= quarter.last_week(),
        (Period::Quarter(one), Period::Quarter(quarter)) => one <= quarter,
        (_, Period::Week(_)) => true,
    }
}

/// What a file shows.
enum What<'a> {
    Past(Vec<Past>),
    Table(&'a TableFigures),
}

impl What<'_> {
    fn block(&self, w: Words<'_>) -> TableBlock {
        match self {
            Self::Past(past) => total_block(w, past),
            Self::Table(table) => table_block(w, table, &Choice::default()),
        }
    }
}

/// The chart as a file; none when a table has no chart.
fn svg(web: &Web, w: Words<'_>, found: &Released, what: &What<'_>) -> Result<String, WebError> {
    let block = what.block(w);
    let chart: FigureChart = block.chart.ok_or(WebError::NotFound)?;
    let id = found.published.id().to_string();
    let source = [
        ("name", (&web.site.name).into()),
        ("release", (&id).into()),
        ("licence", (&web.app.settings.register.data_licence).into()),
    ];
    let mut reading = chart.reading;
    if let Some(reason) = &found.reason {
        reading.push(format!("{} {reason}", w.say("release-reason")));
    }
    let caveat = match web.site.demo {
        true => format!("{} {}", w.say("demo-note"), w.say("caveat")),
        false => w.say("caveat"),
    };
    let sheet = Sheet {
        language: w.code(),
        heading: block.caption,
        finding: chart.finding,
        description: chart.description,
        reading,
        caveat,
        source: w.say_args("chart-source", &source),
    };
    Ok(sheet.around(&chart.drawing))
}

/// One line per cell, its codes, and its name in the reader's language; the caveat on every line.
fn csv(w: Words<'_>, found: &Released, what: &What<'_>) -> Result<Vec<u8>, WebError> {
    let note = w.say("caveat");
    let release = found.published.id().to_string();
    let mut lines = csv::Writer::from_writer(Vec::new());
    let mut line = |fields: Vec<&str>| {
        lines
            .write_record(fields)
            .map_err(|_| WebError::Unavailable)
    };
    let last = ["count", "margin_95", "status", "note"];
    match what {
        What::Past(past) => {
            line([&["release", "table"], &last[..]].concat())?;
            for one in past {
                let (id, shown) = (one.period.to_string(), shown(one.figure));
                let [count, margin, status] = &shown;
                line(vec![&id, "total", count, margin, status, &note])?;
            }
        }
        What::Table(table) => {
            line(
                [
                    &["release", "table"],
                    table.dimensions,
                    &["label"],
                    &last[..],
                ]
                .concat(),
            )?;
            for (codes, figure) in &table.cells {
                let labels: Vec<String> = table
                    .dimensions
                    .iter()
                    .zip(codes)
                    .map(|(dimension, code)| w.label(dimension, code))
                    .collect();
                let (label, [count, margin, status]) = (labels.join(" / "), &shown(*figure));
                let mut fields = vec![release.as_str(), table.name];
                fields.extend(codes);
                fields.extend([label.as_str(), count, margin, status, &note]);
                line(fields)?;
            }
        }
    }
    lines.into_inner().map_err(|_| WebError::Unavailable)
}

fn shown(figure: Figure) -> [String; 3] {
    match figure {
        Figure::Shown { count, margin_95 } => {
            [count.to_string(), margin_95.to_string(), String::new()]
        }
        Figure::Hidden => [String::new(), String::new(), "c".to_owned()],
    }
}

fn answer(kind: Kind, name: &str, bytes: Vec<u8>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, kind.media_type()))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        // Whoever writes about the figures may show the picture, which holds its own caveat.
        .insert_header(("cross-origin-resource-policy", "cross-origin"));
    if kind == Kind::Svg {
        // Its one style is constant, and named by its hash; nothing else is ever loaded or run.
        let style = BASE64.encode(&digest::sha256(STYLE.as_bytes()));
        let policy = format!(
            "default-src 'none'; object-src 'none'; style-src 'sha256-{style}'; \
             form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        );
        response.insert_header(("content-security-policy", policy));
    }
    // Later releases do not change it, but a new program may draw it better.
    shelf::marked(response.body(bytes), Keep::UntilGrowth)
}
