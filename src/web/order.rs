//! The order of the form's pages, and what each takes from what was typed.

use super::views::{Fault, List};
use super::visitor::Fields;
use crate::domain::answers::{
    Acquired, Answers, BirthBand, MainReason, Nationalities, OptionalAnswers, Province, Tried,
};
use crate::domain::nationality::Nationality;
use crate::domain::visit::Draft;
use crate::text::{Found, Words};

/// The last page: check answers, consents, the one button.
pub(super) const CHECK: u8 = 9;

/// The buttons of page 2 for answers that are no state.
const OTHER: &str = "other";

/// The page after this one.
pub(super) const fn next(page: u8, draft: &Draft) -> u8 {
    match (page, draft.more) {
        (3, Some(false)) => CHECK,
        (page, _) if page < CHECK => page + 1,
        _ => CHECK,
    }
}

/// The path of the page before this one.
pub(super) fn back(page: u8, draft: &Draft) -> String {
    match (page, draft.more) {
        (0 | 1, _) => "choose".to_owned(),
        (CHECK, Some(false)) => "form/3".to_owned(),
        (page, _) => format!("form/{}", page - 1),
    }
}

/// The first page that must be answered before `page` can be shown; `None` when it can.
pub(super) fn missing(page: u8, draft: &Draft) -> Option<u8> {
    let first = if !draft.adult_and_dutch {
        1
    } else if draft.nationalities.is_none() {
        2
    } else if draft.more.is_none() || (draft.more == Some(false) && (4..CHECK).contains(&page)) {
        3
    } else {
        CHECK
    };
    (page > first).then_some(first)
}

/// The answers of a draft that is complete.
pub(super) fn answers(draft: &Draft) -> Option<Answers> {
    let optional = match draft.more? {
        true => Some(draft.optional),
        false => None,
    };
    let nationalities = draft.nationalities?;
    draft.adult_and_dutch.then_some(Answers {
        nationalities,
        optional,
    })
}

/// Takes the answers of one page into the draft, or says all that is wrong with them.
pub(super) fn take(
    page: u8,
    w: Words<'_>,
    fields: &Fields,
    draft: &mut Draft,
) -> Result<(), Vec<Fault>> {
    let optional = &mut draft.optional;
    match page {
        1 => draft.adult_and_dutch = ticked(fields, "adult_dutch", Fault::AdultAndDutchMissing)?,
        2 => draft.nationalities = Some(nationalities(w, fields)?),
        3 => {
            draft.more = Some(more(fields)?);
            // Without the second consent nothing optional travels on.
            if draft.more == Some(false) {
                draft.optional = OptionalAnswers::default();
            }
        }
        4 => optional.acquired = chosen(fields, "acquired", Acquired::from_code)?,
        5 => optional.main_reason = chosen(fields, "main_reason", MainReason::from_code)?,
        6 => optional.tried = chosen(fields, "tried", Tried::from_code)?,
        7 => optional.province = chosen(fields, "province", Province::from_code)?,
        8 => optional.birth_band = chosen(fields, "birth_band", BirthBand::from_code)?,
        _ => {}
    }
    Ok(())
}

/// Whether a box was ticked.
pub(super) fn is_ticked(fields: &Fields, name: &str) -> bool {
    fields.get(name).is_some_and(|value| !value.is_empty())
}

fn ticked(fields: &Fields, name: &str, fault: Fault) -> Result<bool, Vec<Fault>> {
    if is_ticked(fields, name) {
        Ok(true)
    } else {
        Err(vec![fault])
    }
}

fn more(fields: &Fields) -> Result<bool, Vec<Fault>> {
    match fields.get("more").map(String::as_str) {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        _ => Err(vec![Fault::MoreMissing]),
    }
}

/// No answer is an answer: every question here is optional.
fn chosen<T>(
    fields: &Fields,
    name: &str,
    from_code: fn(&str) -> Option<T>,
) -> Result<Option<T>, Vec<Fault>> {
    match fields.get(name).map(String::as_str) {
        None | Some("") => Ok(None),
        Some(code) => from_code(code)
            .map(Some)
            .ok_or_else(|| vec![Fault::AnswerUnknown]),
    }
}

/// What was typed in the fields of nationalities, kept for showing the page again. A button for
/// an answer that is no state stands for the first field.
pub(super) fn typed_nationalities(fields: &Fields) -> [String; 3] {
    List::ALL.map(|list| {
        let button = fields.get(OTHER).filter(|_| list == List::First);
        let typed = button.or_else(|| fields.get(list.field()));
        typed.cloned().unwrap_or_default()
    })
}

