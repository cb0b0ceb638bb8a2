//! Mail servers that are not ours: Postfix's `smtp-sink`, and aiosmtpd in many moods.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const NEEDED: &str = "these tests need Python with aiosmtpd and trustme: `apt-get install \
    python3-venv`, then `python3 -m venv VENV && VENV/bin/pip install aiosmtpd trustme`, and \
    ENKEL_TEST_PYTHON=VENV/bin/python";
const SINK_NEEDED: &str = "these tests need smtp-sink: `apt-get install postfix`";

/// An aiosmtpd server; ends with the test.
pub struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: BufReader<ChildStdout>,
    pub port: u16,
    pub authority: Option<Vec<u8>>,
}

impl Server {
    pub fn that(behaviour: &str) -> Self {
        let python = std::env::var_os("ENKEL_TEST_PYTHON");
        let mut child = Command::new(python.unwrap_or_else(|| OsString::from("python3")))
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.py"))
            .arg(behaviour)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(NEEDED);
        let stdin = child.stdin.take();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let ready = next(&mut lines).expect(NEEDED);
        Self {
            child,
            stdin,
            lines,
            port: u16::try_from(ready["ready"].as_u64().unwrap()).unwrap(),
            authority: ready["ca"].as_str().map(|pem| pem.as_bytes().to_vec()),
        }
    }

    /// The next letter, as Python's mail parser read it.
    pub fn letter(&mut self) -> Value {
        next(&mut self.lines).expect("the server took a letter")
    }

    /// Ends the server; everything it took that nobody has looked at yet.
    pub fn rest(mut self) -> Vec<Value> {
        drop(self.stdin.take());
        std::iter::from_fn(|| next(&mut self.lines)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn next(lines: &mut impl BufRead) -> Option<Value> {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    (!line.is_empty()).then(|| serde_json::from_str(&line).unwrap())
}

/// Postfix's `smtp-sink`, writing each mail into a file; ends with the test.
pub struct Sink {
    child: Child,
    folder: tempfile::TempDir,
    pub port: u16,
}

impl Sink {
    /// Starts it with further arguments, such as `-r RCPT`.
    pub fn with(arguments: &[&str]) -> Self {
        for _ in 0..20 {
            // It cannot choose a port itself; another test may be quicker to take this one.
            let port = TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            if let Some(sink) = Self::on(port, arguments) {
                return sink;
            }
        }
        panic!("smtp-sink found no free port");
    }

    /// The same on a port of the caller's choice, when it is free.
    pub fn on(port: u16, arguments: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let name = format!("sink-{port}-{}.test", std::process::id());
        let mut command = Command::new(path());
        if is_root() {
            open_for_everyone(&folder);
            command.args(["-u", "nobody"]);
        }
        let child = command
            .args(["-h", &name, "-d", "mail."])
            .args(arguments)
            .args([&format!("127.0.0.1:{port}"), "64"])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .spawn()
            .expect(SINK_NEEDED);
        let mut sink = Self {
            child,
            folder,
            port,
        };
        sink.greets_as(&name).then_some(sink)
    }

    /// It prints no sign of being ready, so it is asked until it greets by the name we gave it.
    fn greets_as(&mut self, name: &str) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else {
                std::thread::sleep(Duration::from_millis(5));
                continue;
            };
            let mut greeting = String::new();
            BufReader::new(&stream).read_line(&mut greeting).unwrap();
            let _ = stream.write_all(b"QUIT\r\n");
            let _ = stream.read_to_string(&mut String::new());
            return greeting.contains(name);
        }
        false
    }

    /// The mails it wrote down, with its own lines on top.
    pub fn mails(&self) -> Vec<String> {
        let files = self.folder.path().read_dir().unwrap();
        let mut mails: Vec<_> = files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        mails.sort();
        mails
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Debian keeps it where only root's PATH looks.
fn path() -> PathBuf {
    let debian = PathBuf::from("/usr/sbin/smtp-sink");
    if debian.exists() {
        debian
    } else {
        PathBuf::from("smtp-sink")
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

fn open_for_everyone(folder: &tempfile::TempDir) {
    use std::os::unix::fs::PermissionsExt;
    let everyone = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(folder.path(), everyone).unwrap();
}
