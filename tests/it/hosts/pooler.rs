//! PgBouncer in transaction mode: no transaction may count on the session of the one before it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use enkel::flows::epoch::{Looked, Raise, finish, raise};
use enkel::store::{Store, StoreError};
use tempfile::TempDir;

use crate::app::crowd::Crowd;
use crate::app::{Backend, Board, Citizen, FIRST_DAY, TestApp, at_the_server, raw, varied};

/// So few sessions that every host meets those of the others.
const SESSIONS: u32 = 3;

/// A pooler of one's own, in front of the server of the tests.
struct Pooler {
    program: Child,
    folder: TempDir,
}

impl Pooler {
    fn starts() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("enkel-pool.")
            .tempdir_in("/tmp")
            .unwrap();
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        let at = folder.path().display();
        let server = socket_of_the_server();
        let settings = folder.path().join("pgbouncer.ini");
        let text = format!(
            "[databases]\n* = host={server} user=enkel\n[pgbouncer]\nlisten_addr =\n\
             listen_port = 6432\nunix_socket_dir = {at}\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = {SESSIONS}\nmax_client_conn = 200\n\
             query_wait_timeout = 20\nlogfile = {at}/log\n"
        );
        std::fs::write(&settings, text).unwrap();
        let program = as_nobody_special("/usr/sbin/pgbouncer")
            .args(["-q".as_ref(), settings.as_os_str()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer, which `./test` installs");
        let pooler = Self { program, folder };
        let since = Instant::now();
        while !pooler.socket().exists() {
            assert!(since.elapsed() < Duration::from_secs(20), "no pooler");
            std::thread::sleep(Duration::from_millis(10));
        }
        pooler
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join(".s.PGSQL.6432")
    }

    /// The way through it to the database that this address names.
    fn leads_to(&self, url: &str) -> String {
        let (database, _) = url.split_once('?').unwrap();
        let at = self.folder.path().display();
        format!("{database}?host={at}&port=6432&user=enkel")
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
    }
}

/// Servers refuse to run as root.
pub fn as_nobody_special(program: &str) -> Command {
    if !rustix::process::getuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid=postgres",
        "--regid=postgres",
        "--clear-groups",
        program,
    ]);
    command
}

pub fn socket_of_the_server() -> String {
    let url = std::env::var_os("ENKEL_TEST_PG").expect("a server, which `./test pg-shell` starts");
    let url = url.into_string().unwrap();
    let (_, query) = url.split_once("host=").unwrap();
    query.split('&').next().unwrap().to_owned()
}

/// A register that was made, and is used, through a pooler alone.
fn register() -> (TestApp, Pooler) {
    let pooler = Pooler::starts();
    let nothing = TestApp::nothing_yet(Backend::Postgres);
    let url = pooler.leads_to(nothing.url());
    let settings = [("database.url", url.as_str()), ("database.pooler", "true")];
    (nothing.becomes_a_register(&settings, FIRST_DAY), pooler)
}

#[test]
fn a_whole_life_goes_through_a_pooler() {
    let (register, _pooler) = register();
    assert_eq!(Store::migrate(&register.location()).unwrap(), []);
    let mut anna = Citizen::of(&register, "anna@example.org");
    anna.comes_in().declares(varied(1));
    let mut bea = Citizen::of(&register, "bea@example.org");
    bea.comes_in().declares(varied(2));
    bea.comes_in().declares(varied(3));
    anna.comes_in().withdraws();
    let quarter = register.quarter();
    register.next_quarter();
    assert_eq!(Board(&register).counts(), quarter);
    assert!(raise(&register.app, Raise::ByHand).unwrap());
    let looked = finish(&register.app, None, &mut || true).unwrap();
    assert_eq!(looked, Looked::InOrder);
    assert!(bea.looks_again().answers == varied(3));
    assert!(anna.comes_in().looks().is_none());
    register.is_sound();
}

