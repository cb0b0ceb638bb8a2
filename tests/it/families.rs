//! The board adopts another family of tables: whoever joins from the next quarter on counts in it,
//! whoever was there before stays where they were, and anyone can still make every figure again.

use std::collections::BTreeSet;

use enkel::crypto::ballot_box::CountingKey;
use enkel::domain::ballot::Sign;
use enkel::domain::period::Quarter;
use enkel::flows::ceremony::{Imported, count_export, export_quarter, import_outcome};
use enkel::flows::families::adopt;
use enkel::flows::publish::read;

use crate::app::crowd::Crowd;
use crate::app::slips;
use crate::app::{Backend, Board, TestApp, Visitor, varied};
use crate::recomputed::recomputes;

on_both_databases!(
    everyone_counts_in_the_family_of_their_joining,
    every_figure_follows_from_the_flows_of_both_families,
    a_ceremony_counts_both_families,
    an_adoption_outlives_the_loss_of_the_database,
    a_family_that_cannot_be_adopted_changes_nothing,
    an_archive_that_tells_of_a_later_adoption_holds,
);

/// A register that adopted the second family, with people from before and after; at the start of
/// its second quarter under it.
fn with_two_families(on: Backend) -> (TestApp, Crowd, Quarter) {
    let register = TestApp::on(on);
    let mut crowd = Crowd::of(&register.app, 40);
    let from = adopt(&register.app, 2).unwrap();
    assert_eq!(from, register.quarter().next());
    crowd.declares(&register.app, 40, varied(40));
    register.next_quarter();
    Board(&register).counts();
    for number in 41..80 {
        crowd.declares(&register.app, number, varied(number));
    }
    // Some of each leave, one of the first changes its answers, and one comes back.
    for number in [0, 1, 2, 3, 50] {
        crowd.withdraws(&register.app, number);
    }
    crowd.declares(&register.app, 4, varied(9));
    crowd.declares(&register.app, 0, varied(0));
    register.next_quarter();
    (register, crowd, from)
}

fn everyone_counts_in_the_family_of_their_joining(on: Backend) {
    let (register, mut crowd, from) = with_two_families(on);
    let counted = |version, sign| {
        let all = slips(&register.app, from);
        let those = all.iter();
        let those = those.filter(|slip| slip.policy_version == version && slip.sign == sign);
        those.count()
    };
    // Who was there before leaves the first family; 39 new ones, one changed, one came back.
    assert_eq!([counted(1, Sign::Join), counted(1, Sign::Leave)], [0, 5]);
    assert_eq!([counted(2, Sign::Join), counted(2, Sign::Leave)], [41, 1]);
    assert_eq!(Board(&register).peeks(from), crowd.books.flows(from));
    assert_eq!(Board(&register).counts(), from);

    // A leaving of later does not forget it either, nor does a lapse.
    crowd.withdraws(&register.app, 5);
    crowd.withdraws(&register.app, 60);
    register.next_quarter();
    let later = Board(&register).next();
    let left: Vec<u16> = slips(&register.app, later)
        .iter()
        .map(|slip| slip.policy_version)
        .collect();
    assert_eq!(BTreeSet::from_iter(left), BTreeSet::from([1, 2]));
    Board(&register).counts();
    crowd.all_are_found(&register.app);
    register.is_sound();
}

fn every_figure_follows_from_the_flows_of_both_families(on: Backend) {
    let (register, _, from) = with_two_families(on);
    Board(&register).counts();
    register.next_week();
    let visitor = Visitor(&register);
    let home = tempfile::tempdir().unwrap();
    visitor.takes_the_archive(home.path());
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
    let output = recomputes(home.path());
    let wrong = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{wrong}");

    let archive = read::archive(&register.app, None).unwrap().unwrap();
    let drawn: BTreeSet<(u16, Option<i32>)> = archive
        .releases
        .iter()
        .flat_map(|release| flows_of(&visitor, &release.published.id().to_string()))
        .filter(|(period, ..)| *period == from.to_string())
        .map(|(_, version, cohort)| (version, cohort))
        .collect();
    let year = Some(from.year());
    let series = [(1, year), (2, year)];
    assert_eq!(drawn, BTreeSet::from(series), "events or none");
    // Whoever looks at a release sees both families in it.
    let id = from.to_string();
    let manifest = visitor.downloads(&id, "release.json");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["policy_version"], 2);
    assert_eq!(manifest["families"][0]["from"], id);
    for (file, version) in [
        ("policy.toml", "version = 2"),
        ("policy-1.toml", "version = 1"),
    ] {
        let text = String::from_utf8(visitor.downloads(&id, file)).unwrap();
        assert!(text.contains(version), "{file}");
    }
}

