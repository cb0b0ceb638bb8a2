//! What a browser sends: the cookie, and forms to a real server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{LazyLock, Mutex};

use enkel::domain::ids::{Nonce, Root};
use enkel::domain::visit::{Draft, Stage, Visit};
use enkel::web::Options;

use crate::app::{Backend, Served, TestApp, about};

/// A register with somebody inside, for as long as the process lives.
struct Door {
    register: TestApp,
    served: Served,
    cookie: String,
    token: String,
}

static DOOR: LazyLock<Mutex<Door>> = LazyLock::new(|| Mutex::new(Door::open()));

impl Door {
    fn open() -> Self {
        let register = TestApp::with(
            Backend::Sqlite,
            &[
                ("web.posts_per_prefix_per_minute", "1000000"),
                ("web.code_requests_per_prefix_per_hour", "1000000"),
                ("web.code_requests_per_minute", "1000000"),
                ("mail.outbox_letters", "1000000"),
            ],
        );
        let now = register.app.now();
        let nonce = Nonce::new([5; 16]);
        let draft = Draft {
            adult_and_dutch: true,
            nationalities: Some(about(&["MA"]).nationalities),
            ..Draft::default()
        };
        let visit = Visit {
            nonce,
            stage: Stage::Open {
                root: Root::new([7; 32]),
                opened: now,
                seen: now,
                draft,
            },
        };
        let keys = &register.app.keys;
        let cookie = keys.seal_cookie(now.day(), &visit.padded().unwrap());
        let token = keys.visit(now.day()).unwrap().form_token(&nonce, "door");
        let served = Served::new(
            register.app.clone(),
            Options::at(SocketAddr::from(([127, 0, 0, 1], 0))),
        );
        Self {
            cookie: cookie.unwrap(),
            token,
            register,
            served,
        }
    }

    fn post(&self, page: &str, body: &[u8]) -> String {
        let host = self
            .register
            .app
            .settings
            .register
            .base_url
            .authority()
            .to_owned();
        let head = format!(
            "POST /nl/{page} HTTP/1.1\r\nHost: {host}\r\nCookie: visit={}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            self.cookie,
            body.len()
        );
        let mut stream = TcpStream::connect(self.served.address).unwrap();
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

const PAGES: [&str; 13] = [
    "start", "code", "choose", "form/1", "form/2", "form/3", "form/4", "form/5", "form/6",
    "form/7", "form/8", "form/9", "kept",
];

/// The page that the first byte chooses, and the answer to the rest as its form.
pub fn answered(data: &[u8]) -> Option<(&'static str, String)> {
    let (page, rest) = data.split_first()?;
    let page = PAGES[usize::from(*page) % PAGES.len()];
    let door = DOOR.lock().unwrap();
    let body = [b"token=", door.token.as_bytes(), b"&", rest].concat();
    Some((page, door.post(page, &body)))
}

/// Any body to any form of the door, from somebody inside: an answer, never a fault of the server, and
/// never a sign of theirs that a browser would take for markup.
pub(super) fn form(data: &[u8]) {
    let Some((page, answer)) = answered(data) else {
        return;
    };
    let status = answer.get(9..12).unwrap_or("");
    let is_answer = matches!(status.as_bytes(), [b'2'..=b'4', ..]);
    assert!(is_answer, "{page}: {answer}");
    assert!(!answer.contains("<x9"), "{page}: {answer}");
}

/// A sealed visit that differs in a single bit opens for nobody; and what lies under a seal is read
/// strictly.
pub(super) fn cookie(data: &[u8]) {
    super::visit(data);
    let door = DOOR.lock().unwrap();
    let (keys, today) = (&door.register.app.keys, door.register.app.today());
    let mut changed = door.cookie.clone().into_bytes();
    for (place, byte) in data.iter().take(changed.len()).enumerate() {
        changed[place] ^= byte;
    }
    let is_same = changed == door.cookie.as_bytes();
    let Ok(changed) = String::from_utf8(changed) else {
        return;
    };
    assert_eq!(keys.open_cookie(today, &changed).is_some(), is_same);
}
