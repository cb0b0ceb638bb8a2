//! Clients that send or fetch drop by drop, or too much: each is cut off in a while, and holds up
//! nobody else meanwhile.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use enkel::web::{Options, Patience};

use super::http::Request;
use crate::app::{Backend, Served, TestApp};

const HANG: Duration = Duration::from_secs(30);
const SHORT: Patience = Patience {
    head: Duration::from_secs(1),
    body: Duration::from_secs(1),
    between: Duration::from_secs(2),
};
const HEAD: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n";

fn server(patience: Patience) -> (Served, TestApp) {
    let register = TestApp::on(Backend::Sqlite);
    let options = Options {
        patience,
        ..Options::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    };
    (Served::new(register.app.clone(), options), register)
}

fn connected(served: &Served) -> TcpStream {
    let stream = TcpStream::connect(served.address).unwrap();
    let often = Some(Duration::from_millis(200));
    stream.set_read_timeout(often).unwrap();
    stream
}

/// Sends a byte now and then until the server ends it; what it answered before.
fn drips(mut stream: TcpStream, drop: &[u8], long: Duration) -> Option<String> {
    let since = Instant::now();
    let mut answer = Vec::new();
    let mut part = [0; 4_096];
    while since.elapsed() < long {
        // Whether it is still there is seen when reading.
        let _ = stream.write_all(drop);
        match stream.read(&mut part) {
            Ok(0) => return Some(String::from_utf8_lossy(&answer).into_owned()),
            Ok(length) => answer.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return Some(String::from_utf8_lossy(&answer).into_owned()),
        }
    }
    None
}

fn post(register: &TestApp, length: usize) -> String {
    let host = register.settings.register.base_url.authority();
    format!(
        "POST /nl/start HTTP/1.1\r\nHost: {host}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    )
}

#[test]
fn whoever_sends_drop_by_drop_is_cut_off() {
    let (served, register) = server(SHORT);
    let second = format!("{HEAD}\r\n{HEAD}");
    std::thread::scope(|scope| {
        // Nothing at all; a head that never ends; the same behind a whole request.
        for before in ["", HEAD, &second] {
            let mut stream = connected(&served);
            stream.write_all(before.as_bytes()).unwrap();
            let drop: &[u8] = if before.is_empty() {
                b""
            } else {
                b"X-A: b\r\n"
            };
            scope.spawn(move || {
                assert!(drips(stream, drop, HANG).is_some(), "{before:?}");
            });
        }
        let mut stream = connected(&served);
        stream.write_all(post(&register, 1_000).as_bytes()).unwrap();
        scope.spawn(move || {
            let answer = drips(stream, b"a", HANG).expect("an end");
            assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        });
        // Everybody else is served meanwhile.
        for _ in 0..20 {
            let answer = Request::get("/healthz")
                .at_host("x")
                .sent_to(served.address);
            assert_eq!(answer.status, 200);
        }
    });
}

#[test]
fn whoever_does_not_fetch_the_answer_is_cut_off() {
    let (served, register) = server(SHORT);
    let host = register.settings.register.base_url.authority();
    let mut stream = connected(&served);
    let asks = format!("GET /openapi.json HTTP/1.1\r\nHost: {host}\r\n\r\n").repeat(400);
    // More than all buffers on the way hold, so the server has to wait.
    let _ = stream.write_all(asks.as_bytes());
    std::thread::sleep(SHORT.between * 3);
    let mut fetched = 0;
    let mut part = [0; 65_536];
    let since = Instant::now();
    let ended = loop {
        assert!(since.elapsed() < HANG);
        match stream.read(&mut part) {
            Ok(0) | Err(_) => break fetched,
            Ok(length) => fetched += length,
        }
    };
    let whole = Request::get("/openapi.json")
        .at_host(host)
        .sent_to(served.address);
    assert!(ended < 400 * whole.bytes.len(), "{ended}");
}

/// The check on the checks above.
#[test]
fn a_patient_server_is_held_up() {
    let (served, register) = server(Patience::USUAL);
    let mut stream = connected(&served);
    stream
        .write_all(format!("{HEAD}\r\n{HEAD}").as_bytes())
        .unwrap();
    assert_eq!(drips(stream, b"X-A: b\r\n", SHORT.between * 3), None);
    let mut stream = connected(&served);
    stream.write_all(post(&register, 1_000).as_bytes()).unwrap();
    assert_eq!(drips(stream, b"a", SHORT.between * 3), None);
}

#[test]
fn too_long_a_head_or_body_is_refused() {
    let (served, register) = server(SHORT);
    let mut stream = connected(&served);
    let _ = stream.write_all(HEAD.as_bytes());
    let line = format!("X-A: {}\r\n", "b".repeat(8_000));
    let answer = drips(stream, line.as_bytes(), HANG).expect("an end");
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer}"
    );
    for length in [17_000, 300_000, 100_000_000] {
        let mut stream = connected(&served);
        let _ = stream.write_all(post(&register, length).as_bytes());
        let answer = drips(stream, &[b'a'; 20_000], HANG).expect("an end");
        let early = answer.starts_with("HTTP/1.1 413") || answer.starts_with("HTTP/1.1 408");
        assert!(early, "{length}: {answer}");
    }
}
