//! Reading an exported archive: what is listed must be there, and what is there must be listed.
//! Whatever nobody looked at could be taken for checked.

use std::path::Path;

use crate::crypto::digest;
use crate::domain::release::ReleaseId;
use crate::store::releases::ReleaseFile;

use super::{Flaw, LIST, PUBLIC_KEY, flaw};

/// An archive as it lies there, not yet checked.
pub(super) struct Folder<'a> {
    path: &'a Path,
    /// The public key that it brings.
    pub public: String,
    /// The ids of its releases in the order of their chain; at least one.
    pub listed: Vec<(String, ReleaseId)>,
}

impl<'a> Folder<'a> {
    pub(super) fn open(path: &'a Path) -> Result<Self, Flaw> {
        let public = text(path, PUBLIC_KEY)?;
        let listed = text(path, LIST)?
            .lines()
            .map(|id| {
                let release = ReleaseId::parse(id);
                let release = release.ok_or_else(|| flaw(id, "this is no id of a release"))?;
                Ok((id.to_owned(), release))
            })
            .collect::<Result<Vec<_>, Flaw>>()?;
        if listed.is_empty() {
            return Err(flaw("archive", format!("{LIST} lists no release")));
        }
        let folder = Self {
            path,
            public,
            listed,
        };
        folder.refuse_unlisted()?;
        Ok(folder)
    }

    fn refuse_unlisted(&self) -> Result<(), Flaw> {
        for name in names(self.path, "archive")? {
            let known =
                name == LIST || name == PUBLIC_KEY || self.listed.iter().any(|(id, _)| *id == name);
            if !known {
                let reason = format!("{name} lies there, but {LIST} does not list it");
                return Err(flaw("archive", reason));
            }
        }
        Ok(())
    }

    /// Every file of one release, by name.
    pub(super) fn release(&self, id: &str) -> Result<Vec<ReleaseFile>, Flaw> {
        let folder = self.path.join(id);
        let mut files = Vec::new();
        for name in names(&folder, id)? {
            let content = std::fs::read(folder.join(&name))
                .map_err(|_| flaw(id, format!("{name} cannot be read")))?;
            files.push(ReleaseFile {
                sha256: digest::sha256(&content),
                name,
                content,
            });
        }
        Ok(files)
    }
}

fn text(folder: &Path, name: &str) -> Result<String, Flaw> {
    std::fs::read_to_string(folder.join(name))
        .map_err(|_| flaw("archive", format!("{name} cannot be read")))
}

fn names(folder: &Path, id: &str) -> Result<Vec<String>, Flaw> {
    let unreadable = |_| flaw(id, "its folder cannot be read");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
