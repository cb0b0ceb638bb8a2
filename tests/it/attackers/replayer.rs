//! The replayer has every form of a whole story as it was sent, and every cookie of it. He sends
//! them again in any order, after exit and after withdrawal. Where `done` forgets he wins; on ours
//! nothing comes back that was withdrawn, nothing is shown, and nothing is written twice.

use super::{Dice, loses, size};
use crate::app::Backend;
use crate::app::raw;
use crate::web::http::Request;
use crate::web::tables::{tables, written};
use crate::web::{Browser, Site};

on_both_databases!(
    pressing_twice_shows_the_same_page_and_writes_once,
    where_ended_visits_are_forgotten_things_come_back,
    on_ours_nothing_comes_back_in_any_order,
    a_used_code_opens_no_second_visit,
);

const ANNA: &str = "anna@example.org";

fn press(browser: &Browser) -> Request {
    browser.form("form/9", &[("declare", "yes"), ("consent_keep", "yes")])
}

fn pressing_twice_shows_the_same_page_and_writes_once(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let button = press(&anna);
    let first = site.answers(&button);
    assert!(first.body.contains(&anna.word("done-declared-title")));
    let after = tables(&site.register);
    for _ in 0..3 {
        let again = site.answers(&button);
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    assert_eq!(tables(&site.register), after);
    // The same for two at once.
    let mut bea = Browser::at(&site);
    bea.comes_in("bea@example.org").fills_in_the_least("TR");
    let button = press(&bea);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| site.answers(&button)))
            .collect();
        hands.into_iter().map(|hand| hand.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| answer.body == first.body));
    let wrote = written(&after, &tables(&site.register));
    assert_eq!((wrote["registration"], wrote["ballot"]), (1, 1));
}

/// The rows of guest list and ballot box, by name and content: any change shows.
fn kept(site: &Site) -> [i64; 4] {
    let database = &site.register.app.store.register;
    [
        raw::rows(database, "registration"),
        raw::rows(database, "ballot"),
        raw::number(database, "COALESCE(SUM(cohort), 0)", "registration"),
        raw::number(database, "COUNT(DISTINCT sealed)", "registration"),
    ]
}

/// What is on record of a whole story: every form that was sent, every cookie that came along.
struct Record {
    forms: Vec<Request>,
    cookies: Vec<String>,
}

impl Record {
    fn of(visits: &[Browser]) -> Self {
        let forms: Vec<_> = visits.iter().flat_map(|one| one.sent.clone()).collect();
        let mut cookies: Vec<_> = forms.iter().filter_map(cookie_of).collect();
        cookies.sort();
        cookies.dedup();
        Self { forms, cookies }
    }

    /// Every form once with its own cookie and once with another of the story's, in any order.
    fn shuffled(&self, dice: &mut Dice) -> Vec<Request> {
        let mut all = self.forms.clone();
        for form in &self.forms {
            let cookie = &self.cookies[dice.below(self.cookies.len())];
            all.push(form.clone().without("Cookie").with("Cookie", cookie));
        }
        dice.shuffle(&mut all);
        all
    }
}

fn cookie_of(request: &Request) -> Option<String> {
    let found = request.headers.iter().find(|(name, _)| name == "Cookie");
    found.map(|(_, value)| value.clone())
}

/// Anna declares, replaces with every answer there is, looks, withdraws; Bea stops on the last
/// page with a declaration that stays. All within the life of their cookies.
fn the_story(site: &Site) -> Vec<Browser<'_>> {
    let mut first = Browser::at(site);
    first.declares(ANNA, "MA");
    let mut second = Browser::at(site);
    second.declares(ANNA, "TR");
    let mut third = Browser::at(site);
    third.comes_in(ANNA).fills_in_the_least("IR");
    third.sends("kept", &[("action", "show")]);
    // A browser that saves a file still shows the page before it.
    let download = third.form("kept", &[("action", "download")]);
    assert!(shows_something(&site.answers(&download).body));
    third.sent.push(download);
    third.sends("kept", &[("action", "remove")]);
    assert_eq!(third.page.heading(), third.word("done-removed-title"));
    let mut bea = Browser::at(site);
    bea.declares("bea@example.org", "MA");
    let mut stopped = Browser::at(site);
    stopped.comes_in("bea@example.org").fills_in_the_least("TR");
    let button = press(&stopped);
    let remove = stopped.form("kept", &[("action", "remove")]);
    let show = stopped.form("kept", &[("action", "show")]);
    stopped.sends("exit", &[]);
    stopped.sent.extend([button, remove, show]);
    vec![first, second, third, stopped]
}

/// What somebody sees to whom something was shown that is kept, or that was written.
fn shows_something(body: &str) -> bool {
    body.contains("class=\"answers\"") || body.contains("\"nationalities\"")
}

/// Sends it all again, this many times over; at which sending something came back or was shown.
fn replays(site: &Site, record: &Record, rounds: usize) -> Option<String> {
    let before = kept(site);
    let mut dice = Dice(0x2026_1123);
    for round in 0..rounds {
        for request in record.shuffled(&mut dice) {
            let answer = site.answers(&request);
            assert!(answer.status < 500, "{}", request.path);
            if kept(site) != before || shows_something(&answer.body) {
                return Some(format!("round {round}: {}", request.path));
            }
        }
        // Letters that were asked for again are no part of it, and fill the outbox.
        site.register.delivers();
    }
    None
}

fn where_ended_visits_are_forgotten_things_come_back(on: Backend) {
    let site = Site::on(on);
    loses(&site.register.app.store.register, on, "done");
    let story = the_story(&site);
    assert!(replays(&site, &Record::of(&story), 3).is_some());
}

fn on_ours_nothing_comes_back_in_any_order(on: Backend) {
    let site = Site::on(on);
    let story = the_story(&site);
    let record = Record::of(&story);
    assert!(record.forms.len() > 25 && record.cookies.len() > 20);
    let rounds = size(3, 200);
    assert_eq!(replays(&site, &record, rounds), None);
    // Whoever registers again stays, whatever is replayed of the time before.
    let mut again = Browser::at(&site);
    again.declares(ANNA, "SY");
    assert_eq!(replays(&site, &record, rounds), None);
    again.comes_in(ANNA).sends("kept", &[("action", "show")]);
    assert!(
        again
            .page
            .words()
            .contains(&site.register.app.texts.words(again.locale).state("SY"))
    );
    site.register.is_sound();
}

fn a_used_code_opens_no_second_visit(on: Backend) {
    let site = Site::on(on);
    let mut thief = Browser::at(&site);
    thief.asks_for_a_code(ANNA);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA);
    let code = thief.reads_the_mail(ANNA);
    thief.sends("code", &[("code", &code)]);
    assert_eq!(thief.status(), 422);
    assert_eq!(thief.page.faults(), [thief.word("fault-code-wrong")]);
}
