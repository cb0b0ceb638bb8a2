//! What lies around a bare machine: a resolver that knows the register's names, and an authority
//! that its programs believe. With these, nothing is left for the doctor to complain of.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};

use serde_json::json;

use super::machine::Machine;
use super::proxy::{Kind, Proxy};
use super::tls::{Certificate, NAME};
use crate::cli::doctor::world::World;

/// A file of resolvers cannot name a port.
const RESOLVER: &str = "127.0.0.53";
/// Whom codes come from, and the host that sends them.
pub const SENDER: &str = "neutral.example";
pub const SENDING_HOST: &str = "out.neutral.example";
pub const SELECTOR: &str = "s1";

pub struct Around {
    folder: tempfile::TempDir,
    certificate: Certificate,
    _world: World,
}

impl Around {
    pub fn new() -> Self {
        let mut world = World::with_resolver_at(&format!("{RESOLVER}:53"));
        let key = world.told(&json!({
            "sign": "From: a@neutral.example\r\nSubject: b\r\n\r\nc\r\n",
            "domain": SENDER, "selector": SELECTOR, "kind": "rsa",
        }));
        let (own, key) = (own_address().to_string(), key["record"].as_str().unwrap());
        let key_name = format!("{SELECTOR}._domainkey.{SENDER}");
        world.knows(&[
            (NAME, "A", &own),
            (SENDER, "TXT", "v=spf1 ip4:192.0.2.25 -all"),
            (&key_name, "TXT", key),
            ("_dmarc.neutral.example", "TXT", "v=DMARC1; p=reject"),
            (SENDER, "MX", "10 in.neutral.example"),
            ("in.neutral.example", "A", "192.0.2.26"),
            (SENDING_HOST, "A", "192.0.2.25"),
            ("25.2.0.192.in-addr.arpa", "PTR", SENDING_HOST),
        ]);
        let folder = tempfile::tempdir().unwrap();
        Self {
            certificate: Certificate::made_in(folder.path()),
            folder,
            _world: world,
        }
    }

    /// From now on this machine asks that resolver, and believes that authority.
    pub fn surrounds(&self, machine: &Machine) {
        let resolvers = machine.path("/etc/resolv.conf");
        fs::write(resolvers, format!("nameserver {RESOLVER}\n")).unwrap();
        let believed = "/usr/local/share/ca-certificates/around.crt";
        let from = self.folder.path().join("authority.pem");
        fs::copy(from, machine.path(believed)).unwrap();
        machine.runs(&["update-ca-certificates"]).good();
    }

    pub fn proxy(&self, kind: Kind, server: SocketAddr) -> Proxy {
        Proxy::for_all(kind, server, &self.certificate)
    }
}

/// As on a rented machine: the name leads to an address of its own that is not loopback, over
/// which it reaches itself. Nothing is sent to find it out.
fn own_address() -> IpAddr {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    socket
        .connect((Ipv4Addr::new(198, 51, 100, 1), 53))
        .unwrap();
    socket.local_addr().unwrap().ip()
}
