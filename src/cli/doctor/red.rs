//! `doctor --mail-on-red`, for a timer: whoever runs the register gets a letter when a line fails.
//!
//! The letter comes from the neutral sender and goes through somebody's mail provider. So it names
//! neither the register nor its site, and no line of the doctor ever names a visitor.

use super::letter::mailbox;
use super::relay::unsent;
use super::report::Report;
use crate::app::HostClock;
use crate::cli::{Stopped, open};
use crate::config::Settings;
use crate::crypto::random;
use crate::domain::clock::Clock;
use crate::mail::note;

/// Writes when something fails, and otherwise stays silent.
pub(super) fn write(settings: &Settings, to: Option<&str>, report: &Report) -> Result<(), Stopped> {
    let administrator = settings.operations.administrator.as_deref();
    let to = to.or(administrator).map(mailbox).transpose()?;
    let red = report.red();
    if red.is_empty() {
        return Ok(());
    }
    let Some(to) = to else {
        return Err(Stopped::Refused(
            "Nobody is named to write to: give --mail-on-red ADDRESS, or set \
             operations.administrator."
                .into(),
        ));
    };
    let host = &settings.register.host_name;
    let mut lines = vec![format!("On {host} this fails, and asks for a person:")];
    for line in &red {
        lines.push(unnamed(settings, &format!("{}: {}", line.name, line.say)));
    }
    lines.push("Ask the doctor there how things stand now.".to_owned());
    let subject = format!("{host}: {} to look at", red.len());
    let chance = random::bytes().map_err(unsent)?;
    let letter = note(to, chance, &subject, &lines).map_err(unsent)?;
    open::mailer(settings)?
        .send(&letter, HostClock.now())
        .map_err(|error| unsent(error.reason()))
}

/// Without what would tell a mail provider whose sender this is: the site, the register's name,
/// and the program's, which stands in paths too.
fn unnamed(settings: &Settings, text: &str) -> String {
    let register = &settings.register;
    let telling = [
        register.base_url.as_str(),
        register.base_url.host(),
        register.name.as_str(),
        "enkel",
    ];
    let mut text = text.to_owned();
    for word in telling {
        text = masked(&text, word);
    }
    text
}

fn masked(text: &str, word: &str) -> String {
    let word = word.to_ascii_lowercase();
    let mut rest = text;
    let mut masked = String::with_capacity(text.len());
    // Lower case of ASCII alone moves no byte.
    while let Some(at) = rest
        .to_ascii_lowercase()
        .find(&word)
        .filter(|_| !word.is_empty())
    {
        let (before, found) = rest.split_at(at);
        masked.push_str(before);
        masked.push('\u{2026}');
        rest = found.get(word.len()..).unwrap_or_default();
    }
    masked + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_whose_sender_this_is_is_left_out() {
        let given = [
            ("register.name", "Ons r\u{e9}gister"),
            ("register.base_url", "https://site.example:8443"),
        ];
        let settings = Settings::given(std::path::Path::new(""), &given).unwrap();
        let text = "https://site.example:8443 and Site.Example of ons r\u{e9}gister: /srv/enkel/x";
        assert_eq!(
            unnamed(&settings, text),
            "\u{2026} and \u{2026} of \u{2026}: /srv/\u{2026}/x"
        );
    }
}