fn nationalities(w: Words<'_>, fields: &Fields) -> Result<Nationalities, Vec<Fault>> {
    let mut faults = Vec::new();
    // A fourth list is not ours: somebody made the form longer.
    let is_ours = |name: &str| List::ALL.iter().any(|list| list.field() == name);
    if fields
        .keys()
        .any(|name| name.starts_with("nat") && !is_ours(name))
    {
        faults.push(Fault::NationalityTooMany);
    }
    let mut known: Vec<Nationality> = Vec::new();
    for (list, typed) in List::ALL.into_iter().zip(typed_nationalities(fields)) {
        match w.search(&typed) {
            Found::One(nationality) if known.contains(&nationality) => {
                faults.push(Fault::NationalityTwice(list));
            }
            Found::One(nationality) => known.push(nationality),
            Found::Several(_) => faults.push(Fault::NationalityMany(list)),
            Found::Nothing if !typed.trim().is_empty() => {
                faults.push(Fault::NationalityUnknown(list));
            }
            Found::Nothing if list == List::First => faults.push(Fault::NationalityMissing),
            Found::Nothing => {}
        }
    }
    match Nationalities::new(&known) {
        Ok(nationalities) if faults.is_empty() => Ok(nationalities),
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::text::Texts;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let sent: Vec<_> = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        Fields::try_from(sent).unwrap()
    }

    #[test]
    fn every_fault_of_the_lists_is_told_at_once() {
        let texts = Texts::load().unwrap();
        let w = texts.words(Locale::Nl);
        let refused = |pairs: &[(&str, &str)]| nationalities(w, &fields(pairs)).err().unwrap();
        assert_eq!(refused(&[]), [Fault::NationalityMissing]);
        for (pairs, faults) in [
            (
                &[("nat1", "QQ")][..],
                &[Fault::NationalityUnknown(List::First)][..],
            ),
            (
                &[("nat1", "NL"), ("nat3", "QQ")],
                &[
                    Fault::NationalityUnknown(List::First),
                    Fault::NationalityUnknown(List::Third),
                ],
            ),
            (
                &[("nat1", "korea"), ("nat2", "")],
                &[Fault::NationalityMany(List::First)],
            ),
            (
                &[("nat1", "MA"), ("nat2", "MA")],
                &[Fault::NationalityTwice(List::Second)],
            ),
            (
                &[("nat1", "MA"), ("nat2", "IR"), ("nat3", "MA")],
                &[Fault::NationalityTwice(List::Third)],
            ),
            (
                &[("nat2", "QQ"), ("nat3", "MA"), ("nat4", "IR")],
                &[
                    Fault::NationalityTooMany,
                    Fault::NationalityMissing,
                    Fault::NationalityUnknown(List::Second),
                ],
            ),
        ] {
            assert_eq!(refused(pairs), faults, "{pairs:?}");
        }
        for good in [
            &[("nat1", "MA"), ("nat3", "IR")][..],
            &[("nat1", "marok"), ("nat2", "Perzië")],
            // A button goes before what stands in the field.
            &[("nat1", "qqq"), ("other", "not_told")],
        ] {
            assert!(nationalities(w, &fields(good)).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn pages_come_in_order_and_no_page_is_skipped() {
        let texts = Texts::load().unwrap();
        let w = texts.words(Locale::Nl);
        let mut draft = Draft::default();
        assert_eq!(missing(9, &draft), Some(1));
        take(1, w, &fields(&[("adult_dutch", "yes")]), &mut draft).unwrap();
        assert_eq!((missing(2, &draft), missing(3, &draft)), (None, Some(2)));
        take(2, w, &fields(&[("nat1", "MA")]), &mut draft).unwrap();
        assert_eq!(missing(9, &draft), Some(3));
        take(3, w, &fields(&[("more", "no")]), &mut draft).unwrap();
        assert_eq!((missing(9, &draft), missing(5, &draft)), (None, Some(3)));
        assert_eq!((next(3, &draft), back(9, &draft).as_str()), (9, "form/3"));
        assert!(answers(&draft).unwrap().optional.is_none());
    }

    #[test]
    fn saying_no_drops_what_was_answered_before() {
        let texts = Texts::load().unwrap();
        let w = texts.words(Locale::Nl);
        let mut draft = Draft {
            more: Some(true),
            ..Draft::default()
        };
        take(6, w, &fields(&[("tried", "refused")]), &mut draft).unwrap();
        take(3, w, &fields(&[("more", "no")]), &mut draft).unwrap();
        assert!(draft.optional == OptionalAnswers::default());
    }
}
