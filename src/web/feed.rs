//! News of releases as Atom 1.0 (RFC 4287): one entry per release, with its caveat.

use std::fmt::Write as _;

use crate::config::Register;
use crate::domain::locale::Locale;
use crate::domain::release::Figure;
use crate::flows::publish::delay::Delay;
use crate::flows::publish::read::{Archive, Released};
use crate::text::Texts;

/// How many releases it tells of: a year and more.
const ENTRIES: usize = 64;

/// The feed, the newest release first.
pub(super) fn atom(
    archive: &Archive,
    delays: &[Delay],
    texts: &Texts,
    register: &Register,
) -> String {
    let base = register.base_url.as_str();
    let host = register.base_url.host();
    let newest = archive.releases.last();
    let updated = newest.map_or_else(
        || moment("1970-01-01"),
        |one| moment(&one.published.day.iso()),
    );
    let say = |key: &str| escaped(&texts.get(Locale::En, key, &[]));
    let mut feed = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        feed,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n\
         <id>tag:{host},2026:releases</id>\n\
         <title>{name}: {title}</title>\n\
         <subtitle>{caveat}</subtitle>\n\
         <updated>{updated}</updated>\n\
         <author><name>{name}</name></author>\n\
         <rights>{licence}</rights>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/data/feed.atom\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}/en/figures\"/>\n",
        name = escaped(&register.name),
        title = say("figures-title"),
        caveat = say("caveat"),
        licence = escaped(&register.data_licence),
    );
    for delay in delays {
        late(&mut feed, delay, texts, (base, host));
    }
    for release in archive.releases.iter().rev().take(ENTRIES) {
        entry(&mut feed, release, texts, (base, host));
    }
    feed.push_str("</feed>\n");
    feed
}

/// Figures that are late. It says nothing about them.
fn late(feed: &mut String, delay: &Delay, texts: &Texts, (base, host): (&str, &str)) {
    let id = delay.quarter.to_string();
    let day = delay.due.iso();
    let said = texts.get(
        Locale::En,
        "figures-late",
        &[
            ("release", id.as_str().into()),
            ("day", day.as_str().into()),
        ],
    );
    let updated = moment(&delay.due.plus(1).iso());
    let _ = write!(
        feed,
        "<entry>\n\
         <id>tag:{host},2026:late/{id}</id>\n\
         <title>{id}</title>\n\
         <updated>{updated}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}/en/figures\"/>\n\
         <summary>{}</summary>\n\
         </entry>\n",
        escaped(&said),
    );
}

fn entry(feed: &mut String, release: &Released, texts: &Texts, (base, host): (&str, &str)) {
    let id = release.published.id().to_string();
    let words = texts.words(Locale::En);
    let title = texts.get(
        Locale::En,
        "release-title",
        &[("period", id.as_str().into())],
    );
    let number = match release.figures.number {
        Figure::Shown { count, .. } => {
            texts.get(Locale::En, "number-about", &[("n", count.into())])
        }
        Figure::Hidden => texts.get(Locale::En, "number-hidden", &[]),
    };
    let summary = format!("{number}. {}", words.say("caveat"));
    let updated = moment(&release.published.day.iso());
    let _ = write!(
        feed,
        "<entry>\n\
         <id>tag:{host},2026:release/{id}</id>\n\
         <title>{}</title>\n\
         <updated>{updated}</updated>\n\
         <published>{updated}</published>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}/en/figures/{id}\"/>\n\
         <link rel=\"related\" type=\"text/csv\" href=\"{base}/data/{id}/figures.csv\"/>\n\
         <summary>{}</summary>\n\
         </entry>\n",
        escaped(&title),
        escaped(&summary),
    );
}

/// The register knows days; a feed needs a moment.
fn moment(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
