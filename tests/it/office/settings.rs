//! Pausing, limits of mail, the statement: what owners set while the register runs.

use enkel::domain::operator::Role;

use super::{Operator, comes_in, deeds};
use crate::app::{Backend, Citizen};
use crate::web::Browser;
use crate::web::Site;

on_both_databases!(
    in_a_pause_nobody_joins_and_everybody_can_leave,
    a_blocked_domain_gets_no_letter_and_the_same_page,
);

fn seen(one: &mut Operator<'_>) -> String {
    one.opens("/admin/settings");
    one.hidden("seen")
}

fn in_a_pause_nobody_joins_and_everybody_can_leave(backend: Backend) {
    let site = Site::on(backend);
    let register = &site.register;
    Browser::at(&site).declares("anna@example.org", "MA");
    let mut late = Browser::at(&site);
    late.comes_in("late@example.org").fills_in_the_least("IR");
    let [one, two] = ["olga", "omar"].map(|name| comes_in(register, name, &[Role::Owner]));
    let (mut olga, mut omar) = (
        Operator::signed_in(&site, &one),
        Operator::signed_in(&site, &two),
    );
    let pause = [
        ("action", "pause"),
        ("notice-nl", "Wij verhuizen."),
        ("notice-en", "We are moving."),
    ];
    olga.sends(
        "/admin/settings",
        &[
            ("action", "pause"),
            ("notice-nl", "Wij verhuizen."),
            ("notice-en", ""),
        ],
    );
    assert!(olga.led_to().contains("no-reason"));
    olga.sends("/admin/settings", &pause);
    assert!(olga.led_to().contains("done=proposed"));
    let own = seen(&mut olga);
    olga.sends("/admin/settings", &[("action", "approve"), ("seen", &own)]);
    assert!(olga.led_to().contains("same-person"));
    assert!(!site.get("/nl/").body.contains("Wij verhuizen."), "not yet");
    let theirs = seen(&mut omar);
    omar.sends(
        "/admin/settings",
        &[("action", "approve"), ("seen", &theirs)],
    );
    assert!(omar.led_to().contains("done=approved"));
    assert!(site.get("/nl/").body.contains("Wij verhuizen."));
    assert!(site.get("/en/start").body.contains("We are moving."));
    // Whoever had begun loses nothing and is told; nothing is written.
    let rows = register.rows("registration");
    late.presses_the_button();
    assert!(late.reads("fault-paused"), "{}", late.page.words());
    assert_eq!(register.rows("registration"), rows);
    replaces_and_leaves(&site);
    assert_eq!(register.rows("registration"), rows - 1);
    // The end of it needs two as well; then the very same button works.
    omar.sends("/admin/settings", &[("action", "resume")]);
    let theirs = seen(&mut olga);
    olga.sends(
        "/admin/settings",
        &[("action", "approve"), ("seen", &theirs)],
    );
    late.presses_the_button();
    assert_eq!(register.rows("registration"), rows);
    let done = deeds(register);
    for line in ["omar paused declarations", "olga resumed declarations"] {
        assert!(done.iter().any(|one| one.starts_with(line)), "{done:?}");
    }
}

fn replaces_and_leaves(site: &Site) {
    // Replacing and leaving go on as ever.
    Browser::at(site).declares("anna@example.org", "TR");
    let mut anna = Browser::at(site);
    anna.comes_in("anna@example.org")
        .sends("choose", &[("action", "show")]);
    anna.sends("kept", &[("action", "remove")]);
}

fn a_blocked_domain_gets_no_letter_and_the_same_page(backend: Backend) {
    let site = Site::on(backend);
    let way = comes_in(&site.register, "olga", &[Role::Owner]);
    let mut olga = Operator::signed_in(&site, &way);
    let set = |domains: &'static str| {
        [
            ("action", "limits"),
            ("domains", domains),
            ("cap", ""),
            ("over", "0"),
        ]
    };
    olga.sends("/admin/settings", &set("voorbeeld.nl\nanna@example.org"));
    assert!(
        olga.page.status == 422 && olga.page.body.contains("voorbeeld.nl"),
        "nothing typed is lost"
    );
    olga.sends("/admin/settings", &set("blocked.example"));
    assert!(olga.led_to().contains("done=saved"));
    olga.sends("/admin/settings", &set("other.example"));
    assert_eq!(olga.page.status, 409, "somebody else had changed it");
    assert!(olga.reads("office-refused-stale"));
    assert!(olga.page.body.contains("blocked.example") && olga.page.body.contains("other.example"));
    let mut pages = Vec::new();
    for address in [
        "a@blocked.example",
        "a@mail.blocked.example",
        "a@open.example",
    ] {
        let mut one = Browser::at(&site);
        one.asks_for_a_code(address);
        site.register.delivers();
        pages.push(one.page.words());
        let letters = Citizen::of(&site.register, address).letters().len();
        assert_eq!(letters, usize::from(address.contains("open")), "{address}");
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_statement_is_whole_or_not_at_all() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "olga", &[Role::Owner]);
    let mut olga = Operator::signed_in(&site, &way);
    let mut fields = vec![("action", "state"), ("over", "0"), ("row-0", "2026")];
    let numbers =
        ["police", "court", "intelligence", "other", "foreign"].map(|kind| format!("row-0-{kind}"));
    fields.extend(numbers[..4].iter().map(|name| (name.as_str(), "0")));
    fields.extend([("pays-0-nl", "Leden"), ("pays-0-en", "Members")]);
    olga.sends("/admin/settings", &fields);
    assert!(
        olga.page.status == 422 && olga.page.body.contains("value=\"Members\""),
        "nothing stated is not zero"
    );
    fields.push((&numbers[4], "3"));
    olga.sends("/admin/settings", &fields);
    assert!(olga.reads("office-statement-title") && olga.page.body.contains(">3</td>"));
    assert!(
        !site.get("/en/transparency").body.contains("Members"),
        "not yet"
    );
    fields.push(("sure", "yes"));
    olga.sends("/admin/settings", &fields);
    assert!(olga.led_to().contains("done=stated"), "{}", olga.page.body);
    let page = site.get("/en/transparency");
    assert!(page.body.contains("Members") && page.body.contains("<td class=\"num\">3</td>"));
    olga.sends("/admin/settings", &fields);
    assert_eq!(olga.page.status, 409);
}
