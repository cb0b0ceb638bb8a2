//! What the system keeps of this program's memory: no core dump, and no look into it for others.

use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

/// Nobody's number, on every Linux.
const NOBODY: u32 = 65_534;

#[test]
fn a_running_command_leaves_no_core_and_nobody_looks_into_it() {
    let user = std::fs::metadata("/proc/self").unwrap().uid();
    // For root every process looks as if it were root's: so it runs as nobody then, who must be
    // able to reach the program; a folder of the tests' own may be closed to others.
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    let program = folder.path().join("program");
    std::fs::copy(env!("CARGO_BIN_EXE_enkel"), &program).unwrap();
    for path in [folder.path(), &program] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(&program);
    command.args(["keys", "join", "--out", "k"]).env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    if user == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut child = command.spawn().unwrap();
    // Its first word comes after it has asked the system.
    let mut word = [0];
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut word)
        .unwrap();
    let process = format!("/proc/{}", child.id());
    let limits = std::fs::read_to_string(format!("{process}/limits")).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let words: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{limits}");
    for file in ["mem", "environ", "maps"] {
        let about = std::fs::metadata(format!("{process}/{file}")).unwrap();
        assert_eq!(
            about.uid(),
            0,
            "{file} belongs to root, so memory is closed to others"
        );
    }
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
