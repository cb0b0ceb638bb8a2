//! The form: nine pages, of which only the last one's button writes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::door::{Form, over_page, status};
use super::error::WebError;
use super::open::OpenVisit;
use super::order::{self, CHECK};
use super::views::Fault;
use super::views::form::{CheckForm, ChoiceForm, Frame, ShownTexts, TickForm, Ticks};
use super::views::kept::{DoneView, Outcome};
use super::views::nationality::NationalityForm;
use super::visitor::{Fields, Visitor};
use crate::domain::clock::Day;
use crate::domain::consent::{Consent, ConsentText, Purpose};
use crate::domain::declaration::Declaration;
use crate::domain::nationality::Nationality;
use crate::domain::record::ChangeKind;
use crate::flows::consent_texts::texts_in_force;
use crate::flows::declare::{Declared, declare};

/// `GET form/{n}`: only what this visit typed.
pub(super) async fn page(
    visitor: Visitor,
    n: web::Path<(String, u8)>,
) -> Result<HttpResponse, WebError> {
    let number = known(n.1)?;
    let Some(open) = OpenVisit::of(&visitor).await? else {
        return over_page(&visitor);
    };
    if let Some(first) = order::missing(number, &open.draft) {
        return visitor.go_on(&format!("form/{first}"), &open.carried());
    }
    let sheet = Sheet::new(&visitor, &open, number, Vec::new());
    sheet.show(&Fields::default()).await
}

fn known(number: u8) -> Result<u8, WebError> {
    if (1..=CHECK).contains(&number) {
        Ok(number)
    } else {
        Err(WebError::NotFound)
    }
}

/// `POST form/{n}`.
pub(super) async fn answer(
    visitor: Visitor,
    n: web::Path<(String, u8)>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let number = known(n.1)?;
    if visitor.own_visit(&form)?.is_none() {
        return over_page(&visitor);
    }
    if number == CHECK && form.get("action").is_none_or(|action| action != "prolong") {
        return press(&visitor, &form).await;
    }
    let Some(mut open) = OpenVisit::of(&visitor).await? else {
        return over_page(&visitor);
    };
    if order::missing(number, &open.draft).is_some() {
        return Err(WebError::OutOfOrder);
    }
    let taken = order::take(number, visitor.words(), &form, &mut open.draft);
    // A longer visit is never refused because of what is still to be mended.
    if form.get("action").is_some_and(|action| action == "prolong") {
        return visitor.go_on(&format!("form/{number}"), &open.carried());
    }
    match taken {
        Ok(()) => {
            let next = order::next(number, &open.draft);
            visitor.go_on(&format!("form/{next}"), &open.carried())
        }
        Err(faults) => {
            Sheet::new(&visitor, &open, number, faults)
                .show(&form)
                .await
        }
    }
}

/// The one button. Everything it needs stands in the visit and in the ticks of this page.
async fn press(visitor: &Visitor, form: &Fields) -> Result<HttpResponse, WebError> {
    // The flow itself asks whether the visit ended: the same request again shows the same page.
    let Some(open) = OpenVisit::unchecked(visitor) else {
        return over_page(visitor);
    };
    let Some(answers) = order::answers(&open.draft) else {
        return Err(WebError::OutOfOrder);
    };
    let ticks = ticks(form);
    let faults = unticked(ticks, answers.optional.is_some());
    if !faults.is_empty() {
        return Sheet::new(visitor, &open, CHECK, faults).show(form).await;
    }
    let texts = in_force(visitor).await?;
    // Nobody agrees to a text that came after the page was shown.
    if form.get("versions") != Some(&versions(&texts)) {
        let faults = vec![Fault::TextsChanged];
        return Sheet::new(visitor, &open, CHECK, faults)
            .show(&Fields::default())
            .await;
    }
    let declaration = Declaration {
        consents: consents(visitor, &texts, answers.optional.is_some()),
        answers,
        visit: open.nonce,
    };
    let root = open.root.clone();
    match visitor
        .web
        .run(move |app| declare(app, &root, declaration))
        .await?
    {
        Declared::Kept { change, last_day } => kept(visitor, change, last_day).await,
        Declared::Over => over_page(visitor),
        // Nothing is lost: the answers stand in the visit, and the button can be pressed later.
        Declared::Paused => {
            let faults = vec![Fault::Paused];
            Sheet::new(visitor, &open, CHECK, faults).show(form).await
        }
    }
}

/// The page after the button.
async fn kept(
    visitor: &Visitor,
    change: ChangeKind,
    last_day: Day,
) -> Result<HttpResponse, WebError> {
    let outcome = match change {
        ChangeKind::Joined => Outcome::Declared {
            last_day,
            number: visitor.number().await,
        },
        ChangeKind::Replaced => Outcome::Replaced {
            last_day,
            counted: true,
        },
        ChangeKind::AnswersOnly => Outcome::Replaced {
            last_day,
            counted: false,
        },
    };
    let page = visitor.page("done");
    visitor.last_page(StatusCode::OK, &DoneView { page, outcome })
}

fn ticks(form: &Fields) -> Ticks {
    Ticks {
        declare: order::is_ticked(form, "declare"),
        consent_keep: order::is_ticked(form, "consent_keep"),
        consent_optional: order::is_ticked(form, "consent_optional"),
    }
}

