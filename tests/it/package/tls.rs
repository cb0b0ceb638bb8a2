//! A certificate of one's own, and a client that believes no other. OpenSSL's program, as Debian
//! has it; the register itself knows nothing of TLS.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::proxy::VISITOR;
use crate::web::http::{Answer, Request};

/// What the register is called.
pub const NAME: &str = "enkel.example";
const NEEDED: &str = "these tests need OpenSSL: `apt-get install openssl`";

/// For [`NAME`], signed by itself.
#[derive(Clone)]
pub struct Certificate {
    pub cert: PathBuf,
    pub key: PathBuf,
}

impl Certificate {
    pub fn made_in(folder: &Path) -> Self {
        let made = Self {
            cert: folder.join("cert.pem"),
            key: folder.join("cert.key"),
        };
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]);
        openssl.args(["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=test"]);
        openssl.args(["-addext", &format!("subjectAltName=DNS:{NAME}")]);
        openssl
            .arg("-keyout")
            .arg(&made.key)
            .arg("-out")
            .arg(&made.cert);
        let ran = openssl.output().expect(NEEDED);
        assert!(ran.status.success(), "{ran:?}");
        made
    }

    /// Asks over TLS, from a visitor's address.
    pub fn asks(&self, server: SocketAddr, request: &Request) -> Answer {
        let mut client = Command::new("openssl");
        client.args([
            "s_client",
            "-quiet",
            "-verify_quiet",
            "-verify_return_error",
        ]);
        client.args(["-servername", NAME, "-verify_hostname", NAME, "-CAfile"]);
        client.arg(&self.cert);
        client.args([
            "-connect",
            &server.to_string(),
            "-bind",
            &format!("{VISITOR}:0"),
        ]);
        client
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut client = client.spawn().expect(NEEDED);
        client
            .stdin
            .take()
            .unwrap()
            .write_all(&request.spoken())
            .unwrap();
        let ran = client.wait_with_output().unwrap();
        Answer::read(&ran.stdout).unwrap_or_else(|| panic!("no answer: {ran:?}"))
    }
}
