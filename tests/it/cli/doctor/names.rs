//! What receivers are told about the sender of codes, asked of a resolver on loopback.

use super::world::{Patient, World};
use crate::smtp::server::Server;

/// A key of 2,048 bits as `openssl genrsa` made it for this test; nothing is signed with it.
const KEY: &str = "MIIBCgKCAQEAnaSDkSLXvzr8RUKSiNODZOzYrecI8Sp2BgSpmqc+Gp2O1oOQq2W6XVWi+orEJRIoETqwz3nq0AS\
    wISI9pC20zPM14AUMEKw7IC2EcnLjI2Hft+/BLmX8l6OWj4oUiBIp97RD4PfB2FSmhUUmMUtx7kQMZyKuTyo10PLrp2yv1r4\
    AfXGTajSiQHE2adOXopNIqMBY3LuJqCfizpHXWoLtIZwvWpx6B31/kXMxqb3J09cd17kCypx3Y35g4SPQnoHTC+HVjVSueDX\
    PiN9n5+H8v4u80/IfkPNq8v7HcSjuw3JTbheZ4fZjzByUiXAzqb86ZSu6cGRgOpojgUUj2GRZYwIDAQAB";
const SHORT: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDM2VN1QrztFcRLu9JDlnmZ+NXhBpu0AQ4ky26L07xIEY2Ye8ykpuG2\
    ar1flnmcnS8pVNWK5NO3/SWHZXUUPEGHHVnXwyB7t8ipLEHsnrRhCkKPFpIXiB98YbAFlM0JApWm0Kf4nys+rMcgVaiyiZ9U\
    ryUKEIVM8yKhTKH7lS84iwIDAQAB";

const LINES: [&str; 5] = ["spf", "dkim", "dmarc", "mx", "ptr"];

/// A register that sends itself, from the host out.post.example.
fn patient(world: &World, relay: &Server) -> Patient {
    let relay = format!("smtp://127.0.0.1:{}", relay.port);
    let mut patient = Patient::new(world, "http://127.0.0.1:1", &relay);
    patient.sets("ENKEL_MAIL_DKIM_SELECTOR", "s1");
    patient.sets("ENKEL_MAIL_HELLO_NAME", "out.post.example");
    patient
}

type Record = (&'static str, &'static str, String);

fn well() -> Vec<Record> {
    let record = |name, kind, text: &str| (name, kind, text.to_owned());
    vec![
        record("post.example", "TXT", "something of somebody else"),
        record("post.example", "TXT", "v=spf1 ip4:192.0.2.25 -all"),
        record(
            "s1._domainkey.post.example",
            "TXT",
            &format!("v=DKIM1; k=rsa; p={KEY}"),
        ),
        record("_dmarc.post.example", "TXT", "v=DMARC1; p=reject"),
        record("post.example", "MX", "10 in.post.example"),
        record("in.post.example", "A", "192.0.2.26"),
        record("out.post.example", "A", "192.0.2.25"),
        record("25.2.0.192.in-addr.arpa", "PTR", "out.post.example"),
    ]
}

fn knows(world: &mut World, zone: &[Record]) -> serde_json::Value {
    let zone: Vec<_> = zone
        .iter()
        .map(|(name, kind, text)| (*name, *kind, text.as_str()))
        .collect();
    world.knows(&zone)
}

