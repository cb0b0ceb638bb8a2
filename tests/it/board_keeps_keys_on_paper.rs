//! The board keeps the register key on five sheets. The file is lost; any three sheets bring back
//! a register that finds its people, and nothing less does.

use enkel::crypto::shares::{Joining, PaperKey, Share, ShareError, read_sheets, write_sheet};
use enkel::flows::FlowError;

use crate::app::{Backend, Citizen, TestApp, varied};

on_both_databases!(
    any_three_sheets_bring_back_the_register_that_finds_its_people,
    two_sheets_or_one_of_another_set_bring_back_nothing,
    the_sheets_of_another_register_bring_back_no_register,
);

/// The board splits a register's key; the sheets lie in the register's own folder.
fn splits(register: &TestApp, set: &str) -> Vec<std::path::PathBuf> {
    let key = PaperKey::load(&register.settings.keys.folder.join("register.key")).unwrap();
    let folder = register.folder.path().join(set);
    std::fs::create_dir(&folder).unwrap();
    let shares = key.split(3, 5).unwrap();
    let written = shares.iter().map(|share| write_sheet(share, &folder));
    written.map(Result::unwrap).collect()
}

fn join(sheets: &[&std::path::PathBuf]) -> Result<PaperKey, ShareError> {
    let mut joining = Joining::default();
    for sheet in sheets {
        let shares: Vec<Share> = read_sheets(sheet)?;
        for share in shares {
            joining.add(share)?;
        }
    }
    joining.key()
}

fn any_three_sheets_bring_back_the_register_that_finds_its_people(on: Backend) {
    let mut register = TestApp::on(on);
    Citizen::of(&register, "jan@example.org")
        .comes_in()
        .declares(varied(1));
    let sheets = splits(&register, "sheets");
    let keys = register.settings.keys.folder.clone();
    let file = keys.join("register.key");
    let before = std::fs::read(&file).unwrap();
    let mut tried = 0;
    for a in 0..5 {
        for b in a + 1..5 {
            for c in b + 1..5 {
                std::fs::remove_file(&file).unwrap();
                assert!(register.opens_with(&keys).is_err());
                let key = join(&[&sheets[c], &sheets[a], &sheets[b]]).unwrap();
                key.create(&file).unwrap();
                assert_eq!(std::fs::read(&file).unwrap(), before);
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 10);
    register.app = register.opens_with(&keys).unwrap().into();
    Citizen::of(&register, "jan@example.org").looks_again();
    let nobody = Citizen::of(&register, "an@example.org").comes_in().looks();
    assert!(nobody.is_none());
    register.is_sound();
}

fn two_sheets_or_one_of_another_set_bring_back_nothing(on: Backend) {
    let register = TestApp::on(on);
    let (ours, others) = (splits(&register, "ours"), splits(&register, "others"));
    let said = |sheets: &[&std::path::PathBuf]| join(sheets).unwrap_err().to_string();
    assert!(said(&[&ours[0], &ours[4]]).contains("2 of the 3 shares"));
    let mixed = said(&[&ours[0], &ours[4], &others[2]]);
    assert!(mixed.contains("sets cannot be mixed"), "{mixed}");
    let twice = said(&[&ours[0], &ours[4], &ours[0]]);
    assert!(twice.contains("given before"), "{twice}");
}

fn the_sheets_of_another_register_bring_back_no_register(on: Backend) {
    let (ours, theirs) = (TestApp::on(on), TestApp::on(on));
    let sheets = splits(&theirs, "sheets");
    let keys = &ours.settings.keys.folder;
    let file = keys.join("register.key");
    std::fs::remove_file(&file).unwrap();
    join(&[&sheets[0], &sheets[1], &sheets[2]])
        .unwrap()
        .create(&file)
        .unwrap();
    match ours.opens_with(keys).err() {
        Some(FlowError::Refused(why)) => assert!(why.contains("`register.key`"), "{why}"),
        other => panic!("{other:?}"),
    }
}
