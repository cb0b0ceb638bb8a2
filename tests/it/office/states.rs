//! Pages about states: a form whose every field is named when it does not hold, a look before it is
//! kept, and both versions when two people write.

use enkel::domain::country::{About, Country, Draft, Group};
use enkel::domain::document::Document;
use enkel::domain::locale::Locale;
use enkel::domain::operator::Role;
use enkel::flows::office::{documents, pages};

use super::{Operator, comes_in, deeds};
use crate::app::{Backend, TestApp};
use crate::web::Site;
use crate::web::http::Request;
use crate::web::page::unescaped;

on_both_databases!(a_state_is_filled_in_looked_at_kept_and_checked);

const PATH: &str = "/admin/texts/country";

/// A form with what stood in its fields, as a browser sends it.
struct Filled(Vec<(String, String)>);

impl Filled {
    /// What the page about this state shows.
    fn of(one: &mut Operator<'_>, code: &str) -> Self {
        one.opens(&format!("{PATH}?code={code}"));
        Self::on(&one.page.body)
    }

    /// What stands in the fields of a page.
    fn on(page: &str) -> Self {
        let form = page.split("id=\"state\"").nth(1).unwrap();
        let form = form.split("</form>").next().unwrap();
        let mut fields: Vec<(String, String)> = Vec::new();
        for piece in form.split('<').skip(1) {
            let (tag, text) = piece.split_once('>').unwrap();
            let of = |name: &str| {
                let value = tag.split(&format!(" {name}=\"")).nth(1).unwrap_or_default();
                unescaped(value.split('"').next().unwrap())
            };
            match tag.split_whitespace().next().unwrap() {
                "input" if tag.contains("\"radio\"") && !tag.ends_with(" checked") => {}
                "input" => fields.push((of("name"), of("value"))),
                "textarea" => fields.push((of("name"), unescaped(text).trim().to_owned())),
                "select" => fields.push((of("name"), String::new())),
                "option" if tag.ends_with(" selected") => {
                    fields.last_mut().unwrap().1 = of("value");
                }
                _ => {}
            }
        }
        Self(fields)
    }

    fn set(&mut self, changes: &[(&str, &str)]) -> &mut Self {
        for (name, value) in changes {
            let place = self.0.iter_mut().find(|(known, _)| known == name);
            let place = place.unwrap_or_else(|| panic!("no field {name}"));
            place.1 = (*value).to_owned();
        }
        self
    }

    fn value(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    fn sends(&self, one: &mut Operator<'_>, action: &str) {
        let mut fields: Vec<_> = self
            .0
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        fields.push(("action", action));
        one.asks(Request::form(PATH, &fields));
    }
}

fn newest(register: &TestApp, code: &str) -> Option<Document> {
    documents::newest(&register.app, &pages::country_key(code)).unwrap()
}

/// A sentence with a source that no list knows yet, both on the same form.
const STEP: [(&str, &str); 8] = [
    ("source-1-title", "Staatsblad van 3 mei"),
    ("source-1-link", "https://wet.example/3?a=1&b=2"),
    ("source-1-language", "fr"),
    ("source-1-accessed", "2026-11-20"),
    ("source-1-licence", "CC0"),
    ("step-2-nl", "Schrijf <b>een</b> brief."),
    ("step-2-en", "Write a letter."),
    ("step-2-source", "own-1"),
];

fn a_state_is_filled_in_looked_at_kept_and_checked(backend: Backend) {
    let site = Site::on(backend);
    let way = comes_in(&site.register, "emma", &[Role::Editor]);
    let mut emma = Operator::signed_in(&site, &way);
    let mut form = Filled::of(&mut emma, "MA");
    form.set(&STEP).sends(&mut emma, "preview");
    assert_eq!(emma.page.status, 200);
    let shown = [
        "Schrijf &#60;b&#62;een&#60;/b&#62; brief.",
        "Write a letter.",
        "href=\"https://wet.example/3?a=1&#38;b=2\" rel=\"external noreferrer\" lang=\"fr\"",
    ];
    let seen = |page: &str| shown.map(|said| page.contains(said));
    assert_eq!(seen(&emma.page.body), [true; 3], "{}", emma.page.body);
    let public = |lang: &str| site.get(&format!("/{lang}/countries/ma")).body;
    assert!(!public("nl").contains("brief") && newest(&site.register, "MA").is_none());
    // The page of the preview is sent as it came back.
    Filled::on(&emma.page.body).sends(&mut emma, "save");
    assert!(emma.led_to().contains("done=saved"), "{}", emma.page.body);
    assert_eq!(seen(&public("nl")), [true, false, true]);
    assert_eq!(seen(&public("en")), [false, true, true]);
    let words = site.register.app.texts.words(Locale::Nl);
    let read = words.say_with("country-source-read", "day", "20 november 2026");
    assert!(
        unescaped(&public("nl")).contains(&format!(", {read}, CC0")),
        "{read}"
    );
    let again = Filled::of(&mut emma, "MA");
    for (name, value) in STEP {
        assert_eq!(again.value(name), value, "{name}");
    }
    again.sends(&mut emma, "checked");
    let today = site.register.clock.today();
    assert_eq!(Filled::of(&mut emma, "MA").value("checked_on"), today.iso());
    let day = site.register.app.texts.words(Locale::En).day(today);
    assert!(emma.opens("/admin/texts").body.contains(&day));
    let done = deeds(&site.register);
    for line in [
        "emma changed-page MA version 1",
        "emma checked-page MA version 2",
    ] {
        assert!(done.contains(&line.to_owned()), "{done:?}");
    }
}

/// Whether the summary leads to this field, calls it by its group and says what is wrong.
fn names(one: &Operator<'_>, field: &str, (group, number): (&str, i64), why: &str) -> bool {
    let words = one.site.register.app.texts.words(Locale::En);
    let start = format!("<a href=\"#{field}\">");
    let line = one.page.body.split(&start).nth(1).unwrap_or_default();
    let line = unescaped(line.split('<').next().unwrap());
    let called = words.say_with(&format!("office-country-{group}"), "n", number);
    line.starts_with(&called) && line.ends_with(&words.say(format!("office-fault-{why}")))
}

#[test]
fn what_does_not_hold_is_named_and_what_was_typed_stays() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "emma", &[Role::Editor]);
    let mut emma = Operator::signed_in(&site, &way);
    let mut form = Filled::of(&mut emma, "MA");
    form.set(&STEP).set(&[
        ("source-1-link", "javascript:alert(1)"),
        ("step-2-en", ""),
        ("travel_advice", "http://reis.example"),
        ("review_due", "2020-01-01"),
        ("law-1-source", ""),
    ]);
    for action in ["preview", "save", "checked"] {
        form.sends(&mut emma, action);
        assert_eq!(emma.page.status, 422, "{action}");
        for (field, group, number, why) in [
            ("source-1-link", "number-source", 1, "link"),
            ("step-2-en", "number-step", 2, "missing"),
            ("law-1-source", "number-law", 1, "source"),
            ("travel_advice", "field-travel_advice", 0, "link"),
            ("review_due", "field-review_due", 0, "order"),
        ] {
            // Looking today sets both days.
            let mended = field == "review_due" && action == "checked";
            assert!(
                mended || names(&emma, field, (group, number), why),
                "{action} {field}"
            );
        }
        let again = Filled::on(&emma.page.body);
        for (name, value) in form.0.iter().filter(|(name, _)| !name.ends_with("_on")) {
            let due = name == "review_due" && action == "checked";
            assert!(due || again.value(name) == value, "{action} {name}");
        }
        assert!(!emma.page.body.contains("href=\"javascript"));
    }
    assert!(newest(&site.register, "MA").is_none(), "nothing changed");
    let refused = deeds(&site.register);
    let refused = refused
        .iter()
        .filter(|line| *line == "emma refused  country");
    assert_eq!(refused.count(), 2, "a look is no deed");
}

