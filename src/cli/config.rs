//! `enkel config`: which settings hold and where each comes from, and whether they are accepted.
//! Passwords are never printed. What `print` writes is itself a settings file.

use std::io::Write;

use clap::Subcommand;

use super::{ConfigFile, Ended, Stopped};
use crate::config::{Origin, Printed, Settings};
use crate::domain::locale::Locale;
use crate::text::{Texts, fingerprint};

/// What can be asked about the settings.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print every setting and where it comes from; passwords are hidden.
    Print(ConfigFile),
    /// Check the settings, and say of everything refused why and what to do.
    Check(ConfigFile),
    /// List the languages: which visitors are offered, and the fingerprint a reviewer writes down.
    Languages,
}

impl Command {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::Print(file) => print(&file.settings()?, out),
            Self::Check(file) => {
                let settings = file.settings()?;
                check(&settings, file, out)
            }
            Self::Languages => languages(out),
        }
    }
}

fn print(settings: &Settings, out: &mut dyn Write) -> Result<Ended, Stopped> {
    for line in settings.printed() {
        writeln!(out, "{}", one_line(line))?;
    }
    Ok(Ended::Good)
}

fn languages(out: &mut dyn Write) -> Result<Ended, Stopped> {
    let texts = Texts::load().map_err(|error| Stopped::because(&error))?;
    for locale in Locale::WRITTEN.into_iter().chain(Locale::TRANSLATED) {
        let state = if texts.speaks(locale) {
            "offered"
        } else {
            "not offered: no person has read these texts"
        };
        let name = locale.own_name();
        writeln!(out, "{locale}  {}  {name}, {state}", fingerprint(locale))?;
    }
    Ok(Ended::Good)
}

fn one_line(line: &Printed) -> String {
    match &line.value {
        Some(value) => format!("{} = {value}  # {}", line.key, line.origin.word()),
        None => format!("# {} is not set", line.key),
    }
}

fn check(settings: &Settings, file: &ConfigFile, out: &mut dyn Write) -> Result<Ended, Stopped> {
    let shown = file.config.display();
    let changed = settings
        .printed()
        .iter()
        .filter(|line| line.origin != Origin::Default)
        .count();
    let purpose = match settings.production {
        true => "for a register in production",
        false => "for trying out: a register for real people needs production = true",
    };
    writeln!(out, "{shown}: accepted, keys set: {changed}, {purpose}.")?;
    Ok(Ended::Good)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn printed(given: &[(&str, &str)]) -> String {
        let settings = Settings::given(Path::new("/srv/enkel"), given).unwrap();
        let mut out = Vec::new();
        print(&settings, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_line_says_where_its_value_comes_from() {
        let text = printed(&[("web.queue", "9")]);
        for line in [
            "production = false  # default",
            "web.queue = 9  # command",
            "# mail.username is not set",
        ] {
            assert!(text.lines().any(|printed| printed == line), "{text}");
        }
    }

    #[test]
    fn a_value_from_the_file_and_one_from_a_variable_say_so() {
        let text = "[web]\nqueue = 9\ndrain_seconds = 5\n";
        let variables = [("ENKEL_WEB_QUEUE".to_owned(), "7".to_owned())];
        let settings = Settings::parse(text, Path::new(""), &variables, &[]).unwrap();
        let mut out = Vec::new();
        print(&settings, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        for line in [
            "web.queue = 7  # environment",
            "web.drain_seconds = 5  # file",
        ] {
            assert!(text.lines().any(|printed| printed == line), "{text}");
        }
    }

    #[test]
    fn what_is_printed_loads_again_and_holds_no_password() {
        let text = printed(&[("database.url", "postgres://enkel:tulip@localhost/enkel")]);
        assert!(!text.contains("tulip"));
        Settings::parse(&text, Path::new("/srv/enkel"), &[], &[]).unwrap();
    }

    #[test]
    fn a_checked_file_is_named() {
        let settings = Settings::given(Path::new(""), &[("web.queue", "9")]).unwrap();
        let file = ConfigFile {
            config: "enkel.toml".into(),
        };
        let mut out = Vec::new();
        check(&settings, &file, &mut out).unwrap();
        let said = String::from_utf8(out).unwrap();
        assert!(
            said.starts_with("enkel.toml: accepted, keys set: 1, for trying out"),
            "{said}"
        );
    }
}
