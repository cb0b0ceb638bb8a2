//! One file per deed of the register. Each is a plain function: load, decide, write.
