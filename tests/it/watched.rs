//! Somebody who reads the metrics for years, every second if he likes, and acts at the door
//! meanwhile. With figures as programs usually give them he follows single visits; ours show him
//! none.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use enkel::config::Settings;
use enkel::web::Options;

use crate::app::{Backend, TestApp};
use crate::hosts::process::free;
use crate::web::http::Request;
use crate::web::tables::tables;
use crate::web::{Browser, Site};

mod worker;

on_both_databases!(
    usual_figures_show_each_single_visit,
    ours_are_the_same_whether_somebody_came_or_not,
    a_database_that_is_away_is_seen,
);

const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Everything there is, with the values it can have: whoever adds a figure has to think here.
const ALL: [(&str, &[&str]); 19] = [
    ("enkel_build_info{version}", &["1"]),
    ("enkel_start_time_seconds", &[]),
    ("enkel_ready", &["0", "1"]),
    ("enkel_clock_in_doubt", &["0", "1"]),
    ("enkel_close_due", &["0", "1"]),
    ("enkel_count_due", &["0", "1"]),
    ("enkel_memory_above_design", &["0", "1"]),
    ("enkel_crowded", &["0", "1"]),
    ("enkel_letters_held_up", &["0", "1"]),
    ("enkel_load{of=\"requests\"}", &["0", "1", "2"]),
    ("enkel_load{of=\"connections\"}", &["0", "1", "2"]),
    ("enkel_load{of=\"files\"}", &["0", "1", "2"]),
    ("enkel_load{of=\"derivations\"}", &["0", "2"]),
    ("enkel_load{of=\"letters\"}", &["0", "1", "2"]),
    ("enkel_load{of=\"processor\"}", &["0", "1", "2"]),
    ("enkel_database_up{database=\"register\"}", &["0", "1"]),
    ("enkel_database_up{database=\"transit\"}", &["0", "1"]),
    (
        "enkel_database_answers_within_seconds{database=\"register\"}",
        STEPS,
    ),
    (
        "enkel_database_answers_within_seconds{database=\"transit\"}",
        STEPS,
    ),
];
const STEPS: &[&str] = &["0.1", "0.5", "1.0", "5.0", "+Inf"];

/// The same of a process that does the jobs alone.
const WORKER: [(&str, &[&str]); 23] = [
    ("enkel_build_info{version}", &["1"]),
    ("enkel_start_time_seconds", &[]),
    ("enkel_clock_in_doubt", &["0", "1"]),
    ("enkel_close_due", &["0", "1"]),
    ("enkel_count_due", &["0", "1"]),
    ("enkel_memory_above_design", &["0", "1"]),
    ("enkel_letters_held_up", &["0", "1"]),
    ("enkel_relay_up", &["0", "1"]),
    ("enkel_job_up{job=\"post\"}", &["0", "1"]),
    ("enkel_job_up{job=\"post-2\"}", &["0", "1"]),
    ("enkel_job_up{job=\"calendar\"}", &["0", "1"]),
    ("enkel_job_up{job=\"epoch\"}", &["0", "1"]),
    ("enkel_job_failed{job=\"post\"}", &["0", "1"]),
    ("enkel_job_failed{job=\"post-2\"}", &["0", "1"]),
    ("enkel_job_failed{job=\"calendar\"}", &["0", "1"]),
    ("enkel_job_failed{job=\"epoch\"}", &["0", "1"]),
    ("enkel_load{of=\"files\"}", &["0", "1", "2"]),
    ("enkel_load{of=\"letters\"}", &["0", "1", "2"]),
    ("enkel_load{of=\"processor\"}", &["0", "1", "2"]),
    ("enkel_database_up{database=\"register\"}", &["0", "1"]),
    ("enkel_database_up{database=\"transit\"}", &["0", "1"]),
    (
        "enkel_database_answers_within_seconds{database=\"register\"}",
        STEPS,
    ),
    (
        "enkel_database_answers_within_seconds{database=\"transit\"}",
        STEPS,
    ),
];

