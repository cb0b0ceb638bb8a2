//! Simulating with the operating system's randomness, as on counting day. The register is not
//! looked at: it is not even handed in.

use super::FlowError;
use super::count::SystemBits;
use crate::disclosure::simulate::{Counts, Simulation, Tally};
use crate::domain::release::TableFigures;

/// What is done with each run: its number, from 1, and what it would have published.
pub type Each<'a> = &'a mut dyn FnMut(u64, &[TableFigures]) -> Result<(), FlowError>;

/// Runs it so often; `each` sees what every run would have published.
///
/// # Errors
/// When there is no randomness, or `each` stops.
pub fn simulate(
    counts: &Counts,
    simulation: &Simulation<'_>,
    runs: u64,
    each: Each<'_>,
) -> Result<Tally, FlowError> {
    let mut tally = Tally::default();
    for run in 1..=runs {
        let (reconciled, shown) = simulation
            .run(&mut SystemBits)
            .map_err(|error| FlowError::Refused(error.to_string()))?;
        tally.add(counts, &reconciled, &shown);
        each(run, &shown)?;
    }
    Ok(tally)
}