#[test]
fn a_state_nobody_looked_into_yet_starts_unknown() {
    let site = Site::on(Backend::Sqlite);
    let way = comes_in(&site.register, "emma", &[Role::Editor]);
    let mut emma = Operator::signed_in(&site, &way);
    let mut form = Filled::of(&mut emma, "FR");
    assert_eq!([form.value("law"), form.value("practice")], ["unknown"; 2]);
    form.set(&[("law", "possible")]).sends(&mut emma, "save");
    assert!(emma.page.status == 422 && emma.reads("office-fault-no-claim"));
    form.set(&[("law", "unknown"), ("code", "ZZ")])
        .sends(&mut emma, "save");
    assert_eq!(emma.page.status, 404);
}

#[test]
fn when_two_write_about_a_state_both_are_shown() {
    let site = Site::on(Backend::Sqlite);
    let ways = ["emma", "erik"].map(|name| comes_in(&site.register, name, &[Role::Editor]));
    let mut emma = Operator::signed_in(&site, &ways[0]);
    let mut erik = Operator::signed_in(&site, &ways[1]);
    let mut hers = Filled::of(&mut emma, "MA");
    let mut his = Filled::of(&mut erik, "MA");
    let of = |said| {
        [
            ("step-2-nl", said),
            ("step-2-en", said),
            ("step-2-source", "kst-35475-2"),
        ]
    };
    hers.set(&of("Haar stap.")).sends(&mut emma, "save");
    assert!(emma.led_to().contains("done=saved"), "{}", emma.page.body);
    his.set(&of("Zijn stap.")).sends(&mut erik, "save");
    assert!(erik.page.status == 422 && erik.reads("office-refused-stale"));
    let page = &erik.page.body;
    let stands = page.split("id=\"stands\"").nth(1).unwrap();
    let (stands, form) = stands.split_once("<form").unwrap();
    assert!(stands.contains("emma") && stands.contains("Haar stap.") && !stands.contains("Zijn"));
    assert!(form.contains("Zijn stap.") && !form.contains("Haar stap."));
    let kept = newest(&site.register, "MA").unwrap();
    assert!(kept.version == 1 && kept.body.contains("Haar stap."));
    assert!(deeds(&site.register).contains(&"emma changed-page MA version 1".to_owned()));
    assert!(deeds(&site.register).contains(&"erik refused MA stale".to_owned()));
    // A look in between is no way around it either.
    his.sends(&mut erik, "preview");
    assert!(erik.page.status == 422 && erik.reads("office-refused-stale"));
    // Having seen both, he keeps his own.
    Filled::on(&erik.page.body).sends(&mut erik, "save");
    assert!(erik.led_to().contains("done=saved"), "{}", erik.page.body);
    let atlas = enkel::domain::country::Atlas::shipped().unwrap();
    let kept = newest(&site.register, "MA").unwrap();
    let kept = Country::parse(&kept.body, &atlas.sources).unwrap();
    assert_eq!(kept.about(About::Step).last().unwrap().nl, "Zijn stap.");
    assert_eq!(Draft::of(&kept).numbers(Group::Claim(About::Step)), [1, 2]);
}
