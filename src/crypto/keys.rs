//! The keys of one register as a running service holds them.
//!
//! Fixed keys come from the credentials folder where systemd gives one, else from the keys'
//! folder; ratchets from the keys' folder only, because they move. The counting key and the
//! release key are checked at start and read again when used, so they are in memory seldom.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use super::ballot_box::{CountingKey, CountingPublic};
use super::dated;
use super::epoch_ratchet::EpochRatchet;
use super::error::{CryptoError, KeyError, KeyProblem};
use super::journal::JournalKey;
use super::key_file::{self, Access};
use super::post::PostKey;
use super::ratchet::Live;
use super::secret::Secret;
use super::sign::{ReleaseKey, read_public};
use super::visit_key::VisitKey;
use crate::domain::clock::Day;
use crate::domain::ids::Nonce;

pub(super) const REGISTER: (&str, &str) = ("register.key", "register key");
pub(super) const JOURNAL: (&str, &str) = ("journal.key", "journal key");
pub(super) const EPOCH: (&str, &str) = ("epoch.ratchet", "epoch ratchet");
pub(super) const POST: (&str, &str) = ("post.ratchet", "post ratchet");
pub(super) const VISIT: (&str, &str) = ("visit.ratchet", "visit ratchet");
pub(super) const COUNTING_PUBLIC: &str = "counting.pub";
pub(super) const COUNTING_KEY: &str = "counting.key";
pub(super) const RELEASE_KEY: &str = "release.key";
pub(super) const RELEASE_PUBLIC: &str = "release.pub";

/// Eight bytes of a one-way value of a key, in hexadecimal: `meta` keeps them, so that a wrong
/// key is noticed at start and not by rows that do not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckValue {
    /// Which key: the name of its file.
    pub name: &'static str,
    /// Sixteen hexadecimal digits.
    pub value: String,
}

/// The loaded set.
pub struct Keys {
    register: Secret,
    journal: Secret,
    counting_public: CountingPublic,
    release_public: String,
    pub(super) epoch: EpochRatchet,
    post: Live<PostKey>,
    visit: Live<VisitKey>,
    place: Place,
}

/// Where the files lie.
struct Place {
    dir: PathBuf,
    credentials: Option<PathBuf>,
}

impl Place {
    fn find(&self, name: &str) -> (PathBuf, Access) {
        let given = self.credentials.as_ref().map(|dir| dir.join(name));
        match given.filter(|file| file.exists()) {
            Some(file) => (file, Access::Credential),
            None => (self.dir.join(name), Access::Owner),
        }
    }

    fn secret(&self, (name, kind): (&str, &str)) -> Result<Secret, KeyError> {
        let (file, access) = self.find(name);
        let bytes = key_file::read(&file, kind, access)?;
        Secret::read(&bytes).ok_or_else(|| KeyError::at(&file, KeyProblem::Damaged))
    }

    /// The counting key where it lies on the server; it must fit the half that seals.
    fn counting(&self, public: &CountingPublic) -> Result<Option<CountingKey>, KeyError> {
        let (file, access) = self.find(COUNTING_KEY);
        match CountingKey::read(&file, access) {
            Ok(key) if key.public() == *public => Ok(Some(key)),
            Ok(_) => Err(KeyError::at(&file, KeyProblem::NotAPair)),
            Err(KeyError::File {
                problem: KeyProblem::Missing,
                ..
            }) => Ok(None),
            Err(other) => Err(other),
        }
    }

    fn release(&self, public: &str) -> Result<ReleaseKey, KeyError> {
        let (file, access) = self.find(RELEASE_KEY);
        let key = ReleaseKey::read(&file, access)?;
        if read_public(&key.public_text()) == read_public(public) {
            Ok(key)
        } else {
            Err(KeyError::at(&file, KeyProblem::NotAPair))
        }
    }
}

impl Keys {
    /// Reads and checks every key. `credentials` is the folder that systemd made for the service,
    /// where one was made; files there may have mode 0440.
    ///
    /// # Errors
    /// Names the first file that is missing, damaged, of another kind or readable by others,
    /// with the remedy.
    pub fn load(dir: &Path, credentials: Option<&Path>) -> Result<Self, KeyError> {
        for folder in [Some(dir), credentials].into_iter().flatten() {
            key_file::check_folder(folder)?;
        }
        let place = Place {
            dir: dir.to_owned(),
            credentials: credentials.map(Path::to_owned),
        };
        let (file, _) = place.find(COUNTING_PUBLIC);
        let counting_public = CountingPublic::read(&file, Access::Public)?;
        place.counting(&counting_public)?;
        let (file, _) = place.find(RELEASE_PUBLIC);
        let release_public = key_file::read_text(&file, Access::Public)?.to_string();
        place.release(&release_public)?;
        Ok(Self {
            register: place.secret(REGISTER)?,
            journal: place.secret(JOURNAL)?,
            counting_public,
            release_public,
            epoch: EpochRatchet::load(dir.join(EPOCH.0))?,
            post: Live::load(dir.join(POST.0), POST.1, PostKey::new)?,
            visit: Live::load(dir.join(VISIT.0), VISIT.1, VisitKey::new)?,
            place,
        })
    }

    pub(super) const fn register(&self) -> &Secret {
        &self.register
    }

    /// The half of the counting key that seals slips.
    #[must_use]
    pub const fn counting_public(&self) -> &CountingPublic {
        &self.counting_public
    }

