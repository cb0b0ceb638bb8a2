//! The pages of background and of states, with sample data.

use super::background::{
    AboutView, AccessibilityView, AdvantagesView, CookiesView, DataPathView, ExamplesView,
    HistoryView, PressView, QuestionsView, TransparencyView, Way,
};
use super::countries::{CountriesView, CountryView, ReportedView, Sent, Wrong};
use super::public::{
    CountingMode, HelpView, Processor, ProcessorRole, PublishedNumber, SameServer,
};
use super::sample_data::{day, shown};
use super::samples::Album;
use crate::domain::clock::Day;
use crate::domain::country::Atlas;
use crate::domain::help::HelpList;
use crate::domain::nationality::Nationality;
use crate::domain::period::Quarter;
use crate::domain::report::Part;
use crate::domain::statement::Statement;

const HELP: &str = "checked_on = \"2026-11-23\"\n[[organisation]]\nname = \"Luisterlijn\"\n\
    nl = \"Praten over wat u dwarszit.\"\nen = \"Talking about what troubles you.\"\n\
    phone = \"000 000\"\nlink = \"https://luisterlijn.example\"\nsource = \"brief, 1 mei 2026\"\n";
const STATED: &str = "stated_on = \"2026-11-01\"\n[[request]]\nperiod = \"2026\"\n\
    kind = \"police\"\nnumber = 0\n[[funding]]\nnl = \"Giften\"\nen = \"Gifts\"\n";

fn processors(roles: usize) -> Vec<Processor> {
    let roles = ProcessorRole::ALL.into_iter().take(roles);
    let named = roles.map(|role| Processor {
        role,
        name: "Voorbeeld BV".into(),
        place: "Nederland".into(),
    });
    named.collect()
}

impl Album<'_> {
    pub(super) fn background(&mut self) {
        let atlas = Atlas::shipped().expect("what ships");
        let sources = &atlas.sources;
        macro_rules! with_facts {
            ($($view:ident at $path:literal),+) => {$(
                self.add($path, &$view { page: self.page($path), sources });
            )+};
        }
        with_facts!(AboutView at "about", ExamplesView at "examples", AdvantagesView at "advantages",
            HistoryView at "history", CookiesView at "cookies");
        let page = self.page("questions");
        self.add("questions", &QuestionsView { page });
        let page = self.page("accessibility");
        self.add("accessibility", &AccessibilityView { page });
        let list = HelpList::parse(HELP).expect("a list");
        for (name, list) in [("help", None), ("help-list", Some(&list))] {
            let page = self.page("help");
            self.add(name, &HelpView { page, list });
        }
        let statement = Statement::parse(STATED).expect("a statement");
        for (name, statement) in [
            ("transparency", None),
            ("transparency-stated", Some(&statement)),
        ] {
            let page = self.page("transparency");
            let view = TransparencyView {
                page,
                statement,
                processors: processors(4),
            };
            self.add(name, &view);
        }
        for (name, number, quarter) in [
            ("press-new", None, None),
            (
                "press",
                Some(PublishedNumber {
                    figure: shown(20_340),
                    published: day(),
                }),
                Quarter::parse("2026-Q3"),
            ),
        ] {
            let page = self.page("press");
            self.add(
                name,
                &PressView {
                    page,
                    number,
                    quarter,
                },
            );
        }
        self.ways();
        self.countries(&atlas);
    }

    fn ways(&mut self) {
        for (name, roles, encrypted, counting) in [
            ("data-path", 4, true, CountingMode::Ceremony),
            ("data-path-alone", 0, false, CountingMode::Automatic),
        ] {
            let way = Way {
                host: "enkel.example".into(),
                encrypted,
                processors: processors(roles),
                same_server: SameServer {
                    mail: roles == 0,
                    database: roles == 0,
                },
                mail_in_folder: roles == 0,
                counting,
            };
            let page = self.page("data-path");
            self.add(name, &DataPathView { page, way });
        }
    }

    fn countries(&mut self, atlas: &Atlas) {
        for (name, asked) in [
            ("countries", None),
            ("countries-found", Some("guin")),
            ("countries-none", Some("<qqq>")),
        ] {
            let view = CountriesView {
                page: self.page("countries"),
                atlas,
                asked: asked.map(str::to_owned),
            };
            self.add(name, &view);
        }
        for (name, code, today, wrong) in [
            ("country-ma", "MA", "2026-11-23", None),
            ("country-ma-late", "MA", "2027-06-01", None),
            ("country-ir", "IR", "2026-11-23", None),
            ("country-gr", "GR", "2026-11-23", Some(Wrong::Source)),
            ("country-fr", "FR", "2026-11-23", Some(Wrong::Form)),
            ("country-ar", "AR", "2026-11-23", None),
            ("country-cr", "CR", "2026-11-23", None),
            ("country-er", "ER", "2026-11-23", None),
            ("country-sy", "SY", "2026-11-23", None),
            ("country-tr", "TR", "2026-11-23", None),
        ] {
            let view = CountryView {
                page: self.page(&format!("countries/{}", code.to_lowercase())),
                state: Nationality::from_code(code).expect("a state"),
                atlas,
                today: Day::parse_iso(today).expect("a day"),
                token: "pXW3C6k0cTSc0uTUYZLbAg".to_owned(),
                sent: wrong.map(|wrong| Sent {
                    wrong,
                    part: Some(Part::Law),
                    link: "www.example".to_owned(),
                }),
            };
            self.add(name, &view);
        }
        for (name, kept) in [("country-reported", true), ("country-full", false)] {
            let page = self.page("countries");
            self.add(name, &ReportedView { page, kept });
        }
    }
}
