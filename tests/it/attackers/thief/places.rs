//! Everywhere the thief looks, and the restore that moves it all.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use enkel::crypto::envelope::Identity;
use enkel::crypto::escrow::Escrow;
use enkel::flows::back_up::Archive;
use enkel::flows::restore::{PutBack, put_back as puts_back};
use enkel::store::copy::Page;
use enkel::text::Texts;

use crate::app::{TestApp, location};
use crate::thief_finds_nothing::loot::{self, Loot, Since};
use crate::thief_finds_nothing::search::Search;

/// The log's first line.
pub const BEGINS: &str = "somebody writes this log";

/// Where a register leaves things. The board's identity opens what is meant for the board alone:
/// the thief gets that too.
pub struct Places {
    folder: PathBuf,
    board: Identity,
    since: Since,
    began: SystemTime,
}

impl Places {
    pub fn of(register: &TestApp, board: &Identity, since: Since) -> Self {
        let folder = register.folder.path().to_owned();
        std::fs::create_dir(folder.join("backups")).unwrap();
        let began = folder.join("backups").metadata().unwrap();
        let began = began.modified().unwrap();
        Self {
            folder,
            board: Identity::parse(&board.text()).unwrap(),
            since,
            began,
        }
    }

    pub fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    /// What opens a backup of before the step.
    pub fn oldest_escrow(&self) -> PathBuf {
        let mut all = files(&self.folder.join("escrow"));
        all.sort();
        all.remove(0)
    }

    /// Database files, WAL, heap, `pg_wal`, journal, copies sealed and opened, escrow sealed and
    /// opened, logs, temporary files, and whatever else lies in the register's folder.
    fn loot(&self, register: &TestApp) -> Loot {
        let mut all = loot::all(register, &self.since);
        for file in files(&self.backups()) {
            let name = file.display().to_string();
            let (opened, pages) = holds(&std::fs::read(&file).unwrap(), &self.board);
            all.push((format!("{name}, opened"), opened));
            all.push((format!("{name}, its rows"), sealed_rows(&pages)));
        }
        for file in files(&self.folder.join("escrow")) {
            let sealed = std::fs::File::open(&file).unwrap();
            let mut opened = Vec::new();
            let mut reader = self.board.open(sealed).unwrap();
            reader.read_to_end(&mut opened).unwrap();
            assert!(opened.starts_with(b"enkel escrow"));
            all.push((format!("{}, opened", file.display()), opened));
        }
        // Other tests have folders of their own there; what a program forgets lies beside them.
        for file in files(&std::env::temp_dir()) {
            let is_new = |about: std::fs::Metadata| about.modified().is_ok_and(|t| t >= self.began);
            if file.metadata().is_ok_and(is_new)
                && let Ok(bytes) = std::fs::read(&file)
            {
                all.push((file.display().to_string(), bytes));
            }
        }
        all
    }

    pub fn hold_nobody(&self, register: &TestApp, search: &Search, when: &str) {
        let all = self.loot(register);
        let has = |part: &str| {
            all.iter()
                .any(|(name, b)| name.contains(part) && !b.is_empty())
        };
        assert!(has("/journal/leaves.") && has("/journal/draws/") && has("/keys/"));
        let (_, log) = all.iter().find(|(name, _)| name == "log").unwrap();
        assert!(String::from_utf8_lossy(log).contains(BEGINS));
        for (name, bytes) in &all {
            let found = search.finds(bytes);
            assert!(found.is_empty(), "{when}, in {name}: {found:?}");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let all = entries.filter_map(|entry| Some(entry.ok()?.path()));
    all.filter(|path| path.is_file()).collect()
}

/// What a backup holds once the board's identity has opened it: its bytes, and its rows.
pub fn holds(file: &[u8], board: &Identity) -> (Vec<u8>, Vec<Page>) {
    let mut opened = Vec::new();
    board.open(file).unwrap().read_to_end(&mut opened).unwrap();
    let mut pages = Vec::new();
    let archive = Archive::open(file, board).unwrap();
    let read = archive.pages(&mut |page| {
        pages.push(page);
        Ok(())
    });
    read.unwrap();
    (opened, pages)
}

fn sealed_rows(pages: &[Page]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for page in pages {
        match page {
            Page::Registration(rows) => rows.iter().for_each(|row| bytes.extend(&row.sealed)),
            Page::Ballot(rows) => rows.iter().for_each(|row| bytes.extend(&row.sealed)),
            _ => {}
        }
    }
    assert!(!bytes.is_empty());
    bytes
}

/// The register after this backup was put in its place.
pub fn put_back(register: TestApp, backup: &Path, board: &Identity, escrow: &Path) -> TestApp {
    let closed = register.closes();
    let with = PutBack {
        backup,
        identity: board,
        escrow: Arc::new(Escrow::open(escrow, board).unwrap()),
        settings: &closed.settings,
        location: &location(&closed.settings),
        credentials: None,
        texts: &Arc::new(Texts::load().unwrap()),
        today: closed.clock.today(),
        overwrite: true,
        without: &[],
        chain: None,
    };
    puts_back(&with).unwrap();
    closed.opens()
}
