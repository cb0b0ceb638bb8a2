//! Each role sees and can do only its own: every address, as every role and as nobody.

use enkel::domain::operator::Role::{self, Auditor, Editor, Owner, Releaser};
use enkel::domain::operator::Roles;
use enkel::flows::office::{Refusal, accounts};
use enkel::web::office::TABLE;

use super::{Operator, comes_in, deeds};
use crate::app::Backend;
use crate::web::Site;
use crate::web::http::Request;

on_both_databases!(every_address_is_open_to_its_own_roles_alone);

/// Who may use an address; written down here a second time, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Everyone,
    Newcomers,
    SignedIn,
    Only(Role),
}

const EXPECTED: &[(&str, &str, For)] = &[
    ("GET", "/admin", For::SignedIn),
    ("POST", "/admin/sign-in", For::Everyone),
    ("POST", "/admin/sign-out", For::SignedIn),
    ("POST", "/admin/language", For::Everyone),
    ("GET", "/admin/invitation", For::Everyone),
    ("POST", "/admin/invitation", For::Everyone),
    ("GET", "/admin/second-factor", For::Newcomers),
    ("POST", "/admin/second-factor", For::Newcomers),
    ("GET", "/admin/account", For::SignedIn),
    ("POST", "/admin/account", For::SignedIn),
    ("POST", "/admin/drills", For::Only(Owner)),
    ("GET", "/admin/releases", For::Only(Releaser)),
    ("POST", "/admin/releases", For::Only(Releaser)),
    ("GET", "/admin/releases/preview", For::Only(Releaser)),
    ("POST", "/admin/releases/ballot-box", For::Only(Releaser)),
    ("POST", "/admin/releases/result", For::Only(Releaser)),
    ("GET", "/admin/exports", For::Only(Releaser)),
    ("POST", "/admin/exports", For::Only(Releaser)),
    ("GET", "/admin/exports/work", For::Only(Releaser)),
    ("GET", "/admin/exports/file", For::Only(Releaser)),
    ("GET", "/admin/texts", For::Only(Editor)),
    ("POST", "/admin/texts", For::Only(Editor)),
    ("GET", "/admin/texts/consent", For::Only(Editor)),
    ("POST", "/admin/texts/consent", For::Only(Editor)),
    ("GET", "/admin/texts/page", For::Only(Editor)),
    ("POST", "/admin/texts/page", For::Only(Editor)),
    ("GET", "/admin/texts/country", For::Only(Editor)),
    ("POST", "/admin/texts/country", For::Only(Editor)),
    ("GET", "/admin/log", For::Only(Auditor)),
    ("GET", "/admin/log.csv", For::Only(Auditor)),
    ("GET", "/admin/settings", For::Only(Owner)),
    ("POST", "/admin/settings", For::Only(Owner)),
    ("GET", "/admin/operators", For::Only(Owner)),
    ("POST", "/admin/operators", For::Only(Owner)),
];

/// What the answer says about who asked.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    SignIn,
    NotYours,
    In,
}

fn seen(one: &Operator<'_>) -> Seen {
    if one.page.body.contains("action=\"/admin/sign-in\"") {
        Seen::SignIn
    } else if one.page.status == 403 && one.reads("office-not-yours-title") {
        Seen::NotYours
    } else {
        Seen::In
    }
}

fn every_address_is_open_to_its_own_roles_alone(backend: Backend) {
    let site = Site::on(backend);
    let table: Vec<_> = TABLE
        .iter()
        .map(|(method, path, _)| (*method, *path))
        .collect();
    let expected: Vec<_> = EXPECTED.iter().map(|(m, p, _)| (*m, *p)).collect();
    assert_eq!(table, expected, "every address stands in this test");
    let roles = [Editor, Releaser, Auditor, Owner];
    let ways = roles.map(|role| comes_in(&site.register, role.code(), &[role]));
    let before = deeds(&site.register);
    for (method, path, whom) in EXPECTED {
        let mut nobody = Operator::stranger(&site);
        asks(&mut nobody, method, path);
        let open = *whom == For::Everyone;
        assert_eq!(
            seen(&nobody) == Seen::SignIn,
            !open || *path == "/admin/sign-in",
            "{method} {path}"
        );
    }
    assert_eq!(deeds(&site.register), before, "strangers change nothing");
    for (role, way) in roles.into_iter().zip(&ways) {
        let mut one = Operator::signed_in(&site, way);
        for (method, path, whom) in EXPECTED {
            if *path == "/admin/sign-in" {
                continue;
            }
            asks(&mut one, method, path);
            let expected = match whom {
                For::Only(other) if *other != role => Seen::NotYours,
                _ => Seen::In,
            };
            assert_eq!(
                seen(&one),
                expected,
                "{role:?} {method} {path}: {}",
                one.page.status
            );
            let tried = format!("{} refused {path} not-yours", role.code());
            let is_noted = deeds(&site.register).last() == Some(&tried);
            let is_attempt = *method == "POST" && expected == Seen::NotYours;
            assert_eq!(is_noted, is_attempt, "{role:?} {method} {path}");
            // Nothing is done without the page's own token.
            if *method == "POST" && expected == Seen::In && *whom != For::Everyone {
                assert!(
                    [403, 303, 400].contains(&one.page.status),
                    "{method} {path}"
                );
            }
        }
    }
}

fn asks(one: &mut Operator<'_>, method: &str, path: &str) {
    let request = match method {
        "GET" => Request::get(path),
        _ => Request::form(path, &[("action", "none")]),
    };
    one.asks(request);
}

#[test]
fn what_is_not_in_the_table_is_nowhere() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "anna", &Role::ALL);
    let mut anna = Operator::signed_in(&site, &way);
    for path in [
        "/admin/visitors",
        "/admin/search",
        "/admin/registrations",
        "/admin/x/y",
    ] {
        assert_eq!(anna.opens(path).status, 404, "{path}");
    }
    assert_eq!(anna.asks(Request::form("/admin/log", &[])).status, 405);
}

#[test]
fn the_last_owner_stays_one_and_others_need_not() {
    let site = Site::on(Backend::Sqlite);
    let app = &site.register.app;
    for name in ["anna", "bram"] {
        comes_in(&site.register, name, &[Owner, Editor]);
    }
    let only_edits = || Roles::of([Editor]);
    let changed = |name| accounts::change_roles(app, "anna", name, only_edits()).unwrap();
    assert_eq!(changed("bram"), Ok(()));
    assert_eq!(changed("bram"), Ok(()), "who is none may stay none");
    assert_eq!(changed("anna"), Err(Refusal::LastOwner));
    assert_eq!(changed("cato"), Err(Refusal::NoSuchAccount));
}
