//! Invitations, passwords, second factors, sessions; and those who try without.

use enkel::crypto::totp;
use enkel::domain::operator::{MACHINE, Role, Roles};
use enkel::flows::office::sign_in::sign_in;
use enkel::flows::office::{Refusal, accounts, enrol, sessions};

use super::{Operator, PASSWORD, comes_in, deeds};
use crate::app::Backend;
use crate::web::Site;
use crate::web::http::Request;

on_both_databases!(
    somebody_invited_comes_in_and_is_shut_out_when_they_leave,
    an_invitation_works_once_and_not_for_long,
    a_code_is_good_once,
    the_last_owner_is_brought_back_by_the_machine_alone,
);

fn somebody_invited_comes_in_and_is_shut_out_when_they_leave(backend: Backend) {
    let site = Site::on(backend);
    let register = &site.register;
    let owner = comes_in(register, "anna", &[Role::Owner]);
    let mut anna = Operator::signed_in(&site, &owner);
    anna.sends(
        "/admin/operators",
        &[
            ("action", "invite"),
            ("name", "Bram"),
            ("role-auditor", "yes"),
        ],
    );
    assert_eq!(anna.page.status, 200);
    let code = anna.page.body.split("class=\"secret\">").nth(1).unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    let mut bram = Operator::stranger(&site);
    accepts(&mut bram, &code);
    // Until the second factor is set up every other page leads back to it.
    assert_eq!(bram.opens("/admin/log").status, 303);
    bram.opens("/admin/second-factor");
    let secret = bram.page.body.split("class=\"secret\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().replace(' ', "");
    let secret = data_encoding::BASE32_NOPAD
        .decode(secret.as_bytes())
        .unwrap();
    bram.sends("/admin/second-factor", &[("factor", "000000")]);
    assert!(bram.page.status == 422 && bram.reads("office-refused-code"));
    let code = totp::code(&secret, register.app.now()).unwrap();
    bram.sends("/admin/second-factor", &[("factor", &code)]);
    assert!(bram.reads("office-recovery-once"));
    assert_eq!(bram.page.body.matches("<li><code").count(), 8);
    assert_eq!(bram.opens("/admin/log").status, 200);
    let end = [("action", "end"), ("name", "bram"), ("sure", "yes")];
    anna.sends("/admin/operators", &end);
    assert!(anna.led_to().contains("done=ended"));
    bram.opens("/admin/log");
    assert!(
        bram.page.body.contains("/admin/sign-in"),
        "shut out at once"
    );
    register.clock.passes(30);
    let code = totp::code(&secret, register.app.now()).unwrap();
    bram.signs_in("bram", PASSWORD, &code);
    assert_eq!(bram.page.status, 422);
    let done = deeds(register);
    for line in [
        "anna invited bram auditor",
        "bram accepted",
        "bram refused  code",
        "bram enrolled",
        "anna ended-account bram",
    ] {
        assert!(done.contains(&line.to_owned()), "{line}: {done:?}");
    }
}

/// Types the code in another way than it is written, after two passwords that will not do.
fn accepts(bram: &mut Operator<'_>, code: &str) {
    let typed = code.to_lowercase().replace('-', " ");
    let token = bram.outside();
    for (password, said) in [
        ("short", "office-refused-password-short"),
        ("passwordpassword", "office-refused-password-common"),
    ] {
        let fields = [
            ("token", &*token),
            ("name", "bram"),
            ("code", &typed),
            ("password", password),
            ("again", password),
        ];
        bram.asks(Request::form("/admin/invitation", &fields));
        assert!(bram.page.status == 422 && bram.reads(said), "{password}");
        assert!(bram.page.body.contains(&typed), "what was typed stays");
    }
    let fields = [
        ("token", &*token),
        ("name", "bram"),
        ("code", &*typed),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    bram.asks(Request::form("/admin/invitation", &fields));
    assert_eq!(bram.led_to(), "/admin/second-factor");
}

fn an_invitation_works_once_and_not_for_long(backend: Backend) {
    let site = Site::on(backend);
    let (register, app) = (&site.register, &site.register.app);
    let roles = || Roles::of([Role::Editor]);
    let first = accounts::invite(app, MACHINE, "anna", roles())
        .unwrap()
        .unwrap();
    let taken = accounts::invite(app, MACHINE, "ANNA", roles()).unwrap();
    assert_eq!(taken.unwrap_err(), Refusal::NameTaken);
    let wrong = enrol::accept(app, "anna", "AAAA-AAAA-AAAA-AAAA", PASSWORD).unwrap();
    assert_eq!(wrong.map(drop), Err(Refusal::Invitation));
    // A new invitation puts the old one out of use.
    let second = accounts::reset(app, MACHINE, "anna", None)
        .unwrap()
        .unwrap();
    let old = enrol::accept(app, "anna", &first.code, PASSWORD).unwrap();
    assert_eq!(old.map(drop), Err(Refusal::Invitation));
    // Whoever leaves before the second lock is set up comes back with the same code ...
    let left = enrol::accept(app, "anna", &second.code, PASSWORD).unwrap();
    let token = enrol::accept(app, "anna", &second.code, PASSWORD).unwrap();
    assert!(sessions::seat(app, &left.unwrap()).unwrap().is_none());
    let seat = sessions::seat(app, &token.unwrap()).unwrap().unwrap();
    let secret = enrol::offered_factor(app, &seat).unwrap();
    let code = totp::code(&secret, app.now()).unwrap();
    assert!(enrol::confirm_factor(app, &seat, &code).unwrap().is_ok());
    // ... and after that nobody does.
    let again = enrol::accept(app, "anna", &second.code, PASSWORD).unwrap();
    assert_eq!(again.map(drop), Err(Refusal::Invitation));
    let late = accounts::invite(app, MACHINE, "bram", roles())
        .unwrap()
        .unwrap();
    register.clock.passes(accounts::INVITED_SECONDS);
    let late = enrol::accept(app, "bram", &late.code, PASSWORD).unwrap();
    assert_eq!(late.map(drop), Err(Refusal::Invitation));
    assert!(deeds(register).contains(&"bram refused  invitation".to_owned()));
}

fn a_code_is_good_once(backend: Backend) {
    let site = Site::on(backend);
    let (register, app) = (&site.register, &site.register.app);
    let anna = comes_in(register, "anna", &[Role::Editor]);
    register.clock.passes(60);
    let code = totp::code(&anna.secret, app.now()).unwrap();
    assert!(sign_in(app, "anna", PASSWORD, &code).unwrap().is_ok());
    assert!(
        sign_in(app, "anna", PASSWORD, &code).unwrap().is_err(),
        "looked over a shoulder"
    );
    assert!(
        sign_in(app, "anna", PASSWORD, &anna.recovery[0])
            .unwrap()
            .is_ok()
    );
    assert!(
        sign_in(app, "anna", PASSWORD, &anna.recovery[0])
            .unwrap()
            .is_err()
    );
    register.clock.passes(30);
    let code = totp::code(&anna.secret, app.now()).unwrap();
    assert!(
        sign_in(app, "anna", "een ander wachtwoord", &code)
            .unwrap()
            .is_err()
    );
    assert!(
        sign_in(app, "anna", PASSWORD, &code).unwrap().is_ok(),
        "a wrong password uses no code up"
    );
}

fn the_last_owner_is_brought_back_by_the_machine_alone(backend: Backend) {
    let site = Site::on(backend);
    let (register, app) = (&site.register, &site.register.app);
    comes_in(register, "anna", &[Role::Owner]);
    assert_eq!(
        accounts::end(app, "anna", "anna").unwrap(),
        Err(Refusal::LastOwner)
    );
    let editor = Roles::of([Role::Editor]);
    let changed = accounts::change_roles(app, "anna", "anna", editor).unwrap();
    assert_eq!(changed, Err(Refusal::LastOwner));
    comes_in(register, "bram", &[Role::Owner]);
    assert_eq!(accounts::end(app, "bram", "anna").unwrap(), Ok(()));
    let owner = Roles::of([Role::Owner]);
    let back = accounts::reset(app, MACHINE, "anna", Some(owner))
        .unwrap()
        .unwrap();
    assert!(
        enrol::accept(app, "anna", &back.code, PASSWORD)
            .unwrap()
            .is_ok()
    );
}

#[test]
fn whoever_is_wrong_in_whatever_way_reads_the_same() {
    let site = Site::on(Backend::Sqlite);
    let anna = comes_in(&site.register, "anna", &[Role::Editor]);
    site.register.clock.passes(60);
    let code = totp::code(&anna.secret, site.register.app.now()).unwrap();
    let answer = |name: &str, password: &str, code: &str| {
        let mut one = Operator::stranger(&site);
        one.signs_in(name, password, code);
        (one.page.status, one.page.body.replace(name, "NAME"))
    };
    let unknown = answer("quux", PASSWORD, &code);
    assert_eq!(unknown.0, 422);
    assert_eq!(answer("anna", "een ander wachtwoord", &code), unknown);
    assert_eq!(answer("anna", PASSWORD, "000000"), unknown);
    assert!(
        !deeds(&site.register)
            .iter()
            .any(|line| line.contains("quux"))
    );
}

#[test]
fn a_stranger_who_tries_a_name_does_not_shut_its_owner_out() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "anna", &[Role::Editor]);
    let mut anna = Operator::signed_in(&site, &way);
    let kept = anna.cookies.clone();
    let mut stranger = Operator::stranger(&site);
    for _ in 0..40 {
        stranger.signs_in("anna", PASSWORD, "000000");
        assert_eq!(stranger.page.status, 422);
    }
    // Even the right code is of no use to whoever comes from nowhere now ...
    site.register.clock.passes(30);
    let code = totp::code(&way.secret, site.register.app.now()).unwrap();
    stranger.signs_in("anna", PASSWORD, &code);
    assert_eq!(stranger.page.status, 422);
    // ... but Anna's own browser is known, and her session goes on.
    assert_eq!(anna.opens("/admin").status, 200);
    anna.cookies = kept
        .into_iter()
        .filter(|(name, _)| name == "office_device")
        .collect();
    anna.signs_in("anna", PASSWORD, &code);
    assert_eq!(anna.page.status, 303);
    // A device of one's own making is none.
    stranger.cookies = [(
        "office_device".to_owned(),
        format!("anna.{}.{}", "0".repeat(32), "0".repeat(64)),
    )]
    .into();
    stranger.signs_in("anna", PASSWORD, &code);
    assert_eq!(stranger.page.status, 422);
}

