//! Asks the resolver of this host, over UDP and, where an answer is too long for that, over TCP.
//!
//! A resolver that did not answer once is not waited for again in the same run.

use std::cell::Cell;
use std::fmt;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::time::Duration;

use simple_dns::rdata::RData;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, RCODE, TYPE};

use crate::crypto::random;

const PORT: u16 = 53;
/// How often each resolver is asked, and how long it may take each time.
const TRIES: usize = 2;
const PATIENCE: Duration = Duration::from_secs(2);
/// A message over UDP without extensions is no longer than 512 bytes; some send more all the same.
const LONGEST_DATAGRAM: usize = 4_096;

/// The resolver did not answer, or answered that it could not find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli::doctor) struct Unanswered {
    resolver: String,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the resolver {} gave no answer. Look at /etc/resolv.conf, or name another with \
             --resolver",
            self.resolver
        )
    }
}

/// What can be asked about a name. A name or record that does not exist is an empty list.
pub(in crate::cli::doctor) trait Names {
    /// Its texts, each put together from its pieces.
    fn texts(&self, name: &str) -> Result<Vec<String>, Unanswered>;
    /// Its addresses of both kinds.
    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Unanswered>;
    /// Its mail servers, the preferred first; one without a name says that it takes no mail.
    fn mail_servers(&self, name: &str) -> Result<Vec<String>, Unanswered>;
    /// The names that an address leads back to.
    fn names_of(&self, address: IpAddr) -> Result<Vec<String>, Unanswered>;
}

/// The resolvers of this host.
pub(in crate::cli::doctor) struct Resolver {
    servers: Vec<SocketAddr>,
    is_gone: Cell<bool>,
}

impl Resolver {
    /// The one given, or those that `/etc/resolv.conf` names.
    pub(in crate::cli::doctor) fn new(given: Option<SocketAddr>) -> Self {
        let servers = match given {
            Some(server) => vec![server],
            None => named_in(Path::new("/etc/resolv.conf")),
        };
        Self {
            servers,
            is_gone: Cell::new(false),
        }
    }

    /// Where it asks.
    pub(in crate::cli::doctor) fn shown(&self) -> String {
        let servers = self.servers.iter().map(ToString::to_string);
        servers.collect::<Vec<_>>().join(", ")
    }

    fn ask<T>(
        &self,
        name: &str,
        kind: TYPE,
        read: impl Fn(RData<'_>) -> Option<T>,
    ) -> Result<Vec<T>, Unanswered> {
        for server in self.servers.iter().filter(|_| !self.is_gone.get()) {
            for _ in 0..TRIES {
                if let Some(found) = ask_one(*server, name, kind, &read) {
                    return Ok(found);
                }
            }
        }
        self.is_gone.set(true);
        Err(Unanswered {
            resolver: self.shown(),
        })
    }
}

impl Names for Resolver {
    fn texts(&self, name: &str) -> Result<Vec<String>, Unanswered> {
        self.ask(name, TYPE::TXT, |found| match found {
            RData::TXT(text) => String::try_from(text).ok(),
            _ => None,
        })
    }

    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, Unanswered> {
        let mut found = self.ask(name, TYPE::A, |found| match found {
            RData::A(found) => Some(IpAddr::V4(Ipv4Addr::from(found.address))),
            _ => None,
        })?;
        found.extend(self.ask(name, TYPE::AAAA, |found| match found {
            RData::AAAA(found) => Some(IpAddr::V6(Ipv6Addr::from(found.address))),
            _ => None,
        })?);
        Ok(found)
    }

    fn mail_servers(&self, name: &str) -> Result<Vec<String>, Unanswered> {
        let mut found = self.ask(name, TYPE::MX, |found| match found {
            RData::MX(found) => Some((found.preference, found.exchange.to_string())),
            _ => None,
        })?;
        found.sort();
        Ok(found.into_iter().map(|(_, server)| server).collect())
    }

    fn names_of(&self, address: IpAddr) -> Result<Vec<String>, Unanswered> {
        self.ask(&backwards(address), TYPE::PTR, |found| match found {
            RData::PTR(found) => Some(found.0.to_string()),
            _ => None,
        })
    }
}

fn named_in(file: &Path) -> Vec<SocketAddr> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let found: Vec<_> = text.lines().filter_map(server).collect();
    match found.is_empty() {
        // What the C library does then.
        true => vec![SocketAddr::from((Ipv4Addr::LOCALHOST, PORT))],
        false => found,
    }
}

