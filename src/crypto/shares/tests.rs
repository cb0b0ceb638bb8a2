use std::collections::BTreeSet;

use super::line;
use super::share::{LINES, SHARE_BYTES};
use super::*;

fn key() -> PaperKey {
    PaperKey {
        kind: PaperKind::Register,
        secret: Secret::draw().unwrap(),
    }
}

/// A copy, as if the sheet had been typed once more.
fn typed(share: &Share) -> Share {
    let mut read = sheet::read(&share.sheet()).unwrap();
    assert_eq!(read.len(), 1);
    read.pop().unwrap()
}

fn join<'a>(shares: impl IntoIterator<Item = &'a Share>) -> Result<PaperKey, ShareError> {
    let mut joining = Joining::default();
    for share in shares {
        joining.add(typed(share))?;
    }
    joining.key()
}

#[track_caller]
fn says(refused: Result<PaperKey, ShareError>, words: &str) {
    let said = refused.unwrap_err().to_string();
    assert!(said.contains(words), "{said}");
}

#[test]
fn any_three_of_five_make_the_key_again_and_so_do_more() {
    let key = key();
    let shares = key.split(3, 5).unwrap();
    let mut tried = 0;
    for chosen in 0_u8..32 {
        let some: Vec<&Share> = (0..5)
            .filter(|at| chosen >> at & 1 == 1)
            .map(|at| &shares[at])
            .collect();
        if some.len() < 3 {
            continue;
        }
        let joined = join(some.into_iter().rev()).unwrap();
        assert_eq!(joined.secret.bytes(), key.secret.bytes());
        assert_eq!(joined.kind(), PaperKind::Register);
        tried += 1;
    }
    assert_eq!(tried, 10 + 5 + 1);
}

#[test]
fn too_few_mixed_doubled_or_forged_shares_are_refused() {
    let key = key();
    let (one, other) = (key.split(3, 5).unwrap(), key.split(3, 5).unwrap());
    says(join(&one[..2]), "2 of the 3 shares");
    says(join([]), "no share");
    says(join([&one[0], &one[1], &other[2]]), "sets cannot be mixed");
    says(
        join([&one[0], &one[1], &one[0]]),
        "share 1 was given before",
    );
    let mut forged = typed(&one[2]);
    forged.part[7] ^= 1;
    says(join([&one[0], &one[1], &forged]), "do not join to the key");
    says(
        join([&one[0], &one[1], &one[3], &forged]),
        "do not join to the key",
    );
    let mut other_kind = typed(&one[2]);
    other_kind.set.kind = PaperKind::Journal;
    says(
        join([&one[0], &one[1], &other_kind]),
        "sets cannot be mixed",
    );
}

#[test]
fn two_shares_fit_every_key_alike() {
    // With two of three the third can be made to give any byte at all: nothing is known.
    let shares = key().split(3, 5).unwrap();
    let mut reached = BTreeSet::new();
    for byte in 0..=u8::MAX {
        let mut third = their_share(&shares[2]).unwrap();
        third.y[0].0 = byte;
        let given = [
            their_share(&shares[0]).unwrap(),
            their_share(&shares[1]).unwrap(),
            third,
        ];
        reached.insert(Sharks(3).recover(&given).unwrap()[0]);
    }
    assert_eq!(reached.len(), 256);
}

#[test]
fn no_value_of_a_share_is_left_out() {
    // The scheme's predecessor never drew a zero, so many shares of one key told about it.
    let key = PaperKey {
        kind: PaperKind::Register,
        secret: Secret::new([0; 32]),
    };
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        let shares = key.split(2, 2).unwrap();
        seen.extend(shares[0].part.iter().copied());
    }
    assert_eq!(seen.len(), 256, "12,800 draws of one coefficient");
}

#[test]
fn numbers_that_protect_nothing_are_refused() {
    let key = key();
    for (needed, count) in [(0, 5), (1, 5), (6, 5), (3, 21), (2, 0)] {
        let refused = key.split(needed, count).map(drop).unwrap_err().to_string();
        assert!(refused.contains("cannot be"), "{refused}");
    }
    let all = key.split(20, 20).unwrap();
    assert_eq!(join(&all).unwrap().secret.bytes(), key.secret.bytes());
}

#[test]
fn a_sheet_says_what_it_is_in_two_languages() {
    let key = key();
    let shares = key.split(3, 5).unwrap();
    let sheet = shares[1].sheet();
    for words in [
        "Register key (register.key), share 2 of 5. Any 3",
        "Registersleutel (register.key), deel 2 van 5. Met 3",
        &shares[1].set(),
        &key.check_value(),
    ] {
        assert!(sheet.contains(words), "{words}");
    }
    assert_eq!(shares[1].set(), shares[4].set());
    assert_eq!(shares[1].file_name(), "register.key.share-2-of-5.txt");
    assert!(sheet.len() < 1_500 && sheet.lines().all(|line| line.len() < 100));
}

