//! The journal with its keys: what a restore needs is written down before it is done, and what a
//! stopped host left open is settled by what the database shows.
//!
//! Nothing open is ever carried out here. A restore alone takes an open withdrawal as done.

mod books;
mod complete;
pub mod draw;
mod export;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

pub use books::{Books, OnFile};
pub use complete::{complete, settle_all};

use crate::crypto::journal::JournalKey;
use crate::crypto::keys::Keys;
use crate::crypto::random;
use crate::domain::ids::{LeafName, RegistrationId};
use crate::domain::leaf::{Leaf, Line, Verdict};
use crate::domain::release::Period;
use crate::store::journal::{JournalError, JournalFolder, LeavesFile};
use crate::store::{Conn, StoreError, ballots, meta, releases};

/// One register's journal as this host uses it.
pub struct Journal {
    folder: JournalFolder,
    key: JournalKey,
    books: Mutex<Books>,
}

impl Journal {
    /// Makes the journal of a new register, or a new one where the old is lost: then `lost` names
    /// the hosts whose lines are gone.
    ///
    /// # Errors
    /// When there is one already, or the folder cannot be made.
    pub fn create(
        folder: &Path,
        host: &str,
        keys: &Keys,
        lost: &[String],
    ) -> Result<Self, JournalError> {
        let key = keys.journal();
        let folder = JournalFolder::create(folder, host, &title(&key), lost)?;
        Ok(Self::of(folder, key))
    }

    /// Opens it, reads all of it, and mends this host's last line where it was torn.
    ///
    /// # Errors
    /// When it is missing, open to others, damaged or another register's.
    pub fn open(folder: &Path, host: &str, keys: &Keys) -> Result<Self, JournalError> {
        let key = keys.journal();
        let folder = JournalFolder::open(folder, host, &title(&key))?;
        let journal = Self::of(folder, key);
        journal.mend_own()?;
        journal.refresh(&mut journal.books())?;
        Ok(journal)
    }

    fn of(folder: JournalFolder, key: JournalKey) -> Self {
        Self {
            folder,
            key,
            books: Mutex::default(),
        }
    }

    /// The folder itself.
    #[must_use]
    pub const fn folder(&self) -> &JournalFolder {
        &self.folder
    }

