//! The integration tests: sentences told by actors, on both databases.

#[cfg(test)]
mod sampler;
#[cfg(test)]
mod smtp;
