//! Files that an operator writes.

use std::path::Path;

use enkel::config::Settings;
use enkel::disclosure::policy_file;

use super::text;

/// Whatever stands in a settings file: it is taken, or every complaint has a remedy. Never a panic.
pub(super) fn configuration(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match Settings::parse(text, Path::new("/nowhere"), &[], &[]) {
        Ok(settings) => assert!(!settings.printed().is_empty()),
        Err(refused) => {
            assert!(!refused.0.is_empty());
            assert!(!refused.to_string().trim().is_empty());
        }
    }
}

/// A family of tables never costs more than one event may.
pub(super) fn policy(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match policy_file::read(text) {
        Ok(policy) => assert!(policy.quarterly_loss() <= 1_000),
        Err(refused) => assert!(!refused.to_string().is_empty()),
    }
}
