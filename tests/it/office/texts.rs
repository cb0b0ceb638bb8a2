//! Texts: what people agree to with four eyes and from a day on; pages; reports.

use enkel::domain::locale::Locale;
use enkel::domain::operator::Role;
use enkel::flows::consent_texts::{all_texts, texts_in_force};
use enkel::flows::office::approve::take_effect;

use super::{Operator, comes_in, deeds};
use crate::app::{Backend, open_again};
use crate::web::http::Request;
use crate::web::{Browser, Site};

on_both_databases!(a_new_text_is_approved_by_another_and_holds_from_its_day);

fn in_force(site: &Site, locale: Locale) -> String {
    let texts = texts_in_force(&site.register.app, locale).unwrap();
    let mine = texts
        .iter()
        .find(|text| text.purpose.code() == "adult-and-dutch");
    mine.unwrap().text.clone()
}

const CONSENT: &str = "/admin/texts/consent?purpose=adult-and-dutch";

/// Sends the form of a draft.
fn sends(one: &mut Operator<'_>, fields: &[(&str, &str)]) {
    one.opens(CONSENT);
    let token = one.hidden("token");
    let mut all = vec![("token", token.as_str()), ("purpose", "adult-and-dutch")];
    all.extend(fields);
    one.asks(Request::form("/admin/texts/consent", &all));
}

fn proposes(one: &mut Operator<'_>, [nl, en]: [&str; 2], from: &str) {
    let fields = [
        ("action", "propose"),
        ("text-nl", nl),
        ("text-en", en),
        ("from", from),
    ];
    sends(one, &fields);
}

fn approves(one: &mut Operator<'_>) -> String {
    one.opens(CONSENT);
    let seen = one.hidden("seen");
    sends(one, &[("action", "approve"), ("seen", &seen)]);
    one.led_to().to_owned()
}

const NEW: [&str; 2] = ["Ik ben volwassen.", "I am an adult."];

fn a_new_text_is_approved_by_another_and_holds_from_its_day(backend: Backend) {
    let site = Site::on(backend);
    let register = &site.register;
    let old = in_force(&site, Locale::Nl);
    let ways = ["emma", "erik"].map(|name| comes_in(register, name, &[Role::Editor]));
    let mut emma = Operator::signed_in(&site, &ways[0]);
    let day = register.clock.today().plus(2);
    for (texts, from, said) in [
        ([NEW[0], ""], day.iso(), "office-refused-not-every-language"),
        (NEW, day.plus(-5).iso(), "office-refused-no-day"),
    ] {
        proposes(&mut emma, texts, &from);
        assert!(emma.page.status == 422 && emma.reads(said), "{said}");
        assert!(emma.page.body.contains(NEW[0]), "what was typed stays");
    }
    proposes(&mut emma, NEW, &day.iso());
    assert!(emma.led_to().contains("done=proposed"));
    emma.opens(CONSENT);
    assert!(emma.page.body.contains("<ins>") && emma.page.body.contains("<del>"));
    assert!(approves(&mut emma).contains("same-person"));
    let mut erik = Operator::signed_in(&site, &ways[1]);
    assert!(approves(&mut erik).contains("done=approved"));
    proposes(&mut emma, ["Ik ben oud.", "I am old."], &day.iso());
    assert!(
        emma.reads("office-refused-not-waiting"),
        "approved words wait for their day"
    );
    assert_eq!(in_force(&site, Locale::Nl), old, "its day has not come");
    register.lives_until(day);
    take_effect(&register.app).unwrap();
    take_effect(&register.app).unwrap();
    assert_eq!(
        [Locale::Nl, Locale::En].map(|locale| in_force(&site, locale)),
        NEW
    );
    // Words may hold from the very day on which they are proposed.
    let mut emma = Operator::signed_in(&site, &ways[0]);
    proposes(&mut emma, ["Ik ben oud.", "I am old."], &day.iso());
    assert!(
        emma.led_to().contains("done=proposed"),
        "{}",
        emma.page.body
    );
    let versions = all_texts(&register.app).unwrap().len();
    // Starting again does not bring the program's own words back.
    let again = open_again(&register.settings, &register.clock, &register.mail);
    let all = all_texts(&again).unwrap();
    assert!(all.len() == versions && all.iter().any(|text| text.text == old));
    let mut anna = Browser::at(&site);
    anna.comes_in("anna@example.org")
        .sends("choose", &[("action", "form")]);
    assert!(anna.page.html.contains(NEW[0]));
    let done = deeds(register);
    assert!(
        done.contains(&"machine released adult-and-dutch consent".to_owned()),
        "{done:?}"
    );
}

