//! Each line of the table of that name in `docs/threats.md`: a thief with exactly these things
//! gets what the line says, because the second half of the promise is true as well, and with one
//! of them less he gets nothing.

mod haul;

use enkel::crypto::envelope::Identity;
use enkel::crypto::escrow::Escrow;
use enkel::crypto::shares::{Joining, PaperKey, Share};
use enkel::crypto::sign;
use enkel::crypto::visit_key::TagFor;
use enkel::domain::code::{Code, CodeLength};
use enkel::domain::leaf::Line;
use enkel::domain::visit::Visit;
use enkel::flows::back_up::{Archive, ArchiveError, back_up};
use enkel::flows::write_escrow::write_escrow;
use enkel::store::budgets;
use tempfile::TempDir;

use crate::app::{Backend, Citizen, TestApp, varied};
use crate::thief_finds_nothing::search::Search;
use haul::{Haul, Tables, canonical};

on_both_databases!(
    the_database_alone_names_nobody_and_holds_nothing_readable,
    database_epoch_and_register_key_find_whoever_is_listed_and_one_less_finds_nobody,
    slips_not_yet_counted_need_epoch_and_counting_key_and_name_nobody,
    the_visit_key_gives_codes_cookies_and_who_asked_today,
    the_post_key_gives_the_addresses_of_letters_that_wait,
    the_release_key_signs_and_opens_nothing,
    a_backup_needs_identity_escrow_and_register_key,
    an_escrow_opens_for_the_board_alone_and_names_nobody,
    fewer_than_three_paper_shares_are_nothing_and_three_are_the_key,
    an_old_copy_is_dark_after_two_steps_even_with_every_key_of_today,
    the_journal_names_nobody_and_its_key_opens_no_slip,
    all_files_of_a_host_are_the_sum,
);

const EPOCH: &str = "epoch.ratchet";
const REGISTER: &str = "register.key";
const COUNTING: [&str; 2] = ["counting.key", "counting.pub"];
const JOURNAL: &str = "journal.key";
const JAN: &str = "Jan.de.Vries@voorbeeld.example";
const PEOPLE: usize = 6;

fn with_people(on: Backend) -> TestApp {
    let register = TestApp::on(on);
    Citizen::of(&register, JAN).comes_in().declares(varied(3));
    for number in 1..PEOPLE {
        Citizen::of(&register, &format!("mens{number}@voorbeeld.example"))
            .comes_in()
            .declares(varied(number));
    }
    register
}

fn the_database_alone_names_nobody_and_holds_nothing_readable(on: Backend) {
    let register = with_people(on);
    let tables = Tables::stolen_from(&register);
    let nothing = Haul::of(&register, &[]);
    assert_eq!((tables.rows.len(), tables.ballots.len()), (PEOPLE, PEOPLE));
    assert!(nothing.finds(&register, &tables, JAN).is_none());
    assert_eq!(nothing.unwraps(&tables), 0);
    assert!(nothing.reads_slips(&tables).is_empty());
}

fn database_epoch_and_register_key_find_whoever_is_listed_and_one_less_finds_nobody(on: Backend) {
    let register = with_people(on);
    let tables = Tables::stolen_from(&register);
    let both = Haul::of(&register, &[EPOCH, REGISTER]);
    assert!(both.finds(&register, &tables, JAN) == Some(varied(3)));
    let other_way = JAN.to_uppercase();
    assert!(both.finds(&register, &tables, &other_way) == Some(varied(3)));
    assert!(
        both.finds(&register, &tables, "jan@voorbeeld.example")
            .is_none()
    );

    let epoch = Haul::of(&register, &[EPOCH]);
    assert!(epoch.finds(&register, &tables, JAN).is_none());
    assert_eq!(epoch.unwraps(&tables), PEOPLE, "marks and ids, no record");
    let without_epoch = [&[REGISTER, JOURNAL][..], &COUNTING].concat();
    let key = Haul::of(&register, &without_epoch);
    assert!(key.finds(&register, &tables, JAN).is_none());
    assert_eq!(key.unwraps(&tables), 0);
    let none = Tables::of(Vec::new());
    assert!(both.finds(&register, &none, JAN).is_none());
}

