//! The form: nine pages, of which only the last one's button writes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::door::{Form, over_page, status};
use super::error::WebError;
use super::open::OpenVisit;
use super::order::{self, CHECK};
use super::press::press;
use super::views::Fault;
use super::views::form::{CheckForm, ChoiceForm, Frame, ShownTexts, TickForm, Ticks};
use super::views::nationality::NationalityForm;
use super::visitor::{Fields, Visitor};
use crate::domain::consent::{ConsentText, Purpose};
use crate::domain::nationality::Nationality;
use crate::flows::consent_texts::texts_in_force;

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

async fn in_force(visitor: &Visitor) -> Result<Vec<ConsentText>, WebError> {
    let locale = visitor.locale;
    visitor
        .web
        .run(move |app| texts_in_force(app, locale))
        .await
}

/// What is ticked on the last page.
pub(super) fn ticks(form: &Fields) -> Ticks {
    Ticks {
        declare: order::is_ticked(form, "declare"),
        consent_keep: order::is_ticked(form, "consent_keep"),
        consent_optional: order::is_ticked(form, "consent_optional"),
    }
}

/// One page of the form, about to be shown.
pub(super) struct Sheet<'a> {
    visitor: &'a Visitor,
    open: &'a OpenVisit,
    number: u8,
    faults: Vec<Fault>,
}

impl<'a> Sheet<'a> {
    pub(super) const fn new(
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

    pub(super) async fn show(self, typed: &Fields) -> Result<HttpResponse, WebError> {
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
                    versions: &versions(texts.iter().map(|text| text.version)),
                };
                let view = CheckForm::new(page, frame, &answers, year, shown, ticks(typed));
                return visitor.door_page(status, &view, &visit);
            }
        };
        visitor.door_page(status, &choice, &visit)
    }
}

/// Which versions of the texts a page shows.
fn versions(each: impl Iterator<Item = u16>) -> String {
    let each: Vec<String> = each.map(|version| version.to_string()).collect();
    each.join(".")
}

/// The same as it came back; nothing that was ever shown when it is something else.
pub(super) fn versions_sent(text: &str) -> Vec<u16> {
    let each = text.split('.').map(str::parse);
    each.collect::<Result<_, _>>().unwrap_or_default()
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
