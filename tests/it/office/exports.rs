//! What is taken along is what was published, to the digit.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::Command;
use std::time::Duration;

use enkel::domain::operator::Role;

use super::{Operator, comes_in, deeds};
use crate::app::{Backend, Board, Citizen, varied};
use crate::web::Site;

/// A register with one counted quarter, large enough to show something.
fn counted() -> Site {
    let site = Site::on(Backend::Sqlite);
    for number in 0..150 {
        let address = format!("c@c{number}.example");
        Citizen::of(&site.register, &address)
            .comes_in()
            .declares(varied(number));
    }
    site.register.next_quarter();
    Board(&site.register).counts();
    site
}

/// Exports and waits until the file is there.
fn takes(one: &mut Operator<'_>, fields: &[(&str, &str)]) -> Vec<u8> {
    one.sends("/admin/exports", fields);
    let work = one.led_to().to_owned();
    assert!(
        work.starts_with("/admin/exports/work?id="),
        "{} {work}",
        one.page.status
    );
    for _ in 0..600 {
        one.opens(&work);
        if !one.page.body.contains("<progress") {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(one.reads("office-work-done"), "{}", one.page.body);
    let sum = one.page.body.split("SHA-256").nth(1).unwrap();
    let sum = sum
        .split("class=\"secret\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    one.opens(&work.replace("/work", "/file"));
    let bytes = one.page.bytes.clone();
    assert_eq!(enkel::crypto::digest::sha256_hex(&bytes), sum);
    bytes
}

const ALL: [(&str, &str); 5] = [
    ("release-2026-Q3", "yes"),
    ("table-nationality", "yes"),
    ("table-province", "yes"),
    ("lang", "nl"),
    ("purpose", "=cmd|a talk"),
];

/// Table and codes with count, margin and status.
type Cells = BTreeMap<String, [String; 3]>;

fn cells(csv: &[u8], tables: &[&str]) -> Cells {
    let mut reader = csv::Reader::from_reader(csv);
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let (first, numbers) = (at("table"), ["count", "margin_95", "status"].map(at));
    let last = at("acquired");
    let lines = reader.records().map(Result::unwrap);
    lines
        .filter(|line| tables.contains(&&line[first]))
        .map(|line| {
            let key: Vec<&str> = (first..=last).map(|column| &line[column]).collect();
            (key.join("|"), numbers.map(|column| line[column].to_owned()))
        })
        .collect()
}

/// A file of one release is named after it, and tells who was counted and what codes mean.
fn is_named_and_told(one: &Operator<'_>, csv: &[u8]) {
    let named = one.page.header("content-disposition");
    assert_eq!(named, Some("attachment; filename=\"2026-Q3.csv\""));
    let read = String::from_utf8_lossy(csv);
    for told in [
        "Alleen mensen die zich zelf aanmelden",
        "Marokko",
        "Zuid-Holland",
    ] {
        assert!(read.contains(told), "{told}");
    }
}

/// How many numbers a file of JSON-stat shows; each table has as many places as its size says.
fn numbers_of(json: &[u8]) -> usize {
    let json: serde_json::Value = serde_json::from_slice(json).unwrap();
    let items = json["link"]["item"].as_array().unwrap();
    let sizes = |item: &serde_json::Value| {
        item["size"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_u64().unwrap())
            .product::<u64>()
    };
    for item in items {
        assert_eq!(item["value"].as_array().unwrap().len() as u64, sizes(item));
    }
    let shown: Vec<i64> = items
        .iter()
        .flat_map(|i| i["value"].as_array().unwrap())
        .filter_map(serde_json::Value::as_i64)
        .collect();
    shown.len()
}

#[test]
fn every_number_is_the_published_one_and_hidden_stays_hidden() {
    let site = counted();
    let way = comes_in(&site.register, "anna", &[Role::Releaser]);
    let mut anna = Operator::signed_in(&site, &way);
    let published = site.get("/data/2026-Q3/figures.csv").bytes;
    let tables = ["nationality", "province"];
    let wanted = cells(&published, &tables);
    let csv = takes(&mut anna, &[&ALL[..], &[("format", "csv")]].concat());
    is_named_and_told(&anna, &csv);
    assert_eq!(cells(&csv, &tables), wanted);
    assert!(wanted.values().any(|[count, ..]| !count.is_empty()));
    assert!(
        wanted
            .values()
            .any(|[count, _, status]| count.is_empty() && status == "c")
    );
    let some = [
        ("format", "csv"),
        ("value-nationality-MA", "yes"),
        ("value-nationality-IR", "yes"),
        ("value-nationality-XX", "yes"),
    ];
    let csv = takes(&mut anna, &[&ALL[..], &some].concat());
    let found = cells(&csv, &["nationality"]);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|(key, numbers)| wanted[key] == *numbers));
    let text = String::from_utf8(csv).unwrap();
    for must in ["/nl/figures/method", "CC BY 4.0", "(2026)", "Marokko"] {
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.contains(must) || must == "Marokko"),
            "{must}"
        );
    }
    let json = takes(&mut anna, &[&ALL[..], &[("format", "json-stat")]].concat());
    let counts = wanted.values().filter(|[count, ..]| !count.is_empty());
    assert_eq!(numbers_of(&json), 2 * counts.count());
    let log = deeds(&site.register);
    assert!(
        log.iter()
            .any(|line| line.contains("anna exported 2026-Q3 csv nl: =cmd|a talk")),
        "{log:?}"
    );
}