    /// Every leaf of these hosts, for a restore.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn all(&self, hosts: &[String]) -> Result<Vec<OnFile>, StoreError> {
        Ok(Books::all(&self.folder, &self.key, hosts)?)
    }

    /// Tells how leaves ended, on the disk before this returns: after a restore these words are
    /// what a later one rests on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn tell_durably(
        &self,
        epoch: u32,
        ended: &[(LeafName, Verdict)],
    ) -> Result<(), StoreError> {
        for (name, verdict) in ended {
            self.write(epoch, &Line::Settled(*name, *verdict))?;
        }
        Ok(())
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refresh(&self, books: &mut Books) -> Result<(), JournalError> {
        books.read_on(&self.folder, &self.key)
    }

    /// A line that a crash tore was never acknowledged: it becomes an empty one, so that a line
    /// that does not open later is known to be damaged.
    fn mend_own(&self) -> Result<(), JournalError> {
        let files = self.folder.files()?;
        for file in files.iter().filter(|f| f.host == self.folder.host()) {
            let mut last = None;
            self.folder.read_from(file, 0, &mut |place, sealed| {
                last = Some((place, books::read(&self.key, file, place, sealed).is_some()));
            })?;
            if let Some((place, false)) = last {
                self.folder.mend(file, place, &self.torn(file, place)?)?;
            }
        }
        Ok(())
    }

    fn torn(&self, file: &LeavesFile, place: u32) -> Result<Vec<u8>, JournalError> {
        let damaged = || JournalError::Damaged(self.folder.path(file));
        let padded = Line::Torn.padded().ok_or_else(damaged)?;
        self.key
            .seal_line(&file.name(), place, &padded)
            .map_err(|_| damaged())
    }

    /// Writes a leaf down, on the disk before this returns. To be called inside the transaction
    /// that does the deed, after [`Journal::settle`] for the same id.
    ///
    /// # Errors
    /// When there is no room or the disk refuses: then the deed must not be done.
    pub fn begin(&self, epoch: u32, leaf: Leaf) -> Result<LeafName, StoreError> {
        let name = leaf.name;
        self.write(epoch, &Line::Leaf(leaf))?;
        Ok(name)
    }

    /// A fresh name for a leaf.
    ///
    /// # Errors
    /// No randomness.
    pub fn name() -> Result<LeafName, StoreError> {
        let bytes = random::bytes().map_err(StoreError::given_up)?;
        Ok(LeafName::new(bytes))
    }

    fn write(&self, epoch: u32, line: &Line) -> Result<(), StoreError> {
        let mut seal = |file: &str, place: u32| {
            let padded = line.padded().ok_or(StoreError::Busy)?;
            let sealed = self.key.seal_line(file, place, &padded);
            sealed.map_err(StoreError::given_up)
        };
        self.folder.append(epoch, &mut seal)
    }

    /// Sees that lines of this epoch have room.
    ///
    /// # Errors
    /// When there is none.
    pub fn make_room(&self, epoch: u32) -> Result<(), StoreError> {
        Ok(self.folder.make_ready(epoch)?)
    }

    /// Tells how leaves ended, after the transaction that showed it was committed. Not worth an
    /// error: what is not told now is settled at the next start.
    pub fn tell(&self, epoch: u32, ended: &[(LeafName, Verdict)]) {
        for (name, verdict) in ended {
            if let Err(error) = self.write(epoch, &Line::Settled(*name, *verdict)) {
                tracing::warn!(cause = %error, "the journal was not told how a line ended");
            }
        }
    }

    /// Settles what is open about one declaration, before anything is written to it. The caller
    /// holds its mailbox, so no open line belongs to a transaction that still runs. What was
    /// never done is told at once; what was done is returned, to be told after the commit.
    ///
    /// # Errors
    /// When journal or register cannot be read or written.
    pub fn settle(
        &self,
        conn: &mut Conn,
        epoch: u32,
        id: &RegistrationId,
    ) -> Result<Vec<(LeafName, Verdict)>, StoreError> {
        let open = {
            let mut books = self.books();
            self.refresh(&mut books)?;
            books.open_of(id)
        };
        self.settle_these(conn, epoch, &open)
    }

    fn settle_these(
        &self,
        conn: &mut Conn,
        epoch: u32,
        open: &[Leaf],
    ) -> Result<Vec<(LeafName, Verdict)>, StoreError> {
        let mut done = Vec::new();
        for leaf in open {
            // The deed and its ballots are one transaction: the box shows whether it was done.
            // A draw burns them, after every line was settled: then the line that said so was lost
            // with a power cut. One that said `void` is not lost so.
            let mut was_done = releases::is_drawn(conn, Period::Quarter(leaf.period))?;
            // After a restore the ballots of an exported quarter are in its export alone.
            was_done |= meta::exported(conn, leaf.period)?.is_some();
            for ballot in &leaf.ballots {
                was_done |= ballots::contains(conn, &ballot.id)?;
            }
            match was_done {
                true => done.push((leaf.name, Verdict::Done)),
                false => self.write(epoch, &Line::Settled(leaf.name, Verdict::Void))?,
            }
        }
        Ok(done)
    }
}

/// The first line of the list of hosts: tells one register's journal from another's.
fn title(key: &JournalKey) -> String {
    let mark = key.mark_draw(b"journal");
    format!("enkel journal v1 {}", mark.get(..16).unwrap_or(&mark))
}

impl From<JournalError> for StoreError {
    fn from(error: JournalError) -> Self {
        Self::given_up(error)
    }
}
