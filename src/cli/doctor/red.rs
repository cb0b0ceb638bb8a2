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
    let Some(to) = to.or(administrator) else {
        return Err(Stopped::Refused(
            "Nobody is named to write to: give --mail-on-red ADDRESS, or set \
             operations.administrator."
                .into(),
        ));
    };
    let to = mailbox(to)?;
    let red = report.red();
    if red.is_empty() {
        return Ok(());
    }
    let host = &settings.register.host_name;
    let mut lines = vec![format!("On {host} this fails, and asks for a person:")];
    for line in &red {
        lines.push(unnamed(settings, &format!("{}: {}", line.name, line.say)));
    }
    lines.push("Run `enkel doctor` there to see how things stand now.".to_owned());
    let subject = format!("{host}: {} to look at", red.len());
    let chance = random::bytes().map_err(unsent)?;
    let letter = note(to, chance, &subject, &lines).map_err(unsent)?;
    open::mailer(settings)?
        .send(&letter, HostClock.now())
        .map_err(|error| unsent(error.reason()))
}

/// Without what would tell a mail provider whose sender this is.
fn unnamed(settings: &Settings, text: &str) -> String {
    let register = &settings.register;
    text.replace(register.base_url.as_str(), "the site")
        .replace(register.base_url.host(), "the site")
        .replace(&register.name, "the register")
}
