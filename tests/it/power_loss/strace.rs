//! A program run under strace, which writes down every call that changes a file, in order, with
//! every byte; and every answer that leaves by a socket, so that it is known what had been
//! promised before which write.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Whoever has not ended after this never ends.
const NEVER: Duration = Duration::from_secs(60);
/// Longer than any single write of the program.
const LONGEST_WRITE: &str = "4194304";
/// All that changes a file or a folder, or says which is meant; and `sendto`, by which answers go.
/// A call that is missing here shows: what is replayed is compared with what lies on the disk.
const CALLS: &str = "execve,open,openat,openat2,creat,close,dup,dup2,dup3,write,pwrite64,writev,\
    pwritev,pwritev2,lseek,ftruncate,truncate,fallocate,fsync,fdatasync,sync_file_range,rename,\
    renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,mkdir,mkdirat,\
    copy_file_range,sendfile,sendto";

/// One traced process.
pub struct Traced {
    pub child: Child,
    log: PathBuf,
}

/// `program` under the tracer, which writes into `log`.
pub fn command(program: &Path, log: &Path) -> Command {
    let mut command = Command::new("strace");
    // The tracer is the grandchild: what is killed or asked to stop is the program itself.
    command.args([
        "-D",
        "-f",
        "-yy",
        "-xx",
        "--seccomp-bpf",
        "-s",
        LONGEST_WRITE,
    ]);
    command.arg("-e").arg(format!("trace={CALLS}"));
    command.arg("-o").arg(log).arg("--").arg(program);
    command
}

impl Traced {
    /// Starts it.
    pub fn starts(mut command: Command, log: &Path) -> Self {
        let started = command.stdin(Stdio::null()).spawn();
        let child = started.expect(
            "strace cannot be started. Without it no power loss can be replayed: install the \
             package strace",
        );
        let log = log.to_owned();
        let traced = Self { child, log };
        traced.waits_until(
            // Among the first lines: a quick program writes on while we look.
            |log| log.lines().take(99).any(|line| line.contains("execve(")),
            "strace says nothing of the program it runs. Where it may not attach to another \
             process, no power loss can be replayed: allow ptrace (in a container: the capability \
             SYS_PTRACE)",
        );
        traced
    }

    /// Waits until it has ended by itself.
    pub fn ends(mut self) {
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "a traced program ended with {ended}");
        self.is_written_down();
    }

    /// Asks it to stop, and waits.
    pub fn stops(self) {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        self.ends();
    }

    /// Kills it, and waits.
    pub fn gets_killed(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.is_written_down();
    }

    /// Until the tracer, which ends after the program, has written all of it.
    fn is_written_down(&self) {
        let name = self.child.id().to_string();
        self.waits_until(
            // Among the last: its threads end first.
            |log| log.lines().rev().take(99).any(|line| tells(line, &name)),
            "strace never told how the program ended",
        );
    }

    fn waits_until(&self, is_it: impl Fn(&str) -> bool, otherwise: &str) {
        let begun = Instant::now();
        while !std::fs::read_to_string(&self.log).is_ok_and(|log| is_it(&log)) {
            assert!(begun.elapsed() < NEVER, "{otherwise}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Whether this line tells that the process of this number ended.
fn tells(line: &str, number: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next() == Some(number) && words.next() == Some("+++")
}

impl Drop for Traced {
    fn drop(&mut self) {
        // Where a test failed half-way; one that has ended is not there any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