#[test]
fn a_spreadsheet_is_opened_by_others_and_says_the_same() {
    let site = counted();
    let way = comes_in(&site.register, "anna", &[Role::Releaser]);
    let mut anna = Operator::signed_in(&site, &way);
    let xlsx = takes(&mut anna, &[&ALL[..], &[("format", "xlsx")]].concat());
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("export.xlsx"), &xlsx).unwrap();
    let wanted = cells(
        &site.get("/data/2026-Q3/figures.csv").bytes,
        &["nationality"],
    );
    let wanted: Vec<[String; 3]> = wanted.into_values().collect();
    let seen = if Command::new("soffice").arg("--version").output().is_ok() {
        by_libreoffice(home.path())
    } else {
        by_openpyxl(home.path())
    };
    let mut seen: Vec<[String; 3]> = seen;
    let mut wanted = wanted;
    seen.sort();
    wanted.sort();
    assert_eq!(seen, wanted);
}

fn by_libreoffice(home: &std::path::Path) -> Vec<[String; 3]> {
    let sheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let mut office = Command::new("soffice");
    office.current_dir(home).env("HOME", home);
    let said = office
        .args(["--headless", "--convert-to", sheets, "export.xlsx"])
        .output()
        .unwrap();
    assert!(said.status.success());
    let file = std::fs::read(home.join("export-nationality.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(&file[..]);
    let head = reader.headers().unwrap().clone();
    let columns =
        ["count", "margin_95", "status"].map(|name| head.iter().position(|c| c == name).unwrap());
    let lines = reader.records().map(Result::unwrap);
    lines
        .map(|line| columns.map(|column| line[column].to_owned()))
        .collect()
}

fn by_openpyxl(home: &std::path::Path) -> Vec<[String; 3]> {
    let script = "import openpyxl,sys\nw=openpyxl.load_workbook('export.xlsx')['nationality']\n\
        r=list(w.values);h=r[0];c=[h.index(n) for n in ('count','margin_95','status')]\n\
        [print(','.join('' if x[i] is None else str(x[i]) for i in c)) for x in r[1:]]";
    let said = Command::new(crate::python())
        .current_dir(home)
        .args(["-c", script])
        .output()
        .unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    text.lines()
        .map(|line| {
            let mut parts = line.split(',').map(str::to_owned);
            [(); 3].map(|()| parts.next().unwrap())
        })
        .collect()
}

#[test]
fn the_press_kit_is_whole() {
    let site = counted();
    let way = comes_in(&site.register, "anna", &[Role::Releaser]);
    let mut anna = Operator::signed_in(&site, &way);
    let fields = [
        ("release-2026-Q3", "yes"),
        ("format", "kit"),
        ("lang", "en"),
        ("purpose", "press"),
    ];
    let kit = takes(&mut anna, &fields);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(kit)).unwrap();
    let mut files = BTreeMap::new();
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    for (name, bytes) in &files {
        if let Some(name) = name.strip_prefix("2026-Q3/") {
            assert_eq!(
                &site.get(&format!("/data/2026-Q3/{name}")).bytes,
                bytes,
                "{name}"
            );
        }
    }
    let sums = String::from_utf8(files.remove("SHA256SUMS").unwrap()).unwrap();
    assert_eq!(sums.lines().count(), files.len());
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        assert_eq!(
            enkel::crypto::digest::sha256_hex(&files[name]),
            sum,
            "{name}"
        );
    }
    let read_me = String::from_utf8(files["README.txt"].clone()).unwrap();
    assert!(
        read_me.contains("The figures contain deliberate noise")
            && read_me.contains("/nl/figures/method")
    );
    for must in [
        "charts/nl/2026-Q3-nationality.png",
        "charts/en/2026-Q3-total.svg",
        "sheet/nl/2026-Q3.html",
    ] {
        assert!(files.contains_key(must), "{must}");
    }
    let sheet = String::from_utf8(files["sheet/nl/2026-Q3.html"].clone()).unwrap();
    assert!(sheet.contains("<style>") && !sheet.contains("href=\"/"));
}

#[test]
fn a_choice_of_nothing_is_told_and_keeps_what_was_ticked() {
    let site = counted();
    let way = comes_in(&site.register, "anna", &[Role::Releaser]);
    let mut anna = Operator::signed_in(&site, &way);
    let full: Vec<(&str, &str)> = [&ALL[..], &[("format", "csv")]].concat();
    for (without, said) in [
        ("release-2026-Q3", "office-refused-no-releases"),
        ("format", "office-refused-no-format"),
        ("purpose", "office-refused-no-purpose"),
    ] {
        let fields: Vec<_> = full
            .iter()
            .copied()
            .filter(|(name, _)| *name != without)
            .collect();
        anna.sends("/admin/exports", &fields);
        assert!(anna.page.status == 422 && anna.reads(said), "{without}");
        assert!(
            anna.page
                .body
                .contains("name=\"table-province\" value=\"yes\" checked")
        );
    }
    let bare: Vec<_> = full
        .iter()
        .copied()
        .filter(|(name, _)| !name.starts_with("table-"))
        .collect();
    anna.sends("/admin/exports", &bare);
    assert!(anna.reads("office-refused-no-tables"));
    let other = comes_in(&site.register, "bram", &[Role::Releaser]);
    let mut bram = Operator::signed_in(&site, &other);
    anna.sends("/admin/exports", &full);
    let work = anna.led_to().to_owned();
    assert_eq!(bram.opens(&work).status, 404, "nobody sees another's work");
}
