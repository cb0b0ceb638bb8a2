//! What a register rests on when its database fails over: a server that lost its place is not worked with,
//! and nobody is told a second time of what only a dying server had.

use enkel::flows::declare::Declared;
use enkel::flows::withdraw::Withdrawn;
use enkel::store::{Store, StoreError};

use crate::app::{Backend, Citizen, TestApp, at_the_server, location, raw, varied};

#[test]
fn a_server_that_takes_no_writes_is_not_worked_with() {
    let register = TestApp::on(Backend::Postgres);
    let (_, database) = register.database.url.split_once(":///").unwrap();
    let (name, _) = database.split_once('?').unwrap();
    at_the_server(&format!(
        "ALTER DATABASE {name} SET default_transaction_read_only = on"
    ));
    let opened = Store::open(&location(&register.settings), 2).err();
    assert!(matches!(opened, Some(StoreError::Unavailable(_))));
    at_the_server(&format!(
        "ALTER DATABASE {name} RESET default_transaction_read_only"
    ));
    Store::open(&location(&register.settings), 2).unwrap();
}

/// Which transaction last wrote an ended visit: only one that writes waits for the standby.
fn last_writer(register: &TestApp) -> i64 {
    let newest = "MAX(CAST(CAST(xmin AS TEXT) AS BIGINT))";
    raw::number(&register.app.store.register, newest, "done")
}

#[test]
fn an_answer_that_is_given_again_is_as_safe_as_the_first() {
    let register = TestApp::on(Backend::Postgres);
    let mut jan = Citizen::of(&register, "jan@example.org");
    jan.comes_in();
    let page = jan.fills_in(varied(5));
    assert!(matches!(jan.presses(page.clone()), Declared::Kept { .. }));
    let first = last_writer(&register);
    assert!(matches!(jan.presses(page), Declared::Kept { .. }));
    let second = last_writer(&register);
    assert!(second > first, "the second answer rested on a read alone");
    let mut jan = Citizen::of(&register, "jan@example.org");
    assert_eq!(jan.comes_in().withdraws(), Withdrawn::Gone);
    let first = last_writer(&register);
    assert_eq!(jan.withdraws(), Withdrawn::Gone);
    assert!(last_writer(&register) > first);
}
