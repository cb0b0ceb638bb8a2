//! The two databases: the register (backed up) and the transit store (never backed up).
