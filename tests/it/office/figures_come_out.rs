//! Counting with four eyes: counted once, looked at by another, out on the day, never drawn again.

use enkel::domain::operator::Role;
use enkel::domain::proposal::Kind;
use enkel::flows::ceremony::count_export;
use enkel::flows::office::Refusal;
use enkel::flows::office::approve::{LONGEST_REASON, fingerprint, of_kind, take_effect};
use enkel::flows::office::waiting::take_back;
use enkel::flows::publish::read;

use super::{Operator, Way, comes_in, deeds};
use crate::app::{Backend, Citizen, TestApp, varied};
use crate::web::Site;
use crate::web::http::{Answer, Request};

on_both_databases!(
    a_quarter_is_counted_approved_and_out_on_its_day,
    figures_held_back_come_out_later_and_unchanged,
    the_boards_own_machine_counts_and_the_office_takes_the_result,
);

const OFFICE: [(&str, &str); 1] = [("counting.release_by", "office")];

/// A register with a closed quarter, and two people who release.
fn closed(backend: Backend) -> (Site, Way, Way) {
    let site = Site::with(backend, &OFFICE);
    for number in 0..60 {
        let address = format!("c@c{number}.example");
        Citizen::of(&site.register, &address)
            .comes_in()
            .declares(varied(number));
    }
    let [anna, bram] = ["anna", "bram"].map(|n| comes_in(&site.register, n, &[Role::Releaser]));
    site.register.next_quarter();
    (site, anna, bram)
}

fn released(site: &Site) -> Vec<String> {
    let archive = read::archive(&site.register.app, None).unwrap().unwrap();
    let quarters = archive
        .releases
        .iter()
        .map(|one| one.published.id().to_string());
    quarters.filter(|id| id.contains("-Q")).collect()
}

fn approves(one: &mut Operator<'_>) -> String {
    one.opens("/admin/releases");
    let seen = one.hidden("seen");
    let fields = [
        ("action", "approve"),
        ("kind", "release"),
        ("quarter", "2026-Q3"),
        ("seen", &*seen),
    ];
    one.sends("/admin/releases", &fields);
    one.led_to().to_owned()
}

const COUNT: [(&str, &str); 2] = [("action", "count"), ("quarter", "2026-Q3")];

fn a_quarter_is_counted_approved_and_out_on_its_day(backend: Backend) {
    let (site, anna, bram) = closed(backend);
    let register = &site.register;
    let mut anna = Operator::signed_in(&site, &anna);
    anna.sends(
        "/admin/releases",
        &[("action", "count"), ("quarter", "2026-Q4")],
    );
    assert!(
        anna.led_to().contains("refused=still-open"),
        "{}",
        anna.led_to()
    );
    anna.sends("/admin/releases", &[("action", "check")]);
    assert!(anna.reads("office-check-agrees") && !anna.page.body.contains("class=\"no\""));
    anna.sends("/admin/releases", &COUNT);
    assert!(anna.led_to().contains("done=counted"));
    assert!(approves(&mut anna).contains("refused=same-person"));
    anna.opens("/admin/releases/preview?quarter=2026-Q3&lang=nl");
    let previewed = figures_of(&anna.page);
    assert!(anna.page.status == 200 && !previewed.is_empty());
    assert_eq!(site.get("/nl/figures/2026-Q3").status, 404, "it is not out");
    assert_eq!(site.get("/data/2026-Q3/figures.csv").status, 404);
    // Counting again is the same figures, also after somebody else tried.
    let mut bram = Operator::signed_in(&site, &bram);
    bram.sends("/admin/releases", &COUNT);
    bram.opens("/admin/releases/preview?quarter=2026-Q3&lang=nl");
    assert_eq!(figures_of(&bram.page), previewed);
    assert!(approves(&mut bram).contains("done=approved"));
    assert!(approves(&mut bram).contains("refused=not-waiting"));
    assert_eq!(
        released(&site),
        Vec::<String>::new(),
        "its day has not come"
    );
    let day = register.quarter().previous().release_day();
    register.lives_until(day.plus(-1));
    take_effect(&register.app).unwrap();
    assert_eq!(released(&site), Vec::<String>::new());
    register.lives_until(day);
    take_effect(&register.app).unwrap();
    take_effect(&register.app).unwrap();
    assert_eq!(released(&site), ["2026-Q3"]);
    let public = site.get("/nl/figures/2026-Q3");
    assert_eq!(figures_of(&public), previewed, "exactly what was approved");
    register.is_sound();
    let done = deeds(register);
    for line in [
        "anna counted 2026-Q3",
        "anna refused 2026-Q3 same-person",
        "bram approved 2026-Q3 release",
        "machine released 2026-Q3 release",
    ] {
        assert!(done.contains(&line.to_owned()), "{line}: {done:?}");
    }
}

