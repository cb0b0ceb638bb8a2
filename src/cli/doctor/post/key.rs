//! DKIM: the key that receivers check signatures with.

use super::super::Line;
use super::super::asks::{Names, Unanswered};
use super::Sender;
use super::dkim_key::{Key, Published, read};

const NAME: &str = "dkim";
/// RSA keys are taken from this length on, and recommended from the next (RFC 8301).
const SHORTEST_BITS: usize = 1_024;
const USUAL_BITS: usize = 2_048;

/// The texts at the place of a key.
pub(in crate::cli::doctor) fn key_texts(
    names: &dyn Names,
    selector: &str,
    domain: &str,
) -> Result<Vec<String>, Unanswered> {
    names.texts(&format!("{selector}._domainkey.{domain}"))
}

pub(super) fn look(sender: &Sender<'_>, names: &dyn Names) -> Result<Line, Unanswered> {
    let domain = sender.domain;
    let Some(selector) = sender.selector else {
        return Ok(Line::warn(
            NAME,
            "mail.dkim_selector is not set, so the key that letters are signed with is not looked \
             at. Write there under which selector your relay signs (its provider says it; with \
             OpenDKIM it stands in opendkim.conf).",
        ));
    };
    let place = format!("{selector}._domainkey.{domain}");
    let texts = key_texts(names, selector, domain)?;
    let mut found: Vec<Published> = texts.iter().filter_map(|text| read(text)).collect();
    let wrong = match (found.pop(), found.is_empty()) {
        (Some(one), true) => match judged(&one, &place) {
            Ok(line) => return Ok(line),
            Err(wrong) => wrong,
        },
        (None, _) => format!("There is no key at {place}, so no signature can be checked."),
        (Some(_), false) => format!("There are several keys at {place}; receivers may take none."),
    };
    let say = format!(
        "{wrong} Publish the key that your relay signs with: {place}. TXT \"v=DKIM1; k=rsa; \
         p=<the key in base64>\""
    );
    Ok(sender.bad(NAME, say))
}

fn judged(published: &Published, place: &str) -> Result<Line, String> {
    match published.key {
        Key::Revoked => Err(format!("The key at {place} was taken back: it is empty.")),
        Key::Unreadable(why) => Err(format!("The key at {place} cannot be read: {why}.")),
        Key::Rsa { bits, .. } if bits < SHORTEST_BITS => Err(format!(
            "The key at {place} has {bits} bits; receivers refuse it."
        )),
        _ if published.is_trial => Ok(Line::warn(
            NAME,
            format!(
                "The key at {place} says t=y, for trying out: receivers may pass it over. Take \
                 that away."
            ),
        )),
        Key::Rsa { bits, .. } if bits < USUAL_BITS => Ok(Line::warn(
            NAME,
            format!(
                "The key at {place} has {bits} bits. Let the relay make one of {USUAL_BITS}, and \
                 publish it."
            ),
        )),
        _ => Ok(Line::ok(
            NAME,
            format!(
                "There is a key at {place}. Whether the relay signs with it, `enkel doctor \
                 --mail` shows."
            ),
        )),
    }
}