fn slips_not_yet_counted_need_epoch_and_counting_key_and_name_nobody(on: Backend) {
    let register = with_people(on);
    let tables = Tables::stolen_from(&register);
    let both = Haul::of(&register, &[&[EPOCH][..], &COUNTING].concat());
    assert_eq!(both.reads_slips(&tables).len(), PEOPLE);
    assert!(both.finds(&register, &tables, JAN).is_none());
    for less in [&[EPOCH, REGISTER, JOURNAL][..], &COUNTING] {
        let haul = Haul::of(&register, less);
        assert!(haul.reads_slips(&tables).is_empty(), "{less:?}");
    }
    // What was counted is gone, whoever has the keys.
    register.next_quarter();
    crate::app::Board(&register).counts();
    let tables = Tables::stolen_from(&register);
    let both = Haul::of(&register, &[&[EPOCH][..], &COUNTING].concat());
    assert!(both.reads_slips(&tables).is_empty());
    assert!(tables.ballots.is_empty());
}

fn the_visit_key_gives_codes_cookies_and_who_asked_today(on: Backend) {
    let register = with_people(on);
    let mut asks = Citizen::of(&register, "vraagt@voorbeeld.example");
    asks.asks_for_a_code().reads_the_mail();
    let today = register.clock.today();
    let padded = asks.visit.as_ref().unwrap().padded().unwrap();
    let cookie = register.app.keys.seal_cookie(today, &padded).unwrap();
    let spent = |haul: &Haul, address: &str| {
        let key = haul.keys.visit(today).unwrap();
        let tag = key.tag(TagFor::Budget, canonical(address).bytes());
        let read = |conn: &mut _| budgets::load(conn, &tag);
        register.app.store.transit.read("look", read).unwrap().mails
    };
    let code = |haul: &Haul| {
        let key = haul.keys.visit(today).unwrap();
        key.code(&canonical(&asks.address), 0, CodeLength::Short)
    };
    let sent = Code::parse(&asks.code).unwrap();
    let stolen = Haul::of(&register, &["visit.ratchet"]);
    assert!(code(&stolen).grouped() == sent.grouped());
    let opened = stolen.keys.open_cookie(today, &cookie).unwrap();
    assert!(Visit::from_padded(&opened).is_some());
    assert_eq!(spent(&stolen, &asks.address), 1);
    assert_eq!(spent(&stolen, "nooit@voorbeeld.example"), 0);
    // It says nothing about who has declared.
    let tables = Tables::stolen_from(&register);
    assert!(stolen.finds(&register, &tables, JAN).is_none());

    let all_but_it = ["post.ratchet", EPOCH, REGISTER, JOURNAL];
    let without = Haul::of(&register, &all_but_it);
    assert!(code(&without).grouped() != sent.grouped());
    assert!(without.keys.open_cookie(today, &cookie).is_none());
    assert_eq!(spent(&without, &asks.address), 0);
    // A later copy yields no earlier day.
    register.next_day();
    register.next_day();
    register.next_day();
    let later = Haul::of(&register, &["visit.ratchet"]);
    assert!(later.keys.visit(today).is_err());
}

fn the_post_key_gives_the_addresses_of_letters_that_wait(on: Backend) {
    let register = with_people(on);
    let address = "wacht@voorbeeld.example";
    Citizen::of(&register, address).types_the_address();
    let stolen = Haul::of(&register, &["post.ratchet"]);
    assert_eq!(stolen.reads_letters(&register), [address]);
    let without = Haul::of(&register, &["visit.ratchet", EPOCH, REGISTER, JOURNAL]);
    assert!(without.reads_letters(&register).is_empty());
    register.delivers();
    assert!(stolen.reads_letters(&register).is_empty(), "it was sent");
}

fn the_release_key_signs_and_opens_nothing(on: Backend) {
    let register = with_people(on);
    let tables = Tables::stolen_from(&register);
    let stolen = Haul::of(&register, &["release.key", "release.pub"]);
    assert!(stolen.finds(&register, &tables, JAN).is_none());
    assert_eq!(stolen.unwraps(&tables), 0);
    let public = register.app.keys.release_public();
    let signs = |haul: &Haul| {
        let key = haul.keys.release_key().unwrap();
        let signature = key.sign(b"never published", "a comment").unwrap();
        sign::verify(public, b"never published", &signature).is_ok()
    };
    assert!(signs(&stolen));
    let without = [&[REGISTER, EPOCH, JOURNAL][..], &COUNTING].concat();
    assert!(!signs(&Haul::of(&register, &without)));
}

/// A backup and an escrow as the board gets them.
struct Board {
    identity: Identity,
    folder: TempDir,
}

