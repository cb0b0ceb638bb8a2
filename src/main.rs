//! The `enkel` program: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    enkel::cli::run()
}
