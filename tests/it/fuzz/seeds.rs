//! Inputs that are right, made by the code of today: what every mutation begins from, beside the
//! files in `fuzz/corpus`, which are kept because they once found something or look like it.

use enkel::disclosure::policy_file;
use enkel::domain::ballot::Slip;
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::{LeafName, Nonce, Root};
use enkel::domain::leaf::{Line, Verdict};
use enkel::domain::visit::{Draft, Stage, Visit};

use crate::app::{Backend, Citizen, TestApp, slips, varied};
use crate::journal::leaves;

/// The seeds of a target.
pub fn of(name: &str) -> Vec<Vec<u8>> {
    match name {
        "address" => texts(&[
            "anna@example.org",
            "J.de.Vries+enkel@Gmail.com",
            "\u{fc}@b\u{fc}cher.example",
            "a@b.nl",
        ]),
        "code" => texts(&[
            "1234 5678",
            "12345678",
            "1234-5678 1234.5678",
            "0000000000000000",
        ]),
        "cookie" => visits(),
        "record" => records(),
        "slip" => all_slips(),
        "journal_line" => lines(),
        "form" => forms(),
        "configuration" => texts(&[
            include_str!("../../../deploy/enkel.example.toml"),
            "[register]\nname = \"Enkel\"\nbase_url = \"https://enkel.example\"\n",
            "production = true\n[mail]\nurl = \"smtp://mail.example:587\"\n[database]\nurl = \"postgresql://u@h/d\"\n",
            "[web]\nlisten = \"0.0.0.0:80\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n",
        ]),
        "policy" => texts(&[
            policy_file::text_of(1).unwrap(),
            "cap = 1000\n",
            "[[table]]\nid = \"total\"\n",
        ]),
        _ => panic!("no such target: {name}"),
    }
}

fn texts(all: &[&str]) -> Vec<Vec<u8>> {
    all.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn visits() -> Vec<Vec<u8>> {
    let register = TestApp::on(Backend::Sqlite);
    let (now, nonce) = (register.app.now(), Nonce::new([1; 16]));
    let address = EmailAddress::parse("anna@example.org").unwrap();
    let open = Stage::Open {
        root: Root::new([2; 32]),
        opened: now,
        seen: now,
        draft: Draft {
            nationalities: Some(varied(3).nationalities),
            ..Draft::default()
        },
    };
    let stages = [
        Stage::Fresh { shown: now },
        Stage::Pending {
            address,
            asked: now,
        },
        open,
    ];
    let padded = stages.map(|stage| Visit { nonce, stage }.padded().unwrap().to_vec());
    // The same cookie, and one that differs in one bit.
    padded
        .into_iter()
        .chain([vec![0; 8], vec![0, 0, 1]])
        .collect()
}

fn records() -> Vec<Vec<u8>> {
    let register = TestApp::on(Backend::Sqlite);
    let all = (0..6).map(|seed| {
        let mut somebody = Citizen::of(&register, &format!("p{seed}@example.org"));
        somebody.comes_in().declares(varied(seed));
        somebody.looks_again().padded().unwrap().to_vec()
    });
    all.collect()
}

fn all_slips() -> Vec<Vec<u8>> {
    let register = TestApp::on(Backend::Sqlite);
    for seed in 0..4 {
        Citizen::of(&register, &format!("p{seed}@example.org"))
            .comes_in()
            .declares(varied(seed));
    }
    let all = slips(&register.app, register.quarter());
    all.iter()
        .map(|slip: &Slip| slip.bytes().to_vec())
        .collect()
}

fn lines() -> Vec<Vec<u8>> {
    let register = TestApp::on(Backend::Sqlite);
    let mut somebody = Citizen::of(&register, "anna@example.org");
    somebody.comes_in().declares(varied(1));
    register.next_quarter();
    somebody.comes_in().declares(varied(2));
    somebody.comes_in().withdraws();
    let name = LeafName::new([4; 16]);
    let others = [
        Line::Torn,
        Line::Settled(name, Verdict::Done),
        Line::Settled(name, Verdict::Lost),
    ];
    let leaves = leaves(&register).into_iter();
    let all = leaves.map(|on_file| Line::Leaf(on_file.leaf)).chain(others);
    all.map(|line| line.padded().unwrap()).collect()
}

fn forms() -> Vec<Vec<u8>> {
    let all: [(u8, &str); 8] = [
        (0, "address=anna%40example.org"),
        (1, "code=1234+5678"),
        (2, "action=form"),
        (3, "adult_dutch=on"),
        (4, "first=Marokko&second=&third=&other=on"),
        (5, "more=yes"),
        (11, "declare=on&consent_keep=on&versions=1.1.1.1"),
        (12, "action=withdraw&sure=on"),
    ];
    let form = |(page, body): (u8, &str)| [&[page], body.as_bytes()].concat();
    all.map(form).into_iter().collect()
}
