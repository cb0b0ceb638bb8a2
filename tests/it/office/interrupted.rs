//! What was typed survives the end of a session, comes back to nobody else, and is never done by
//! itself.

use enkel::domain::operator::Role;
use enkel::flows::office::sessions::{self, SESSION_SECONDS};

use super::second_look::{PAUSE, sends_hidden};
use super::{Operator, Way, comes_in, deeds};
use crate::app::Backend;
use crate::web::Site;
use crate::web::http::Request;

on_both_databases!(what_was_typed_comes_back_to_its_own_person_alone);

/// Types the form of a pause, and presses its button after the session has ended.
fn types_too_late<'a>(site: &'a Site, way: &Way) -> Operator<'a> {
    let mut olga = Operator::signed_in(site, way);
    olga.opens("/admin/settings");
    let token = olga.hidden("token");
    site.register.clock.passes(SESSION_SECONDS);
    let mut all = vec![("token", token.as_str()), ("factor", "123456")];
    all.extend(PAUSE);
    olga.asks(Request::form("/admin/settings", &all));
    assert!(olga.page.status == 403 && olga.reads("office-over-kept"));
    assert!(!olga.page.body.contains("123456"), "codes are not carried");
    olga
}

fn comes_back(one: &mut Operator<'_>, way: &Way) {
    one.site.register.clock.passes(30);
    let code = enkel::crypto::totp::code(&way.secret, one.site.register.app.now()).unwrap();
    let fields = [
        ("name", &*way.name),
        ("password", super::PASSWORD),
        ("factor", &*code),
    ];
    sends_hidden(one, "/admin/sign-in", &fields);
}

fn what_was_typed_comes_back_to_its_own_person_alone(backend: Backend) {
    let site = Site::on(backend);
    let [one, two] = ["olga", "omar"].map(|name| comes_in(&site.register, name, &[Role::Owner]));
    let before = |site: &Site| {
        let all = deeds(&site.register);
        all.iter().filter(|line| line.contains("proposed")).count()
    };
    let mut olga = types_too_late(&site, &one);
    // A wrong code loses nothing.
    sends_hidden(
        &mut olga,
        "/admin/sign-in",
        &[("name", "olga"), ("password", "x"), ("factor", "0")],
    );
    assert_eq!(olga.page.status, 422);
    comes_back(&mut olga, &one);
    assert!(olga.page.status == 200 && olga.reads("office-again-title"));
    assert!(olga.page.body.contains("Wij verhuizen.") && !olga.page.body.contains("<b>move"));
    assert_eq!(before(&site), 0, "nothing is done by itself");
    sends_hidden(&mut olga, "/admin/settings", &[]);
    assert!(
        olga.led_to().contains("done=proposed"),
        "{}",
        olga.page.body
    );
    // In somebody else's hands it is gone, and only the page is asked for.
    let mut omar = types_too_late(&site, &one);
    comes_back(&mut omar, &two);
    assert_eq!((omar.page.status, omar.led_to()), (303, "/admin/settings"));
    forged(&site, &two);
    assert_eq!(before(&site), 1);
}

/// A page elsewhere sends a form in the name of somebody who is signed out.
fn forged(site: &Site, way: &Way) {
    for token in ["", "x.y", &format!("{0}.{0}", "0".repeat(64))] {
        let mut omar = Operator::stranger(site);
        let mut all = vec![("token", token)];
        all.extend(PAUSE);
        omar.asks(Request::form("/admin/settings", &all));
        comes_back(&mut omar, way);
        assert_eq!(
            (omar.page.status, omar.led_to()),
            (303, "/admin/settings"),
            "{token}"
        );
    }
    let mut omar = Operator::stranger(site);
    let token = omar.outside();
    let to = [
        ("token", &*token),
        ("to", "//evil.example/"),
        ("kept.action", "pause"),
    ];
    omar.asks(Request::form("/admin/sign-in", &to));
    assert!(!omar.page.body.contains("evil.example"));
}

#[test]
fn a_page_of_an_earlier_session_is_shown_again_and_not_done() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "olga", &[Role::Owner]);
    let mut olga = Operator::signed_in(&site, &way);
    olga.opens("/admin/settings");
    let old = olga.hidden("token");
    olga.sends("/admin/sign-out", &[]);
    let mut olga = Operator::signed_in(&site, &way);
    let mut all = vec![("token", old.as_str())];
    all.extend(PAUSE);
    olga.asks(Request::form("/admin/settings", &all));
    assert!(olga.page.status == 409 && olga.reads("office-again-title"));
    sends_hidden(&mut olga, "/admin/settings", &[]);
    assert!(olga.led_to().contains("done=proposed"));
    // A decision does not come back: it is looked at again.
    let all = [
        ("token", old.as_str()),
        ("action", "approve"),
        ("seen", "x"),
    ];
    assert_eq!(
        olga.asks(Request::form("/admin/settings", &all)).status,
        403
    );
    site.register.clock.passes(SESSION_SECONDS);
    olga.asks(Request::form("/admin/settings", &all));
    assert!(olga.reads("office-over-lost"));
    olga.opens("/admin/settings");
    comes_back(&mut olga, &way);
    assert_eq!(olga.led_to(), "/admin/settings", "on to what was asked for");
}

#[test]
fn no_session_of_a_first_try_outlives_the_second() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "anna", &[Role::Editor]);
    let anna = Operator::signed_in(&site, &way);
    let held = anna.cookies["office"].clone();
    assert!(sessions::seat(&site.register.app, &held).unwrap().is_some());
    // An invitation that was used up opens nothing, and ends nobody's session.
    let mut thief = Operator::stranger(&site);
    let token = thief.outside();
    let code = [
        ("token", &*token),
        ("name", "anna"),
        ("code", ""),
        ("password", super::PASSWORD),
        ("again", super::PASSWORD),
    ];
    thief.asks(Request::form("/admin/invitation", &code));
    assert_eq!(thief.page.status, 422);
    assert!(sessions::seat(&site.register.app, &held).unwrap().is_some());
}
