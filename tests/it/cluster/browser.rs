//! A browser that bears everything a failing site does: no answer, half an answer, "try again soon".

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::web::http::Request;

const PATIENCE: Duration = Duration::from_secs(20);
/// Before pressing again.
const PAUSE: Duration = Duration::from_millis(300);

/// One answer that came whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(found.1)
    }

    fn cookie(&self) -> Option<&str> {
        let (_, value) = self.header("set-cookie")?.split_once('=')?;
        value.split(';').next()
    }

    /// A value that the page's form hides.
    fn hidden(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(rest.split('"').next()?.to_owned())
    }
}

/// One visit's browser.
pub struct Browser {
    at: SocketAddr,
    from: String,
    cookie: String,
}

impl Browser {
    /// `number` makes the network it comes from.
    pub fn new(at: SocketAddr, number: usize) -> Self {
        let [.., a, b, c] = number.to_be_bytes();
        Self {
            at,
            from: format!("10.{a}.{b}.{c}"),
            cookie: String::new(),
        }
    }

    pub fn opens(&mut self, path: &str, until: &dyn Fn() -> bool) -> Option<Answer> {
        self.insists(&Request::get(&format!("/nl/{path}")), until)
    }

    /// Sends a form of the page it shows, and goes where that leads.
    pub fn sends(
        &mut self,
        page: &Answer,
        path: &str,
        fields: &[(&str, &str)],
        until: &dyn Fn() -> bool,
    ) -> Option<Answer> {
        let form = self.form(page, path, fields)?;
        let answer = self.insists(&form, until)?;
        match answer.location() {
            Some(next) => self.insists(&Request::get(next), until),
            None => Some(answer),
        }
    }

    pub fn form(&self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Option<Request> {
        let (token, versions) = (page.hidden("token")?, page.hidden("versions"));
        let mut all = vec![("token", token.as_str())];
        all.extend(versions.as_ref().map(|shown| ("versions", shown.as_str())));
        all.extend(fields);
        Some(Request::form(&format!("/nl/{path}"), &all))
    }

    /// Presses again while nothing certain came; gives up when `until` says so.
    pub fn insists(&mut self, request: &Request, until: &dyn Fn() -> bool) -> Option<Answer> {
        loop {
            match self.asks(request) {
                Some(answer) if answer.status < 500 && answer.status != 429 => return Some(answer),
                _ if until() => return None,
                _ => std::thread::sleep(PAUSE),
            }
        }
    }

    fn asks(&mut self, request: &Request) -> Option<Answer> {
        let answer = self.exchanges(request).ok()?;
        if let Some(value) = answer.cookie() {
            value.clone_into(&mut self.cookie);
        }
        Some(answer)
    }

    fn exchanges(&self, request: &Request) -> std::io::Result<Answer> {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {}\r\nCookie: visit={}\r\n\
             Connection: close\r\nContent-Length: {}\r\n",
            request.method,
            request.path,
            self.at,
            self.from,
            self.cookie,
            request.body.len()
        );
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = TcpStream::connect(self.at)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"\r\n")?;
        stream.write_all(&request.body)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        read(&bytes).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// Half a page is no answer.
fn read(bytes: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let answer = Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    let whole = match answer.header("content-length") {
        Some(length) => length.parse() == Ok(body.len()),
        None => true,
    };
    whole.then_some(answer)
}
