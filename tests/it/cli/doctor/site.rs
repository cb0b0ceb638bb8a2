//! The site as visitors reach it: a real server behind a proxy that does TLS.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use super::world::{Patient, World};

fn patient(world: &mut World) -> Patient {
    let site = format!("https://enkel.example:{}", world.https);
    world.knows(&[("enkel.example", "A", "127.0.0.1")]);
    let mut patient = Patient::new(world, &site, "folder:mail");
    patient.sets("ENKEL_WEB_TRUSTED_PROXIES", "127.0.0.2");
    patient
}

#[test]
fn a_site_that_is_well_is_green_in_every_line() {
    let mut world = World::new();
    let patient = patient(&mut world);
    let _serving = patient.serves(&world);
    world.told(&json!({ "clear": "redirect" }));
    let report = patient.doctor(&[]);
    report.says("site", "ok", "answers");
    report.says("certificate", "ok", "are good until 20");
    report.says("redirect", "ok", "");
    report.says("proxy", "ok", "at 127.0.0.2 the program sees 198.51.100.7");
    assert!(!report.has("name"));
}

#[test]
fn each_certificate_that_visitors_would_refuse_is_told_apart() {
    let mut world = World::new();
    let patient = patient(&mut world);
    let _serving = patient.serves(&world);
    for (certificate, say) in [
        ("soon", "5 days. It should have been renewed"),
        ("ended", "the certificate has ended"),
        ("other", "for another name"),
        ("stranger", "no authority that this host trusts"),
    ] {
        world.told(&json!({ "certificate": certificate, "clear": "redirect" }));
        patient.doctor(&[]).says("certificate", "warn", say);
    }
}

#[test]
fn what_is_answered_in_clear_is_looked_at() {
    let mut world = World::new();
    let mut patient = patient(&mut world);
    let _serving = patient.serves(&world);
    for (clear, say) in [
        ("serve", "served in clear too"),
        ("elsewhere", "is sent elsewhere"),
    ] {
        world.told(&json!({ "clear": clear }));
        patient.doctor(&[]).says("redirect", "warn", say);
    }
    world.clear = 1;
    patient.asks_on(&world);
    patient
        .doctor(&[])
        .says("redirect", "warn", "Nobody answers");
}

#[test]
fn a_site_that_nobody_finds_or_that_is_away_is_told_with_what_to_do() {
    let mut world = World::new();
    let mut patient = patient(&mut world);
    let report = patient.doctor(&[]);
    report.says("site", "warn", "answers with 502");
    patient.sets("ENKEL_REGISTER_BASE_URL", "https://127.0.0.1:1");
    patient.doctor(&[]).says("site", "warn", "does not answer");
    patient.sets("ENKEL_REGISTER_BASE_URL", "https://nowhere.invalid");
    let report = patient.doctor(&[]);
    report.says("site", "warn", "Publish: nowhere.invalid. A ");
    patient.is_for_real();
    patient.sets("ENKEL_MAIL_URL", "smtp://127.0.0.1:1");
    let report = patient.doctor(&[]);
    assert_eq!(report.code, 1);
    report.says("site", "fail", "Publish: nowhere.invalid. A ");
}

#[test]
fn each_proxy_that_hides_who_comes_is_told_with_what_to_set() {
    let mut world = World::new();
    let mut patient = patient(&mut world);
    let serving = patient.serves(&world);
    for (proxy, state, say) in [
        ("append", "ok", "sees 198.51.100.7"),
        ("pass", "warn", "believes what a visitor writes"),
        ("silent", "warn", "does not pass on who comes"),
    ] {
        world.told(&json!({ "proxy": proxy, "clear": "redirect" }));
        patient.doctor(&[]).says("proxy", state, say);
    }
    drop(serving);
    patient.sets("ENKEL_WEB_TRUSTED_PROXIES", "");
    let _serving = patient.serves(&world);
    world.told(&json!({ "proxy": "write", "clear": "redirect" }));
    let report = patient.doctor(&[]);
    report.says("proxy", "warn", "web.trusted_proxies = [\"127.0.0.2\"]");
}

#[test]
fn another_register_behind_the_name_is_not_taken_for_this_one() {
    let mut world = World::new();
    let (ours, theirs) = (patient(&mut world), patient(&mut world));
    let _serving = theirs.serves(&world);
    world.told(&json!({ "clear": "redirect" }));
    ours.doctor(&[])
        .says("proxy", "warn", "not this register with these keys");
}

#[test]
fn a_stranger_who_asks_as_the_doctor_does_gets_the_usual_answer() {
    let mut world = World::new();
    let patient = patient(&mut world);
    let _serving = patient.serves(&world);
    let heads: Vec<Vec<String>> = ["", "Enkel-Doctor: 1.x.y\r\n", "Enkel-Doctor: \r\n"]
        .iter()
        .map(|line| {
            let mut stream = TcpStream::connect(("127.0.0.1", world.backend)).unwrap();
            let request =
                format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{line}Connection: close\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            let lines = answer.lines().filter(|line| !line.starts_with("date: "));
            let mut lines: Vec<String> = lines.map(str::to_owned).collect();
            // The server's own order of headers changes from answer to answer.
            lines.sort();
            lines
        })
        .collect();
    assert!(heads[0].iter().any(|line| line == "alive"), "{heads:?}");
    assert_eq!(heads[0], heads[1]);
    assert_eq!(heads[0], heads[2]);
}
