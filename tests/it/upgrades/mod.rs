//! Every schema that was ever released is kept as a fixture with a few people in it, and is
//! brought up to date here: everybody is found, the archive is whole, and counting goes on.

mod fixture;

use enkel::store::Store;
use fixture::{Fixture, PEOPLE};

use crate::app::{Backend, Board, Citizen, Visitor, raw, varied};

on_both_databases!(
    an_old_register_is_brought_up_to_date_whole,
    a_program_of_today_refuses_an_old_register_until_it_is_migrated,
);

#[test]
fn every_schema_has_its_fixture() {
    let wanted = fixture::migrations("register");
    assert_eq!(wanted, fixture::migrations("transit"));
    for name in &wanted {
        for file in ["register.db.gz", "transit.db.gz", "postgres.sql.gz"] {
            let path = fixture::folder(name).join(file);
            assert!(
                path.exists(),
                "{name} has no {file}: see tests/fixtures/schema/README.md"
            );
        }
    }
}

fn an_old_register_is_brought_up_to_date_whole(on: Backend) {
    let all = fixture::migrations("register");
    for (place, name) in all.iter().enumerate() {
        let old = Fixture::unpacked(name, on);
        let ran = Store::migrate(&old.location()).unwrap();
        let missing = all.len() - place - 1;
        assert_eq!(ran.len(), 2 * missing, "{name}: {ran:?}");
        let register = old.opens();
        for (number, address) in PEOPLE.iter().enumerate() {
            let mut person = Citizen::of(&register, address);
            assert!(person.looks_again().answers == varied(number), "{name}");
        }
        let visitor = Visitor(&register);
        let releases = visitor.sees_releases().len();
        assert!(releases >= 2, "{name}: {releases}");
        assert_eq!(visitor.checks_the_archive(), releases);
        let mut new = Citizen::of(&register, "new@example.org");
        new.comes_in().declares(varied(9));
        Citizen::of(&register, PEOPLE[0]).comes_in().withdraws();
        let quarter = register.quarter();
        register.next_quarter();
        assert_eq!(Board(&register).counts(), quarter);
        assert_eq!(register.rows("registration"), 3);
        assert!(visitor.checks_the_archive() > releases);
        register.is_sound();
    }
}

fn a_program_of_today_refuses_an_old_register_until_it_is_migrated(on: Backend) {
    let all = fixture::migrations("register");
    for name in all.iter().rev().skip(1) {
        let old = Fixture::unpacked(name, on);
        let refused = Store::open(&old.location(), 1).err().expect("refused");
        assert!(refused.to_string().contains("enkel migrate"), "{refused}");
        Store::migrate(&old.location()).unwrap();
        let register = old.opens();
        assert_eq!(raw::rows(&register.app.store.register, "registration"), 3);
    }
}
