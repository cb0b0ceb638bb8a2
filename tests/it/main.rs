//! The integration tests: sentences told by actors, on both databases.

#[cfg(test)]
#[macro_use]
mod app;

#[cfg(test)]
mod board_counts;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod minisign;
#[cfg(test)]
mod sampler;
#[cfg(test)]
mod smtp;
