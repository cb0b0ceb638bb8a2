//! The formulas of `docs/threats.md`, checked against answers computed once on other people's
//! code (`vectors/make.py`: Python's hmac, `cryptography`, libsodium), and what must not open.

use std::path::Path;
use std::sync::OnceLock;

use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;

use super::ballot_box::{BOX_BYTES, CountingKey};
use super::derive::{Derivation, Params, mark};
use super::digest::{hex, sha256, unhex};
use super::epoch::{BALLOT_BYTES, ROW_BYTES};
use super::key_file;
use super::keys::Keys;
use super::post::SEALED_LETTER_BYTES;
use super::ratchet::Ratchet;
use super::secret::Secret;
use super::sign::ReleaseKey;
use super::visit_key::{SEALED_VISIT_BYTES, TagFor};
use super::*;
use crate::domain::ballot::SLIP_BYTES;
use crate::domain::clock::Day;
use crate::domain::code::{Code, CodeLength};
use crate::domain::email::{CanonicalAddress, EmailAddress};
use crate::domain::ids::{BallotId, Nonce, RegistrationId, Root};
use crate::domain::letter::LETTER_BYTES;
use crate::domain::period::Quarter;
use crate::domain::record::RECORD_BYTES;
use crate::domain::visit::VISIT_BYTES;

const TODAY: Day = Day::from_number(20_780);

fn answer(name: &str) -> Vec<u8> {
    let found = include_str!("vectors/answers.txt")
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    unhex(found.unwrap()).unwrap()
}

fn fatima() -> CanonicalAddress {
    EmailAddress::parse("Fatima@example.nl")
        .unwrap()
        .canonical()
}

/// The set of keys that `make.py` computes with.
fn lay_out(dir: &Path) {
    let write = |name: &str, kind: &str, bytes: &[u8]| {
        key_file::create(&dir.join(name), kind, bytes).unwrap();
    };
    let ratchet = |step: u32, state: u8| [step.to_be_bytes().as_slice(), &[state; 32]].concat();
    write("register.key", "register key", &[1; 32]);
    write("journal.key", "journal key", &[16; 32]);
    write("epoch.ratchet", "epoch ratchet", &ratchet(1, 3));
    write("visit.ratchet", "visit ratchet", &ratchet(20_779, 9));
    write("post.ratchet", "post ratchet", &ratchet(20_779, 13));
    write("counting.key", "counting key", &[7; 32]);
    let public = answer("counting_public");
    write("counting.pub", "counting public key", &public);
    let release = ReleaseKey::generate().unwrap();
    write("release.key", "release key", &release.bytes());
    std::fs::write(dir.join("release.pub"), release.public_text()).unwrap();
}

fn keys() -> &'static Keys {
    static KEYS: OnceLock<(tempfile::TempDir, Keys)> = OnceLock::new();
    let (_, keys) = KEYS.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        lay_out(dir.path());
        let keys = Keys::load(dir.path(), None).unwrap();
        (dir, keys)
    });
    keys
}

fn root() -> Root {
    Root::new(answer("root_small").try_into().unwrap())
}

fn small() -> Params {
    Params {
        memory_kib: 64,
        passes: 1,
    }
}

#[test]
fn an_address_becomes_its_root_and_mark() {
    for (params, name) in [(Params::STANDARD, "root_standard"), (small(), "root_small")] {
        let derivation = Derivation::new(params, [2; 16], 1).unwrap();
        // Twice in the same arena: what the first left behind must not matter.
        for _ in 0..2 {
            let root = derivation.root(keys(), &fatima()).unwrap();
            assert_eq!(root.bytes().as_slice(), answer(name));
        }
    }
    assert_eq!(mark(&root()).bytes().as_slice(), answer("mark"));
}

#[test]
fn hash_workers_take_turns_and_all_come_to_the_same_answer() {
    let derivation = Derivation::new(small(), [2; 16], 2).unwrap();
    std::thread::scope(|scope| {
        let one = || derivation.root(keys(), &fatima()).unwrap();
        let all: Vec<_> = (0..40).map(|_| scope.spawn(one)).collect();
        for each in all {
            assert!(each.join().unwrap() == root());
        }
    });
}