#[test]
fn a_session_ends_after_twelve_hours_and_can_be_ended_from_elsewhere() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "anna", &[Role::Editor]);
    let mut desk = Operator::signed_in(&site, &way);
    let mut phone = Operator::signed_in(&site, &way);
    assert_eq!(
        desk.opens("/admin/account")
            .body
            .matches("end-session")
            .count(),
        1 + 1
    );
    site.register.clock.passes(sessions::CONFIRMED_SECONDS);
    desk.sends("/admin/account", &[("action", "end-others")]);
    assert!(
        !phone.opens("/admin").body.contains("/admin/sign-in"),
        "not without a code"
    );
    let code = totp::code(&way.secret, site.register.app.now()).unwrap();
    desk.sends(
        "/admin/account",
        &[("action", "end-others"), ("factor", &code)],
    );
    assert!(phone.opens("/admin").body.contains("/admin/sign-in"));
    assert!(!desk.opens("/admin").body.contains("/admin/sign-in"));
    site.register.clock.passes(sessions::SESSION_SECONDS);
    assert!(desk.opens("/admin").body.contains("/admin/sign-in"));
    let mut gone = Operator::signed_in(&site, &way);
    let held = gone.cookies.clone();
    gone.sends("/admin/sign-out", &[]);
    gone.cookies = held;
    assert!(
        gone.opens("/admin").body.contains("/admin/sign-in"),
        "a cookie that was kept opens nothing"
    );
}

