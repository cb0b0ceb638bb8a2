//! Draws out of the published archive, where the journal that held them is lost.

use std::path::Path;

use crate::flows::FlowError;
use crate::flows::journal::Journal;
use crate::flows::publish::verify;

/// Puts every draw of a published archive into the journal that is not there yet. The archive is
/// checked first, from its first release to its last, and it must be signed with the key whose
/// public half is `release_public`: a draw in the journal stays for ever.
///
/// # Errors
/// [`FlowError::Refused`] at the archive's first flaw, or when it is another register's; when the
/// journal cannot be written.
pub fn draws_of_archive(
    journal: &Journal,
    archive: &Path,
    release_public: &str,
) -> Result<(), FlowError> {
    let draws = verify::draws(archive, release_public)
        .map_err(|flaw| FlowError::Refused(format!("the archive does not hold: {flaw}")))?;
    for drawn in draws {
        journal.publish_draw(drawn)?;
    }
    Ok(())
}
