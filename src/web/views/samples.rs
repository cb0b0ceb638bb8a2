//! Every page with sample data, for the tests of pages and for looking at them.

use super::door::{ChooseView, CodeView, Message, MessageView, StartView, VisitOverView, WaitView};
use super::form::{CheckForm, ChoiceForm, Frame, ShownTexts, TickForm, Ticks};
use super::kept::{DoneView, Kept, KeptView, Outcome};
use super::nationality::NationalityForm;
use super::public::{
    CountingMode, HomeView, PaperView, PrivacyView, Processor, ProcessorRole, PublishedNumber,
    SafetyView, SameServer,
};
use super::sample_data::{answers, day, record, shown, site};
use super::{Fault, List, Page, Site, Template};
use crate::domain::answers::MainReason;
use crate::domain::consent::Purpose;
use crate::domain::locale::Locale;
use crate::text::{Texts, consent_text};

const TOKEN: &str = "dGhpcyBpcyBhIHNhbXBsZSB0b2tlbg";
const YEAR: i32 = 2026;

/// One rendered page: a name for files and failures, and its text.
pub(super) type Sample = (String, String);

pub(super) struct Album<'a> {
    texts: &'a Texts,
    site: &'a Site,
    locale: Locale,
    found: Vec<Sample>,
}

/// Every page in this language.
pub(super) fn all(texts: &Texts, locale: Locale) -> Vec<Sample> {
    let site = site();
    let mut album = Album {
        texts,
        site: &site,
        locale,
        found: Vec::new(),
    };
    album.public();
    album.background();
    album.door();
    album.form();
    album.check();
    album.kept();
    album.figures();
    album.around_the_figures();
    album.found
}