#[test]
fn whoever_signs_in_over_a_session_leaves_none_open_behind_them() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "anna", &[Role::Editor]);
    let mut desk = Operator::signed_in(&site, &way);
    let held = desk.cookies.clone();
    site.register.clock.passes(31);
    let code = totp::code(&way.secret, site.register.app.now()).unwrap();
    desk.signs_in("anna", PASSWORD, &code);
    assert!(!desk.opens("/admin").body.contains("/admin/sign-in"));
    desk.cookies = held;
    assert!(desk.opens("/admin").body.contains("/admin/sign-in"));
}

#[test]
fn what_matters_most_asks_for_the_second_factor_again_and_loses_nothing() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "anna", &[Role::Owner]);
    let mut anna = Operator::signed_in(&site, &way);
    site.register.clock.passes(sessions::CONFIRMED_SECONDS);
    let wanted = [
        ("action", "invite"),
        ("name", "bram"),
        ("role-editor", "yes"),
    ];
    anna.sends("/admin/operators", &wanted);
    assert!(anna.reads("office-confirm-title") && anna.page.body.contains("value=\"bram\""));
    assert_eq!(accounts::all(&site.register.app).unwrap().len(), 1);
    let wrong = [&wanted[..], &[("factor", "000000")]].concat();
    anna.sends("/admin/operators", &wrong);
    assert!(anna.page.status == 422 && anna.reads("office-refused-code"));
    let code = totp::code(&way.secret, site.register.app.now()).unwrap();
    let right = [&wanted[..], &[("factor", &*code)]].concat();
    anna.sends("/admin/operators", &right);
    assert!(anna.reads("office-invited-title"));
    assert_eq!(accounts::all(&site.register.app).unwrap().len(), 2);
    // Once is enough for a while.
    let another = [("name", "cato"), ("role-editor", "yes")];
    anna.sends("/admin/operators", &[&wanted[..1], &another].concat());
    assert!(anna.reads("office-invited-title"), "{}", anna.page.body);
}

