//! The attackers. Each first wins against a register of which one protection is really switched
//! off, then does the same against ours and fails.

mod archivist;
