//! Folders whose names outlive a power cut: a folder whose name is lost takes along all that was
//! ever synced in it.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes a folder that only its owner can enter, with those above it that are missing, and waits
/// until their names are on the disk. One that is there already is left as it is.
///
/// # Errors
/// When the disk refuses.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let missing = folder.ancestors().take_while(|above| !above.exists());
    let missing: Vec<&Path> = missing.collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)?;
    for made in missing {
        match made.parent() {
            Some(above) if !above.as_os_str().is_empty() => sync(above)?,
            // A bare name lies in the working folder.
            Some(_) => sync(Path::new("."))?,
            None => {}
        }
    }
    Ok(())
}

/// Waits until the folder's list of names is on the disk.
///
/// # Errors
/// When the disk refuses.
pub fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