#[test]
fn a_form_of_another_session_or_site_does_nothing() {
    let site = Site::on(Backend::Sqlite);
    let [anna, bram] = ["anna", "bram"].map(|name| comes_in(&site.register, name, &[Role::Owner]));
    let mut anna = Operator::signed_in(&site, &anna);
    let mut bram = Operator::signed_in(&site, &bram);
    bram.opens("/admin/operators");
    let theirs = bram.hidden("token");
    for token in [theirs.as_str(), "", "x"] {
        let fields = [("token", token), ("action", "end"), ("name", "bram")];
        assert_eq!(
            anna.asks(Request::form("/admin/operators", &fields)).status,
            403
        );
    }
    anna.opens("/admin/operators");
    let own = anna.hidden("token");
    let fields = [("token", own.as_str()), ("action", "end"), ("name", "bram")];
    let foreign = Request::form("/admin/operators", &fields).with("Sec-Fetch-Site", "cross-site");
    assert_eq!(anna.asks(foreign).status, 403);
    assert_eq!(bram.opens("/admin/operators").status, 200);
}

#[test]
fn codes_are_those_of_another_program() {
    let python = crate::python();
    let script = "import sys,hmac,hashlib,struct,base64\n\
        k=base64.b32decode(sys.argv[1]);t=int(sys.argv[2])//30\n\
        h=hmac.new(k,struct.pack('>Q',t),hashlib.sha1).digest();o=h[-1]&15\n\
        print('%06d'%((struct.unpack('>I',h[o:o+4])[0]&0x7fffffff)%10**6))";
    let site = Site::on(Backend::Sqlite);
    let anna = comes_in(&site.register, "anna", &[Role::Editor]);
    site.register.clock.passes(90);
    let secret = data_encoding::BASE32.encode(&anna.secret);
    let now = site.register.app.now().unix().to_string();
    let said = std::process::Command::new(python)
        .args(["-c", script, &secret, &now])
        .output()
        .unwrap();
    let code = String::from_utf8(said.stdout).unwrap();
    assert!(
        sign_in(&site.register.app, "anna", PASSWORD, code.trim())
            .unwrap()
            .is_ok()
    );
}

/// In a browser too old to say where a form comes from, a page elsewhere signs nobody in and chooses
/// no language.
#[test]
fn a_form_to_come_in_is_taken_from_a_page_that_was_shown_here_alone() {
    let site = Site::with(Backend::Sqlite, &[("web.trusted_proxies", "127.0.0.1/32")]);
    let way = comes_in(&site.register, "anna", &[Role::Editor]);
    site.register.clock.passes(30);
    let code = totp::code(&way.secret, site.register.app.now()).unwrap();
    let mut elsewhere = Operator::stranger(&site);
    let theirs = elsewhere.outside();
    let sends = |path: &str, fields: &[(&str, &str)], token: &str| {
        let mut all = vec![("token", token)];
        all.extend(fields);
        let request = Request::form(path, &all).with("Origin", "null");
        let mut one = Operator::stranger(&site);
        one.asks(request.with("X-Forwarded-For", "192.0.2.1"));
        one
    };
    let sign_in = [("name", "anna"), ("password", PASSWORD), ("factor", &*code)];
    let invited = [("name", "anna"), ("code", "AAAA-AAAA")];
    for token in ["", "x", &theirs] {
        let one = sends("/admin/sign-in", &sign_in, token);
        assert!(one.page.status == 403 && one.reads("office-page-old"));
        let one = sends("/admin/invitation", &invited, token);
        assert!(one.page.status == 403 && one.reads("office-page-old"));
        assert!(one.page.body.contains("AAAA-AAAA"), "what was typed stays");
        let one = sends("/admin/language", &[("language", "nl")], token);
        assert!(one.page.status == 403 && one.cookies.is_empty());
    }
    let again = sends("/admin/sign-in", &sign_in, "").hidden("token");
    assert_eq!(sends("/admin/sign-in", &sign_in, &again).page.status, 303);
    let done = sends("/admin/language", &[("language", "nl")], &again);
    assert_eq!((done.page.status, done.cookies.len()), (303, 1));
}
