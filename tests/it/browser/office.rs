//! The office in a real browser: two people count a quarter, release it and take a press kit, led
//! by the pages alone; and every page of the office, in each of its states, is open to everyone.

use enkel::crypto::totp;
use enkel::domain::operator::Role;
use enkel::web::Options;

use super::chromium::Look;
use super::inspector::Inspector;
use super::live::free;
use super::person::Person;
use crate::app::{Backend, Citizen, Served, TestApp, varied};
use crate::office::{PASSWORD, Way, comes_in};

const PHONE: Look = Look {
    width: 320,
    height: 640,
    ..Look::WIDE
};

struct Office {
    base: String,
    register: TestApp,
    _served: Served,
}

impl Office {
    /// With a quarter that is closed and due.
    fn new() -> Self {
        let listen = free();
        let base = format!("http://{listen}");
        let settings = [
            ("register.base_url", base.as_str()),
            ("counting.release_by", "office"),
            ("web.posts_per_prefix_per_minute", "1000000"),
        ];
        let register = TestApp::with(Backend::Sqlite, &settings);
        for number in 0..60 {
            let address = format!("c@c{number}.example");
            Citizen::of(&register, &address)
                .comes_in()
                .declares(varied(number));
        }
        register.next_quarter();
        register.lives_until(register.quarter().previous().release_day());
        let served = Served::new(register.app.clone(), Options::at(listen));
        Self {
            base,
            register,
            _served: served,
        }
    }

    fn code(&self, way: &Way) -> String {
        self.register.clock.passes(30);
        totp::code(&way.secret, self.register.app.now()).unwrap()
    }

    fn signs_in(&self, person: &mut Person, way: &Way) {
        person.opens("/admin");
        person.browser.types("#name", &way.name);
        person.browser.types("#password", PASSWORD);
        person.browser.types("#factor", &self.code(way));
        person.clicks("main button");
    }
}

fn somebody(office: &Office, look: Look, inspector: Option<&Inspector>) -> Person {
    let mut person = Person::at(&office.base, look);
    person.inspector = inspector.cloned();
    person
}

