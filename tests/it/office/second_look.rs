//! What cannot be undone is looked at twice; whoever must decide is told, and whoever may not is
//! told who may.

use enkel::domain::operator::Role;

use super::{Operator, comes_in, deeds};
use crate::app::{Backend, Citizen, varied};
use crate::web::Site;
use crate::web::http::Request;
use crate::web::page::unescaped;

on_both_databases!(
    a_waiting_proposal_is_shown_to_who_may_decide_and_can_be_taken_back,
    an_empty_statement_is_a_deliberate_thing,
);

pub const PAUSE: [(&str, &str); 3] = [
    ("action", "pause"),
    ("notice-nl", "Wij verhuizen."),
    ("notice-en", "We <b>move</b>."),
];

/// Every hidden field of the page's own form, as a browser would send it.
fn hidden_fields(one: &Operator<'_>) -> Vec<(String, String)> {
    let main = one.page.body.split("<main").nth(1).unwrap();
    let inputs = main.split("<input type=\"hidden\" name=\"").skip(1);
    inputs
        .map(|input| {
            let (name, rest) = input.split_once('"').unwrap();
            let value = rest.split("value=\"").nth(1).unwrap();
            (name.to_owned(), unescaped(value.split('"').next().unwrap()))
        })
        .collect()
}

pub fn sends_hidden(one: &mut Operator<'_>, path: &str, more: &[(&str, &str)]) {
    let fields = hidden_fields(one);
    let mut all: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    all.extend(more);
    one.asks(Request::form(path, &all));
}

fn a_waiting_proposal_is_shown_to_who_may_decide_and_can_be_taken_back(backend: Backend) {
    let site = Site::on(backend);
    let [one, two] = ["olga", "omar"].map(|name| comes_in(&site.register, name, &[Role::Owner]));
    let mut olga = Operator::signed_in(&site, &one);
    olga.sends("/admin/settings", &PAUSE);
    let mut omar = Operator::signed_in(&site, &two);
    assert!(
        omar.opens("/admin").body.contains("id=\"waiting\"") && omar.reads("office-waiting-pause")
    );
    assert!(
        !olga.opens("/admin").body.contains("id=\"waiting\""),
        "not for her"
    );
    olga.opens("/admin/settings");
    assert!(!olga.page.body.contains("value=\"approve\"") && olga.page.body.contains("omar"));
    olga.sends("/admin/settings", &PAUSE);
    assert!(olga.led_to().contains("refused=waits"), "{}", olga.led_to());
    takes_back(&mut olga);
    olga.sends("/admin/settings", &PAUSE);
    takes_back(&mut omar);
    let done = deeds(&site.register);
    for line in [
        "olga withdrew-proposal declarations pause",
        "omar rejected declarations pause",
    ] {
        assert!(done.contains(&line.to_owned()), "{line}: {done:?}");
    }
    // Alone in the role, one decides alone, and is told so.
    let end = [("action", "end"), ("name", "omar"), ("sure", "yes")];
    olga.sends("/admin/operators", &end);
    olga.sends("/admin/settings", &PAUSE);
    olga.opens("/admin/settings");
    assert!(olga.reads("office-approve-alone") && olga.page.body.contains("value=\"approve\""));
}

fn takes_back(one: &mut Operator<'_>) {
    one.opens("/admin/settings");
    let seen = one.hidden("seen");
    one.sends("/admin/settings", &[("action", "withdraw"), ("seen", "0")]);
    assert!(one.led_to().contains("refused=stale"));
    one.sends(
        "/admin/settings",
        &[("action", "withdraw"), ("seen", &seen)],
    );
    assert!(one.led_to().contains("done=withdrawn"), "{}", one.led_to());
}

fn an_empty_statement_is_a_deliberate_thing(backend: Backend) {
    let site = Site::on(backend);
    let way = comes_in(&site.register, "olga", &[Role::Owner]);
    let mut olga = Operator::signed_in(&site, &way);
    let public = site.get("/en/transparency").body;
    olga.sends(
        "/admin/settings",
        &[("action", "state"), ("over", "0"), ("row-0", "")],
    );
    assert!(olga.page.status == 200 && olga.reads("office-statement-empty"));
    assert!(olga.reads("transparency-requests-none"));
    assert_eq!(
        site.get("/en/transparency").body,
        public,
        "nothing is public"
    );
    let half = [
        ("action", "state"),
        ("over", "0"),
        ("row-0", "2026"),
        ("row-0-police", "0"),
    ];
    olga.sends("/admin/settings", &half);
    assert!(olga.page.status == 422, "blank is not zero");
    olga.sends("/admin/settings", &[("action", "state"), ("over", "0")]);
    sends_hidden(&mut olga, "/admin/settings", &[]);
    assert!(olga.led_to().contains("done=stated"), "{}", olga.page.body);
    let words = site
        .register
        .app
        .texts
        .words(enkel::domain::locale::Locale::En);
    let page = site.get("/en/transparency").body;
    assert!(
        page.contains(&words.say("transparency-requests-none")),
        "and none is not zero"
    );
}

