//! The published figures: an overview, one page per release, and how they are made.

use askama::Template;

use super::changed::Changed;
use super::choice::{Choice, NATIONALITY, Show, Sort};
use super::page::Page;
use super::public::PublishedNumber;
use super::tables::TableBlock;
use crate::domain::clock::Day;
use crate::domain::locale::Locale;
use crate::domain::nationality::Region;
use crate::domain::release::{Figure, Period};
use crate::flows::publish::delay::Delay;
use crate::text::Words;

/// How many weeks the index shows at once: a quarter of them.
pub const RECENT_WEEKS: usize = 13;

/// The tables of the overview, from the newest quarter.
pub const OVERVIEW: [&str; 6] = [
    NATIONALITY,
    "province",
    "birth_cohort",
    "main_reason",
    "tried",
    "acquired",
];

/// `figures`: the number over time, the chief tables of the newest quarter, and all releases.
#[derive(Template)]
#[template(path = "figures/index.html")]
pub struct FiguresView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// What the reader asked to see.
    pub choice: Choice,
    /// The newest number, when one was published.
    pub number: Option<PublishedNumber>,
    /// The number over time with the id of the newest release; before the first there is none.
    pub trend: Option<(String, TableBlock)>,
    /// The id of the newest quarterly release.
    pub newest: Option<String>,
    /// Tables of that release.
    pub tables: Vec<TableBlock>,
    /// The quarters whose figures are late.
    pub delays: Vec<Delay>,
    /// The quarterly releases, newest first.
    pub quarters: Vec<ReleaseEntry>,
    /// The weekly releases, newest first.
    pub weeks: Vec<ReleaseEntry>,
}

impl FiguresView<'_> {
    /// What is told of figures that are late.
    fn late(&self, delay: &Delay) -> String {
        let (release, day) = (delay.quarter.to_string(), self.page.w.day(delay.due));
        let given = [("release", (&release).into()), ("day", (&day).into())];
        let Some([dutch, english]) = &delay.reason else {
            return self.page.w.say_args("figures-late", &given);
        };
        let reason = match self.page.w.locale() {
            Locale::Nl => dutch,
            _ => english,
        };
        let [release, day] = given;
        let given = [release, day, ("reason", reason.into())];
        self.page.w.say_args("figures-held", &given)
    }
}

/// One release in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseEntry {
    /// The period.
    pub period: Period,
    /// The id of the form that holds now.
    pub id: String,
    /// The day it was published.
    pub published: Day,
    /// The number of declarations it gives.
    pub number: Figure,
}

impl ReleaseEntry {
    fn path(&self) -> String {
        format!("figures/{}", self.id)
    }

    fn day(&self, w: &Words<'_>) -> String {
        w.day(self.published)
    }

    fn written(&self, w: &Words<'_>) -> String {
        match self.number {
            Figure::Shown { count, .. } => w.number(count),
            Figure::Hidden => w.say("cell-hidden"),
        }
    }
}

/// `figures/{release}`.
#[derive(Template)]
#[template(path = "figures/release.html")]
pub struct ReleaseView<'a> {
    /// The page.
    pub page: Page<'a>,
    /// What the reader asked to see.
    pub choice: Choice,
    /// The release's id, as in its address.
    pub id: String,
    /// The number of declarations.
    pub number: PublishedNumber,
    /// How it stands to its errata.
    pub form: Form,
    /// Its tables in words.
    pub tables: Vec<TableBlock>,
    /// What changed since the quarter before.
    pub changed: Option<Changed>,
    /// The names of its files.
    pub files: Vec<String>,
    /// The ids of the releases of this kind before and after it.
    pub nearby: (Option<String>, Option<String>),
    /// How to cite it.
    pub citation: String,
}

/// Whether a release was corrected, or corrects another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// What it replaces, when it is an erratum.
    pub replaces: Option<String>,
    /// Why, in the board's English words.
    pub reason: Option<String>,
    /// What holds in its place, when it was corrected.
    pub replaced_by: Option<String>,
}

/// One row of links to other views of the same table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// What it changes.
    pub title: String,
    /// Words, what stands behind the address, and whether it is what is seen now.
    pub links: Vec<(String, String, bool)>,
}

/// The ways to look at the one table that was chosen.
pub(super) fn controls(w: &Words<'_>, choice: &Choice) -> Vec<Control> {
    if choice.table.is_none_or(|table| table == "total") {
        return Vec::new();
    }
    let link = |key: &str, other: Choice| (w.say(key), other.query(), other == known(choice));
    let mut controls = vec![
        Control {
            title: w.say("view-sort"),
            links: vec![
                link("view-sort-number", known(choice).sorted(Sort::Usual)),
                link("view-sort-name", known(choice).sorted(Sort::Name)),
            ],
        },
        Control {
            title: w.say("view-show"),
            links: vec![
                link("view-show-usual", known(choice).showing(Show::Usual)),
                link("view-show-all", known(choice).showing(Show::All)),
                link("view-show-shown", known(choice).showing(Show::Shown)),
            ],
        },
    ];
    if choice.table == Some(NATIONALITY) {
        let mut links = vec![link("view-region-all", known(choice).of_region(None))];
        links.extend(Region::ALL.map(|region| {
            let other = known(choice).of_region(Some(region));
            let name = w.label("region", region.code());
            (name, other.query(), other == known(choice))
        }));
        let title = w.say("view-region");
        controls.push(Control { title, links });
    }
    controls
}

const fn known(choice: &Choice) -> Choice {
    Choice {
        misread: false,
        ..*choice
    }
}

/// What stands behind the address of one table alone.
pub(super) fn alone(table: &TableBlock) -> String {
    Choice::alone(table.name).query()
}
