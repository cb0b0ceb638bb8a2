//! From file and variables to settings: gathered, typed, resolved, checked, secrets read.

use std::path::Path;

use super::check;
use super::database::DatabasePlace;
use super::file::{Gathered, Printed};
use super::problem::{Problem, Refused};
use super::relay::Relay;
use super::secrets;
use super::settings::Settings;
use crate::domain::help::HelpList;
use crate::domain::population::Population;
use crate::domain::source::FactsRefused;
use crate::domain::statement::Statement;

impl Settings {
    /// Reads the settings file, laid under the variables in `environment`.
    ///
    /// # Errors
    /// Everything that is wrong with them, each with its remedy.
    pub fn load(file: &Path, environment: &[(String, String)]) -> Result<Self, Refused> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            Refused::one(Problem::new(
                file.display().to_string(),
                format!("it cannot be read ({error})"),
                "Name the settings file with --config, or make one with `enkel init`",
            ))
        })?;
        // `enkel.toml` has the parent "", which means the folder one stands in.
        let folder = file.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder, environment, &[])
    }

    /// Settings made of `given` pairs of key and text alone, the rest defaults: what `demo` and
    /// tests start from. Relative paths start at `folder`.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn given(folder: &Path, given: &[(&str, &str)]) -> Result<Self, Refused> {
        Self::parse("", folder, &[], given)
    }

    /// Reads settings from the text of a file, the variables over it, and `given` over both.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn parse(
        text: &str,
        folder: &Path,
        environment: &[(String, String)],
        given: &[(&str, &str)],
    ) -> Result<Self, Refused> {
        let gathered = Gathered::from_all(text, environment, given);
        if !gathered.problems.is_empty() {
            return Err(Refused(gathered.problems));
        }
        let mut settings: Self = gathered.document().try_into().map_err(misfit)?;
        settings.resolve(folder);
        let mut problems = check::refusals(&settings, &gathered, environment);
        problems.extend(settings.read_secrets());
        problems.extend(settings.read_reference());
        problems.extend(settings.read_pages());
        if !problems.is_empty() {
            return Err(Refused(problems));
        }
        settings.printed = gathered.printed();
        Ok(settings)
    }

    /// Every key with its value and where that comes from, passwords hidden.
    #[must_use]
    pub fn printed(&self) -> &[Printed] {
        &self.printed
    }

    /// A file moved with its folder goes on working: relative paths start at the file's folder.
    fn resolve(&mut self, folder: &Path) {
        let optional = [
            &mut self.keys.counting_key,
            &mut self.mail.password_file,
            &mut self.database.password_file,
            &mut self.backup.escrow_folder,
            &mut self.figures.reference_file,
            &mut self.pages.help_file,
            &mut self.pages.transparency_file,
        ];
        let always = [&mut self.keys.folder, &mut self.journal.folder];
        let database = match &mut self.database.place {
            DatabasePlace::Sqlite { folder } => Some(folder),
            DatabasePlace::Postgres(_) => None,
        };
        let mail = match &mut self.mail.relay {
            Relay::Folder(folder) => Some(folder),
            Relay::Smtp { .. } => None,
        };
        let rest = always.into_iter().chain(database).chain(mail);
        for path in optional.into_iter().flatten().chain(rest) {
            *path = folder.join(&*path);
        }
    }

    fn read_reference(&mut self) -> Option<Problem> {
        let path = self.figures.reference_file.as_ref()?;
        let read = read("figures.reference", path, "CSV", |text| {
            Population::parse(text).map_err(|refused| {
                (
                    format!(", line {}: {}", refused.line, refused.wrong),
                    refused.remedy,
                )
            })
        });
        keep(&mut self.figures.reference, read)
    }

    /// What the initiative brings is read once, at start: a page is never half there.
    fn read_pages(&mut self) -> Vec<Problem> {
        const REMEDY: &str = "docs/operations.md shows what such a file looks like";
        let told = |refused: FactsRefused| (format!(": {refused}"), REMEDY);
        let pages = &mut self.pages;
        let help = pages.help_file.as_ref().and_then(|path| {
            let read = read("pages.help", path, "TOML", |text| {
                HelpList::parse(text).map_err(told)
            });
            keep(&mut pages.help, read)
        });
        let transparency = pages.transparency_file.as_ref().and_then(|path| {
            let read = read("pages.transparency", path, "TOML", |text| {
                Statement::parse(text).map_err(told)
            });
            keep(&mut pages.transparency, read)
        });
        help.into_iter().chain(transparency).collect()
    }

    fn read_secrets(&mut self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(path) = &self.mail.password_file {
            match secrets::read("mail.password_file", path) {
                Ok(password) => self.mail.password = Some(password),
                Err(problem) => problems.push(problem),
            }
        }
        if let (Some(path), DatabasePlace::Postgres(place)) =
            (&self.database.password_file, &mut self.database.place)
        {
            match secrets::read("database.password_file", path) {
                Ok(password) => {
                    place.add_password(&password);
                    if let Some(DatabasePlace::Postgres(replica)) = &mut self.database.replica {
                        replica.add_password(&password);
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems
    }
}

/// The kinds were checked one by one before, so only a drift between the table of keys and the
/// fields above leads here; a test keeps them together.
fn misfit(error: toml::de::Error) -> Refused {
    Refused::one(Problem::new(
        "settings",
        error.message(),
        "Report this: the program's table of keys is wrong",
    ))
}

/// Reads a file of facts that a key names; `parse` says what is wrong in it and how to mend that.
fn read<T>(
    key: &str,
    path: &Path,
    kind: &str,
    parse: impl FnOnce(&str) -> Result<T, (String, &'static str)>,
) -> Result<T, Problem> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let wrong = format!("{shown} cannot be read ({error})");
        Problem::new(
            key,
            wrong,
            format!("Name a {kind} file in UTF-8, or remove the key"),
        )
    })?;
    parse(&text).map_err(|(wrong, remedy)| Problem::new(key, format!("{shown}{wrong}"), remedy))
}

fn keep<T>(place: &mut Option<T>, read: Result<T, Problem>) -> Option<Problem> {
    match read {
        Ok(found) => {
            *place = Some(found);
            None
        }
        Err(problem) => Some(problem),
    }
}