#[test]
fn a_sheet_reads_as_people_type_it() {
    let shares = key().split(2, 3).unwrap();
    let printed = shares[0].sheet();
    let body: String = printed
        .lines()
        .filter(|line| line.starts_with("    "))
        .collect::<Vec<_>>()
        .join("\n");
    let unnumbered = body
        .lines()
        .map(|line| format!("{}\n", &line[7..]))
        .collect();
    for typed in [
        unnumbered,
        body.to_lowercase(),
        body.replace('.', ""),
        body.replace(' ', ""),
        body.replace("    ", ""),
    ] {
        let read = sheet::read(&typed).unwrap();
        assert_eq!(read[0].bytes().as_slice(), shares[0].bytes().as_slice());
    }
    let both = format!("{}\n{}", *printed, *shares[2].sheet());
    assert_eq!(sheet::read(&both).unwrap().len(), 2);
}

#[test]
fn what_is_no_whole_sheet_is_refused_by_its_line() {
    let shares = key().split(2, 3).unwrap();
    let (ours, other) = (shares[0].sheet(), shares[1].sheet());
    let line = |sheet: &str, number: usize| {
        let start = format!("    {number}.");
        sheet
            .lines()
            .find(|line| line.starts_with(&start))
            .unwrap()
            .to_owned()
    };
    let said = |text: &str| sheet::read(text).unwrap_err().to_string();
    assert!(said("").contains("no share is in here"));
    assert!(said("a letter\nto nobody\n").contains("no share is in here"));
    let three: Vec<String> = (1..=3).map(|number| line(&ours, number)).collect();
    assert!(said(&three.join("\n")).contains("line 4 of the share is missing"));
    assert!(said(&line(&ours, 2)).contains("line 1 is due"));
    let mixed = ours.replace(&line(&ours, 4), &line(&other, 4));
    assert!(said(&mixed).contains("line 4: its last four signs"));
    assert!(said(&ours.replace("share v1", "share v2")).contains("later version"));
    // The same without the heading, of a version whose lines look alike.
    assert!(said(&made_up(2, 2, 1)).contains("later version"));
    assert!(said(&made_up(0, 2, 1)).contains("no share that this program made"));
    assert!(said(&made_up(1, 1, 1)).contains("no share that this program made"));
    assert!(said(&made_up(1, 2, 9)).contains("no share that this program made"));
    // A line refused can be typed again.
    let mut reading = Reading::default();
    assert!(reading.take(&line(&ours, 1)).unwrap().is_none());
    assert!(reading.take(&line(&other, 2)).is_err());
    assert_eq!(reading.due(), 2);
    assert!(reading.take(&line(&ours, 2)).unwrap().is_none());
}

/// A sheet whose check signs fit, of this version, with so many needed and this number.
fn made_up(version: u8, needed: u8, number: u8) -> String {
    let mut bytes = [0; SHARE_BYTES];
    bytes[..5].copy_from_slice(&[version, 1, needed, 3, number]);
    let row = |at: usize| line::text(&bytes[..at * 10], &bytes[at * 10..at * 10 + 10]).to_string();
    (0..LINES)
        .map(|at| format!("{}. {}\n", at + 1, row(at)))
        .collect()
}

#[test]
fn nothing_of_a_share_or_key_prints() {
    let key = key();
    let shares = key.split(2, 3).unwrap();
    assert_eq!(
        format!("{key:?} {:?} {:?}", shares[0], Reading::default()),
        "PaperKey Share 1 Reading, line 1"
    );
}

#[test]
fn keys_of_other_kinds_do_not_go_on_paper() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("key");
    key_file::create(&file, "epoch ratchet", &[1; 36]).unwrap();
    assert!(matches!(
        PaperKey::load(&file),
        Err(ShareError::NotForPaper)
    ));
    for kind in PaperKind::ALL {
        let file = home.path().join(kind.file_name());
        key_file::create(&file, kind.title(), &[2; 32]).unwrap();
        let loaded = PaperKey::load(&file).unwrap();
        assert_eq!(loaded.kind(), kind);
        let refused = loaded.create(&file).unwrap_err().to_string();
        assert!(refused.contains("never overwritten"));
        let again = home.path().join("again");
        loaded.create(&again).unwrap();
        assert_eq!(
            std::fs::read(&again).unwrap(),
            std::fs::read(&file).unwrap()
        );
        std::fs::remove_file(&again).unwrap();
    }
}
