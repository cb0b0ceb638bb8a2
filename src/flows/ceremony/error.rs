//! Why a ceremony does not go on, each with its remedy.

use crate::disclosure::families::AdoptionRefused;
use crate::domain::clock::Day;
use crate::domain::period::{Cohort, Quarter};
use crate::flows::FlowError;

/// What stands in the way. None of them names a number that a release would protect.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// Quarters are exported and counted in order.
    #[error(
        "{0} is not the next quarter: quarters are counted in order, and {1} comes first. \
         Export that one"
    )]
    NotNext(Quarter, Quarter),
    /// It is not closed yet.
    #[error("{0} is next, and still open until {day}: export it after that", day = .1.iso())]
    StillOpen(Quarter, Day),
    /// It has its figures already.
    #[error("{0} was counted before, and is never counted twice. Nothing was exported")]
    Counted(Quarter),
    /// The journal lost the export.
    #[error(
        "{0} was exported before, and the journal no longer has that export. Another one would \
         give another noise for the same counts, so none is made. Let the board count the file it \
         has and bring its result; nothing else is needed"
    )]
    ExportIsLost(Quarter),
    /// The file is not whole.
    #[error(
        "this is not an export as the server wrote it: a byte is missing or was changed on the \
         way. Nothing was counted. Run `enkel ceremony export` again: it gives the same file"
    )]
    ExportUnreadable,
    /// The file is not whole.
    #[error(
        "this is not a result as the board's machine wrote it: a byte is missing or was changed \
         on the way. Nothing was released. Run `enkel ceremony count` again: it gives the same file"
    )]
    OutcomeUnreadable,
    /// The sum that somebody read aloud is another.
    #[error(
        "the file's SHA-256 is {0}, and not the one you gave. It is not the file that was meant: \
         stop here, and find out together who had it in hand"
    )]
    NotTheFileNamed(String),
    /// The key does not fit.
    #[error(
        "this counting key does not open this ballot box: it is the key of another register, or \
         the export is. Nothing was counted. Look which register stands on the sheet of the key"
    )]
    OtherKey,
    /// It was made by a later version.
    #[error(
        "the export cannot be counted by this program ({0}): count with the same version of the \
         program that the server runs"
    )]
    Families(#[from] AdoptionRefused),
    /// A box does not open, or holds nonsense.
    #[error(
        "a box of the export does not open or holds no slip, although the file is whole: it was \
         not made by your server. Nothing was counted. Compare its SHA-256 with the server's"
    )]
    Box,
    /// Guest list and ballot box differ.
    #[error(
        "rows and ballots of cohort {} differ, so nothing was counted. Keep the export, keep a copy \
         of the register, and see \"When counting refuses\" in docs/ceremony.md", .0.year()
    )]
    RowsDiffer(Cohort),
    /// The slips cannot be summed.
    #[error("{0}: nothing was counted; keep the export and ask for help")]
    Slips(String),
    /// The noise cannot be drawn.
    #[error("no noise can be drawn, so nothing was counted")]
    NoNoise,
    /// The result is another register's.
    #[error(
        "this result belongs to another register. Nothing was released: bring the one that was \
         counted from this server's export"
    )]
    OtherRegister,
    /// There never was an export.
    #[error(
        "{0} was never exported here, so no result of it can be accepted: begin with `enkel \
         ceremony export`"
    )]
    NeverExported(Quarter),
    /// The result was counted from another file.
    #[error(
        "this result was counted from another export of {0}. Nothing was released. Run `enkel \
         ceremony export` again, which gives the right file, and count that one"
    )]
    OtherExport(Quarter),
    /// Something else was released.
    #[error(
        "{0} was released with other figures than these. What was published stays; find out \
         together where this second result comes from"
    )]
    OtherOutcome(Quarter),
    /// The flows are not those of the quarter.
    #[error(
        "the figures in this result are not those that {0} needs. Nothing was released: count the \
         export again with the same version of the program that the server runs"
    )]
    Flows(Quarter),
}

impl From<CeremonyError> for FlowError {
    fn from(error: CeremonyError) -> Self {
        Self::Refused(error.to_string())
    }
}
