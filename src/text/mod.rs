//! Words in the visitor's language: Fluent catalogues, numbers, days, names of states.
