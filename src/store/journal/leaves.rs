//! Files of leaves: places of one size, filled one after another, never changed but where a line
//! was torn.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::PathBuf;
use std::sync::PoisonError;

use super::{JournalError, JournalFolder, sync_folder, write_durably};

/// The size of one place.
pub const PLACE_BYTES: usize = 264;
/// Empty places kept ready: what a full disk still takes.
const RESERVE: u32 = 512;
const PREFIX: &str = "leaves.";
/// Holds the epoch before which leaves were removed.
const FORGOTTEN: &str = "forgotten";

/// Seals a line for a place of a file.
pub type Seal<'a, E> = dyn FnMut(&str, u32) -> Result<Vec<u8>, E> + 'a;

/// One host's leaves of one epoch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeavesFile {
    /// Whose.
    pub host: String,
    /// The epoch that was current when its lines were written.
    pub epoch: u32,
}

impl LeavesFile {
    /// `leaves.host-1.00007`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{PREFIX}{}.{:05}", self.host, self.epoch)
    }

    fn parse(name: &str) -> Option<Self> {
        let (host, epoch) = name.strip_prefix(PREFIX)?.rsplit_once('.')?;
        Some(Self {
            host: host.to_owned(),
            epoch: epoch.parse().ok()?,
        })
    }
}

