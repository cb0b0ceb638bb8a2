use super::*;
use crate::domain::release::Period;

const TITLE: &str = "enkel journal v1 abc";

fn journal(home: &tempfile::TempDir, host: &str) -> JournalFolder {
    let folder = home.path().join("journal");
    match folder.exists() {
        false => JournalFolder::create(&folder, host, TITLE, &[]).unwrap(),
        true => {
            let opened = JournalFolder::open(&folder, host, TITLE).unwrap();
            opened.enroll().unwrap();
            opened
        }
    }
}

fn append(journal: &JournalFolder, epoch: u32, byte: u8) {
    let sealed = vec![byte; PLACE_BYTES];
    let mut seal = |_: &str, _: u32| Ok::<_, JournalError>(sealed.clone());
    journal.append(epoch, &mut seal).unwrap();
}

fn lines(journal: &JournalFolder, host: &str, epoch: u32, from: u32) -> (Vec<u8>, u32) {
    let mut read = Vec::new();
    let file = LeavesFile {
        host: host.to_owned(),
        epoch,
    };
    let next = journal.read_from(&file, from, &mut |_, bytes| read.push(bytes[0]));
    (read, next.unwrap())
}

#[test]
fn lines_lie_in_their_order_whichever_process_of_the_host_writes() {
    let home = tempfile::tempdir().unwrap();
    let (one, other) = (journal(&home, "a"), journal(&home, "a"));
    append(&one, 1, 1);
    append(&other, 1, 2);
    append(&one, 1, 3);
    append(&one, 2, 4);
    assert_eq!(lines(&one, "a", 1, 0), (vec![1, 2, 3], 3));
    assert_eq!(lines(&other, "a", 1, 2), (vec![3], 3));
    assert_eq!(lines(&other, "a", 2, 0), (vec![4], 1));
    let names: Vec<_> = one.files().unwrap().iter().map(LeavesFile::name).collect();
    assert_eq!(names, ["leaves.a.00001", "leaves.a.00002"]);
    one.forget_before(2).unwrap();
    assert_eq!(other.files().unwrap().len(), 1);
}

#[test]
fn room_is_made_ahead_and_a_torn_place_is_passed_over_until_it_is_mended() {
    let home = tempfile::tempdir().unwrap();
    let one = journal(&home, "a");
    append(&one, 1, 1);
    let file = one.files().unwrap().remove(0);
    let path = one.path(&file);
    let reserve = path.metadata().unwrap().len() / PLACE_BYTES as u64;
    assert!(reserve >= 500, "{reserve}");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[PLACE_BYTES..PLACE_BYTES + 9].fill(9);
    std::fs::write(&path, &bytes).unwrap();
    append(&journal(&home, "a"), 1, 3);
    assert_eq!(lines(&one, "a", 1, 0).0, [1, 9, 3]);
    one.mend(&file, 1, &[2; PLACE_BYTES]).unwrap();
    assert_eq!(lines(&one, "a", 1, 0).0, [1, 2, 3]);
}

#[test]
fn the_list_of_hosts_only_grows() {
    let home = tempfile::tempdir().unwrap();
    let (one, other) = (journal(&home, "a"), journal(&home, "b.example"));
    assert!(!other.enroll().unwrap());
    append(&other, 3, 1);
    let names: Vec<_> = one.hosts().unwrap().into_iter().collect();
    assert_eq!(names, [("a".into(), false), ("b.example".into(), false)]);
    assert_eq!(one.files().unwrap()[0].host, "b.example");
}

#[test]
fn a_period_has_one_draw() {
    let home = tempfile::tempdir().unwrap();
    let (one, other) = (journal(&home, "a"), journal(&home, "b"));
    let period = Period::parse("2026-Q4").unwrap();
    assert!(one.draw(period).unwrap().is_none());
    assert!(one.publish_draw(period, b"first").unwrap());
    assert!(!other.publish_draw(period, b"second").unwrap());
    assert_eq!(other.draw(period).unwrap().unwrap(), b"first");
    assert_eq!(other.drawn().unwrap(), [period.into()]);
    let left = std::fs::read_dir(one.folder().join("draws"))
        .unwrap()
        .count();
    assert_eq!(left, 1, "no draft stays behind");
}

#[test]
fn a_journal_that_is_missing_open_or_anothers_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("journal");
    let opened = JournalFolder::open(&folder, "a", TITLE);
    assert!(matches!(opened, Err(JournalError::Missing(_))));
    journal(&home, "a");
    let again = JournalFolder::create(&folder, "a", TITLE, &[]);
    assert!(matches!(again, Err(JournalError::Exists(_))));
    let other = JournalFolder::open(&folder, "a", "enkel journal v1 xyz");
    assert!(matches!(other, Err(JournalError::OtherRegister(_))));
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o750)).unwrap();
    let open = JournalFolder::open(&folder, "a", TITLE);
    assert!(matches!(open, Err(JournalError::OpenFolder(_, 0o750))));
}
