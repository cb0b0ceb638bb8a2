//! `enkel init`: sets a new register up, once: settings, keys, database, first texts.
//!
//! Everything that can be refused is refused before anything is written. What fails later takes
//! back what was made, unless the register may already rest on it.

mod questions;

use std::fs::OpenOptions;
use std::io::{BufRead, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::keys::{Counting, CountingArguments};
use super::{Ended, Stopped, doctor, open};
use crate::app::HostClock;
use crate::config::{Settings, environment};
use crate::crypto::keys::Keys;
use crate::crypto::{CountingKeyPlace, Created};
use crate::domain::clock::Clock;
use crate::flows::FlowError;
use crate::flows::set_up::set_up;
use crate::store::{Store, folder};
use questions::{AUTOMATIC, ask, remarks};

const SETTINGS: &str = "enkel.toml";

/// The answers, where they are not asked for.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to set up in; it must be empty, or not be there yet.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// The register's name, as it stands in the declaration.
    #[arg(long)]
    name: Option<String>,
    /// The site's address, such as https://enkel.example.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// How letters leave: folder:PATH, smtp://HOST:PORT or smtps://HOST:PORT.
    #[arg(long, value_name = "URL")]
    mail_url: Option<String>,
    /// The neutral sender of codes; its domain may and should differ from the site's.
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// The database: sqlite:FOLDER or postgres://USER@HOST/DATABASE.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[command(flatten)]
    counting: CountingArguments,
    /// Ask nothing: take the default wherever no answer was given.
    #[arg(long)]
    yes: bool,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        refuse_unless_empty(&self.dir)?;
        let dir = std::path::absolute(&self.dir).map_err(|error| unusable(&self.dir, &error))?;
        let mut given = Given::of(self);
        if !self.yes {
            let terminal = std::io::stdin().is_terminal();
            given.ask(&mut std::io::stdin().lock(), terminal, out)?;
        }
        let place = given.counting.place()?;
        writeln!(out)?;
        let text = given.settings_file(&place);
        let settings = Settings::parse(&text, &dir, &environment(), &[])?;
        open::mailer_fits(&settings)?;
        for remark in remarks(&settings) {
            writeln!(out, "Mind: {remark}\n")?;
        }
        let made = set_up_in(&dir, &text, &settings, &place)?;
        say(out, &dir, &made, &place)?;
        writeln!(out, "\nHow things stand now, where not all is well yet:\n")?;
        doctor::left_to_do(&settings, out)?;
        Ok(Ended::Good)
    }
}

/// Nothing that is there may be mistaken for what is made now, or be overwritten.
fn refuse_unless_empty(dir: &Path) -> Result<(), Stopped> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries.count(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(error) => return Err(unusable(dir, &error)),
    };
    if entries == 0 {
        return Ok(());
    }
    Err(Stopped::Refused(format!(
        "{} is not empty. Name an empty folder or a new one; nothing was changed.",
        dir.display()
    )))
}

/// What was answered so far; what was not stays at its default.
struct Given {
    answers: Vec<(&'static str, String)>,
    counting: CountingArguments,
}

impl Given {
    fn of(arguments: &Arguments) -> Self {
        let answers = [
            ("register.name", &arguments.name),
            ("register.base_url", &arguments.base_url),
            ("mail.url", &arguments.mail_url),
            ("mail.from", &arguments.mail_from),
            ("database.url", &arguments.database),
        ];
        let answers = answers.into_iter();
        Self {
            answers: answers
                .filter_map(|(key, answer)| Some((key, answer.clone()?)))
                .collect(),
            counting: arguments.counting.clone(),
        }
    }

    fn ask(
        &mut self,
        input: &mut dyn BufRead,
        terminal: bool,
        out: &mut dyn Write,
    ) -> Result<(), Stopped> {
        for question in &questions::ALL {
            if self.answers.iter().any(|(key, _)| *key == question.key) {
                continue;
            }
            refuse_without(terminal, question.flag)?;
            if let Some(answer) = ask(question, input, out)? {
                self.answers.push((question.key, answer));
            }
        }
        if self.counting.counting.is_none() && self.counting.ceremony_key.is_none() {
            refuse_without(terminal, questions::COUNTING.flag)?;
            let answer = ask(&questions::COUNTING, input, out)?;
            let ceremony = answer.as_deref() == Some("ceremony");
            self.counting.counting = ceremony.then_some(Counting::Ceremony);
        }
        if self.counting.counting == Some(Counting::Ceremony)
            && self.counting.ceremony_key.is_none()
        {
            refuse_without(terminal, questions::CEREMONY_KEY.flag)?;
            let answer = ask(&questions::CEREMONY_KEY, input, out)?;
            self.counting.ceremony_key = answer.map(PathBuf::from);
        }
        Ok(())
    }