/// Sends a form of one of the pages about texts.
fn writes(one: &mut Operator<'_>, page: &str, path: &str, fields: &[(&str, &str)]) {
    one.opens(page);
    let (token, over) = (one.hidden("token"), one.hidden("over"));
    let mut all = vec![("token", token.as_str()), ("over", over.as_str())];
    all.extend(fields.iter().filter(|(name, _)| *name != "over"));
    if let Some(other) = fields.iter().find(|(name, _)| *name == "over") {
        all[1] = *other;
    }
    one.asks(Request::form(path, &all));
}

const PATH: &str = "/admin/texts/page";

/// Sends the form of an addition to the page "about", perhaps over another version than it shows.
fn adds(one: &mut Operator<'_>, lang: &str, text: &str, action: &str, over: Option<&str>) {
    let page = format!("{PATH}?page=about&lang={lang}");
    let mut fields = vec![
        ("page", "about"),
        ("lang", lang),
        ("text", text),
        ("action", action),
    ];
    fields.extend(over.map(|over| ("over", over)));
    writes(one, &page, PATH, &fields);
}

#[test]
fn what_is_added_to_a_page_is_seen_and_can_do_nothing_else() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "emma", &[Role::Editor]);
    let mut emma = Operator::signed_in(&site, &way);
    let text = "# Onze kring\n\nZie <script>alert(1)</script> [ons](https://kring.example) [x](javascript:1)";
    adds(&mut emma, "nl", text, "preview", None);
    assert!(emma.page.body.contains("<h2>Onze kring</h2>"));
    assert!(emma.reads("office-page-only"));
    assert!(!site.get("/nl/about").body.contains("Onze kring"));
    adds(&mut emma, "nl", text, "save", None);
    assert!(emma.led_to().contains("done=saved"), "{}", emma.page.status);
    let public = site.get("/nl/about").body;
    assert!(public.contains("<h2>Onze kring</h2>") && public.contains("https://kring.example"));
    assert!(!public.contains("<script") && !public.contains("javascript:"));
    assert!(!site.get("/en/about").body.contains("Onze kring"));
    // The English text is looked at beside the Dutch one.
    adds(&mut emma, "en", "# Our *circle*", "preview", None);
    for side in ["<h2>Our <em>circle</em></h2>", "<h2>Onze kring</h2>"] {
        assert!(emma.page.body.contains(side), "{side}");
    }
    assert!(!emma.page.body.contains("<script") && emma.reads("office-page-as-is"));
}

#[test]
fn a_stale_or_overlong_addition_changes_nothing_and_is_not_lost() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "emma", &[Role::Editor]);
    let mut emma = Operator::signed_in(&site, &way);
    adds(&mut emma, "nl", "# Onze kring", "save", None);
    // Somebody else saved meanwhile: both are shown, and a look is no way around it.
    for action in ["save", "preview"] {
        adds(&mut emma, "nl", "Anders", action, Some("0"));
        assert!(emma.page.status == 422 && emma.reads("office-refused-stale"));
        assert!(emma.page.body.contains("Anders") && emma.page.body.contains("Onze kring"));
    }
    let long = "x".repeat(20_001);
    for action in ["save", "preview"] {
        adds(&mut emma, "nl", &long, action, None);
        assert!(emma.page.status == 422 && emma.reads("office-refused-markdown"));
    }
    let done = deeds(&site.register);
    for line in ["emma refused  markdown", "emma refused about nl stale"] {
        let lines = done.iter().filter(|done| *done == line);
        assert_eq!(lines.count(), 1, "a look is no deed: {done:?}");
    }
    assert!(site.get("/nl/about").body.contains("Onze kring"));
}

#[test]
fn a_readers_report_is_settled_once() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "emma", &[Role::Editor]);
    let mut reader = Browser::at(&site);
    let report = [("part", "law"), ("link", "https://wet.example/a")];
    reader.opens("countries/ma").sends("countries/ma", &report);
    let mut emma = Operator::signed_in(&site, &way);
    emma.opens("/admin/texts");
    assert!(emma.page.body.contains("https://wet.example/a"));
    let line = emma.hidden("report");
    emma.sends("/admin/texts", &[("report", &line)]);
    assert!(emma.led_to().contains("done=settled"));
    emma.sends("/admin/texts", &[("report", &line)]);
    assert!(emma.led_to().contains("refused"));
}