fn quarter(name: &str) -> Quarter {
    Quarter::parse(name).unwrap()
}

#[test]
fn rows_ballots_and_boxes_made_elsewhere_open_here() {
    let epoch = keys().epoch(3).unwrap();
    let tag = epoch.tag(&mark(&root()));
    assert_eq!(tag.bytes().as_slice(), answer("tag"));
    assert_eq!(keys().epoch_check(3).unwrap(), hex(&answer("epoch_check")));
    let (id, record) = epoch.open_row(&root(), &answer("row")).unwrap();
    assert!(id == RegistrationId::new([4; 16]));
    let expected: Vec<u8> = (0..RECORD_BYTES).map(|i| (i % 251) as u8).collect();
    assert_eq!(*record, expected);
    let counting = keys().counting_key().unwrap().unwrap();
    let slip: Vec<u8> = (0..SLIP_BYTES as u8).collect();
    assert_eq!(*counting.open(&answer("box")).unwrap(), slip);
    let ballot = epoch.open_ballot(
        &BallotId::new([4; 16]),
        quarter("2026-Q4"),
        &answer("ballot"),
    );
    assert_eq!(ballot.unwrap(), answer("box"));
}

#[test]
fn codes_tags_tokens_cookies_and_letters_are_those_made_elsewhere() {
    let visit = keys().visit(TODAY).unwrap();
    for (used, length, name) in [
        (0, CodeLength::Short, "code_8_0"),
        (1, CodeLength::Short, "code_8_1"),
        (0, CodeLength::Long, "code_16_0"),
    ] {
        let digits = String::from_utf8(answer(name)).unwrap();
        let code = visit.code(&fatima(), used, length);
        assert!(Code::parse(&digits).unwrap().is(&code), "{name}");
    }
    let tag = visit.tag(TagFor::Budget, fatima().bytes());
    assert_eq!(tag.bytes().as_slice(), answer("transit_tag"));
    let token = visit.form_token(&Nonce::new([10; 16]), "form/1");
    assert_eq!(token, BASE64URL_NOPAD.encode(&answer("form_token")));
    let cookie = BASE64URL_NOPAD.encode(&answer("cookie"));
    let opened = keys().open_cookie(TODAY, &cookie).unwrap();
    assert_eq!(*opened, [12; VISIT_BYTES]);
    let letter = keys().open_letter(&answer("letter")).unwrap();
    assert_eq!(*letter, [15; LETTER_BYTES]);
}

#[test]
fn a_row_opens_in_its_own_place_only() {
    let (epoch, next) = (keys().epoch(1).unwrap(), keys().epoch(2).unwrap());
    let id = RegistrationId::new([4; 16]);
    let row = epoch.seal_row(&root(), &id, &[0; RECORD_BYTES]).unwrap();
    assert!(epoch.open_row(&root(), &row).is_ok());
    assert!(next.open_row(&root(), &row).is_err(), "another epoch");
    let other = Root::new([99; 32]);
    assert!(epoch.open_row(&other, &row).is_err(), "another mailbox");
    let (one, two) = (BallotId::new([1; 16]), BallotId::new([2; 16]));
    let (now, later) = (quarter("2026-Q4"), quarter("2027-Q1"));
    let ballot = epoch.seal_ballot(&one, now, &[0; BOX_BYTES]).unwrap();
    assert!(epoch.open_ballot(&one, now, &ballot).is_ok());
    assert!(epoch.open_ballot(&two, now, &ballot).is_err(), "another id");
    assert!(
        epoch.open_ballot(&one, later, &ballot).is_err(),
        "another quarter"
    );
    assert!(
        next.open_ballot(&one, now, &ballot).is_err(),
        "another epoch"
    );
}