impl<'a> Album<'a> {
    pub(super) fn page(&self, path: &str) -> Page<'a> {
        Page::new(self.texts.words(self.locale), self.site, path)
    }

    fn visit(&self, path: &str) -> Page<'a> {
        self.page(path).within_visit(TOKEN)
    }

    pub(super) fn add(&mut self, name: &str, view: &impl Template) {
        let page = view.render().expect(name);
        self.found
            .push((format!("{}-{name}", self.locale.code()), page));
    }

    fn public(&mut self) {
        let number = Some(PublishedNumber {
            figure: shown(20_340),
            published: day(),
        });
        let home = |page, number| HomeView { page, number };
        self.add("home", &home(self.page(""), number));
        self.add("home-new", &home(self.page(""), None));
        self.add(
            "safety",
            &SafetyView {
                page: self.page("safety"),
            },
        );
        self.add(
            "paper",
            &PaperView {
                page: self.page("paper"),
                text: self.consent(Purpose::Declaration),
            },
        );
        self.privacy();
    }

    fn privacy(&mut self) {
        let sources = crate::domain::source::Sources::shipped().expect("what ships");
        for (name, counting, roles, same) in [
            (
                "privacy-ceremony",
                CountingMode::Ceremony,
                4,
                (false, false),
            ),
            (
                "privacy-automatic",
                CountingMode::Automatic,
                1,
                (true, true),
            ),
            ("privacy-mail", CountingMode::Automatic, 1, (true, false)),
            (
                "privacy-database",
                CountingMode::Automatic,
                2,
                (false, true),
            ),
        ] {
            let processors = ProcessorRole::ALL.into_iter().take(roles);
            let processors = processors.map(|role| Processor {
                role,
                name: "Voorbeeld BV".into(),
                place: "Nederland".into(),
            });
            let (mail, database) = same;
            let view = PrivacyView {
                page: self.page("privacy"),
                processors: processors.collect(),
                same_server: SameServer { mail, database },
                counting,
                sources: &sources,
            };
            self.add(name, &view);
        }
    }

    fn door(&mut self) {
        for (name, typed, faults) in [
            ("start", "", vec![]),
            ("start-fault", "jan jansen", vec![Fault::AddressMalformed]),
            ("start-work", "jan@rotterdam.nl", vec![Fault::WorkMailbox]),
        ] {
            let view = StartView {
                page: self.page("start"),
                token: TOKEN.into(),
                faults,
                typed: typed.into(),
            };
            self.add(name, &view);
        }
        for (name, faults, sent_again) in [
            ("code", vec![], false),
            ("code-again", vec![], true),
            ("code-soon", vec![Fault::AgainTooSoon], false),
            ("code-fault", vec![Fault::CodeWrong], false),
        ] {
            let view = CodeView {
                page: self.page("code"),
                token: TOKEN.into(),
                faults,
                sent_again,
            };
            self.add(name, &view);
        }
        self.waiting();
        for (name, faults) in [
            ("choose", vec![]),
            ("choose-fault", vec![Fault::ChoiceMissing]),
        ] {
            let view = ChooseView {
                page: self.visit("choose"),
                token: TOKEN.into(),
                faults,
                minutes_left: 20,
            };
            self.add(name, &view);
        }
        for (name, by_choice) in [("over", false), ("over-by-choice", true)] {
            let page = self.page("exit");
            self.add(name, &VisitOverView { page, by_choice });
        }
        for message in Message::ALL {
            let page = self.page("");
            self.add(
                &format!("message-{}", message.name()),
                &MessageView { page, message },
            );
        }
    }

    fn waiting(&mut self) {
        for (name, faults, seconds) in [
            ("wait", vec![], 45),
            ("wait-ready", vec![], 0),
            ("wait-fault", vec![Fault::WorkWrong], 1),
            ("wait-crowded", vec![Fault::StillCrowded], 0),
        ] {
            let view = WaitView {
                page: self.page("code"),
                token: TOKEN.into(),
                faults,
                bits: 14,
                seconds,
            };
            self.add(name, &view);
        }
    }

    fn frame(&self, number: u8, faults: &[Fault]) -> (Page<'a>, Frame) {
        let back = match number {
            1 => "choose".to_owned(),
            _ => format!("form/{}", number - 1),
        };
        let frame = Frame {
            token: TOKEN.into(),
            number,
            back,
            minutes_left: 1,
            faults: faults.to_vec(),
        };
        (self.visit(&format!("form/{number}")), frame)
    }

    fn consent(&self, purpose: Purpose) -> String {
        consent_text(self.texts, self.locale, purpose, "Enkel")
    }

    fn form(&mut self) {
        for (name, faults) in [
            ("form-1", &[][..]),
            ("form-1-fault", &[Fault::AdultAndDutchMissing]),
        ] {
            let (page, frame) = self.frame(1, faults);
            let text = self.consent(Purpose::AdultAndDutch);
            let view = TickForm {
                page,
                frame,
                text,
                ticked: false,
            };
            self.add(name, &view);
        }
        for (name, faults, chosen) in [
            ("form-2", &[][..], ["", "", ""]),
            (
                "form-2-fault",
                &[
                    Fault::NationalityTwice(List::Second),
                    Fault::NationalityUnknown(List::Third),
                ],
                ["MA", "MA", "QQ"],
            ),
            (
                "form-2-many",
                &[
                    Fault::NationalityMany(List::First),
                    Fault::NationalityMany(List::Second),
                ],
                ["guin", "congo", ""],
            ),
        ] {
            let (page, frame) = self.frame(2, faults);
            let view = NationalityForm::new(page, frame, chosen.map(str::to_owned));
            self.add(name, &view);
        }
        let text = self.consent(Purpose::OptionalAnswers);
        let (page, frame) = self.frame(3, &[Fault::MoreMissing]);
        self.add("form-3", &ChoiceForm::more(page, frame, &text, None));
        let (page, frame) = self.frame(4, &[]);
        self.add("form-4", &ChoiceForm::acquired(page, frame, None));
        let (page, frame) = self.frame(5, &[]);
        let reason = Some(MainReason::LawForbids);
        self.add("form-5", &ChoiceForm::main_reason(page, frame, reason));
        let (page, frame) = self.frame(6, &[]);
        self.add("form-6", &ChoiceForm::tried(page, frame, None));
        let (page, frame) = self.frame(7, &[]);
        self.add("form-7", &ChoiceForm::province(page, frame, None));
        let (page, frame) = self.frame(8, &[]);
        self.add("form-8", &ChoiceForm::birth_band(page, frame, None, YEAR));
    }

    fn check(&mut self) {
        let texts = Purpose::ALL.map(|purpose| self.consent(purpose));
        let [_, optional, declaration, keep] = &texts;
        let shown = ShownTexts {
            declaration,
            keep,
            optional,
            versions: "1.1.1.1",
        };
        let missing = [
            Fault::DeclareMissing,
            Fault::ConsentKeepMissing,
            Fault::ConsentOptionalMissing,
        ];
        for (name, answers, faults) in [
            ("form-9", answers(true), &[][..]),
            ("form-9-short", answers(false), &[]),
            ("form-9-fault", answers(true), &missing),
        ] {
            let (page, frame) = self.frame(9, faults);
            let ticks = Ticks::default();
            self.add(
                name,
                &CheckForm::new(page, frame, &answers, YEAR, shown, ticks),
            );
        }
    }

    fn kept(&mut self) {
        let w = self.texts.words(self.locale);
        for (name, kept) in [("kept", Some(Kept::of(w, &record()))), ("kept-none", None)] {
            let view = KeptView {
                page: self.visit("kept"),
                token: TOKEN.into(),
                minutes_left: 12,
                kept,
            };
            self.add(name, &view);
        }
        let last_day = record().cohort.last_day();
        let number = Some(shown(20_340));
        for (name, outcome) in [
            ("done-declared", Outcome::Declared { last_day, number }),
            (
                "done-first",
                Outcome::Declared {
                    last_day,
                    number: None,
                },
            ),
            (
                "done-replaced",
                Outcome::Replaced {
                    last_day,
                    counted: true,
                },
            ),
            (
                "done-not-counted",
                Outcome::Replaced {
                    last_day,
                    counted: false,
                },
            ),
            ("done-removed", Outcome::Removed),
            ("done-nothing-kept", Outcome::NothingKept),
            ("done-nothing", Outcome::Nothing),
        ] {
            let page = self.page("done");
            self.add(name, &DoneView { page, outcome });
        }
    }

    fn figures(&mut self) {
        self.overview();
        self.release();
    }
}
