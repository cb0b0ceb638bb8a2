//! A full disk under the journal: the reserve still takes withdrawals, and when it is used up
//! nothing is done that is not written down.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use enkel::flows::epoch::{Raise, raise};
use enkel::flows::withdraw::Withdrawn;

use super::tells_the_truth;
use crate::app::crowd::{Crowd, declares_as, looks_as, withdraws_as};
use crate::app::{Backend, TestApp, varied};

on_both_databases!(the_reserve_lets_people_withdraw_and_then_it_is_said_that_the_disk_is_full);

/// A small disk of its own; only root can have one.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    pub fn at(folder: &Path, kib: u32) -> Option<Self> {
        let options = format!("size={kib}k,mode=700");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(folder)
            .output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder.to_owned()))
    }

    pub fn fills_up(&self) {
        let mut options = OpenOptions::new();
        let other = options.create(true).append(true);
        let mut other = other.open(self.0.join("other")).unwrap();
        let mut size = 65_536;
        while size > 0 {
            if other.write_all(&vec![1; size]).is_err() {
                size /= 2;
            }
        }
    }

    pub fn has_room(&self) {
        std::fs::remove_file(self.0.join("other")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn the_reserve_lets_people_withdraw_and_then_it_is_said_that_the_disk_is_full(on: Backend) {
    let register = TestApp::on(on);
    let folder = register.settings.journal.folder.clone();
    let aside = folder.with_extension("aside");
    copy(&folder, &aside);
    let Some(disk) = SmallDisk::at(&folder, 400) else {
        assert!(!is_root(), "root can mount a small disk");
        eprintln!("not root: this was not tried");
        return;
    };
    copy(&aside, &folder);
    let host = register.another_host();
    let mut crowd = Crowd::of(&host, 300);
    disk.fills_up();
    // The reserve was made at the start, before anybody withdrew.
    let mut refused = None;
    for number in 0..300 {
        let root = crowd.root(number);
        match withdraws_as(&host, &root) {
            Ok(withdrawn) => assert_eq!(withdrawn, Withdrawn::Gone),
            Err(error) => {
                refused = Some((number, error.causes()));
                break;
            }
        }
    }
    let (many, why) = refused.expect("the reserve has an end");
    // 512 places: a line for each and one for its end.
    assert!((250..=260).contains(&many), "{many}");
    assert!(why.contains("disk is full: make room"), "{why}");
    let root = crowd.root(many);
    assert!(looks_as(&host, &root).unwrap() == Some(varied(many)));
    assert!(declares_as(&host, &root, varied(many + 1)).is_err());
    assert!(looks_as(&host, &root).unwrap() == Some(varied(many)));
    // A step would lead to a file without room: it waits.
    assert!(raise(&host, Raise::ByHand).is_err());
    assert_eq!(register.steps(), (1, 1));
    disk.has_room();
    assert_eq!(withdraws_as(&host, &root).unwrap(), Withdrawn::Gone);
    assert!(raise(&host, Raise::ByHand).unwrap());
    drop(register.another_host());
    tells_the_truth(&register);
    drop(disk);
}

pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    assert!(copied.unwrap().success());
}
