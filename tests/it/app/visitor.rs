//! Somebody who only reads what was published.

use std::path::Path;

use enkel::crypto::sign;
use enkel::domain::release::{Figure, Figures, ReleaseId};
use enkel::flows::publish::{read, sums, verify};

use tempfile::TempDir;

use super::register::TestApp;

pub struct Visitor<'a>(pub &'a TestApp);

impl Visitor<'_> {
    /// The ids of all releases, in the order in which they came out.
    pub fn sees_releases(&self) -> Vec<String> {
        let archive = self.archive();
        let ids = archive.releases.iter().map(|r| r.published.id());
        ids.map(|id| id.to_string()).collect()
    }

    pub fn reads_release(&self, id: &str) -> Figures {
        let archive = self.archive();
        let found = archive.find(ReleaseId::parse(id).unwrap());
        found.expect("it came out").figures.clone()
    }

    /// The number on the first page.
    pub fn sees_about(&self) -> Option<i64> {
        match self.archive().number?.0.figure {
            Figure::Shown { count, .. } => Some(count),
            Figure::Hidden => None,
        }
    }

    fn archive(&self) -> read::Archive {
        read::archive(&self.0.app, None).unwrap().unwrap()
    }

    /// The bytes of one published file.
    pub fn downloads(&self, id: &str, name: &str) -> Vec<u8> {
        let files = read::files(&self.0.app, ReleaseId::parse(id).unwrap()).unwrap();
        let found = files.into_iter().find(|file| file.name == name);
        found.expect("a published file").content
    }

    /// Takes the whole archive home.
    pub fn takes_home(&self) -> TempDir {
        let home = tempfile::tempdir().unwrap();
        self.takes_the_archive(home.path());
        home
    }

    /// Takes the whole archive home and checks it there, without the register.
    pub fn checks_the_archive(&self) -> usize {
        verify::verify(self.takes_home().path()).unwrap().releases
    }

    /// Copies the whole archive into a folder.
    pub fn takes_the_archive(&self, home: &Path) {
        let public = self.0.app.keys.release_public();
        let ids = self.sees_releases();
        let list: String = ids.iter().map(|id| format!("{id}\n")).collect();
        std::fs::write(home.join(verify::LIST), list).unwrap();
        std::fs::write(home.join(verify::PUBLIC_KEY), public).unwrap();
        for id in &ids {
            let folder = home.join(id);
            std::fs::create_dir(&folder).unwrap();
            for file in read::files(&self.0.app, ReleaseId::parse(id).unwrap()).unwrap() {
                std::fs::write(folder.join(&file.name), &file.content).unwrap();
            }
        }
    }

    /// The signature under a release's checksums is the register's.
    pub fn checks_the_signature(&self, id: &str) {
        let signature = self.downloads(id, sums::SIGNATURE);
        let signature = String::from_utf8(signature).unwrap();
        let public = self.0.app.keys.release_public();
        sign::verify(public, &self.downloads(id, sums::SUMS), &signature).unwrap();
    }
}
