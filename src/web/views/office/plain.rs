//! A line of the log in plain words: what it is about, and its details. The log itself holds codes,
//! so that it can be read in either language and checked for ever.

use super::texts::title;
use crate::domain::consent::Purpose;
use crate::domain::nationality::Nationality;
use crate::domain::operator::{Deed, LogLine, Roles};
use crate::domain::proposal::Kind;
use crate::flows::office::pages::PAGES;
use crate::text::Words;

/// What a line is about.
#[must_use]
pub fn about(w: Words<'_>, line: &LogLine) -> String {
    let about = line.about.as_str();
    let known = ["declarations", "limits", "transparency", "backup"];
    if known.contains(&about) {
        return w.say(format!("office-about-{about}"));
    }
    if Purpose::from_code(about).is_some() {
        return w.say(format!("office-purpose-{about}"));
    }
    let (first, rest) = about.split_once(' ').unwrap_or((about, ""));
    if PAGES.contains(&first) {
        return format!("{} ({rest})", title(w, first));
    }
    let state = Nationality::from_code(first).filter(|one| one.is_state());
    match (line.deed, state) {
        (Deed::ChangedPage | Deed::CheckedPage, Some(state)) => w.state(state.code()),
        (Deed::SettledReport, Some(state)) => {
            let (part, link) = rest.split_once(' ').unwrap_or((rest, ""));
            let part = w.say(format!("country-part-{part}"));
            format!("{}: {part} {link}", w.state(state.code()))
        }
        _ => about.to_owned(),
    }
}

/// The details of a line.
#[must_use]
pub fn detail(w: Words<'_>, line: &LogLine) -> String {
    let detail = line.detail.as_str();
    let (first, rest) = detail.split_once(' ').unwrap_or((detail, ""));
    match line.deed {
        _ if detail.is_empty() => String::new(),
        Deed::Refused => said(w, "office-refused-", detail),
        Deed::Invited | Deed::ChangedRoles | Deed::ResetAccount => roles(w, detail),
        Deed::Approved
        | Deed::Rejected
        | Deed::ProposedAgain
        | Deed::Released
        | Deed::WithdrewProposal => match Kind::from_code(first) {
            Some(_) => format!("{} {rest}", said(w, "office-kind-", first)),
            None => detail.to_owned(),
        },
        Deed::ProposedPause => said(w, "office-detail-", detail),
        Deed::CheckedPage if detail == "drill" => said(w, "office-detail-", detail),
        Deed::ProposedText => w.say_with("office-detail-from", "day", detail),
        Deed::Exported => format!("{} {rest}", said(w, "office-detail-", first)),
        _ => match detail.strip_prefix("version ") {
            Some(number) => w.say_with("office-detail-version", "n", number),
            None => detail.to_owned(),
        },
    }
    .trim()
    .to_owned()
}

/// The words for a code; the code where there are none.
fn said(w: Words<'_>, start: &str, code: &str) -> String {
    let key = format!("{start}{code}");
    let said = w.say(&key);
    if said == key { code.to_owned() } else { said }
}

fn roles(w: Words<'_>, detail: &str) -> String {
    let Some(roles) = Roles::parse(detail) else {
        return detail.to_owned();
    };
    let words: Vec<String> = roles
        .iter()
        .map(|role| w.say(format!("office-role-{}", role.code())))
        .collect();
    words.join(", ")
}
