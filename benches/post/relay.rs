//! Postfix's `smtp-sink` as the relay, and its `smtp-source` as another client of it.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use enkel::app::App;
use enkel::domain::email::EmailAddress;
use enkel::mail::Sender;
use enkel::mail::transport::{Security, Smtp, SmtpSettings};

use crate::app::TestApp;

const NEEDED: &str = "this bench needs smtp-sink and smtp-source: `apt-get install postfix`";
/// As many bytes as a letter has, and as many connections as the post.
const LIKE_OURS: [&str; 6] = ["-s", "2", "-l", "4096", "-t", "somebody@waiting.example"];

/// A relay that takes every letter and forgets it.
pub struct Relay {
    child: Child,
    port: u16,
}

impl Relay {
    pub fn start() -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut command = Command::new("/usr/sbin/smtp-sink");
        if rustix::process::getuid().is_root() {
            command.args(["-u", "nobody"]);
        }
        let child = command
            // Debian's offers to take commands together, as Postfix itself does, only without 8BITMIME.
            .args(["-8", &format!("127.0.0.1:{port}"), "64"])
            .stderr(Stdio::null())
            .spawn()
            .expect(NEEDED);
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "the relay answers"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, port }
    }

    /// The register with this relay in the place of its mailbox in memory.
    pub fn opened_by(&self, register: &TestApp) -> App {
        let sender = EmailAddress::parse("post@code.example").unwrap();
        let smtp = Smtp::new(SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: Security::ClearLoopback,
            sign_in: None,
            hello_name: "code.example".to_owned(),
            sender: Sender::new(&sender, None).unwrap(),
            timeout: SmtpSettings::USUAL_TIMEOUT,
            also_trust: None,
        });
        let mut app = register.another_host();
        app.mailer = Arc::new(smtp.unwrap());
        app
    }

    /// How long the other client takes for as many letters of the same size.
    pub fn is_sent_by_another(&self, letters: usize) -> Duration {
        let began = Instant::now();
        let done = Command::new("/usr/sbin/smtp-source")
            .args(LIKE_OURS)
            // Without a goodbye between two letters, as ours.
            .args(["-d", "-m", &letters.to_string()])
            .arg(format!("127.0.0.1:{}", self.port))
            .status()
            .expect(NEEDED);
        assert!(done.success());
        began.elapsed()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