fn server(line: &str) -> Option<SocketAddr> {
    let mut words = line.split_whitespace();
    let address = words.next().filter(|word| *word == "nameserver");
    let address = address.and(words.next())?.parse::<IpAddr>().ok()?;
    Some(SocketAddr::from((address, PORT)))
}

/// `192.0.2.1` as `1.2.0.192.in-addr.arpa`.
fn backwards(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let halves = v6.octets().into_iter().rev();
            let halves = halves.flat_map(|byte| [byte & 15, byte >> 4]);
            let digits: Vec<String> = halves.map(|half| format!("{half:x}")).collect();
            format!("{}.ip6.arpa", digits.join("."))
        }
    }
}

/// None where this server does not answer usably.
fn ask_one<T>(
    server: SocketAddr,
    name: &str,
    kind: TYPE,
    read: &impl Fn(RData<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    // Somebody who cannot see the question must guess this and the port to answer in its place.
    let id = u16::from_be_bytes(random::bytes().ok()?);
    let question = question(id, name, kind)?;
    let mut bytes = over_udp(server, &question, id)?;
    let is_cut = Packet::parse(&bytes)
        .ok()?
        .has_flags(PacketFlag::TRUNCATION);
    if is_cut {
        bytes = over_tcp(server, &question)?;
    }
    let answer = Packet::parse(&bytes).ok()?;
    let is_ours = answer.id() == id && answer.has_flags(PacketFlag::RESPONSE);
    let is_known = matches!(answer.rcode(), RCODE::NoError | RCODE::NameError);
    if !is_ours || !is_known {
        return None;
    }
    let found = answer.answers.into_iter();
    Some(found.filter_map(|record| read(record.rdata)).collect())
}

fn question(id: u16, name: &str, kind: TYPE) -> Option<Vec<u8>> {
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    packet.questions.push(Question::new(
        Name::new(name.trim_end_matches('.')).ok()?,
        QTYPE::TYPE(kind),
        QCLASS::CLASS(CLASS::IN),
        false,
    ));
    packet.build_bytes_vec().ok()
}

fn over_udp(server: SocketAddr, question: &[u8], id: u16) -> Option<Vec<u8>> {
    let here: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((here, 0)).ok()?;
    socket.set_read_timeout(Some(PATIENCE)).ok()?;
    socket.connect(server).ok()?;
    socket.send(question).ok()?;
    let mut bytes = vec![0; LONGEST_DATAGRAM];
    let length = socket.recv(&mut bytes).ok()?;
    bytes.truncate(length);
    bytes.starts_with(&id.to_be_bytes()).then_some(bytes)
}

fn over_tcp(server: SocketAddr, question: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let mut sent = u16::try_from(question.len()).ok()?.to_be_bytes().to_vec();
    sent.extend_from_slice(question);
    stream.write_all(&sent).ok()?;
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_asked_about_backwards() {
        assert_eq!(
            backwards("192.0.2.1".parse().unwrap()),
            "1.2.0.192.in-addr.arpa"
        );
        let v6 = backwards("2001:db8::567:89ab".parse().unwrap());
        assert_eq!(
            v6,
            "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        );
    }

    #[test]
    fn resolvers_come_from_the_hosts_own_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("resolv.conf");
        std::fs::write(
            &file,
            "search x\nnameserver 192.0.2.1\nnameserver ::1 \n#x\n",
        )
        .unwrap();
        let found: Vec<_> = named_in(&file).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["192.0.2.1:53", "[::1]:53"]);
        let none = named_in(&folder.path().join("none"));
        assert_eq!(none, ["127.0.0.1:53".parse().unwrap()]);
    }

    #[test]
    fn a_resolver_that_is_away_is_waited_for_once() {
        let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
        let resolver = Resolver::new(Some(silent.local_addr().unwrap()));
        assert!(resolver.texts("post.example").is_err());
        silent.set_nonblocking(true).unwrap();
        let mut asked = 0;
        let mut bytes = [0; 512];
        while silent.recv(&mut bytes).is_ok() {
            asked += 1;
        }
        assert!(resolver.texts("post.example").is_err());
        assert!(silent.recv(&mut bytes).is_err());
        assert_eq!(asked, TRIES);
    }
}
