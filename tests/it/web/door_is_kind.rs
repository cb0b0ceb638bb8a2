//! What the door does for people who are in a hurry, unsure, watched, or at work.

use super::tables::tables;
use super::{Browser, Site};
use crate::app::{Backend, Citizen};

on_both_databases!(
    another_code_comes_after_a_minute_and_both_open,
    another_address_can_be_typed,
    a_mailbox_of_work_gets_a_hint_and_nothing_more,
    a_country_is_found_by_typing,
    several_countries_are_a_choice,
    an_answer_that_is_no_country_is_one_press,
    stopping_closes_the_visit_for_whoever_copied_it,
    a_form_of_yesterday_is_explained,
    the_button_pressed_twice_writes_once,
);

const ANNA: &str = "anna@example.org";

fn another_code_comes_after_a_minute_and_both_open(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.asks_for_a_code(ANNA);
    let first = anna.reads_the_mail(ANNA);
    let before = tables(&site.register);
    anna.sends("code", &[("action", "again")]);
    assert_eq!(anna.status(), 422);
    assert_eq!(anna.page.faults(), [anna.word("fault-again-too-soon")]);
    assert_eq!(tables(&site.register), before, "nothing was asked");
    site.register.clock.passes(60);
    anna.sends("code", &[("action", "again")]);
    assert!(anna.status() == 200 && anna.reads("code-sent-again"));
    site.register.delivers();
    let letters = Citizen::of(&site.register, ANNA).letters();
    assert_eq!(letters.len(), 2);
    // All letters of one day carry the same code.
    assert_eq!(letters, [first.clone(), first.clone()]);
    anna.sends("code", &[("code", &first)]);
    assert_eq!(anna.path, anna.href("choose"));
}

fn another_address_can_be_typed(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.asks_for_a_code("ana@example.org");
    let link = format!("href=\"{}\"", anna.href("start"));
    assert!(anna.page.html.contains(&link) && anna.reads("code-other-address"));
    anna.comes_in(ANNA);
}

fn a_mailbox_of_work_gets_a_hint_and_nothing_more(on: Backend) {
    let site = Site::on(on);
    let mut jan = Browser::at(&site);
    jan.opens("start");
    site.register.clock.passes(2);
    let before = tables(&site.register);
    for address in ["jan@rotterdam.nl", "jan@mail.minbzk.nl"] {
        jan.sends("start", &[("address", address)]);
        assert_eq!(jan.status(), 422);
        assert_eq!(jan.page.faults(), [jan.word("fault-work-mailbox")]);
        assert_eq!(jan.page.value("address").as_deref(), Some(address));
    }
    assert_eq!(tables(&site.register), before, "nothing is kept of it");
    jan.sends("start", &[("address", "jan@rotterdam.nl"), ("sure", "yes")]);
    assert_eq!(jan.path, jan.href("code"), "nobody is refused");
    let mut bea = Browser::at(&site);
    bea.asks_for_a_code("bea@example.org");
}

fn at_the_countries(browser: &mut Browser) {
    browser
        .comes_in(ANNA)
        .sends("choose", &[("action", "form")])
        .sends("form/1", &[("adult_dutch", "yes")]);
}

fn a_country_is_found_by_typing(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    at_the_countries(&mut anna);
    for (typed, name) in [
        ("Marokko", "Marokko"),
        (" marok", "Marokko"),
        ("MOROCCO", "Marokko"),
        ("turkiye", "Turkije"),
        ("Perzië", "Iran"),
        ("syrie", "Syrië"),
    ] {
        anna.sends("form/2", &[("nat1", typed)]);
        assert_eq!(anna.path, anna.href("form/3"), "{typed}");
        anna.opens("form/2");
        assert_eq!(anna.page.value("nat1").as_deref(), Some(name));
    }
    anna.sends("form/2", &[("nat1", "Nergensland")]);
    assert_eq!(
        anna.page.faults(),
        [anna.word("fault-nationality-unknown@first")]
    );
    assert_eq!(anna.page.value("nat1").as_deref(), Some("Nergensland"));
}

fn several_countries_are_a_choice(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    at_the_countries(&mut anna);
    for (typed, one) in [("korea", "KR"), ("Marroko", "MA"), ("guinee-b", "GW")] {
        anna.sends("form/2", &[("nat1", typed)]);
        if typed == "guinee-b" {
            assert_eq!(anna.path, anna.href("form/3"), "one name begins so");
            continue;
        }
        assert_eq!(
            anna.page.faults(),
            [anna.word("fault-nationality-many@first")]
        );
        let choice = "type=\"radio\" id=\"nat1";
        assert!(anna.page.html.contains(choice));
        assert!(
            anna.page.html.contains(&format!("value=\"{one}\"")),
            "{typed}"
        );
        anna.sends("form/2", &[("nat1", one)]);
        assert_eq!(anna.path, anna.href("form/3"));
    }
}

fn an_answer_that_is_no_country_is_one_press(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    at_the_countries(&mut anna);
    anna.sends("form/2", &[("nat1", "half typed"), ("other", "not_told")]);
    assert_eq!(anna.path, anna.href("form/3"));
    anna.sends("form/3", &[("more", "no")]);
    assert!(anna.reads("nationality-not_told"));
    anna.presses_the_button();
    assert_eq!(site.register.rows("registration"), 1);
}

fn stopping_closes_the_visit_for_whoever_copied_it(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    at_the_countries(&mut anna);
    let (cookie, page) = (anna.cookie.clone(), anna.page.clone());
    anna.sends("exit", &[]);
    assert!(anna.reads("over-stopped-heading") && anna.cookie.is_none());
    // Whoever copied the cookie before cannot go on either.
    let mut thief = Browser::at(&site);
    (thief.cookie, thief.page) = (cookie, page);
    thief.sends("form/2", &[("nat1", "MA")]);
    assert!(thief.reads("over-heading"));
    anna.opens("exit");
    assert!(anna.reads("over-stopped-heading"), "where a script leads");
}

fn a_form_of_yesterday_is_explained(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    site.register.clock.passes(26 * 3_600);
    let before = site.register.rows("registration");
    anna.presses_the_button();
    assert_eq!(anna.status(), 403);
    assert!(anna.reads("over-heading") && anna.reads("over-again"));
    assert_eq!(site.register.rows("registration"), before);
    anna.opens("start");
    anna.sends("start", &[("address", ANNA)]);
    assert_eq!(
        anna.page.status, 422,
        "too fast, and so a fresh start works"
    );
}

fn the_button_pressed_twice_writes_once(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in(ANNA).fills_in_the_least("MA");
    let (cookie, page) = (anna.cookie.clone(), anna.page.clone());
    anna.presses_the_button();
    let first = anna.page.heading();
    (anna.cookie, anna.page) = (cookie, page);
    anna.presses_the_button();
    assert_eq!(anna.page.heading(), first);
    assert_eq!(site.register.rows("registration"), 1);
    assert_eq!(site.register.rows("ballot"), 1);
}
