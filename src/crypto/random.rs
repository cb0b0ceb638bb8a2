//! The one door through which the operating system's randomness enters.

use super::error::CryptoError;

/// Fills `bytes` with randomness of the operating system.
///
/// # Errors
/// [`CryptoError::Randomness`] when the system has none to give; nothing weaker is used instead.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place where randomness enters"
)]
pub fn fill(bytes: &mut [u8]) -> Result<(), CryptoError> {
    getrandom::fill(bytes).map_err(|_| CryptoError::Randomness)
}

/// `N` random bytes.
///
/// # Errors
/// As [`fill`].
pub fn bytes<const N: usize>() -> Result<[u8; N], CryptoError> {
    let mut drawn = [0; N];
    fill(&mut drawn)?;
    Ok(drawn)
}

/// Puts the items into an order in which every one is as likely (Fisher and Yates).
///
/// # Errors
/// As [`fill`]; the items are then in some order between.
pub fn shuffle<T>(items: &mut [T]) -> Result<(), CryptoError> {
    for last in (1..items.len()).rev() {
        let other = below(last + 1)?;
        items.swap(last, other);
    }
    Ok(())
}

/// A number under `bound`, each as likely: draws that would favour low numbers are thrown away.
fn below(bound: usize) -> Result<usize, CryptoError> {
    let bound = bound as u64;
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = u64::from_le_bytes(bytes()?);
        if drawn < fair {
            return usize::try_from(drawn % bound).map_err(|_| CryptoError::Randomness);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shuffle;

    #[test]
    fn every_order_comes_about_as_often() {
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..6_000 {
            let mut items = [1, 2, 3];
            shuffle(&mut items).unwrap();
            *seen.entry(items).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(
            seen.values().all(|many| (800..1_200).contains(many)),
            "{seen:?}"
        );
    }
}
