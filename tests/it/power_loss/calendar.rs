//! A register that lives through a quarter and its counting day: daily keys are destroyed, weeks
//! close, the epoch goes a step, a draw is published, while people declare and withdraw. A process
//! on a clock that is turned, which says aloud what it has been told.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use data_encoding::HEXLOWER;
use enkel::config::Settings;
use enkel::domain::clock::{Clock, Day, Timestamp};
use enkel::domain::ids::Root;
use enkel::flows::epoch::{Looked, Raise, finish, raise};
use enkel::store::releases;

use super::Workload;
use super::look::look;
use super::owed::{Mailbox, Owed};
use super::replay::Wrong;
use super::state::Place;
use super::strace::{self, Traced};
use super::trace::Trace;
use crate::app::crowd::{a_root, declares_as, withdraws_as};
use crate::app::{Backend, Board, TestApp, varied};

const WEEKS: &str = "ENKEL_TEST_POWER_WEEKS";
/// What people say together with, so that nothing but a whole line is read.
const WORD: &str = "told";

pub struct Recorded {
    trace: Trace,
    made: usize,
    folder: PathBuf,
    _home: tempfile::TempDir,
}

impl Recorded {
    /// A quarter of so many lively weeks; the others pass quietly.
    pub fn of(weeks: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("disk");
        std::fs::create_dir(&root).unwrap();
        let mut trace = Trace::of(&root);
        let log = home.path().join("strace");
        let mut command = strace::command(&std::env::current_exe().unwrap(), &log);
        command
            .args(["--exact", "power_loss::calendar::a_quarter_passes"])
            .args(["--ignored", "--nocapture"])
            .env(WEEKS, weeks.to_string())
            .env("TMPDIR", &root)
            .stdout(std::process::Stdio::null());
        Traced::starts(command, &log).ends();
        trace.goes_on_with(&log);
        std::fs::remove_file(&log).unwrap();
        let (made, folder) = trace
            .said
            .iter()
            .find_map(|(line, said)| Some((*line, said.strip_prefix("told made ")?.to_owned())))
            .expect("it was made");
        Self {
            trace,
            made,
            folder: PathBuf::from(folder),
            _home: home,
        }
    }

    /// What had been said when the power went.
    fn owed(&self, until: usize) -> Owed {
        let mut owed = Owed::at(Timestamp::from_unix(0));
        let mut mailboxes: Vec<(&str, Mailbox)> = Vec::new();
        for (line, said) in &self.trace.said {
            let told = *line < until;
            let words: Vec<&str> = said.split(' ').collect();
            match words[..] {
                [WORD, "deed", root, seed] => {
                    let answers = seed.parse().ok().map(varied);
                    let known = mailboxes.iter().position(|(known, _)| *known == root);
                    let place = known.unwrap_or_else(|| {
                        mailboxes.push((root, Mailbox::empty(root_of(root))));
                        mailboxes.len() - 1
                    });
                    mailboxes[place].1.becomes(answers, told);
                }
                [WORD, "release", id, chain] if told => {
                    owed.releases.push((id.to_owned(), chain.to_owned()));
                }
                [WORD, "clock", seconds] if told || owed.now.unix() == 0 => {
                    owed.now = Timestamp::from_unix(seconds.parse().unwrap());
                }
                [WORD, "keys", day] if told => owed.destroyed_before = Day::parse_iso(day),
                _ => {}
            }
        }
        owed.mailboxes = mailboxes.into_iter().map(|(_, mailbox)| mailbox).collect();
        owed
    }

    fn place(&self, disk: &Path) -> Result<Place, String> {
        let folder = disk.join(self.folder.strip_prefix(&self.trace.root).unwrap());
        let url = format!("sqlite:{}", folder.join("db").display());
        let given = [
            ("database.url", url.as_str()),
            ("database.connections", "4"),
            ("derivation.memory_mib", "1"),
        ];
        let settings = Settings::given(&folder, &given).map_err(|error| error.to_string())?;
        Ok(Place {
            settings,
            mail: None,
        })
    }
}

impl Workload for Recorded {
    fn trace(&self) -> &Trace {
        &self.trace
    }

    fn made(&self) -> usize {
        self.made
    }

    fn look(&self, folder: &Path, line: usize) -> Vec<(Wrong, String)> {
        look(self.place(folder), &self.owed(line))
    }
}

fn root_of(hex: &str) -> Root {
    let bytes = HEXLOWER.decode(hex.as_bytes()).unwrap();
    Root::new(bytes.try_into().unwrap())
}

#[test]
#[ignore = "a part of the tests beside it, which trace it"]
fn a_quarter_passes() {
    let Some(weeks) = std::env::var_os(WEEKS).and_then(|weeks| weeks.into_string().ok()) else {
        return;
    };
    let weeks: usize = weeks.parse().unwrap();
    let register = TestApp::on(Backend::Sqlite);
    // The register's own folder is the test's, and so is its name.
    let above = register.folder.path().parent().unwrap();
    std::fs::File::open(above).unwrap().sync_all().unwrap();
    println!("{WORD} made {}", register.folder.path().display());
    let people: Mutex<Vec<Vec<Root>>> = Mutex::new(vec![Vec::new(); 3]);
    for week in 0..13 {
        say_the_time(&register);
        if week < weeks {
            let mut people = people.lock().unwrap();
            std::thread::scope(|scope| {
                for (hand, mine) in people.iter_mut().enumerate() {
                    let register = &register;
                    scope.spawn(move || people_come(register, mine, week * 3 + hand));
                }
            });
        }
        if week % 5 == 3 {
            assert!(raise(&register.app, Raise::ByHand).unwrap());
            assert_eq!(
                finish(&register.app, None, &mut || true).unwrap(),
                Looked::InOrder
            );
        }
        register.next_week();
        say_what_came_out(&register);
    }
    Board(&register).counts();
    say_the_time(&register);
    say_what_came_out(&register);
    // What is traced must stay as it is: the folder goes with its parent.
    let TestApp { app, folder, .. } = register;
    drop(app);
    drop(folder.keep());
}

fn people_come(register: &TestApp, mine: &mut Vec<Root>, seed: usize) {
    let app = &register.app;
    let deed = |root: &Root, seed: Option<usize>| {
        match seed {
            Some(seed) => drop(declares_as(app, root, varied(seed)).unwrap()),
            None => drop(withdraws_as(app, root).unwrap()),
        }
        let seed = seed.map_or("none".to_owned(), |seed| seed.to_string());
        println!("{WORD} deed {} {seed}", HEXLOWER.encode(root.bytes()));
    };
    mine.push(a_root());
    deed(&mine[mine.len() - 1], Some(seed));
    mine.push(a_root());
    deed(&mine[mine.len() - 1], Some(seed + 1));
    deed(&mine[seed % mine.len()], Some(seed + 2));
    deed(&mine[(seed * 5 + 1) % mine.len()], None);
}

fn say_the_time(register: &TestApp) {
    println!("{WORD} clock {}", register.clock.now().unix());
}

fn say_what_came_out(register: &TestApp) {
    let (_, visit, post) = register.app.keys.oldest();
    println!("{WORD} keys {}", visit.min(post).iso());
    let all = register
        .app
        .store
        .register
        .read("releases", releases::all)
        .unwrap();
    for release in all {
        println!("{WORD} release {} {}", release.id(), release.chain);
    }
}