impl Board {
    fn new() -> Self {
        Self {
            identity: Identity::generate(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn gets_a_backup(&self, register: &TestApp) -> Vec<u8> {
        let mut file = Vec::new();
        back_up(&register.app, &self.identity.recipient(), &mut file).unwrap();
        file
    }

    fn gets_the_escrow(&self, register: &TestApp) {
        let to = self.identity.recipient().to_string();
        let (settings, keys) = (&register.settings, &register.app.keys);
        write_escrow(settings, keys, Some(&to), Some(self.folder.path())).unwrap();
    }

    /// Every escrow that is kept, the oldest first.
    fn escrows(&self) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut all: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        all.sort();
        all
    }
}

fn tables_of(backup: &[u8], identity: &Identity) -> Result<Tables, ArchiveError> {
    let mut pages = Vec::new();
    Archive::open(backup, identity)?.pages(&mut |page| {
        pages.push(page);
        Ok(())
    })?;
    Ok(Tables::of(pages))
}

/// A haul with what an escrow holds and these files of the register.
fn with_escrow(register: &TestApp, board: &Board, escrow: usize, files: &[&str]) -> Haul {
    let opened = Escrow::open(&board.escrows()[escrow], &board.identity).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("keys");
    opened.place_into(&dir).unwrap();
    let own = &register.settings.keys.folder;
    for file in files {
        std::fs::copy(own.join(file), dir.join(file)).unwrap();
    }
    Haul::with(register, &dir, &[&[EPOCH][..], files].concat())
}

fn a_backup_needs_identity_escrow_and_register_key(on: Backend) {
    let register = with_people(on);
    let board = Board::new();
    let backup = board.gets_a_backup(&register);
    board.gets_the_escrow(&register);
    let refused = tables_of(&backup, &Identity::generate());
    assert!(matches!(refused, Err(ArchiveError::Envelope(_))));
    let mut search = Search::new();
    search.text(JAN);
    assert!(search.finds(&backup).is_empty());

    let tables = tables_of(&backup, &board.identity).unwrap();
    assert_eq!(tables.rows.len(), PEOPLE);
    let identity = Haul::of(&register, &[&[REGISTER, JOURNAL][..], &COUNTING].concat());
    assert_eq!(
        identity.unwraps(&tables),
        0,
        "no row opens without the escrow"
    );
    assert!(identity.finds(&register, &tables, JAN).is_none());
    assert!(identity.reads_slips(&tables).is_empty());

    let escrow = with_escrow(&register, &board, 0, &[]);
    assert_eq!(escrow.unwraps(&tables), PEOPLE);
    assert!(escrow.finds(&register, &tables, JAN).is_none());
    assert!(escrow.reads_slips(&tables).is_empty());
    let slips = with_escrow(&register, &board, 0, &COUNTING);
    assert_eq!(slips.reads_slips(&tables).len(), PEOPLE);
    let all = with_escrow(&register, &board, 0, &[REGISTER]);
    assert!(all.finds(&register, &tables, JAN) == Some(varied(3)));
}

fn an_escrow_opens_for_the_board_alone_and_names_nobody(on: Backend) {
    let register = with_people(on);
    let board = Board::new();
    board.gets_the_escrow(&register);
    let file = board.escrows().remove(0);
    assert!(Escrow::open(&file, &Identity::generate()).is_err());
    let mut search = Search::new();
    for name in [EPOCH, "release.key"] {
        let text = std::fs::read_to_string(register.settings.keys.folder.join(name)).unwrap();
        search.text(text.lines().nth(1).unwrap());
    }
    assert!(search.finds(&std::fs::read(&file).unwrap()).is_empty());
    let tables = Tables::stolen_from(&register);
    let opened = with_escrow(&register, &board, 0, &[]);
    assert!(opened.finds(&register, &tables, JAN).is_none());
}

fn fewer_than_three_paper_shares_are_nothing_and_three_are_the_key(on: Backend) {
    let register = with_people(on);
    let tables = Tables::stolen_from(&register);
    let file = register.settings.keys.folder.join(REGISTER);
    let shares = PaperKey::load(&file).unwrap().split(3, 5).unwrap();
    let mut shares = shares.into_iter();
    let mut joining = Joining::default();
    let mut search = Search::new();
    let text = std::fs::read_to_string(&file).unwrap();
    let key = data_encoding::BASE64
        .decode(text.lines().nth(1).unwrap().as_bytes())
        .unwrap();
    search.bytes("the key", &key);
    for have in 1..3 {
        let share: Share = shares.next().unwrap();
        assert!(search.finds(share.sheet().as_bytes()).is_empty());
        joining.add(share).unwrap();
        assert!(joining.key().is_err(), "{have} of three");
    }
    joining.add(shares.next().unwrap()).unwrap();
    let haul = Haul::of(&register, &[EPOCH]);
    let joined = haul.place().join(REGISTER);
    std::fs::remove_file(&joined).unwrap();
    joining.key().unwrap().create(&joined).unwrap();
    assert_eq!(
        std::fs::read(&joined).unwrap(),
        std::fs::read(&file).unwrap()
    );
    let three = Haul::with(&register, &haul.place(), &[EPOCH, REGISTER]);
    assert!(three.finds(&register, &tables, JAN) == Some(varied(3)));
}

fn an_old_copy_is_dark_after_two_steps_even_with_every_key_of_today(on: Backend) {
    let register = with_people(on);
    let board = Board::new();
    board.gets_the_escrow(&register);
    let old = Tables::stolen_from(&register);
    let everything = [&[EPOCH, REGISTER, JOURNAL][..], &COUNTING].concat();
    let beside = [&[REGISTER, JOURNAL][..], &COUNTING].concat();
    for step in 2..=3 {
        register.goes_a_step();
        board.gets_the_escrow(&register);
        // The keys of the living register are of no use with it from the first step on.
        let live = Haul::of(&register, &everything);
        assert_eq!(live.unwraps(&old), 0, "step {step}");
        assert!(live.finds(&register, &old, JAN).is_none());
        let kept = board.escrows().len();
        assert_eq!(kept, 2);
        let opened = (0..kept).filter(|number| {
            let haul = with_escrow(&register, &board, *number, &beside);
            haul.finds(&register, &old, JAN).is_some()
        });
        // After one step the escrow of before still opens it; after two nothing does.
        assert_eq!(opened.count(), usize::from(step == 2), "step {step}");
    }
    let now = Tables::stolen_from(&register);
    let live = Haul::of(&register, &everything);
    assert!(live.finds(&register, &now, JAN) == Some(varied(3)));
}

fn the_journal_names_nobody_and_its_key_opens_no_slip(on: Backend) {
    let register = with_people(on);
    let mut jan = Citizen::of(&register, JAN);
    jan.comes_in().withdraws();
    let journal = register.app.journal.folder();
    let files = journal.files().unwrap();
    let opens = |haul: &Haul| {
        let key = haul.keys.journal();
        let mut lines = Vec::new();
        for file in &files {
            let read = journal.read_from(file, 0, &mut |place, sealed| {
                let opened = key.open_line(&file.name(), place, sealed).ok();
                lines.extend(opened.and_then(|padded| Line::from_padded(&padded)));
            });
            read.unwrap();
        }
        lines
    };
    let mut search = Search::new();
    search.text(JAN);
    search.bytes("a mark", jan.mark().bytes());
    for file in &files {
        let bytes = std::fs::read(journal.path(file)).unwrap();
        assert!(search.finds(&bytes).is_empty());
    }
    let without = [&[REGISTER, EPOCH][..], &COUNTING].concat();
    assert!(opens(&Haul::of(&register, &without)).is_empty());

    let key = Haul::of(&register, &[JOURNAL]);
    let lines = opens(&key);
    let leaves: Vec<_> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Leaf(leaf) => Some(leaf),
            _ => None,
        })
        .collect();
    assert_eq!((leaves.len(), lines.len()), (1, 2), "a leaf and its end");
    let boxed = &leaves[0].ballots[0].boxed;
    assert!(key.counting().open(boxed).is_err());
    for line in &lines {
        assert!(search.finds(&line.padded().unwrap()).is_empty());
    }
    let both = Haul::of(&register, &[&[JOURNAL][..], &COUNTING].concat());
    assert!(both.counting().open(boxed).is_ok());
}

fn all_files_of_a_host_are_the_sum(on: Backend) {
    let register = with_people(on);
    let waits = "wacht@voorbeeld.example";
    Citizen::of(&register, waits).types_the_address();
    let tables = Tables::stolen_from(&register);
    let daily = ["post.ratchet", "visit.ratchet"];
    let all = [&[EPOCH, REGISTER, JOURNAL][..], &COUNTING, &daily].concat();
    let haul = Haul::of(&register, &all);
    assert!(haul.finds(&register, &tables, JAN) == Some(varied(3)));
    assert!(
        haul.finds(&register, &tables, "niet@voorbeeld.example")
            .is_none()
    );
    assert_eq!(haul.reads_slips(&tables).len(), PEOPLE);
    assert_eq!(haul.reads_letters(&register), [waits]);
}
