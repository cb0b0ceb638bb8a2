//! An authority of one's own, and a client that believes no other. OpenSSL's program, as Debian
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

/// For [`NAME`], by an authority that vouches for nothing else.
#[derive(Clone)]
pub struct Certificate {
    pub authority: PathBuf,
    pub cert: PathBuf,
    pub key: PathBuf,
}

impl Certificate {
    pub fn made_in(folder: &Path) -> Self {
        let made = Self {
            authority: folder.join("authority.pem"),
            cert: folder.join("cert.pem"),
            key: folder.join("cert.key"),
        };
        let key = folder.join("authority.key");
        signs(&made.authority, &key, "authority", &[]);
        let of = format!("subjectAltName=DNS:{NAME}");
        let by = ["-CA", shown(&made.authority), "-CAkey", shown(&key)];
        let rest = [
            "-addext",
            &of,
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ];
        signs(&made.cert, &made.key, "test", &[by, rest].concat());
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
        client.arg(&self.authority);
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

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A new key, and a certificate for it that is good from now on, for more days than the doctor
/// wants to see.
fn signs(cert: &Path, key: &Path, subject: &str, more: &[&str]) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "90"]);
    openssl.args(["-pkeyopt", "ec_paramgen_curve:P-256", "-subj"]);
    openssl.arg(format!("/CN={subject}")).args(more);
    openssl.args(["-keyout", shown(key), "-out", shown(cert)]);
    let ran = openssl.output().expect(NEEDED);
    assert!(ran.status.success(), "{ran:?}");
}