#[test]
fn a_sender_that_is_well_known_is_green_in_every_line() {
    let (mut world, relay) = (World::new(), Server::that("accept"));
    let patient = patient(&world, &relay);
    let mut zone = well();
    // Longer than a datagram: the rest is asked for over TCP.
    zone.extend((0..4).map(|_| ("post.example", "TXT", "x".repeat(200))));
    knows(&mut world, &zone);
    let report = patient.doctor(&[]);
    for line in LINES {
        report.says(line, "ok", "");
    }
    let asked = knows(&mut world, &[]).to_string();
    assert!(asked.contains(r#"["tcp","post.example","TXT"]"#), "{asked}");
    assert!(
        !asked.contains("enkel"),
        "only the sender's own names are asked for: {asked}"
    );
}

#[test]
fn what_is_absent_is_told_with_the_record_to_publish() {
    let (mut world, relay) = (World::new(), Server::that("accept"));
    let mut patient = patient(&world, &relay);
    knows(
        &mut world,
        &[("out.post.example", "A", "192.0.2.25".into())],
    );
    let remedies = [
        (
            "spf",
            "Publish: post.example. TXT \"v=spf1 ip4:192.0.2.25 -all\"",
        ),
        (
            "dkim",
            "Publish the key that your relay signs with: s1._domainkey.post.example. TXT",
        ),
        (
            "dmarc",
            "Publish: _dmarc.post.example. TXT \"v=DMARC1; p=reject\"",
        ),
        ("mx", "Publish: post.example. MX 10 "),
        ("ptr", "set its PTR record to out.post.example"),
    ];
    let report = patient.doctor(&[]);
    for (line, remedy) in remedies {
        report.says(line, "warn", remedy);
    }
    knows(&mut world, &[]);
    patient
        .doctor(&[])
        .says("ptr", "warn", "Publish: out.post.example. A ");
    // While trying out these are warnings; where people rely on it they are not.
    patient.is_for_real();
    patient.sets("ENKEL_REGISTER_BASE_URL", "https://127.0.0.1:1");
    let report = patient.doctor(&[]);
    assert_eq!(report.code, 1);
    for line in LINES {
        report.says(line, "fail", "");
    }
}

/// A record in the place of the good one, and what is then said of which line.
const WRONG: &[(&str, &str, &str, &str, &str)] = &[
    (
        "post.example",
        "TXT",
        "v=spf1 ip4:192.0.2.99 -all",
        "spf",
        "does not let 192.0.2.25 send",
    ),
    (
        "post.example",
        "TXT",
        "v=spf1 +all",
        "spf",
        "lets everybody send",
    ),
    (
        "post.example",
        "TXT",
        "v=spf1 ip4:192.0.2.25",
        "spf",
        "End it with -all",
    ),
    (
        "s1._domainkey.post.example",
        "TXT",
        "v=DKIM1; p=",
        "dkim",
        "taken back",
    ),
    (
        "s1._domainkey.post.example",
        "TXT",
        "v=DKIM1; p=!",
        "dkim",
        "not base64",
    ),
    (
        "_dmarc.post.example",
        "TXT",
        "v=DMARC1; p=none",
        "dmarc",
        "only watches",
    ),
    (
        "_dmarc.post.example",
        "TXT",
        "v=DMARC1",
        "dmarc",
        "no policy",
    ),
    ("post.example", "MX", "0 .", "mx", "takes no mail"),
    (
        "post.example",
        "MX",
        "10 nowhere.example",
        "mx",
        "has no address",
    ),
    (
        "post.example",
        "MX",
        "10 mx.rijksoverheid.nl",
        "mx",
        "belongs to a government",
    ),
    (
        "25.2.0.192.in-addr.arpa",
        "PTR",
        "in.post.example",
        "ptr",
        "does not lead back",
    ),
];

#[test]
fn what_is_wrong_is_told_line_by_line() {
    let (mut world, relay) = (World::new(), Server::that("accept"));
    let patient = patient(&world, &relay);
    for (name, kind, text, line, say) in WRONG {
        let mut zone = well();
        zone.retain(|(this, of, _)| (this, of) != (name, kind));
        zone.push((name, kind, (*text).to_owned()));
        knows(&mut world, &zone);
        let report = patient.doctor(&[]);
        report.says(line, "warn", say);
        for other in LINES.iter().filter(|other| *other != line) {
            report.says(other, "ok", "");
        }
    }
    let mut zone = well();
    zone[2].2 = format!("v=DKIM1; p={SHORT}");
    knows(&mut world, &zone);
    patient.doctor(&[]).says("dkim", "warn", "has 1024 bits");
    let mut zone = well();
    zone.push(("post.example", "TXT", "v=spf1 -all".into()));
    knows(&mut world, &zone);
    patient
        .doctor(&[])
        .says("spf", "warn", "several SPF records");
}

#[test]
fn a_resolver_that_cannot_say_is_not_taken_for_absence() {
    let (world, relay) = (World::new(), Server::that("accept"));
    let mut patient = patient(&world, &relay);
    patient.sets("ENKEL_MAIL_FROM", "codes@broken.example");
    let report = patient.doctor(&[]);
    for line in ["spf", "dkim", "dmarc", "mx"] {
        report.says(line, "warn", "Not looked at: the resolver 127.0.0.1:");
    }
}

#[test]
fn where_nothing_is_sent_nobody_is_asked() {
    let mut world = World::new();
    let patient = Patient::new(&world, "http://127.0.0.1:1", "folder:mail");
    let report = patient.doctor(&[]);
    assert!(LINES.iter().all(|line| !report.has(line)));
    assert_eq!(knows(&mut world, &[]), serde_json::json!([]));
}