#[test]
fn what_has_not_its_size_is_not_sealed() {
    let (epoch, visit) = (keys().epoch(1).unwrap(), keys().visit(TODAY).unwrap());
    let id = RegistrationId::new([4; 16]);
    let short = epoch.seal_row(&root(), &id, &[0; RECORD_BYTES - 1]);
    assert_eq!(short, Err(CryptoError::Size));
    assert_eq!(
        visit.seal_visit(&[0; VISIT_BYTES + 1]),
        Err(CryptoError::Size)
    );
    let post = keys().post(TODAY).unwrap();
    assert_eq!(post.seal_letter(&[]), Err(CryptoError::Size));
    assert_eq!(
        epoch.seal_ballot(&BallotId::new([1; 16]), quarter("2026-Q4"), &[0]),
        Err(CryptoError::Size)
    );
}

#[test]
fn a_cookie_opens_yesterday_today_and_tomorrow() {
    for (sealed_on, opens) in [(-1, true), (0, true), (1, true), (2, false)] {
        let day = TODAY.plus(sealed_on);
        let cookie = keys().seal_cookie(day, &[1; VISIT_BYTES]).unwrap();
        assert_eq!(cookie.len(), (SEALED_VISIT_BYTES * 4).div_ceil(3));
        assert_eq!(keys().open_cookie(TODAY, &cookie).is_some(), opens);
        let nonce = Nonce::new([1; 16]);
        let token = keys().visit(day).unwrap().form_token(&nonce, "start");
        assert_eq!(keys().form_token_is(TODAY, &nonce, "start", &token), opens);
        assert!(!keys().form_token_is(TODAY, &nonce, "code", &token));
        assert!(!keys().form_token_is(TODAY, &Nonce::new([2; 16]), "start", &token));
    }
    assert!(keys().open_cookie(TODAY, "").is_none());
    assert!(
        keys()
            .seal_cookie(TODAY.plus(-2), &[1; VISIT_BYTES])
            .is_err()
    );
}

#[test]
fn one_tag_is_never_another_and_no_two_days_share_one() {
    let (today, next) = (
        keys().visit(TODAY).unwrap(),
        keys().visit(TODAY.plus(1)).unwrap(),
    );
    let tags = [
        today.tag(TagFor::Budget, b"x"),
        today.tag(TagFor::Attempt, b"x"),
        today.tag(TagFor::MailDomain, b"x"),
        next.tag(TagFor::Budget, b"x"),
    ];
    for (place, tag) in tags.iter().enumerate() {
        assert!(tags.iter().skip(place + 1).all(|other| other != tag));
    }
}

#[test]
fn the_checks_of_two_sets_differ_and_show_no_key() {
    let values = keys().check_values();
    assert_eq!(values.len(), 4);
    let dir = tempfile::tempdir().unwrap();
    let other = Keys::create(&dir.path().join("k"), TODAY, &CountingKeyPlace::Automatic).unwrap();
    for (one, two) in values.iter().zip(other.keys.check_values()) {
        assert_eq!((one.name, one.value.len()), (two.name, 16));
        assert_ne!(one.value, two.value);
    }
    assert_ne!(
        keys().visit_check(TODAY).unwrap(),
        keys().visit_check(TODAY.plus(1)).unwrap()
    );
}

#[test]
fn secrets_print_their_names_only() {
    let secret = Secret::new([7; 32]);
    let counting = CountingKey::from_secret(&secret);
    let shown = format!(
        "{secret:?} {counting:?} {:?} {:?}",
        keys(),
        keys().epoch(1).unwrap()
    );
    assert_eq!(shown, "Secret CountingKey Keys EpochKey");
}

#[test]
fn a_ratchet_is_read_as_it_is_written() {
    let begun = Ratchet::begin("epoch ratchet", 5).unwrap();
    let read = Ratchet::from_bytes("epoch ratchet", &begun.bytes()).unwrap();
    assert_eq!(*read.bytes(), *begun.bytes());
    assert!(Ratchet::from_bytes("epoch ratchet", &[0; 35]).is_none());
}