    fn settings_file(&self, place: &CountingKeyPlace) -> String {
        let mode = match place {
            CountingKeyPlace::Automatic => "automatic",
            CountingKeyPlace::Ceremony(_) => "ceremony",
        };
        let answers = self.answers.iter().map(|(key, text)| (*key, text.as_str()));
        let answers: Vec<_> = answers.chain([("counting.mode", mode)]).collect();
        Settings::template(&answers)
    }
}

/// A script is told what is missing; it is never left waiting for an answer.
fn refuse_without(terminal: bool, flag: &str) -> Result<(), Stopped> {
    if terminal {
        return Ok(());
    }
    Err(Stopped::Refused(format!(
        "there is no terminal to ask on: give {flag}, or --yes to take every default. Nothing \
         was changed."
    )))
}

fn set_up_in(
    dir: &Path,
    text: &str,
    settings: &Settings,
    place: &CountingKeyPlace,
) -> Result<Created, Stopped> {
    let texts = open::texts(settings)?;
    let folder_was_there = dir.exists();
    folder::make_private(dir).map_err(|error| unusable(dir, &error))?;
    let today = HostClock.now().day();
    let prepared = prepare(dir, text, settings)
        .and_then(|store| Ok((store, Keys::create(&settings.keys.folder, today, place)?)));
    let (store, created) = match prepared {
        Ok(prepared) => prepared,
        Err(stopped) => {
            take_back(dir, folder_was_there, &[]);
            return Err(stopped);
        }
    };
    match set_up(&store, &created.keys, &texts, settings, today) {
        Ok(()) => Ok(created),
        Err(error) => {
            // In doubt the keys stay: a register that rests on them would be lost without.
            if matches!(error, FlowError::Refused(_)) {
                drop(store);
                take_back(dir, folder_was_there, &created.files);
            }
            Err(error.into())
        }
    }
}

/// Settings file and databases.
fn prepare(dir: &Path, text: &str, settings: &Settings) -> Result<Store, Stopped> {
    let file = dir.join(SETTINGS);
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(0o600).open(&file);
    opened
        .and_then(|mut open| {
            open.write_all(text.as_bytes())?;
            open.sync_all()?;
            folder::sync(dir)
        })
        .map_err(|error| unusable(&file, &error))?;
    Store::migrate(&open::location(settings))?;
    open::store(settings)
}

/// Takes back what was made in a folder that was empty. What cannot be taken away stays, and the
/// next `init` names it.
fn take_back(dir: &Path, folder_was_there: bool, files: &[PathBuf]) {
    for file in files {
        let _ = std::fs::remove_file(file);
    }
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let _ = match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            true => std::fs::remove_dir_all(entry.path()),
            false => std::fs::remove_file(entry.path()),
        };
    }
    if !folder_was_there {
        let _ = std::fs::remove_dir(dir);
    }
}

fn unusable(path: &Path, error: &std::io::Error) -> Stopped {
    Stopped::Refused(format!("{} cannot be used ({error}).", path.display()))
}

fn say(
    out: &mut dyn Write,
    dir: &Path,
    made: &Created,
    place: &CountingKeyPlace,
) -> Result<(), Stopped> {
    let file = dir.join(SETTINGS);
    let (dir, file) = (dir.display(), file.display());
    writeln!(out, "The register is set up in {dir}. Keys made:")?;
    for key in &made.files {
        writeln!(out, "  {}", key.display())?;
    }
    let counting = match place {
        CountingKeyPlace::Automatic => AUTOMATIC.to_owned(),
        CountingKeyPlace::Ceremony(key) => format!(
            "Take {} off this server before the register opens, and copy it twice. Without it no \
             quarter can ever be counted.",
            key.display()
        ),
    };
    writeln!(
        out,
        "
What to do next:
  1. Put register.key, journal.key and counting.key on paper, in shares: enkel keys split.
     Without register.key nobody finds their declaration again. Keep every copy of keys apart
     from every copy of the database.
  2. {counting}
  3. Fill in who answers for the register ([controller]) in {file},
     and set production = true there when the register is for real people.
     Name the board's age recipient there ([backup]), and put the journal's folder on another
     disk than the database's.
  4. enkel config check --config {file}
  5. enkel serve --config {file}
     behind a proxy that does TLS; docs/operations.md shows how.
  6. enkel doctor --config {file}
     until no line says fail. It names the records to publish for the sender of codes, and what
     the proxy lacks. Let a timer ask it with --mail-on-red.
  7. enkel doctor --mail --config {file}
     sends a letter as visitors get it to a mailbox of your own, and judges it when it arrived."
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
