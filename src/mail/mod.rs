//! The one letter the register writes, and the ways it leaves the house.
//!
//! A letter has no topic, no link and no name of the register; nothing in it is remote.