/// What this process, which runs other tests beside this one, has for itself: open files, and how
/// soon a busy machine answers. Of the first nothing is said below half of what may be open.
const OF_THE_TESTS: [&str; 3] = [
    "enkel_load{of=\"files\"}",
    "enkel_load{of=\"processor\"}",
    "enkel_database_answers_within_seconds",
];

struct Watched {
    site: Site,
    metrics: SocketAddr,
}

impl Watched {
    fn on(backend: Backend) -> Self {
        let metrics = free();
        let listen = metrics.to_string();
        let register = TestApp::with(backend, &[("metrics.listen", &listen)]);
        let options = Options {
            look_every: LOOK_EVERY,
            ..Options::at(SocketAddr::from(([127, 0, 0, 1], 0)))
        };
        let site = Site::started(register, options);
        Self { site, metrics }
    }

    /// What a look from now on says.
    fn scraped(&self) -> String {
        scraped_at(self.metrics)
    }

    /// The same with what programs usually tell beside it: a count of requests or writes, bytes
    /// on disk.
    fn scraped_as_usual(&self) -> String {
        let rows: i64 = tables(&self.site.register).values().sum();
        let bytes = bytes_in(self.site.register.folder.path());
        format!("{}usual_rows {rows}\nusual_bytes {bytes}\n", self.scraped())
    }
}

/// What a look from now on says.
fn scraped_at(metrics: SocketAddr) -> String {
    std::thread::sleep(LOOK_EVERY * 4);
    let answer = Request::get("/metrics")
        .at_host("watch.example")
        .sent_to(metrics);
    assert_eq!(answer.status, 200);
    answer.body
}

/// These figures with values they can have, and no other.
fn holds_just<'a>(told: &str, figures: impl Iterator<Item = &'a (&'static str, &'a [&'a str])>) {
    let mut known = 0;
    for (name, values) in figures {
        let line = told
            .lines()
            .find(|line| line.starts_with(name.trim_end_matches("{version}")));
        let line = line.unwrap_or_else(|| panic!("{name} is not in {told}"));
        let value = line.rsplit(' ').next().unwrap();
        assert!(values.is_empty() || values.contains(&value), "{line}");
        known += 1;
    }
    let lines = told.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.count(), known, "another figure than those: {told}");
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => bytes_in(&path),
            path => std::fs::metadata(path).map_or(0, |file| file.len()),
        })
        .sum()
}

/// The lines by which two looks differ.
fn tells_apart(before: &str, after: &str) -> BTreeSet<String> {
    let name = |line: &str| line.split(' ').next().unwrap().to_owned();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    lines(before)
        .symmetric_difference(&lines(after))
        .map(|line| name(line))
        .filter(|name| !OF_THE_TESTS.iter().any(|known| name.starts_with(known)))
        .collect()
}

fn usual_figures_show_each_single_visit(on: Backend) {
    let watched = Watched::on(on);
    let before = watched.scraped_as_usual();
    assert!(
        tells_apart(&before, &watched.scraped_as_usual()).is_empty(),
        "nobody came"
    );
    Browser::at(&watched.site).declares("anna@example.org", "MA");
    let told = tells_apart(&before, &watched.scraped_as_usual());
    assert!(told.contains("usual_rows"), "{told:?}");
    assert_eq!(
        told.contains("usual_bytes"),
        on == Backend::Sqlite,
        "{told:?}"
    );
}