#[test]
fn two_hosts_go_through_one_pooler_at_once() {
    let (register, _pooler) = register();
    let other = register.another_host();
    let hosts = [&*register.app, &other];
    std::thread::scope(|scope| {
        for number in 0..8 {
            let app = hosts[number % 2];
            scope.spawn(move || {
                let mut crowd = Crowd::of(app, 12);
                for person in 0..12 {
                    match person % 3 {
                        0 => crowd.withdraws(app, person),
                        1 => crowd.declares(app, person, varied(number + person)),
                        _ => crowd.looks(app, person),
                    }
                }
                (0..12).for_each(|person| crowd.looks(app, person));
            });
        }
        scope.spawn(|| {
            assert!(raise(&other, Raise::ByHand).unwrap());
            finish(&other, None, &mut || true).unwrap();
        });
    });
    assert_eq!(register.rows("registration"), 8 * 8);
    assert_eq!(register.steps(), (2, 2));
    register.is_sound();
}

#[test]
fn letters_of_one_outbox_reach_everybody_once_through_a_pooler() {
    let (register, _pooler) = register();
    let other = register.another_host();
    let mut waiting: Vec<_> = (0..40)
        .map(|number| Citizen::of(&register, &format!("jan{number}@example.org")))
        .collect();
    for jan in &mut waiting {
        jan.types_the_address();
    }
    std::thread::scope(|scope| {
        for app in [&*register.app, &other] {
            scope.spawn(
                move || {
                    while enkel::flows::deliver::deliver(app).unwrap().taken > 0 {}
                },
            );
        }
    });
    for jan in &mut waiting {
        assert_eq!(jan.letters().len(), 1);
        jan.reads_the_mail().types_it();
    }
    assert_eq!(
        register
            .app
            .store
            .transit
            .read("letters", enkel::store::outbox::waiting)
            .unwrap(),
        0
    );
}

/// The check on the checks above: what the setting is for.
#[test]
fn without_the_setting_a_pooler_loses_statements() {
    let (register, _pooler) = register();
    let mut settings = register.settings.clone();
    settings.database.pooler = false;
    let careless = crate::app::location(&settings);
    let failed = std::thread::scope(|scope| {
        let one = |_| {
            let careless = &careless;
            scope.spawn(move || -> Result<(), StoreError> {
                let store = Store::open(careless, 4)?;
                for number in 0..40 {
                    store.register.read("look", enkel::store::meta::calendar)?;
                    let key = format!("test {number}");
                    store.register.write("note", move |conn| {
                        enkel::store::meta::set(conn, &key, "here")
                    })?;
                }
                Ok(())
            })
        };
        let all: Vec<_> = (0..4).map(one).collect();
        all.into_iter().any(|one| one.join().unwrap().is_err())
    });
    assert!(failed, "a pooler that shares no sessions tests nothing");
}

#[test]
fn a_pooler_whose_sessions_are_cut_is_used_again() {
    let (register, _pooler) = register();
    let mut anna = Citizen::of(&register, "anna@example.org");
    anna.comes_in().declares(varied(1));
    let (database, _) = register.database.url.split_once('?').unwrap();
    let name = database.rsplit('/').next().unwrap();
    at_the_server(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
    // Whoever is on the way meanwhile hears that it is not certain, once for each session at most.
    let looks = || {
        register
            .app
            .store
            .register
            .read("look", enkel::store::meta::calendar)
    };
    let lost = (0..40).filter(|_| looks().is_err()).count();
    assert!(lost <= SESSIONS as usize, "{lost}");
    assert!(anna.looks_again().answers == varied(1));
}

#[test]
fn what_needs_the_database_alone_is_refused_through_a_pooler() {
    let (register, _pooler) = register();
    match Store::require_rest(&register.location()) {
        Err(StoreError::Setup(why)) => assert!(why.contains("database.pooler = false"), "{why}"),
        other => panic!("not refused: {other:?}"),
    }
    assert_eq!(raw::rows(&register.app.store.register, "registration"), 0);
}
