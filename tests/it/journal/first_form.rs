//! A draw of before draws held their files: a restore makes them again, byte for byte.

use enkel::crypto::digest::sha256;
use enkel::domain::release::{Period, ReleaseId};
use enkel::flows::journal::draw::Drawn;
use enkel::flows::publish::manifest::FIRST_FORM;
use enkel::flows::publish::{read, sums};
use enkel::store::releases::ReleaseFile;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, TestApp, Visitor};

on_both_databases!(a_draw_of_the_first_form_gives_its_release_again);

fn file(name: &str, content: Vec<u8>) -> ReleaseFile {
    ReleaseFile {
        name: name.to_owned(),
        sha256: sha256(&content),
        content,
    }
}

/// The same draw as the first version of the program wrote it down.
fn as_of_old(mut drawn: Drawn) -> Drawn {
    let manifest = &mut drawn.manifest;
    manifest.form = FIRST_FORM;
    manifest.policy_sha256.clear();
    manifest.site.clear();
    let mut of_old = std::mem::take(&mut drawn.files);
    of_old.retain(|file| ["figures.csv", "flows.csv"].contains(&file.name.as_str()));
    of_old.push(file("release.json", manifest.bytes().unwrap()));
    let all = file(sums::SUMS, sums::checksums(&of_old).into_bytes());
    let before = manifest.previous.as_ref().map(|p| p.chain.as_str());
    drawn.chain = sums::link(before, &[all]).unwrap();
    drawn
}

fn a_draw_of_the_first_form_gives_its_release_again(on: Backend) {
    let mut register = TestApp::on(on);
    Crowd::of(&register.app, 9);
    let copy = register.is_copied();
    register.leaps_to(register.quarter().release_day());
    let quarter = Board(&register).counts();
    let id = quarter.to_string();
    let before = ["figures.csv", "flows.csv"].map(|name| Visitor(&register).downloads(&id, name));
    let drawn = register.app.journal.draw(Period::Quarter(quarter)).unwrap();
    let of_old = as_of_old(drawn.unwrap());
    let journal = &register.settings.journal.folder;
    std::fs::remove_file(journal.join(format!("draws/{id}.draw"))).unwrap();
    register.app.journal.publish_draw(of_old).unwrap();
    register.is_restored_from(&copy);
    let visitor = Visitor(&register);
    let again = ["figures.csv", "flows.csv"].map(|name| visitor.downloads(&id, name));
    assert!(again == before);
    let files = read::files(&register.app, ReleaseId::parse(&id).unwrap()).unwrap();
    let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    let of_the_first_form = [
        sums::SUMS,
        sums::SIGNATURE,
        "figures.csv",
        "flows.csv",
        "release.json",
    ];
    assert_eq!(names, of_the_first_form);
    visitor.checks_the_signature(&id);
    assert_eq!(visitor.checks_the_archive(), visitor.sees_releases().len());
}