proptest! {
    #[test]
    fn no_seal_opens_after_any_byte_changed(place in 0usize..10_000, bit in 0u8..8, fill: u8) {
        let changed = |sealed: &[u8]| {
            let mut sealed = sealed.to_vec();
            let place = place % sealed.len();
            sealed[place] ^= 1 << bit;
            sealed
        };
        let epoch = keys().epoch(1).unwrap();
        let id = RegistrationId::new([fill; 16]);
        let row = epoch.seal_row(&root(), &id, &[fill; RECORD_BYTES]).unwrap();
        prop_assert_eq!(row.len(), ROW_BYTES);
        prop_assert_eq!(&*epoch.open_row(&root(), &row).unwrap().1, &[fill; RECORD_BYTES]);
        prop_assert!(epoch.open_row(&root(), &changed(&row)).is_err());

        let boxed = keys().counting_public().seal(&[fill; SLIP_BYTES]).unwrap();
        let counting = keys().counting_key().unwrap().unwrap();
        prop_assert_eq!(boxed.len(), BOX_BYTES);
        prop_assert_eq!(&*counting.open(&boxed).unwrap(), &[fill; SLIP_BYTES]);
        prop_assert!(counting.open(&changed(&boxed)).is_err());

        let ballot_id = BallotId::new([fill; 16]);
        let ballot = epoch.seal_ballot(&ballot_id, quarter("2026-Q4"), &boxed).unwrap();
        prop_assert_eq!(ballot.len(), BALLOT_BYTES);
        prop_assert_eq!(epoch.open_ballot(&ballot_id, quarter("2026-Q4"), &ballot).unwrap(), boxed);
        prop_assert!(epoch.open_ballot(&ballot_id, quarter("2026-Q4"), &changed(&ballot)).is_err());

        let visit = keys().visit(TODAY).unwrap();
        let sealed = visit.seal_visit(&[fill; VISIT_BYTES]).unwrap();
        prop_assert_eq!(sealed.len(), SEALED_VISIT_BYTES);
        prop_assert!(visit.open_visit(&changed(&sealed)).is_err());
        let text = BASE64URL_NOPAD.encode(&changed(&sealed));
        prop_assert!(keys().open_cookie(TODAY, &text).is_none());

        let letter = keys().seal_letter(TODAY, &[fill; LETTER_BYTES]).unwrap();
        prop_assert_eq!(letter.len(), SEALED_LETTER_BYTES);
        prop_assert!(keys().open_letter(&changed(&letter)).is_err());
    }

    #[test]
    fn no_bytes_break_the_openers(bytes in proptest::collection::vec(any::<u8>(), 0..900)) {
        let epoch = keys().epoch(1).unwrap();
        prop_assert!(epoch.open_row(&root(), &bytes).is_err());
        prop_assert!(epoch.open_ballot(&BallotId::new([0; 16]), quarter("2026-Q4"), &bytes).is_err());
        prop_assert!(keys().open_letter(&bytes).is_err());
        let text = String::from_utf8_lossy(&bytes);
        prop_assert!(keys().open_cookie(TODAY, &text).is_none());
    }
}

#[test]
fn the_stream_of_a_ceremony_is_that_made_elsewhere() {
    let counting = keys().counting_key().unwrap().unwrap();
    let export = sha256(b"an export");
    let mut stream = counting.noise(&[17; 32], "2026-Q3", &export);
    let mut bytes = [1; 96];
    let (head, tail) = bytes.split_at_mut(8);
    stream.fill(head).unwrap();
    stream.fill(tail).unwrap();
    assert_eq!(bytes.as_slice(), answer("ceremony_stream"));
    // Another quarter, other bytes, another file: another stream.
    for mut other in [
        counting.noise(&[17; 32], "2026-Q4", &export),
        counting.noise(&[18; 32], "2026-Q3", &export),
        counting.noise(&[17; 32], "2026-Q3", &[0; 32]),
    ] {
        let mut elsewhere = [0; 96];
        other.fill(&mut elsewhere).unwrap();
        assert!(elsewhere != bytes);
    }
}