fn ours_are_the_same_whether_somebody_came_or_not(on: Backend) {
    let watched = Watched::on(on);
    let before = watched.scraped();
    holds_just(&before, ALL.iter());
    let the_same = |after: &str, when: &str| {
        let told = tells_apart(&before, after);
        assert!(told.is_empty(), "{when}: {told:?}");
    };
    // Each of these alone, and all of them.
    let mut anna = Browser::at(&watched.site);
    anna.asks_for_a_code("anna@example.org");
    the_same(&watched.scraped(), "a letter waits");
    let code = anna.reads_the_mail("anna@example.org");
    anna.sends("code", &[("code", &code)]);
    the_same(&watched.scraped(), "the first derivation since the start");
    anna.fills_in_the_least("MA").presses_the_button();
    the_same(&watched.scraped(), "somebody declared");
    let mut again = Browser::at(&watched.site);
    again
        .comes_in("anna@example.org")
        .sends("choose", &[("action", "prolong")]);
    again.sends("kept", &[("action", "remove")]);
    assert_eq!(watched.site.register.rows("registration"), 0);
    the_same(&watched.scraped(), "somebody withdrew");
}

fn a_database_that_is_away_is_seen(on: Backend) {
    let watched = Watched::on(on);
    crate::app::raw::does(
        &watched.site.register.app.store.transit,
        "ALTER TABLE letter RENAME TO elsewhere",
    );
    let seen = watched.scraped();
    assert!(
        seen.contains("enkel_database_up{database=\"transit\"} 0"),
        "{seen}"
    );
    assert!(seen.contains("enkel_database_up{database=\"register\"} 1"));
    assert!(seen.contains("enkel_ready 0"));
}

/// Rounding helps no sum: a derivation of 45 ms brings the next whole second of processor time
/// forward by what an idle program takes 45 ms for, and that is minutes.
#[test]
fn a_rounded_sum_of_processor_time_still_shows_a_derivation() {
    // An idle program uses about half a millisecond a second, give or take a tenth.
    let step_comes_after = |extra: f64, chance: &mut crate::attackers::Dice| {
        let mut sum = 0.3 + extra;
        (0..).find(|_| {
            let noise = f64::from(u8::try_from(chance.below(100)).unwrap());
            sum += 0.000_45 + noise * 0.000_001;
            sum >= 1.0
        })
    };
    let mut chance = crate::attackers::Dice(7);
    let mut right = 0;
    for _ in 0..100 {
        let (quiet, came) = (
            step_comes_after(0.0, &mut chance).unwrap(),
            step_comes_after(0.045, &mut chance).unwrap(),
        );
        right += usize::from(came + 40 < quiet);
    }
    assert_eq!(right, 100, "he is right each time");
}

#[test]
fn nothing_is_told_unless_wanted_and_to_no_other_machine_by_chance() {
    let folder = tempfile::tempdir().unwrap();
    let given = |more: &[(&str, &str)]| Settings::given(folder.path(), more);
    assert_eq!(given(&[]).unwrap().metrics.listen, None);
    assert!(given(&[("metrics.listen", "[::1]:9464")]).is_ok());
    let open = ("metrics.listen", "0.0.0.0:9464");
    let refused = given(&[open]).unwrap_err().to_string();
    assert!(
        refused.contains("other machines could read it"),
        "{refused}"
    );
    assert!(given(&[open, ("metrics.beyond_this_machine", "true")]).is_ok());
    let worker = ("metrics.worker_listen", "0.0.0.0:9465");
    let refused = given(&[worker]).unwrap_err().to_string();
    assert!(refused.contains("metrics.worker_listen"), "{refused}");
    let both = ["metrics.listen", "metrics.worker_listen"].map(|key| (key, "127.0.0.1:9464"));
    let refused = given(&both).unwrap_err().to_string();
    assert!(refused.contains("Name another port"), "{refused}");
}

#[test]
fn alarms_and_dashboard_ask_for_what_there_is() {
    let there: BTreeSet<&str> = ALL
        .iter()
        .chain(&WORKER)
        .map(|(name, _)| name.split('{').next().unwrap())
        .collect();
    for file in ["alerts.yml", "dashboard.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("deploy/watch")
            .join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let word = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let asked = text
            .split(|sign| !word(sign))
            .filter(|name| name.starts_with("enkel_"));
        for name in asked {
            assert!(there.contains(name), "{file}: {name}");
        }
        assert!(text.contains("enkel_ready"));
    }
}
