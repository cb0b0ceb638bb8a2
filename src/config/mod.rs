//! The settings: one parsed file, every key documented, unknown keys refused, secrets from files.
