//! The log, for auditors: to read, to filter, to take along.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::desk::Desk;
use crate::domain::clock::Timestamp;
use crate::domain::operator::{Deed, LogLine};
use crate::flows::export::cell::safe;
use crate::flows::office::log;
use crate::web::error::WebError;
use crate::web::views::office::log::{Filter, LogView};
use crate::web::views::office::plain::about;

/// So many lines stand on a page, the newest first.
const ON_A_PAGE: usize = 100;

/// `GET log`.
pub(super) async fn page(desk: Desk) -> Result<HttpResponse, WebError> {
    let filter = filter(&desk);
    let (all, checked) = desk
        .web
        .run(|app| Ok((log::lines(app)?, log::verify(app)?)))
        .await?;
    let people = people(&all);
    let w = desk.words();
    let plain = |line: &LogLine| about(w, line).to_lowercase();
    let fitting = all.into_iter().rev().filter(|l| fits(&filter, l, plain));
    let mut lines: Vec<LogLine> = fitting.collect();
    let more = lines.len().saturating_sub(ON_A_PAGE);
    lines.truncate(ON_A_PAGE);
    let view = LogView {
        page: desk.page(),
        filter,
        people,
        lines,
        more,
        checked,
    };
    desk.show(StatusCode::OK, &view)
}

fn filter(desk: &Desk) -> Filter {
    let query = desk.request.query_string();
    let asked = web::Query::<Vec<(String, String)>>::from_query(query);
    let asked = asked.map(web::Query::into_inner).unwrap_or_default();
    let of = |name: &str| {
        let found = asked.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    Filter {
        who: of("who"),
        deed: Deed::from_code(&of("deed")),
        about: of("about").trim().to_owned(),
    }
}

fn fits(filter: &Filter, line: &LogLine, plain: impl Fn(&LogLine) -> String) -> bool {
    (filter.who.is_empty() || line.who == filter.who)
        && filter.deed.is_none_or(|deed| line.deed == deed)
        && (line.about.contains(&filter.about)
            || plain(line).contains(&filter.about.to_lowercase()))
}

fn people(lines: &[LogLine]) -> Vec<String> {
    let mut found: Vec<String> = lines.iter().map(|line| line.who.clone()).collect();
    found.sort();
    found.dedup();
    found
}

/// `GET log.csv`: every line with its link, for whoever keeps a copy elsewhere.
pub(super) async fn csv(desk: Desk) -> Result<HttpResponse, WebError> {
    let lines = desk.web.run(log::lines).await?;
    let body = written(&lines).map_err(|_| WebError::Unavailable)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"log.csv\""))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body))
}

/// `2026-11-28T21:15:40Z`.
fn iso_utc(at: Timestamp) -> String {
    let seconds = at.unix().rem_euclid(86_400);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let day = at.day().iso();
    format!("{day}T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}

fn written(lines: &[LogLine]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["place", "at_utc", "who", "deed", "about", "detail", "link"])?;
    for line in lines {
        let (place, at) = (line.place.to_string(), iso_utc(line.at));
        let [who, about, detail] = [&line.who, &line.about, &line.detail].map(|text| safe(text));
        writer.write_record([
            place.as_str(),
            &at,
            &who,
            line.deed.code(),
            &about,
            &detail,
            &line.link,
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}