/// The numbers in the tables of a page.
fn figures_of(page: &Answer) -> Vec<String> {
    // The number over time goes on with the weeks; the tables stay.
    let tables = page
        .body
        .split("id=\"nationality\"")
        .nth(1)
        .unwrap_or_default();
    let cells = tables.split("<td class=\"num\">").skip(1);
    cells
        .map(|cell| cell.split("</td>").next().unwrap().to_owned())
        .collect()
}

fn refuses(one: &mut Operator<'_>, [nl, en]: [&str; 2], seen: &str) {
    let fields = [
        ("action", "refuse"),
        ("kind", "release"),
        ("quarter", "2026-Q3"),
        ("seen", seen),
        ("reason-nl", nl),
        ("reason-en", en),
    ];
    one.sends("/admin/releases", &fields);
}

fn figures_held_back_come_out_later_and_unchanged(backend: Backend) {
    let (site, anna, bram) = closed(backend);
    let register = &site.register;
    let mut anna = Operator::signed_in(&site, &anna);
    anna.sends("/admin/releases", &COUNT);
    anna.opens("/admin/releases/preview?quarter=2026-Q3&lang=en");
    let counted = figures_of(&anna.page);
    let mut bram = Operator::signed_in(&site, &bram);
    bram.opens("/admin/releases");
    let seen = bram.hidden("seen");
    for (reason, seen, said) in [
        (["", "x"], seen.clone(), "no-reason"),
        (
            ["De tekst klopt niet.", "The text is wrong."],
            "0".repeat(16),
            "stale",
        ),
    ] {
        refuses(&mut bram, reason, &seen);
        assert!(bram.led_to().contains(said), "{}", bram.led_to());
    }
    let reason = ["De tekst klopt niet.", "The text is wrong."];
    refuses(&mut bram, reason, &seen);
    assert!(bram.led_to().contains("done=refused"), "{}", bram.led_to());
    for (language, why) in [("nl", reason[0]), ("en", reason[1])] {
        assert!(site.get(&format!("/{language}/figures")).body.contains(why));
    }
    let day = register.quarter().previous().release_day();
    register.lives_until(day.plus(3));
    take_effect(&register.app).unwrap();
    assert_eq!(released(&site), Vec::<String>::new());
    for one in [&mut anna, &mut bram] {
        // Their sessions are over; both sign in again with what they have.
        assert!(one.opens("/admin").body.contains("/admin/sign-in"));
    }
    let ways = ["carla", "daan"].map(|name| comes_in(register, name, &[Role::Releaser]));
    let mut carla = Operator::signed_in(&site, &ways[0]);
    carla.sends(
        "/admin/releases",
        &[("action", "again"), ("quarter", "2026-Q3")],
    );
    assert!(carla.led_to().contains("done=proposed"));
    let mut daan = Operator::signed_in(&site, &ways[1]);
    assert!(approves(&mut daan).contains("done=approved"));
    assert_eq!(
        released(&site),
        ["2026-Q3"],
        "its day is past, so it is out at once"
    );
    assert_eq!(figures_of(&site.get("/en/figures/2026-Q3")), counted);
    assert!(!site.get("/en/figures").body.contains(reason[1]));
}

fn the_boards_own_machine_counts_and_the_office_takes_the_result(backend: Backend) {
    let (site, anna, bram) = closed(backend);
    let register = &site.register;
    let way = anna.clone();
    let mut anna = Operator::signed_in(&site, &anna);
    anna.sends("/admin/releases/ballot-box", &[("quarter", "2026-Q3")]);
    let export = anna.page.bytes.clone();
    assert!(
        anna.page
            .header("content-disposition")
            .unwrap()
            .contains("ballot-box-2026-Q3.txt")
    );
    let key = register.app.keys.counting_key().unwrap().unwrap();
    let result = count_export(&export, &key).unwrap().text().unwrap();
    for (file, said) in [
        ("no result".to_owned(), "refused=no-result"),
        (
            result.replacen("2026-Q3", "2026-Q4", 1),
            "refused=no-result",
        ),
        (result.clone(), "done=brought"),
    ] {
        assert!(
            brings(&mut anna, &file).contains(said),
            "{}: {}",
            anna.page.status,
            anna.led_to()
        );
    }
    register.lives_until(register.quarter().previous().release_day());
    let mut bram = Operator::signed_in(&site, &bram);
    assert!(approves(&mut bram).contains("done=approved"));
    assert_eq!(released(&site), ["2026-Q3"]);
    // Bringing it again finds it out.
    let mut anna = Operator::signed_in(&site, &way);
    assert!(brings(&mut anna, &result).contains("refused=no-result"));
}

