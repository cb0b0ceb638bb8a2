//! From file and variables to settings: gathered, typed, resolved, checked, secrets read.

use std::path::Path;

use super::check;
use super::database::DatabasePlace;
use super::file::{Gathered, Printed};
use super::problem::{Problem, Refused};
use super::relay::Relay;
use super::secrets;
use super::settings::Settings;
use crate::domain::population::Population;

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
        const KEY: &str = "figures.reference";
        let path = self.figures.reference_file.as_ref()?;
        let shown = path.display();
        let read = std::fs::read_to_string(path)
            .map_err(|error| {
                let wrong = format!("{shown} cannot be read ({error})");
                Problem::new(KEY, wrong, "Name a CSV file in UTF-8, or remove the key")
            })
            .and_then(|text| {
                Population::parse(&text).map_err(|refused| {
                    let wrong = format!("{shown}, line {}: {}", refused.line, refused.wrong);
                    Problem::new(KEY, wrong, refused.remedy)
                })
            });
        match read {
            Ok(population) => {
                self.figures.reference = Some(population);
                None
            }
            Err(problem) => Some(problem),
        }
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
                Ok(password) => place.add_password(&password),
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
