//! Nobody agrees to a text they did not see.

use enkel::domain::consent::{ConsentText, Purpose};
use enkel::domain::locale::Locale;
use enkel::store::consent_texts;

use super::Browser;
use super::Site;
use crate::app::Backend;

on_both_databases!(a_text_renewed_under_the_page_is_shown_before_it_counts);

fn a_text_renewed_under_the_page_is_shown_before_it_counts(on: Backend) {
    let site = Site::on(on);
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org").fills_in_the_least("MA");
    let renewed = |locale| ConsentText {
        purpose: Purpose::Declaration,
        version: 2,
        locale,
        sha256: [2; 32],
        text: "Ik voel mij enkel Nederlander, en nu in andere woorden.".to_owned(),
    };
    let texts = Locale::WRITTEN.map(renewed);
    let register = &site.register.app.store.register;
    register
        .write("renew a text", move |conn| {
            texts
                .iter()
                .try_for_each(|text| consent_texts::add(conn, text))
        })
        .unwrap();
    let ticks = [("declare", "yes"), ("consent_keep", "yes")];
    anna.sends("form/9", &ticks);
    assert_eq!(anna.status(), 422);
    assert_eq!(anna.page.faults(), [anna.word("fault-texts-changed")]);
    assert!(anna.page.words().contains("in andere woorden"));
    assert_eq!(site.register.rows("registration"), 0);
    anna.sends("form/9", &ticks);
    assert_eq!(anna.page.heading(), anna.word("done-declared-title"));
    assert_eq!(site.register.rows("registration"), 1);
}