fn brings(one: &mut Operator<'_>, file: &str) -> String {
    one.opens("/admin/releases");
    let token = one.hidden("token");
    let part = |name: &str, more: &str, value: &str| {
        format!(
            "--part\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n"
        )
    };
    let body = format!(
        "{}{}--part--\r\n",
        part("token", "", &token),
        part(
            "file",
            "; filename=\"result.txt\"\r\nContent-Type: text/plain",
            file
        )
    );
    let mut request = Request::new("POST", "/admin/releases/result");
    request.body = body.into_bytes();
    one.asks(request.with("Content-Type", "multipart/form-data; boundary=part"));
    one.led_to().to_owned()
}

/// What was counted waits to be approved or refused with a reason; it is not taken back.
fn is_not_taken_back(register: &TestApp) {
    let waiting = of_kind(&register.app, Kind::Release).unwrap();
    let seen = fingerprint(&waiting[0]);
    let what = (Kind::Release, "2026-Q3");
    let back = take_back(&register.app, "anna", what, &seen).unwrap();
    assert_eq!(back, Err(Refusal::NotWaiting));
}

fn gives_no_reason_or_no_release(bram: &mut Operator<'_>) {
    let none = [
        ("action", "erratum"),
        ("release", "2026-Q2"),
        ("reason", "Why not."),
    ];
    bram.sends("/admin/releases", &none);
    assert!(
        bram.led_to().contains("no-such-release"),
        "{}",
        bram.led_to()
    );
    let long = "x".repeat(LONGEST_REASON + 1);
    for reason in ["", " \n ", "a bell \u{7}", &long] {
        let erratum = [
            ("action", "erratum"),
            ("release", "2026-Q3"),
            ("reason", reason),
        ];
        bram.sends("/admin/releases", &erratum);
        assert!(bram.led_to().contains("no-reason"), "{reason:?}");
    }
}

#[test]
fn an_erratum_needs_another_person_too() {
    let (site, anna, bram) = closed(Backend::Sqlite);
    let register = &site.register;
    let (mut anna, mut bram_) = (
        Operator::signed_in(&site, &anna),
        Operator::signed_in(&site, &bram),
    );
    anna.sends("/admin/releases", &COUNT);
    is_not_taken_back(register);
    approves(&mut bram_);
    register.lives_until(register.quarter().previous().release_day());
    take_effect(&register.app).unwrap();
    let mut bram = Operator::signed_in(&site, &bram);
    gives_no_reason_or_no_release(&mut bram);
    bram.sends(
        "/admin/releases",
        &[
            ("action", "erratum"),
            ("release", "2026-Q3"),
            ("reason", "A label was wrong."),
        ],
    );
    assert!(bram.led_to().contains("done=proposed"));
    let seen = |one: &mut Operator<'_>| {
        one.opens("/admin/releases");
        let after = one.page.body.split("value=\"erratum\"").nth(1).unwrap();
        let rest = after.split("name=\"seen\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let fields = |seen: String| {
        [
            ("action", "approve".to_owned()),
            ("kind", "erratum".to_owned()),
            ("quarter", "2026-Q3".to_owned()),
            ("seen", seen),
        ]
    };
    let own = fields(seen(&mut bram));
    bram.sends(
        "/admin/releases",
        &own.each_ref().map(|(a, b)| (*a, b.as_str())),
    );
    assert!(bram.led_to().contains("same-person"), "{}", bram.led_to());
    let way = comes_in(register, "carla", &[Role::Releaser]);
    let mut carla = Operator::signed_in(&site, &way);
    let fields = fields(seen(&mut carla));
    carla.sends(
        "/admin/releases",
        &fields.each_ref().map(|(a, b)| (*a, b.as_str())),
    );
    assert!(
        carla.led_to().contains("done=approved"),
        "{}",
        carla.led_to()
    );
    assert_eq!(released(&site), ["2026-Q3", "2026-Q3-e1"]);
}
