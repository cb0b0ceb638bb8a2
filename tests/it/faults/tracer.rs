//! `strace`, which lets the kernel's answers go wrong: it belongs to no process of ours and needs
//! no change of the program.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const NEEDED: &str = "these tests need strace: `apt-get install strace`";
/// What waits for a disk.
const SYNCS: &str = "fsync,fdatasync";

/// What a process is run under that dies at the given sync of one of its threads, before the disk
/// hears of it. The tracer stands aside, so that the process stays our own child.
pub fn killing_at_sync(number: usize) -> Vec<String> {
    let inject = format!("inject={SYNCS}:signal=SIGKILL:when={number}");
    let words = [
        "strace",
        "-D",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-o",
        "/dev/null",
        "-e",
        &inject,
    ];
    words.map(str::to_owned).to_vec()
}

/// A tracer on a running process, until it is dropped.
pub struct Tracer(Child);

impl Tracer {
    /// From here on no disk takes anything from this process: every sync is answered with EIO.
    pub fn breaks_the_disk_of(pid: u32) -> Self {
        Self::injects(&format!("{SYNCS}:error=EIO"), pid)
    }

    /// From here on whoever asks for a lock on a file waits for a minute, as on a disk of another
    /// machine that does not answer.
    pub fn withholds_locks_from(pid: u32) -> Self {
        Self::injects("fcntl:delay_enter=60s", pid)
    }

    fn injects(what: &str, pid: u32) -> Self {
        let mut child = Command::new("strace")
            .args(["-f", "-o", "/dev/null", "-e"])
            .arg(format!("inject={what}"))
            .args(["-p", &pid.to_string()])
            .stderr(Stdio::piped())
            .spawn()
            .expect(NEEDED);
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert!(line.contains("attached"), "{line}");
        // It goes on telling of threads that come and go; nobody may keep it waiting.
        std::thread::spawn(move || said.lines().for_each(drop));
        Self(child)
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        let _ = self.0.wait();
    }
}