impl JournalFolder {
    /// Every file of leaves.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> Result<Vec<LeavesFile>, JournalError> {
        let io = |e: std::io::Error| JournalError::io(&self.folder, &e);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            files.extend(name.to_str().and_then(LeavesFile::parse));
        }
        files.sort();
        Ok(files)
    }

    /// Where a file lies.
    #[must_use]
    pub fn path(&self, file: &LeavesFile) -> PathBuf {
        self.folder.join(file.name())
    }

    /// Hands over every filled place from `from` on; says which is the first empty one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_from(
        &self,
        file: &LeavesFile,
        from: u32,
        each: &mut dyn FnMut(u32, &[u8]),
    ) -> Result<u32, JournalError> {
        let path = self.path(file);
        let io = |e: std::io::Error| JournalError::io(&path, &e);
        let open = File::open(&path).map_err(io)?;
        // Nobody sees half of a line that is being written.
        open.lock_shared().map_err(io)?;
        let mut place = from;
        let mut bytes = [0; PLACE_BYTES];
        while read_place(&open, place, &mut bytes).map_err(io)? && is_filled(&bytes) {
            each(place, &bytes);
            place += 1;
        }
        Ok(place)
    }

    /// Writes one line into the next empty place of this host's file for `epoch`, on the disk
    /// before this returns. `seal` is told the file's name and the place.
    ///
    /// At no time is more than one line of a file written and not synced: so a power cut can
    /// tear the last one only, and any other that does not open is known to be damaged.
    ///
    /// # Errors
    /// When there is no room or the disk refuses; or whatever `seal` gives.
    pub fn append<E: From<JournalError>>(
        &self,
        epoch: u32,
        seal: &mut Seal<'_, E>,
    ) -> Result<(), E> {
        let file = LeavesFile {
            host: self.host.clone(),
            epoch,
        };
        let path = self.path(&file);
        let io = |e: std::io::Error| JournalError::io(&path, &e);
        let open = self.open_own(&file)?;
        open.lock().map_err(io)?;
        let place = self.next_place(&open, epoch).map_err(io)?;
        if place > self.hint(epoch) {
            // Of another process of this host, which may have been killed before its sync.
            open.sync_data().map_err(io)?;
        }
        self.make_room(&open, place).map_err(io)?;
        let sealed = seal(&file.name(), place)?;
        if let Err(error) = write_place(&open, place, &sealed) {
            // Nobody was told of this line. Half of it must not stay before whole ones.
            let wiped = write_place(&open, place, &[0; PLACE_BYTES]);
            if let Err(second) = wiped {
                tracing::error!(error = %second, "a line of the journal stays torn");
            }
            return Err(io(error).into());
        }
        let mut hint = self.hint.lock().unwrap_or_else(PoisonError::into_inner);
        hint.insert(epoch, place + 1);
        Ok(())
    }

    /// Sees that the next lines of this host for `epoch` have room, before the disk fills up.
    ///
    /// # Errors
    /// When there is none, or the disk refuses.
    pub fn make_ready(&self, epoch: u32) -> Result<(), JournalError> {
        let file = LeavesFile {
            host: self.host.clone(),
            epoch,
        };
        let open = self.open_own(&file)?;
        let room = || -> std::io::Result<()> {
            open.lock()?;
            let place = self.next_place(&open, epoch)?;
            self.make_room(&open, place)
        };
        room().map_err(|e| JournalError::io(&self.path(&file), &e))
    }

    /// Writes over a line that was torn when its host stopped.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn mend(&self, file: &LeavesFile, place: u32, sealed: &[u8]) -> Result<(), JournalError> {
        let path = self.path(file);
        let write = || -> std::io::Result<()> {
            let open = OpenOptions::new().read(true).write(true).open(&path)?;
            open.lock()?;
            write_place(&open, place, sealed)
        };
        write().map_err(|e| JournalError::io(&path, &e))
    }

    /// Leaves of epochs before this one were removed.
    ///
    /// # Errors
    /// When the note cannot be read.
    pub fn forgotten_before(&self) -> Result<u32, JournalError> {
        let file = self.folder.join(FORGOTTEN);
        match std::fs::read_to_string(&file) {
            Ok(text) => text.trim().parse().map_err(|_| JournalError::Damaged(file)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(e) => Err(JournalError::io(&file, &e)),
        }
    }

    /// Removes the files of every epoch before this one, and notes that they are gone first: a
    /// backup from before must not be restored without them.
    ///
    /// # Errors
    /// When one cannot be removed.
    pub fn forget_before(&self, epoch: u32) -> Result<(), JournalError> {
        if epoch > self.forgotten_before()? {
            let file = self.folder.join(FORGOTTEN);
            let draft = self.folder.join("forgotten.new");
            write_durably(&draft, format!("{epoch}\n").as_bytes())
                .and_then(|()| std::fs::rename(&draft, &file))
                .and_then(|()| sync_folder(&self.folder))
                .map_err(|e| JournalError::io(&file, &e))?;
        }
        for file in self.files()?.iter().filter(|file| file.epoch < epoch) {
            let path = self.path(file);
            match std::fs::remove_file(&path) {
                // Another host was quicker.
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                other => other.map_err(|e| JournalError::io(&path, &e))?,
            }
        }
        Ok(())
    }

    fn open_own(&self, file: &LeavesFile) -> Result<File, JournalError> {
        let path = self.path(file);
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        match options.open(&path) {
            // Not in an empty folder that lies where the journal's disk should be.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && self.has_hosts() => {
                let made = options.create(true).mode(0o600).open(&path);
                made.and_then(|open| sync_folder(&self.folder).map(|()| open))
            }
            other => other,
        }
        .map_err(|e| JournalError::io(&path, &e))
    }

    /// The place after the last line that this process wrote itself.
    fn hint(&self, epoch: u32) -> u32 {
        let hint = self.hint.lock().unwrap_or_else(PoisonError::into_inner);
        hint.get(&epoch).copied().unwrap_or(0)
    }

    fn next_place(&self, open: &File, epoch: u32) -> std::io::Result<u32> {
        let mut place = self.hint(epoch);
        let mut bytes = [0; PLACE_BYTES];
        while read_place(open, place, &mut bytes)? && is_filled(&bytes) {
            place += 1;
        }
        Ok(place)
    }

    /// Keeps the reserve. Where the disk has no more, what was made ahead is used up first.
    fn make_room(&self, open: &File, place: u32) -> std::io::Result<()> {
        let length = open.metadata()?.len();
        if length >= offset(place + RESERVE / 2) {
            return Ok(());
        }
        // From a whole place on, so that an extension that was cut short leaves no gap.
        let from = length - length % PLACE_BYTES as u64;
        let until = offset(place + RESERVE);
        let zeros = vec![0; usize::try_from(until.saturating_sub(from)).unwrap_or(0)];
        let made = open
            .write_all_at(&zeros, from)
            .and_then(|()| open.sync_all());
        match made {
            Err(_) if open.metadata()?.len() >= offset(place + 1) => {
                tracing::error!("the journal's disk is nearly full: make room before it is");
                Ok(())
            }
            other => other,
        }
    }
}

fn offset(place: u32) -> u64 {
    u64::from(place) * PLACE_BYTES as u64
}

/// Reads one place; `false` where the file ends before it is whole.
fn read_place(open: &File, place: u32, bytes: &mut [u8; PLACE_BYTES]) -> std::io::Result<bool> {
    match open.read_exact_at(bytes, offset(place)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(e),
    }
}

fn write_place(open: &File, place: u32, sealed: &[u8]) -> std::io::Result<()> {
    if sealed.len() != PLACE_BYTES {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    open.write_all_at(sealed, offset(place))?;
    open.sync_data()
}

fn is_filled(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| *byte != 0)
}
