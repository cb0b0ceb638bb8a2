//! A whole life on bare machines, with the package as it is given out: installed, set up, served
//! behind a proxy, backed up, lost, put back on another machine, upgraded, removed.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::around::{Around, SELECTOR, SENDER, SENDING_HOST};
use super::machine::{Machine, REGISTER, Said, Service};
use super::person::Person;
use super::proxy::Kind;
use super::tls::NAME;
use crate::faults::member::free_port;
use crate::faults::post::Post;
use crate::faults::relay::Relay;
use crate::web::http::{Answer, Request};

const ANNA: &str = "anna@example.org";
const BOB: &str = "bob@example.org";
const FIXED_KEYS: [&str; 3] = ["register.key", "journal.key", "counting.key"];

/// What the board keeps, apart from every machine.
struct Cupboard {
    folder: tempfile::TempDir,
    relay: Relay,
    post: Post,
}

impl Cupboard {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut keygen = Command::new("age-keygen");
        let made = keygen.arg("-o").arg(folder.path().join("board.txt"));
        assert!(made.output().unwrap().status.success());
        let (relay, said) = Relay::starts();
        let mailbox = folder.path().join("mail");
        relay.lays_letters_into(&mailbox, said);
        let post = Post::at(&mailbox);
        Self {
            folder,
            relay,
            post,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn recipient(&self) -> String {
        let text = fs::read_to_string(self.path("board.txt")).unwrap();
        let line = text
            .lines()
            .find(|line| line.contains("public key: "))
            .unwrap();
        line.rsplit(' ').next().unwrap().to_owned()
    }

    /// Out of the machine, or into it.
    fn copies(from: &Path, to: &Path) {
        let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
        assert!(copied.unwrap().success(), "{from:?} {to:?}");
    }
}

fn package(variable: &str) -> PathBuf {
    std::env::var_os(variable)
        .expect("set by `./test --long install`")
        .into()
}

#[test]
fn a_bare_machine_is_installed_lost_and_put_back() {
    if std::env::var_os("ENKEL_LONG").is_none_or(|part| part != "install") {
        println!("part of `./test --long install`");
        return;
    }
    let (cupboard, around) = (Cupboard::new(), Around::new());
    let at = free_port();
    let through = |kind, machine: &Machine, visit: &dyn Fn(&Asks)| {
        through(&around, (kind, at), machine, visit)
    };
    {
        let machine = Machine::bare();
        machine.installs(&package("ENKEL_TEST_DEB"));
        around.surrounds(&machine);
        is_set_up(&machine, &cupboard, at.port());
        keys_go_on_paper(&machine, &cupboard);
        machine.hands_over(&FIXED_KEYS);
        let service = machine.serves();
        through(Kind::Nginx, &machine, &|asks| {
            Person::at(asks, &cupboard.post, ANNA).declares("MA");
            is_backed_up(&machine, &cupboard);
        });
        stops(service);
        // What is on a disk of its own outlives the machine.
        Cupboard::copies(
            &machine.path(&format!("{REGISTER}/journal")),
            &cupboard.path("journal"),
        );
    }
    let machine = Machine::bare();
    machine.installs(&package("ENKEL_TEST_DEB"));
    around.surrounds(&machine);
    is_put_back(&machine, &cupboard);
    let service = machine.serves();
    through(Kind::Caddy, &machine, &|asks| {
        let seen = Person::at(asks, &cupboard.post, ANNA).looks();
        assert!(seen.contains("Marokko"), "{seen}");
        Person::at(asks, &cupboard.post, BOB).declares("IR");
    });
    stops(service);
    is_upgraded(&machine, &around);
    let service = machine.serves();
    through(Kind::Nginx, &machine, &|asks| {
        let seen = Person::at(asks, &cupboard.post, BOB).looks();
        assert!(seen.contains("Iran"), "{seen}");
    });
    stops(service);
    leaves_everything_behind(&machine);
}

type Asks<'a> = dyn Fn(&Request) -> Answer + 'a;

/// Somebody comes through a proxy; the doctor finds all well then, before and after.
fn through(
    around: &Around,
    (kind, at): (Kind, SocketAddr),
    machine: &Machine,
    visit: &dyn Fn(&Asks<'_>),
) {
    let proxy = around.proxy(kind, at);
    all_is_well(&machine.unit_runs("enkel-doctor.service"));
    visit(&|request| proxy.certificate.asks(proxy.https, request));
    all_is_well(&machine.unit_runs("enkel-doctor.service"));
    let logs = proxy.logs();
    assert!(
        !logs.contains("/nl/") && !logs.contains("example.org"),
        "{logs}"
    );
}

fn stops(mut service: Service) {
    service.stops();
}

fn all_is_well(said: &Said) {
    println!("{}", said.1);
    assert_eq!(said.0, 0, "{}", said.1);
    assert!(!said.1.contains("\nfail"), "{}", said.1);
}

/// `enkel init` to its end, and what it then asks for.
fn is_set_up(machine: &Machine, cupboard: &Cupboard, port: u16) {
    let mail = format!("smtp://127.0.0.1:{}", cupboard.relay.port);
    let base = format!("https://{NAME}");
    let words = [
        "init",
        "--dir",
        REGISTER,
        "--yes",
        "--name",
        "A register",
        "--base-url",
        &base,
    ];
    let more = [
        "--mail-url",
        &mail,
        "--mail-from",
        &format!("codes@{SENDER}"),
    ];
    machine.enkel(&[&words[..], &more].concat()).good();
    let file = machine.path(&format!("{REGISTER}/enkel.toml"));
    let mut text = fs::read_to_string(&file).unwrap();
    for (section, lines) in [
        ("controller", CONTROLLER.to_owned()),
        ("processors", PROCESSORS.to_owned()),
        (
            "web",
            format!("listen = \"127.0.0.1:{port}\"\ntrusted_proxies = [\"127.0.0.1/32\"]"),
        ),
        (
            "mail",
            format!("dkim_selector = \"{SELECTOR}\"\nhello_name = \"{SENDING_HOST}\""),
        ),
        (
            "backup",
            format!("recipient = \"{}\"\n{ESCROW}", cupboard.recipient()),
        ),
    ] {
        let heading = format!("\n[{section}]\n");
        assert!(text.contains(&heading), "{section}");
        text = text.replace(&heading, &format!("{heading}{lines}\n"));
    }
    fs::write(&file, format!("production = true\n{text}")).unwrap();
    escrow_has_a_place(machine);
    machine.enkel(&["config", "check"]).good();
}

const CONTROLLER: &str = "name = \"Stichting Proef\"\nkvk = \"12345678\"\nrsin = \"123456789\"\n\
     address = \"Straat 1, 1234 AB Plaats\"\ncontact = \"board@foundation.example\"\n\
     privacy_contact = \"privacy@foundation.example\"";
const PROCESSORS: &str = "host_name = \"Stichting Proef\"\nhost_place = \"Nederland\"\n\
     relay_name = \"Post BV\"\nrelay_place = \"Nederland\"";
const ESCROW: &str = "escrow_folder = \"/srv/enkel/escrow\"";

fn escrow_has_a_place(machine: &Machine) {
    let place = "install -d -o enkel -m 700 /srv/enkel/escrow";
    let words: Vec<&str> = place.split(' ').collect();
    machine.runs(&words).good();
}

fn keys_go_on_paper(machine: &Machine, cupboard: &Cupboard) {
    for key in FIXED_KEYS {
        let file = format!("keys/{key}");
        machine
            .enkel(&[
                "keys",
                "split",
                "--file",
                &file,
                "--out",
                "/var/lib/enkel/paper",
            ])
            .good();
    }
    let lies = machine.path("/var/lib/enkel/paper");
    Cupboard::copies(&lies, &cupboard.path("paper"));
    fs::remove_dir_all(lies).unwrap();
}

fn is_backed_up(machine: &Machine, cupboard: &Cupboard) {
    machine.unit_runs("enkel-backup.service").good();
    Cupboard::copies(
        &machine.path("/var/lib/enkel/backups"),
        &cupboard.path("backups"),
    );
    Cupboard::copies(&machine.path("/srv/enkel/escrow"), &cupboard.path("escrow"));
    Cupboard::copies(
        &machine.path(&format!("{REGISTER}/enkel.toml")),
        &cupboard.path("enkel.toml"),
    );
}

/// The steps of docs/operations.md, "Restoring".
fn is_put_back(machine: &Machine, cupboard: &Cupboard) {
    let usb = machine.path("/media/usb");
    for name in ["board.txt", "paper", "backups", "escrow"] {
        fs::create_dir_all(&usb).unwrap();
        Cupboard::copies(&cupboard.path(name), &usb);
    }
    let register = machine.path(REGISTER);
    fs::create_dir(&register).unwrap();
    for name in ["enkel.toml", "journal"] {
        Cupboard::copies(&cupboard.path(name), &register);
    }
    let own =
        format!("chown -R enkel:enkel {REGISTER} /media/usb && chmod -R go= {REGISTER} /media/usb");
    machine.runs(&["sh", "-c", &own]).good();
    escrow_has_a_place(machine);
    let backup = format!("/media/usb/backups/{}", only_file(&usb.join("backups")));
    let escrow = format!("/media/usb/escrow/{}", only_file(&usb.join("escrow")));
    let with = ["--identity", "/media/usb/board.txt", "--escrow", &escrow];
    machine
        .enkel(&[&["verify-backup", &backup][..], &with].concat())
        .good();
    for key in FIXED_KEYS {
        let sheet = |number: u8| format!("/media/usb/paper/{key}.share-{number}-of-5.txt");
        let [one, two, three] = [5, 1, 3].map(sheet);
        let out = format!("keys/{key}");
        machine
            .enkel(&["keys", "join", "--out", &out, &one, &two, &three])
            .good();
    }
    machine
        .enkel(&[&["restore", &backup][..], &with].concat())
        .good();
    let looked = machine.enkel(&["doctor", "--invariants"]);
    only_the_site_is_missing(&looked);
    machine.unit_runs("enkel-backup.service").good();
}

/// Nothing serves yet; all the rest is as it should be.
fn only_the_site_is_missing(said: &Said) {
    println!("{}", said.1);
    let failed: Vec<&str> = said
        .1
        .lines()
        .filter(|line| line.starts_with("fail"))
        .collect();
    assert!(
        matches!(failed[..], [site] if site.contains("site")),
        "{failed:?}"
    );
}

fn only_file(folder: &Path) -> String {
    let mut names = fs::read_dir(folder).unwrap();
    let name = names.next().unwrap().unwrap().file_name();
    assert!(names.next().is_none(), "one file in {folder:?}");
    name.into_string().unwrap()
}

/// Every file of the register, its bytes and its mode.
fn everything(machine: &Machine) -> String {
    let list = "find /var/lib/enkel /srv/enkel -type f -exec sha256sum {} + | sort; \
                find /var/lib/enkel /srv/enkel -printf '%p %m %u\\n' | sort";
    machine.runs(&["sh", "-c", list]).good()
}

fn is_upgraded(machine: &Machine, around: &Around) {
    let before = everything(machine);
    let said = machine.installs(&package("ENKEL_TEST_DEB_NEXT"));
    around.surrounds(machine);
    assert!(said.contains("enkel migrate"), "{said}");
    assert_eq!(everything(machine), before);
    machine.enkel(&["migrate"]).good();
    only_the_site_is_missing(&machine.enkel(&["doctor", "--invariants"]));
}

fn leaves_everything_behind(machine: &Machine) {
    let before = everything(machine);
    assert!(before.contains("register.db") && before.contains("register.key"));
    machine
        .runs(&["apt-get", "remove", "-q", "-y", "enkel"])
        .good();
    assert!(!machine.path("/usr/bin/enkel").exists());
    assert_eq!(everything(machine), before);
    let said = machine.runs(&["dpkg", "--purge", "enkel"]).good();
    assert!(
        said.contains("/var/lib/enkel"),
        "it says where it lies: {said}"
    );
    assert_eq!(everything(machine), before);
    // Whoever installs it again finds the register as it was.
    machine.installs(&package("ENKEL_TEST_DEB_NEXT"));
    assert_eq!(everything(machine), before);
    drop(machine.serves());
}