#[test]
fn what_shuts_somebody_out_asks_first() {
    let site = Site::on(Backend::Sqlite);
    let [one, _] = ["olga", "omar"].map(|name| comes_in(&site.register, name, &[Role::Owner]));
    let mut olga = Operator::signed_in(&site, &one);
    for action in ["end", "reset"] {
        let before = deeds(&site.register);
        olga.sends("/admin/operators", &[("action", action), ("name", "omar")]);
        assert!(olga.page.status == 200 && olga.page.body.contains("omar"));
        assert_eq!(deeds(&site.register), before, "{action}");
    }
    sends_hidden(&mut olga, "/admin/operators", &[]);
    assert!(olga.reads("office-invited-title"));
    olga.sends("/admin/account", &[("action", "recovery")]);
    assert!(!olga.page.body.contains("codes-once"));
    sends_hidden(&mut olga, "/admin/account", &[]);
    assert!(olga.page.body.contains("codes-once"));
    olga.sends("/admin/drills", &[]);
    assert!(olga.led_to().contains("refused=no-backup"));
    let typed = [
        ("action", "password"),
        ("old", "iets anders dan dat"),
        ("password", super::PASSWORD),
        ("again", super::PASSWORD),
    ];
    olga.sends("/admin/account", &typed);
    assert!(olga.page.status == 422 && olga.page.body.contains("id=\"old-fault\""));
    assert!(!olga.page.body.contains(super::PASSWORD));
}

#[test]
fn one_proposal_takes_the_place_of_another_only_knowingly() {
    let site = Site::on(Backend::Sqlite);
    let ways = ["emma", "erik"].map(|name| comes_in(&site.register, name, &[Role::Editor]));
    let (mut emma, mut erik) = (
        Operator::signed_in(&site, &ways[0]),
        Operator::signed_in(&site, &ways[1]),
    );
    let day = site.register.clock.today().plus(2);
    let iso = day.iso();
    let page = "/admin/texts/consent?purpose=adult-and-dutch";
    let sends = |one: &mut Operator<'_>, nl: &str, en: &str, from: &str| {
        one.opens(page);
        let token = one.hidden("token");
        let fields = [
            ("token", token.as_str()),
            ("action", "propose"),
            ("purpose", "adult-and-dutch"),
            ("text-nl", nl),
            ("text-en", en),
            ("from", from),
        ];
        one.asks(Request::form("/admin/texts/consent", &fields));
    };
    emma.opens(page);
    let stands: Vec<String> = emma
        .page
        .body
        .split("<textarea")
        .skip(1)
        .map(|area| unescaped(area.split('>').nth(1).unwrap().split('<').next().unwrap()))
        .collect();
    sends(&mut emma, &stands[0], &stands[1], &iso);
    assert!(emma.page.status == 422 && emma.reads("office-refused-unchanged"));
    sends(&mut emma, "Nieuw.", "New.", "31-12-2026");
    assert!(emma.page.status == 422 && emma.reads("office-refused-day-form"));
    sends(&mut emma, "Nieuw.", "New.", &iso);
    assert!(emma.led_to().contains("done=proposed"));
    sends(&mut erik, "Anders.", "Other.", &iso);
    assert!(erik.page.status == 200 && erik.reads("office-consider-instead"));
    assert!(
        emma.opens(page).body.contains("<ins>Nieuw"),
        "nothing has changed"
    );
    // Emma changes hers meanwhile: what Erik agreed to is no longer what would go.
    sends(&mut emma, "Nieuwer.", "Newer.", &iso);
    site.register.clock.passes(1);
    sends_hidden(&mut emma, "/admin/texts/consent", &[]);
    sends_hidden(&mut erik, "/admin/texts/consent", &[]);
    assert!(erik.page.status == 200 && erik.reads("office-consider-instead"));
    sends_hidden(&mut erik, "/admin/texts/consent", &[]);
    assert!(
        erik.led_to().contains("done=proposed"),
        "{}",
        erik.page.body
    );
    assert!(emma.opens(page).body.contains("<ins>Anders"));
}

#[test]
fn a_preview_leads_back_and_nowhere_else() {
    let site = Site::with(Backend::Sqlite, &[("counting.release_by", "office")]);
    for number in 0..60 {
        let address = format!("c@c{number}.example");
        Citizen::of(&site.register, &address)
            .comes_in()
            .declares(varied(number));
    }
    let ways = ["anna", "bram"].map(|n| comes_in(&site.register, n, &[Role::Releaser]));
    site.register.next_quarter();
    let mut anna = Operator::signed_in(&site, &ways[0]);
    anna.sends(
        "/admin/releases",
        &[("action", "count"), ("quarter", "2026-Q3")],
    );
    anna.opens("/admin/releases/preview?quarter=2026-Q3&lang=nl");
    let body = anna.page.body.clone();
    assert!(body.contains("href=\"/admin/releases\"") && !body.contains("href=\"/data/2026-Q3"));
    assert!(
        body.contains("href=\"/admin/releases/preview?quarter=2026-Q3&#38;lang=en\"")
            || body.contains("href=\"/admin/releases/preview?quarter=2026-Q3&amp;lang=en\"")
    );
    for link in body
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        let link = unescaped(link);
        if link.starts_with('/') {
            assert_eq!(anna.opens(&link).status, 200, "{link}");
        }
    }
    let day = site.register.quarter().previous().release_day();
    site.register.lives_until(day);
    let mut bram = Operator::signed_in(&site, &ways[1]);
    bram.opens("/admin/releases");
    let seen = bram.hidden("seen");
    let fields = [
        ("action", "approve"),
        ("kind", "release"),
        ("quarter", "2026-Q3"),
        ("seen", &*seen),
    ];
    bram.sends("/admin/releases", &fields);
    let led = bram.led_to().to_owned();
    bram.opens(&led);
    assert!(bram.page.body.contains("/en/figures/2026-Q3") && bram.reads("office-out-kit"));
    assert!(
        !bram
            .opens("/admin/releases?out=2026-Q4")
            .body
            .contains("class=\"done\"")
    );
}