    /// The half that opens slips, where it is kept on the server; `None` where the board has it.
    ///
    /// # Errors
    /// The file is not as it must be.
    pub fn counting_key(&self) -> Result<Option<CountingKey>, KeyError> {
        self.place.counting(&self.counting_public)
    }

    /// What signs releases.
    ///
    /// # Errors
    /// The file is not as it must be.
    pub fn release_key(&self) -> Result<ReleaseKey, KeyError> {
        self.place.release(&self.release_public)
    }

    /// The public half of the release key, in minisign's format.
    #[must_use]
    pub fn release_public(&self) -> &str {
        &self.release_public
    }

    /// What seals the journal.
    #[must_use]
    pub fn journal(&self) -> JournalKey {
        JournalKey::new(&self.journal)
    }

    /// The visit key of a day.
    ///
    /// # Errors
    /// [`KeyError::StepGone`], [`KeyError::TooFarAhead`].
    pub fn visit(&self, day: Day) -> Result<Arc<VisitKey>, KeyError> {
        self.visit.key(step_of(day, VISIT.1)?)
    }

    /// The post key of a day.
    ///
    /// # Errors
    /// [`KeyError::StepGone`], [`KeyError::TooFarAhead`].
    pub fn post(&self, day: Day) -> Result<Arc<PostKey>, KeyError> {
        self.post.key(step_of(day, POST.1)?)
    }

    /// The epoch's oldest live step and the oldest live days of visits and of post.
    #[must_use]
    pub fn oldest(&self) -> (u32, Day, Day) {
        (
            self.epoch.oldest(),
            dated::day_of_step(self.visit.oldest()),
            dated::day_of_step(self.post.oldest()),
        )
    }

    /// Moves both daily ratchets up so that `oldest` is the oldest live day, files and memory;
    /// whether a file was moved. Never goes back.
    ///
    /// # Errors
    /// The files cannot be written, or are no longer those that were loaded.
    pub fn step_daily(&self, oldest: Day) -> Result<bool, KeyError> {
        let visit = self.visit.step_to(step_of(oldest, VISIT.1)?)?;
        let post = self.post.step_to(step_of(oldest, POST.1)?)?;
        Ok(visit || post)
    }

    /// Starts a visit ratchet from new randomness: when the transit store is lost, used codes
    /// are forgotten, and none of them may open again.
    ///
    /// # Errors
    /// The file cannot be written; no randomness.
    pub fn renew_visit(&self, oldest: Day) -> Result<(), KeyError> {
        self.visit.renew(step_of(oldest, VISIT.1)?)
    }

    /// Check values of the keys that stay.
    #[must_use]
    pub fn check_values(&self) -> Vec<CheckValue> {
        let release = super::digest::sha256_hex(self.release_public.as_bytes());
        let values = [
            (REGISTER.0, self.register.check_value()),
            (COUNTING_PUBLIC, self.counting_public.check_value()),
            (RELEASE_PUBLIC, release.chars().take(16).collect()),
            (JOURNAL.0, self.journal.check_value()),
        ];
        values
            .into_iter()
            .map(|(name, value)| CheckValue { name, value })
            .collect()
    }

    /// The check value of a day's visit key.
    ///
    /// # Errors
    /// As [`Keys::visit`].
    pub fn visit_check(&self, day: Day) -> Result<String, KeyError> {
        self.visit.check_value(step_of(day, VISIT.1)?)
    }
}

/// Sealing by day, with the right step chosen on opening.
impl Keys {
    /// The text of a visit's cookie, always of one length.
    ///
    /// # Errors
    /// The day's key is gone; the visit is not of its size; no randomness.
    pub fn seal_cookie(&self, day: Day, padded_visit: &[u8]) -> Result<String, KeyError> {
        let sealed = self.visit(day)?.seal_visit(padded_visit)?;
        Ok(BASE64URL_NOPAD.encode(&sealed))
    }

    /// The padded visit in a cookie's text; `None` for anything that this register did not seal
    /// yesterday, today or, where hosts' clocks differ, tomorrow.
    #[must_use]
    pub fn open_cookie(&self, today: Day, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let day = dated::day_of(&sealed).filter(|day| near(today).contains(day))?;
        self.visit(day).ok()?.open_visit(&sealed).ok()
    }

    /// Whether this token was given to a form of this page and visit, yesterday, today or
    /// tomorrow.
    #[must_use]
    pub fn form_token_is(&self, today: Day, visit: &Nonce, page: &str, token: &str) -> bool {
        near(today)
            .iter()
            .filter_map(|day| self.visit(*day).ok())
            .any(|key| key.form_token_is(visit, page, token))
    }

    /// Seals a padded letter for the outbox.
    ///
    /// # Errors
    /// The day's key is gone; the letter is not of its size; no randomness.
    pub fn seal_letter(&self, day: Day, padded_letter: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.post(day)?.seal_letter(padded_letter)?)
    }

    /// Opens a letter from the outbox, under the key of the day it was sealed.
    ///
    /// # Errors
    /// That day's key is gone; or it does not open.
    pub fn open_letter(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let day = dated::day_of(sealed).ok_or(CryptoError::DoesNotOpen)?;
        Ok(self.post(day)?.open_letter(sealed)?)
    }
}

fn near(today: Day) -> [Day; 3] {
    [today, today.plus(-1), today.plus(1)]
}

fn step_of(day: Day, kind: &'static str) -> Result<u32, KeyError> {
    u32::try_from(day.number()).map_err(|_| KeyError::StepGone(kind))
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}