/// Counts, approves, takes the press kit along; nobody types an address.
fn figures_come_out(look: Look, inspector: Option<&Inspector>) {
    let office = Office::new();
    let [first, second] =
        ["anna", "bram"].map(|n| comes_in(&office.register, n, &[Role::Releaser]));
    let mut anna = somebody(&office, look, inspector);
    office.signs_in(&mut anna, &first);
    anna.clicks(".due a[href='/admin/releases']");
    anna.clicks("button[value=check]");
    anna.clicks("button[value=count]");
    assert!(anna.browser.has(".done"));
    anna.browser.clicks("main details:last-of-type > summary");
    anna.looks();
    assert!(
        !anna.browser.has(".steps button[value=approve]"),
        "not by the same person"
    );
    assert!(anna.browser.text(".steps").contains("bram"), "but by whom");
    anna.clicks("a[hreflang=nl]");
    assert!(anna.heading().contains("2026-Q3"));
    anna.clicks("nav.languages a");
    assert!(anna.heading().contains("2026-Q3"));
    anna.clicks("aside.demo a");
    let mut bram = somebody(&office, look, inspector);
    office.signs_in(&mut bram, &second);
    bram.clicks("#waiting ~ .waiting a[href='/admin/releases']");
    bram.clicks(".steps button[value=approve]");
    assert!(bram.browser.has(".done"), "{}", bram.browser.text("main"));
    bram.clicks(".done a[href$='/figures/2026-Q3']");
    assert!(bram.heading().contains("2026-Q3"));
    bram.opens("/admin/releases?done=approved&out=2026-Q3");
    bram.clicks(".done a[href='/admin/exports']");
    bram.browser.types("#purpose", "krant");
    bram.clicks("main form[action='/admin/exports'] > p button");
    // Nobody presses anything: the page asks by itself.
    for _ in 0..600 {
        if bram.browser.has("a[download]") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    bram.looks();
    assert!(
        bram.browser
            .text(".answers")
            .contains("press-kit-2026-Q3.zip")
    );
    // Nothing is chosen: what to mend is said.
    bram.opens("/admin/exports");
    bram.browser.clicks("#release-2026-Q3");
    bram.browser.types("#purpose", "krant");
    bram.clicks("main form[action='/admin/exports'] > p button");
    assert!(bram.browser.has(".faults"));
}

#[test]
fn two_people_bring_figures_out_and_take_a_press_kit_led_by_the_pages_alone() {
    figures_come_out(Look::WIDE, None);
}

#[test]
fn every_page_of_the_office_is_open_to_everyone() {
    let Some(inspector) = Inspector::with_axe() else {
        return;
    };
    figures_come_out(PHONE, Some(&inspector));
    keeps_the_house(PHONE, &inspector);
    inspector.is_content(60);
}

/// Accounts, settings, the log, and coming in for the first time.
fn keeps_the_house(look: Look, inspector: &Inspector) {
    let office = Office::new();
    let way = comes_in(&office.register, "olga", &Role::ALL);
    let mut olga = somebody(&office, look, Some(inspector));
    olga.opens("/admin");
    olga.browser.types("#name", "olga");
    olga.browser.types("#password", "wrong");
    olga.browser.types("#factor", "000000");
    olga.clicks("main button");
    assert!(olga.browser.has(".faults"));
    office.signs_in(&mut olga, &way);
    for place in [
        "releases",
        "exports",
        "log",
        "settings",
        "operators",
        "account",
    ] {
        olga.clicks(&format!(".rooms a[href='/admin/{place}']"));
    }
    olga.clicks(".person form[action='/admin/language'] button");
    olga.clicks("button[value=recovery]");
    olga.clicks("main form .clay");
    assert!(olga.browser.has(".codes-once"));
    olga.opens("/admin/account");
    olga.browser.types("#old", "wrong");
    olga.browser.types("#password", PASSWORD);
    olga.browser.types("#again", PASSWORD);
    olga.clicks("button[value=password]");
    assert!(olga.browser.has("#old-fault"));
    olga.opens("/admin/operators");
    olga.browser.types("section:last-of-type #name", "nieuw");
    olga.clicks("button[value=invite]");
    assert!(olga.browser.has(".faults"), "no role was chosen");
    olga.browser.clicks("#new-editor");
    olga.clicks("button[value=invite]");
    let code = olga.browser.text(".secret");
    office.register.clock.passes(600);
    olga.opens("/admin/operators");
    olga.clicks("section:first-of-type button[value=roles]");
    assert!(
        olga.browser.has("form[action='/admin/operators'] #factor"),
        "the factor again"
    );
    olga.browser.types("#factor", "000000");
    olga.clicks("main button");
    assert!(olga.browser.has("#factor-fault"));
    olga.browser.types("#factor", &office.code(&way));
    olga.clicks("main button");
    assert!(olga.browser.has(".done"));
    settings(&mut olga);
    texts(&mut olga);
    interrupted(&office, &mut olga, &way);
    newcomer(&office, look, inspector, &code);
}

fn settings(olga: &mut Person) {
    olga.opens("/admin/settings");
    olga.browser.types("#domains", "geen domein");
    olga.clicks("button[value=limits]");
    assert!(olga.browser.has(".faults"));
    olga.opens("/admin/settings");
    olga.clicks("button[value=state]");
    assert!(
        olga.browser.has("main .misread"),
        "an empty statement is told"
    );
    olga.opens("/admin/settings");
    olga.browser.clicks("#pause ~ details summary");
    olga.browser.types("#notice-nl", "Wij verhuizen.");
    olga.browser.types("#notice-en", "We are moving.");
    olga.clicks("button[value=pause]");
    olga.clicks("button[value=approve]");
    assert!(olga.browser.has("button[value=resume]"));
    olga.opens("/nl/");
    assert!(olga.browser.text(".notice").contains("verhuizen"));
}

/// Signed out in another tab: what was typed comes back after signing in.
fn interrupted(office: &Office, olga: &mut Person, way: &Way) {
    olga.opens("/admin/settings");
    olga.browser.types("#domains", "kept.example");
    let name = enkel::domain::operator::OperatorName::parse(&way.name).unwrap();
    let all = enkel::flows::office::sessions::of(&office.register.app, &name).unwrap();
    for session in all {
        enkel::flows::office::sessions::end(&office.register.app, session.id).unwrap();
    }
    olga.clicks("button[value=limits]");
    olga.browser.types("#name", &way.name);
    olga.browser.types("#password", PASSWORD);
    olga.browser.types("#factor", &office.code(way));
    olga.clicks("main button");
    assert!(olga.browser.text(".answers").contains("kept.example"));
    olga.clicks("main button");
    assert!(olga.browser.has(".done"));
}

fn texts(olga: &mut Person) {
    olga.opens("/admin/texts");
    olga.clicks("a[href$='purpose=declaration']");
    olga.browser.types("#text-nl", " Nog een zin.");
    olga.clicks("button[value=propose]");
    olga.opens("/admin/texts/consent?purpose=declaration");
    assert!(olga.browser.has("ins"));
    olga.clicks("button[value=approve]");
    olga.opens("/admin/texts/page?page=about&lang=nl");
    olga.browser.types("#text", "# Onze kring\n\nEen zin.");
    olga.clicks("button[value=preview]");
    olga.clicks("button[value=save]");
    olga.opens("/nl/about");
    assert!(olga.browser.text(".added").contains("Onze kring"));
    olga.opens("/admin/texts/page?page=about&lang=en");
    olga.browser.types("#text", "# Our circle");
    olga.clicks("button[value=preview]");
    assert!(olga.browser.text(".looks").contains("Onze kring"));
    a_state(olga);
}

/// A step with a source of its own: refused with the field's name, looked at, kept.
fn a_state(olga: &mut Person) {
    olga.opens("/admin/texts/country?code=MA");
    for title in ["source", "step"] {
        olga.browser
            .clicks(&format!("#{title}-title ~ details > summary"));
    }
    olga.looks();
    olga.browser.types("#source-1-title", "Staatsblad");
    olga.browser.types("#source-1-accessed", "gisteren");
    olga.browser.types("#step-2-nl", "Schrijf een brief.");
    olga.browser.types("#step-2-en", "Write a letter.");
    olga.browser.clicks("#step-2-source option[value=own-1]");
    olga.browser.clicks("#source-1-language option[value=fr]");
    olga.clicks("main form .second[value=preview]");
    assert!(olga.browser.has(".faults a[href='#source-1-accessed']"));
    olga.browser.empties("#source-1-accessed");
    olga.browser.types("#source-1-accessed", "2026-11-20");
    olga.clicks("main form .second[value=preview]");
    let seen = olga.browser.text(".looks");
    assert!(seen.contains("Schrijf een brief.") && seen.contains("Write a letter."));
    olga.clicks("section.card button[value=save]");
    assert!(olga.browser.has(".done"));
    olga.opens("/nl/countries/ma");
    assert!(olga.browser.text("main").contains("Staatsblad"));
}

fn newcomer(office: &Office, look: Look, inspector: &Inspector, code: &str) {
    let mut nieuw = somebody(office, look, Some(inspector));
    nieuw.opens("/admin");
    nieuw.clicks("a[href='/admin/invitation']");
    for password in ["te kort", PASSWORD] {
        nieuw.opens("/admin/invitation");
        nieuw.browser.types("#name", "nieuw");
        nieuw.browser.types("#code", code);
        nieuw.browser.types("#password", password);
        nieuw.browser.types("#again", password);
        nieuw.clicks("main button");
    }
    let secret = nieuw.browser.text(".secret").replace(' ', "");
    let secret = data_encoding::BASE32_NOPAD
        .decode(secret.as_bytes())
        .unwrap();
    nieuw.browser.types("#factor", "000000");
    nieuw.clicks("main button");
    assert!(nieuw.browser.has("#factor-fault"));
    let code = totp::code(&secret, office.register.app.now()).unwrap();
    nieuw.browser.types("#factor", &code);
    nieuw.clicks("main button");
    nieuw.clicks("main a.button");
    nieuw.opens("/admin/log");
    assert!(!nieuw.browser.has("table"), "not for an editor");
}
