//! A register that is set up, served over HTTP to people who come at once, killed, rotated and
//! served again, every process of it traced.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use enkel::app::HostClock;
use enkel::config::Settings;
use enkel::domain::clock::{Clock, Timestamp};
use enkel::domain::email::EmailAddress;
use enkel::domain::ids::Root;

use super::Workload;
use super::look::look;
use super::owed::{Letters, Mailbox, Owed, UsedCode};
use super::person::{Person, Site, What};
use super::replay::Wrong;
use super::state::Place;
use super::strace::{self, Traced};
use super::trace::Trace;
use crate::app::about;

/// Settings that make people quick and the disk the only thing that is slow.
const QUICK: [(&str, &str); 7] = [
    ("ENKEL_DERIVATION_MEMORY_MIB", "1"),
    ("ENKEL_DOOR_MINIMUM_FORM_AGE_SECONDS", "0"),
    ("ENKEL_WEB_CODE_REQUESTS_PER_PREFIX_PER_HOUR", "1000000"),
    ("ENKEL_WEB_CODE_REQUESTS_PER_MINUTE", "1000000"),
    ("ENKEL_WEB_POSTS_PER_PREFIX_PER_MINUTE", "1000000"),
    ("ENKEL_DATABASE_CONNECTIONS", "4"),
    ("ENKEL_LOG_LEVEL", "warn"),
];
const AT_ONCE: usize = 6;

/// What was recorded.
pub struct Recorded {
    trace: Trace,
    /// The line after which the register was there.
    made: usize,
    people: Vec<Person>,
    roots: Vec<Root>,
    now: Timestamp,
    _home: tempfile::TempDir,
}

impl Recorded {
    /// So many people live through all of it.
    pub fn of(people: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("r");
        std::fs::create_dir(&folder).unwrap();
        let mut trace = Trace::of(&folder);
        let mut town = Town::new(home.path());
        let set_up = ["init", "--yes", "--dir", folder.to_str().unwrap()];
        town.traces(&mut trace, &set_up, |_, traced| traced.ends());
        let made = trace.lines();
        let mut people: Vec<Person> = (0..people).map(Person::new).collect();
        let half = people.len() / 2;
        let config = folder.join("enkel.toml");
        let serve = ["serve", "--config", config.to_str().unwrap()];
        town.traces(&mut trace, &serve, |town, traced| {
            town.is_lived_in(&mut people[..half], 0);
            traced.gets_killed();
        });
        let rotate = ["keys", "rotate", "--config", config.to_str().unwrap()];
        town.traces(&mut trace, &rotate, |_, traced| traced.ends());
        town.traces(&mut trace, &serve, |town, traced| {
            town.is_lived_in(&mut people, half);
            traced.stops();
        });
        let now = HostClock.now();
        let roots = roots(&folder, &people, now);
        Self {
            trace,
            made,
            people,
            roots,
            now,
            _home: home,
        }
    }

    /// What had been promised when the power went.
    fn owed(&self, line: usize) -> Owed {
        let told = |port: &u16| self.trace.answered.get(port).is_some_and(|at| *at < line);
        let mut owed = Owed::at(self.now);
        for (person, root) in self.people.iter().zip(&self.roots) {
            let address = EmailAddress::parse(&person.address).unwrap();
            let mut mailbox = Mailbox::empty(root.clone());
            let mut asked = 0;
            for deed in &person.deeds {
                let told = told(&deed.port);
                match &deed.what {
                    What::Asked => asked += usize::from(told),
                    What::Opened(code, asked) if told => owed.codes.push(UsedCode {
                        address: address.clone(),
                        asked: *asked,
                        code: code.clone(),
                    }),
                    What::Opened(..) => {}
                    What::Declared(about_it) => mailbox.becomes(Some(about(&[about_it])), told),
                    What::Withdrew => mailbox.becomes(None, told),
                }
            }
            owed.mailboxes.push(mailbox);
            owed.letters.push(Letters { address, asked });
        }
        owed
    }

    /// A state of it, opened.
    fn place(&self, folder: &Path) -> Result<Place, String> {
        let given = QUICK.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let settings = Settings::load(&folder.join("enkel.toml"), &given);
        Ok(Place {
            settings: settings.map_err(|error| error.to_string())?,
            mail: Some(folder.join("mail")),
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

/// What each address becomes, from the keys as they are at the end.
fn roots(folder: &Path, people: &[Person], now: Timestamp) -> Vec<Root> {
    let given = QUICK.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let settings = Settings::load(&folder.join("enkel.toml"), &given).unwrap();
    let place = Place {
        settings,
        mail: None,
    };
    let app = place.opens(now).unwrap().app;
    let roots = people.iter().map(|person| {
        let address = EmailAddress::parse(&person.address).unwrap();
        app.derivation
            .root(&app.keys, &address.canonical())
            .unwrap()
    });
    roots.collect()
}

/// Where people live and processes are started one after another.
struct Town {
    home: PathBuf,
    site: Site,
    processes: usize,
}

impl Town {
    fn new(home: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let settings = Settings::given(home, &[]).unwrap();
        Self {
            home: home.to_owned(),
            site: Site {
                address: listener.local_addr().unwrap(),
                host: settings.register.base_url.authority().to_owned(),
                mail: home.join("r/mail"),
                ports: Mutex::default(),
            },
            processes: 0,
        }
    }

    fn traces(&mut self, trace: &mut Trace, words: &[&str], lives: impl FnOnce(&Self, Traced)) {
        self.processes += 1;
        let log = self.home.join(format!("{}.strace", self.processes));
        let program = Path::new(env!("CARGO_BIN_EXE_enkel"));
        let mut command = strace::command(program, &log);
        command.args(words).current_dir(&self.home);
        command.env_clear().envs(QUICK);
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("ENKEL_WEB_LISTEN", self.site.address.to_string());
        command.stdout(std::process::Stdio::null());
        lives(self, Traced::starts(command, &log));
        trace.goes_on_with(&log);
        std::fs::remove_file(&log).unwrap();
    }

    /// Everybody comes, several at once. Those before `known` come again.
    fn is_lived_in(&self, people: &mut [Person], known: usize) {
        self.waits_for(self.site.address);
        let queue = Mutex::new(people.iter_mut().enumerate());
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    loop {
                        let next = queue.lock().unwrap().next();
                        let Some((number, person)) = next else { break };
                        match number < known {
                            true => comes_again(person, number, &self.site),
                            false => comes(person, number, &self.site),
                        }
                    }
                });
            }
        });
    }

    fn waits_for(&self, address: SocketAddr) {
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "nobody serves");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Declares; every second one replaces, every third one withdraws.
fn comes(person: &mut Person, number: usize, site: &Site) {
    person.comes_in(site, number % 5 == 4);
    person.declares(site, ["MA", "TR", "IR"][number % 3]);
    if number % 2 == 1 {
        person.comes_in(site, false);
        person.declares(site, "SY");
    }
    if number % 3 == 2 {
        person.comes_in(site, false);
        person.withdraws(site);
    }
}

/// Whoever had withdrawn declares anew; of the others every second one withdraws.
fn comes_again(person: &mut Person, number: usize, site: &Site) {
    person.comes_in(site, false);
    match number % 3 {
        2 => person.declares(site, "ER"),
        _ if number.is_multiple_of(2) => person.withdraws(site),
        _ => person.declares(site, "AR"),
    }
}
