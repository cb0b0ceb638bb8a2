//! The commands: one file each, printing for people.
