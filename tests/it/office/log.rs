//! The log: a changed, missing or added line shows; nothing in it is about a visitor.

use diesel::connection::SimpleConnection;
use enkel::domain::operator::Role;
use enkel::flows::office::log::{Checked, verify};

use super::{Operator, comes_in, deeds};
use crate::app::{Backend, Citizen};
use crate::web::Site;

on_both_databases!(whoever_changes_the_log_in_the_database_is_found_out);

fn whoever_changes_the_log_in_the_database_is_found_out(backend: Backend) {
    let site = Site::on(backend);
    let register = &site.register;
    comes_in(register, "anna", &[Role::Owner]);
    comes_in(register, "bram", &[Role::Auditor]);
    let Checked::Whole { lines, head } = verify(&register.app).unwrap() else {
        panic!("it is whole")
    };
    assert!(lines == deeds(register).len() && head.len() == 64);
    for (change, back, place) in [
        (
            "UPDATE operator_log SET who = 'carla' WHERE place = 2",
            "UPDATE operator_log SET who = 'anna' WHERE place = 2",
            2,
        ),
        (
            "UPDATE operator_log SET at = at + 1 WHERE place = 3",
            "UPDATE operator_log SET at = at - 1 WHERE place = 3",
            3,
        ),
        (
            "UPDATE operator_log SET place = 100 WHERE place = 4",
            "UPDATE operator_log SET place = 4 WHERE place = 100",
            4,
        ),
        (
            "UPDATE operator_log SET place = -1 WHERE place = 1",
            "UPDATE operator_log SET place = 1 WHERE place = -1",
            1,
        ),
    ] {
        runs(&site, change);
        assert_eq!(
            verify(&register.app).unwrap(),
            Checked::Broken { place },
            "{change}"
        );
        runs(&site, back);
        assert!(matches!(
            verify(&register.app).unwrap(),
            Checked::Whole { .. }
        ));
    }
    // A log that was cut off looks whole; its last link says so to whoever kept one.
    runs(
        &site,
        &format!("DELETE FROM operator_log WHERE place = {lines}"),
    );
    let Checked::Whole { head: shorter, .. } = verify(&register.app).unwrap() else {
        panic!("it looks whole")
    };
    assert_ne!(shorter, head);
}

fn runs(site: &Site, sql: &str) {
    let sql = sql.to_owned();
    let register = &site.register.app.store.register;
    register
        .write("tamper", move |conn| Ok(conn.batch_execute(&sql)?))
        .unwrap();
}

#[test]
fn the_log_says_nothing_about_visitors() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "bram", &[Role::Auditor]);
    Citizen::of(&site.register, "anna@example.org")
        .comes_in()
        .declares(crate::app::varied(3));
    let mut bram = Operator::signed_in(&site, &way);
    bram.opens("/admin/log");
    assert!(bram.page.status == 200 && !bram.page.body.contains("example.org"));
    bram.opens("/admin/log.csv");
    assert!(
        bram.page
            .body
            .starts_with("place,at_utc,who,deed,about,detail,link")
    );
    assert_eq!(
        bram.page.body.lines().count(),
        1 + deeds(&site.register).len()
    );
    bram.opens("/admin/log?who=machine&deed=invited&about=bra");
    assert_eq!(bram.page.body.matches("<td>machine</td>").count(), 1);
    bram.opens("/admin/log?who=%3Cscript%3E&deed=x&about=%22%3E%3Cscript%3E");
    assert!(bram.page.status == 200 && !bram.page.body.contains("<script>"));
}