fn unticked(ticks: Ticks, optional: bool) -> Vec<Fault> {
    let wanted = [
        (ticks.declare, Fault::DeclareMissing),
        (ticks.consent_keep, Fault::ConsentKeepMissing),
        (
            ticks.consent_optional || !optional,
            Fault::ConsentOptionalMissing,
        ),
    ];
    wanted
        .into_iter()
        .filter(|(ticked, _)| !ticked)
        .map(|(_, fault)| fault)
        .collect()
}

async fn in_force(visitor: &Visitor) -> Result<Vec<ConsentText>, WebError> {
    let locale = visitor.locale;
    visitor
        .web
        .run(move |app| texts_in_force(app, locale))
        .await
}

/// What was agreed to, in the order of the form.
fn consents(visitor: &Visitor, texts: &[ConsentText], optional: bool) -> Vec<Consent> {
    let asked = |text: &&ConsentText| optional || text.purpose != Purpose::OptionalAnswers;
    let today = visitor.now.day();
    texts
        .iter()
        .filter(asked)
        .map(|text| Consent::to(text, today))
        .collect()
}

/// `GET done`: nothing of anybody's; the page with something on it answers the button alone.
pub(super) async fn done(visitor: Visitor) -> Result<HttpResponse, WebError> {
    let view = DoneView {
        page: visitor.page("done"),
        outcome: Outcome::Nothing,
    };
    visitor.quiet_page(StatusCode::OK, &view)
}

/// One page of the form, about to be shown.
struct Sheet<'a> {
    visitor: &'a Visitor,
    open: &'a OpenVisit,
    number: u8,
    faults: Vec<Fault>,
}

impl<'a> Sheet<'a> {
    const fn new(
        visitor: &'a Visitor,
        open: &'a OpenVisit,
        number: u8,
        faults: Vec<Fault>,
    ) -> Self {
        Self {
            visitor,
            open,
            number,
            faults,
        }
    }

    /// The texts in force, on a page that shows one.
    async fn texts(&self) -> Result<Vec<ConsentText>, WebError> {
        match self.number {
            1 | 3 | CHECK => in_force(self.visitor).await,
            _ => Ok(Vec::new()),
        }
    }

    async fn show(self, typed: &Fields) -> Result<HttpResponse, WebError> {
        let texts = self.texts().await?;
        let (visitor, draft) = (self.visitor, &self.open.draft);
        let token = visitor.token(self.open.nonce)?;
        let page = visitor
            .page(format!("form/{}", self.number))
            .within_visit(token.clone());
        let status = status(self.faults.first().copied());
        let frame = Frame {
            token,
            number: self.number,
            back: order::back(self.number, draft),
            minutes_left: self.open.minutes_left(visitor.now),
            faults: self.faults,
        };
        let year = visitor.now.day().date().year();
        let visit = self.open.carried();
        let given = &draft.optional;
        let choice = match self.number {
            1 => {
                let text = text_of(&texts, Purpose::AdultAndDutch).to_owned();
                let view = TickForm {
                    page,
                    frame,
                    text,
                    ticked: draft.adult_and_dutch,
                };
                return visitor.door_page(status, &view, &visit);
            }
            2 => {
                let view = NationalityForm::new(page, frame, lists(status, typed, self.open));
                return visitor.door_page(status, &view, &visit);
            }
            3 => ChoiceForm::more(
                page,
                frame,
                text_of(&texts, Purpose::OptionalAnswers),
                draft.more,
            ),
            4 => ChoiceForm::acquired(page, frame, given.acquired),
            5 => ChoiceForm::main_reason(page, frame, given.main_reason),
            6 => ChoiceForm::tried(page, frame, given.tried),
            7 => ChoiceForm::province(page, frame, given.province),
            8 => ChoiceForm::birth_band(page, frame, given.birth_band, year),
            _ => {
                let answers = order::answers(draft).ok_or(WebError::OutOfOrder)?;
                let shown = ShownTexts {
                    declaration: text_of(&texts, Purpose::Declaration),
                    keep: text_of(&texts, Purpose::KeepAndCount),
                    optional: text_of(&texts, Purpose::OptionalAnswers),
                    versions: &versions(&texts),
                };
                let view = CheckForm::new(page, frame, &answers, year, shown, ticks(typed));
                return visitor.door_page(status, &view, &visit);
            }
        };
        visitor.door_page(status, &choice, &visit)
    }
}

/// Which versions of the texts a page shows.
fn versions(texts: &[ConsentText]) -> String {
    let each: Vec<String> = texts.iter().map(|text| text.version.to_string()).collect();
    each.join(".")
}

fn text_of(texts: &[ConsentText], purpose: Purpose) -> &str {
    texts
        .iter()
        .find(|text| text.purpose == purpose)
        .map_or("", |text| &text.text)
}

/// What stands in the lists: what was typed when it is to be mended, else what was answered.
fn lists(status: StatusCode, typed: &Fields, open: &OpenVisit) -> [String; 3] {
    if status != StatusCode::OK {
        return order::typed_nationalities(typed);
    }
    let mut answered = open.draft.nationalities.iter().flat_map(|n| n.iter());
    [(); 3].map(|()| {
        answered
            .next()
            .map(Nationality::code)
            .unwrap_or_default()
            .to_owned()
    })
}
