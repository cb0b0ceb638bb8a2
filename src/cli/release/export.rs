//! Writes the whole archive to a folder: `minisign.pub`, `releases.txt`, and a folder per release.
//!
//! A release never changes by a byte, so a file that differs from what lies there is refused and
//! nothing is overwritten. Only the list grows. The same export twice changes nothing.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::super::{Ended, Stopped};
use crate::app::App;
use crate::flows::publish::{read, verify};
use crate::store::releases;

pub(super) fn export(app: &App, dir: &Path, out: &mut dyn Write) -> Result<Ended, Stopped> {
    let all = app.store.register.read("list releases", releases::all)?;
    let ids: Vec<String> = all.iter().map(|one| one.id().to_string()).collect();
    let list: String = ids.iter().map(|id| format!("{id}\n")).collect();
    let mut sheets = vec![Sheet::new(
        dir.join(verify::PUBLIC_KEY),
        app.keys.release_public().as_bytes().to_vec(),
    )];
    for (release, id) in all.iter().zip(&ids) {
        for file in read::files(app, release.id())? {
            sheets.push(Sheet::new(dir.join(id).join(file.name), file.content));
        }
    }
    // Last, so that an export that broke off never lists what it does not hold.
    let mut growing = Sheet::new(dir.join(verify::LIST), list.into_bytes());
    growing.may_grow = true;
    sheets.push(growing);
    let missing = missing(sheets)?;
    for sheet in &missing {
        sheet.write(dir)?;
    }
    let shown = dir.display();
    writeln!(
        out,
        "{shown}: releases {}, files written now {}. Check it with `enkel release verify {shown}`.",
        ids.len(),
        missing.len()
    )?;
    Ok(Ended::Good)
}

/// One file of the archive.
struct Sheet {
    path: PathBuf,
    content: Vec<u8>,
    may_grow: bool,
}

impl Sheet {
    const fn new(path: PathBuf, content: Vec<u8>) -> Self {
        Self {
            path,
            content,
            may_grow: false,
        }
    }

    /// Whether it is still to be written.
    fn is_missing(&self) -> Result<bool, Stopped> {
        match std::fs::read(&self.path) {
            Ok(there) if there == self.content => Ok(false),
            Ok(there) if self.may_grow && self.content.starts_with(&there) => Ok(true),
            Ok(_) => Err(Stopped::Refused(format!(
                "{} differs from what was published, and nothing was overwritten. Export to an \
                 empty folder and compare.",
                self.path.display()
            ))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(unusable(&self.path, &error)),
        }
    }

    /// Written beside its place and moved there, so that no file is ever half there.
    fn write(&self, dir: &Path) -> Result<(), Stopped> {
        let put = || -> io::Result<()> {
            std::fs::create_dir_all(self.path.parent().unwrap_or(dir))?;
            let unfinished = dir.join(".unfinished");
            std::fs::write(&unfinished, &self.content)?;
            std::fs::rename(&unfinished, &self.path)
        };
        put().map_err(|error| unusable(&self.path, &error))
    }
}

/// What is not there yet. Everything is looked at before anything is written.
fn missing(sheets: Vec<Sheet>) -> Result<Vec<Sheet>, Stopped> {
    let mut missing = Vec::new();
    for sheet in sheets {
        if sheet.is_missing()? {
            missing.push(sheet);
        }
    }
    Ok(missing)
}

fn unusable(path: &Path, error: &io::Error) -> Stopped {
    Stopped::Refused(format!("{} cannot be written ({error}).", path.display()))
}
