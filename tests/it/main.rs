//! The integration tests: sentences told by actors, on both databases.

mod sampler;
