//! DMARC: what receivers are asked to do with letters that only claim to be ours.

use super::super::Line;
use super::super::asks::{Names, Unanswered};
use super::Sender;
use super::dkim_key::tag;

const NAME: &str = "dmarc";

pub(super) fn look(sender: &Sender<'_>, names: &dyn Names) -> Result<Line, Unanswered> {
    let domain = sender.domain;
    let publish = format!("Publish: _dmarc.{domain}. TXT \"v=DMARC1; p=reject\"");
    let bad = |wrong: String| sender.bad(NAME, format!("{wrong} {publish}"));
    let Some(policy) = policy(domain, names)? else {
        let wrong = format!("{domain} does not say what to do with forged letters (DMARC).");
        return Ok(bad(wrong));
    };
    Ok(match policy.as_deref() {
        Some("reject" | "quarantine") => {
            let say = format!("{domain} says what to do with forged letters.");
            Line::ok(NAME, say)
        }
        Some("none") => Line::warn(
            NAME,
            format!(
                "The DMARC record of {domain} only watches (p=none). Once `enkel doctor --mail \
                 --check` is content: {publish}"
            ),
        ),
        _ => bad(format!("The DMARC record of {domain} has no policy.")),
    })
}

/// The policy in force, if the record that is found has one. A domain without a record of its own
/// is held to that of the domain above it (RFC 7489, 6.6.3).
fn policy(domain: &str, names: &dyn Names) -> Result<Option<Option<String>>, Unanswered> {
    let mut place = domain;
    loop {
        let texts = names.texts(&format!("_dmarc.{place}"))?;
        let is_record = |text: &String| tag(text, "v").as_deref() == Some("DMARC1");
        if let Some(text) = texts.into_iter().find(is_record) {
            let below = (place != domain).then(|| tag(&text, "sp")).flatten();
            return Ok(Some(below.or_else(|| tag(&text, "p"))));
        }
        match place.split_once('.') {
            Some((_, above)) if above.contains('.') => place = above,
            _ => return Ok(None),
        }
    }
}
