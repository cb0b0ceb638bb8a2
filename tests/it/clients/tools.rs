//! Starting the tools that `./test` installs.

use std::path::Path;
use std::process::Command;

const NEEDED: &str = "needs the parts that ./test installs: run it through ./test, or with the \
    variables that ./test pg-shell prints";

/// Python with the clients' packages, in the folder of the clients.
pub fn python() -> Command {
    let mut command = Command::new(std::env::var_os("ENKEL_TEST_PYTHON").expect(NEEDED));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.current_dir(folder());
    command
}

/// Node with the clients' packages.
pub fn node() -> Command {
    let modules = std::env::var_os("ENKEL_TEST_NODE_MODULES").expect(NEEDED);
    let mut command = Command::new("node");
    command.env("NODE_PATH", modules).current_dir(folder());
    command
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients"))
}

/// Runs it and gives what it printed.
#[track_caller]
pub fn succeeds(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}\n{}\n{said}",
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8(output.stdout).unwrap()
}
