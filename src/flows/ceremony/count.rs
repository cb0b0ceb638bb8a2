//! The board's part: no settings, no database, no network; an export and the key.

use super::CeremonyError;
use super::sheet::{Export, Outcome};
use crate::crypto::ballot_box::CountingKey;
use crate::crypto::ceremony::NoiseStream;
use crate::crypto::digest::{hex, sha256};
use crate::disclosure::families::Families;
use crate::disclosure::noise::{NoRandomness, RandomBits};
use crate::disclosure::sums::Sums;
use crate::disclosure::{draw, rows};
use crate::domain::ballot::Slip;
use crate::domain::export::Entry;
use crate::store::meta::RowsPerCohort;

/// The stream as the draw takes it.
struct Seeded(NoiseStream);

impl RandomBits for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

/// What the boxes held.
#[derive(Default)]
struct Opened {
    slips: Vec<Slip>,
    note: RowsPerCohort,
    base: RowsPerCohort,
}

/// Opens, checks, counts and draws. The same export and key give the same result for ever.
///
/// # Errors
/// [`CeremonyError`] when the file is not whole, the key does not fit, or guest list and ballot box
/// differ. Then nothing was drawn.
pub fn count_export(export: &[u8], key: &CountingKey) -> Result<Outcome, CeremonyError> {
    let digest = sha256(export);
    let export = Export::read(export).ok_or(CeremonyError::ExportUnreadable)?;
    if export.lock != hex(key.public().bytes()) {
        return Err(CeremonyError::OtherKey);
    }
    let families = Families::read(&export.adopted)?;
    let Opened { slips, note, base } = open(&export, key)?;
    let (quarter, first_year) = (export.quarter, export.first_year);
    if export.checked {
        rows::check(quarter, first_year, &note, &base, &slips)
            .map_err(|differ| CeremonyError::RowsDiffer(differ.0))?;
    }
    let sums = Sums::of(&slips, &families, quarter, first_year)
        .map_err(|error| CeremonyError::Slips(error.to_string()))?;
    let mut noise = Seeded(key.noise(&export.drawn, &quarter.to_string(), &digest));
    let flows = draw::quarter(&sums, &mut noise).map_err(|_| CeremonyError::NoNoise)?;
    Ok(Outcome {
        quarter,
        policy: families.in_force(quarter).version(),
        register: export.register,
        export: hex(&digest),
        flows,
    })
}

fn open(export: &Export, key: &CountingKey) -> Result<Opened, CeremonyError> {
    let mut opened = Opened::default();
    for boxed in &export.boxes {
        let bytes = key.open(boxed).map_err(|_| CeremonyError::Box)?;
        let twice = match Entry::from_bytes(&bytes).ok_or(CeremonyError::Box)? {
            Entry::Nothing => None,
            Entry::Slip(slip) => {
                opened.slips.push(slip);
                None
            }
            Entry::AtClose(cohort, rows) => opened.note.insert(cohort, rows),
            Entry::AtBase(cohort, rows) => opened.base.insert(cohort, rows),
        };
        if twice.is_some() {
            return Err(CeremonyError::Box);
        }
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::digest::unhex;
    use crate::disclosure::noise::discrete_laplace;
    use crate::disclosure::policy::Scale;
    use std::os::unix::fs::PermissionsExt;

    /// The key that `vectors/make.py` computes with.
    fn key() -> CountingKey {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counting.key");
        let body = data_encoding::BASE64.encode(&[7; 32]);
        std::fs::write(&file, format!("enkel counting key v1\n{body}\n")).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        CountingKey::load(&file).unwrap()
    }

    #[test]
    fn the_noise_of_a_ceremony_is_that_of_another_program() {
        let answers = include_str!("../../crypto/vectors/answers.txt");
        let answer = answers
            .lines()
            .find_map(|line| line.strip_prefix("ceremony_noise = "))
            .and_then(unhex);
        let export = sha256(b"an export");
        let mut bits = Seeded(key().noise(&[17; 32], "2026-Q3", &export));
        let mut drawn = Vec::new();
        for loss in [100, 300, 50] {
            for _ in 0..8 {
                let noise = discrete_laplace(Scale::of_loss(loss), &mut bits).unwrap();
                drawn.extend(i32::try_from(noise).unwrap().to_be_bytes());
            }
        }
        assert_eq!(Some(drawn), answer);
    }
}