/// Period, family and cohort of each line of a release's flows.
fn flows_of(visitor: &Visitor<'_>, id: &str) -> Vec<(String, u16, Option<i32>)> {
    let flows = visitor.downloads(id, "flows.csv");
    let mut reader = csv::Reader::from_reader(flows.as_slice());
    let lines = reader.records().map(|line| line.unwrap());
    let read = |line: csv::StringRecord| {
        let version = line[0].parse().unwrap();
        (line[1].to_owned(), version, line[3].parse().ok())
    };
    lines.map(read).collect()
}

fn a_ceremony_counts_both_families(on: Backend) {
    let (register, _, from) = with_two_families(on);
    register.lives_until(from.release_day());
    let exported = export_quarter(&register.app, None).unwrap();
    let key = register.settings.keys.folder.join("counting.key");
    let key = CountingKey::load(&key).unwrap();
    let outcome = count_export(&exported.text, &key).unwrap();
    let versions: BTreeSet<u16> = outcome.flows.iter().map(|f| f.policy_version).collect();
    assert_eq!(versions, BTreeSet::from([1, 2]));
    let result = outcome.text().unwrap();
    let imported = import_outcome(&register.app, result.as_bytes()).unwrap();
    assert_eq!(imported, Imported::Released(from));
    Visitor(&register).checks_the_archive();
    register.is_sound();
}

fn an_adoption_outlives_the_loss_of_the_database(on: Backend) {
    let mut register = TestApp::on(on);
    let mut crowd = Crowd::of(&register.app, 9);
    let copy = register.is_copied();
    let from = adopt(&register.app, 2).unwrap();
    // The first release after it tells it, and the journal keeps that release.
    register.next_week();
    register.is_restored_from(&copy);
    let families = Board(&register).families();
    assert_eq!(families.adopted().collect::<Vec<_>>(), [(2, from)]);
    register.next_quarter();
    Board(&register).counts();
    crowd.declares(&register.app, 9, varied(9));
    register.next_quarter();
    assert!(
        slips(&register.app, from)
            .iter()
            .all(|s| s.policy_version == 2)
    );
    Board(&register).counts();
    Visitor(&register).checks_the_archive();
    register.is_sound();
}

fn a_family_that_cannot_be_adopted_changes_nothing(on: Backend) {
    let register = TestApp::on(on);
    for (version, why) in [(1, "adopted before"), (9, "not known")] {
        let refused = adopt(&register.app, version).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    adopt(&register.app, 2).unwrap();
    let refused = adopt(&register.app, 2).unwrap_err().to_string();
    assert!(refused.contains("adopted before"), "{refused}");
    assert_eq!(Board(&register).families().adopted().count(), 1);
}

fn an_archive_that_tells_of_a_later_adoption_holds(on: Backend) {
    let register = TestApp::on(on);
    Crowd::of(&register.app, 9);
    register.next_week();
    let before = Visitor(&register).sees_releases().len();
    assert!(before > 0, "something is out, without a word of it");
    let from = adopt(&register.app, 2).unwrap();
    register.next_week();
    let visitor = Visitor(&register);
    let releases = visitor.sees_releases();
    let manifest = visitor.downloads(&releases[before], "release.json");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["families"][0]["from"], from.to_string());
    assert_eq!(visitor.checks_the_archive(), releases.len());
}
