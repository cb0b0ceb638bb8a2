//! What an office wrote down: accounts, what waits for a second look, pages, and its log.

use enkel::domain::locale::Locale;
use enkel::domain::operator::Role;
use enkel::flows::office::{pages, pause};
use enkel::store::{documents, operator_log, operators, proposals};

use super::comes_in;
use crate::app::TestApp;

/// Somebody has come in, proposed something and written something.
pub fn fills_the_office(register: &TestApp) {
    comes_in(register, "anna", &[Role::Owner, Role::Editor]);
    let notice = ["Even dicht.", "Closed for a while."].map(str::to_owned);
    pause::propose(&register.app, "anna", Some(notice))
        .unwrap()
        .unwrap();
    let text = "Wij vergaderen op *maandag*, \"om acht uur\".\nIedereen mag komen.";
    pages::add_to_page(&register.app, "anna", ("about", Locale::Nl), 0, text)
        .unwrap()
        .unwrap();
}

/// Every row of it, as it is read back, table by table.
pub fn office_of(register: &TestApp) -> [String; 4] {
    let read = register.app.store.register.read("office", |conn| {
        Ok([
            format!("{:?}", operators::all(conn)?),
            format!("{:?}", proposals::all(conn)?),
            format!("{:?}", documents::all(conn)?),
            format!("{:?}", operator_log::all(conn)?),
        ])
    });
    read.unwrap()
}
