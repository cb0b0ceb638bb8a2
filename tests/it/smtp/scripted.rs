//! A relay that answers from a script and writes down what it heard, read by read: two commands
//! in one line came together, before the first of them was answered.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Instead of an answer: the relay closes the connection.
pub const HANGS_UP: &str = "(hangs up)";
/// Instead of an answer: the relay listens on and never says a word again.
pub const FALLS_SILENT: &str = "(falls silent)";
/// What a letter is called in a script and in what was heard.
pub const LETTER: &str = "letter";

/// Answers other than the usual ones, each to the next command of that verb.
pub type Script = Vec<(&'static str, &'static str)>;

pub struct Scripted {
    pub port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    open: Arc<AtomicUsize>,
}

impl Scripted {
    /// A script for each connection, in their order; the usual answers on further ones.
    pub fn with(hello: &'static str, scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = Self {
            port: listener.local_addr().unwrap().port(),
            heard: Arc::default(),
            open: Arc::default(),
        };
        let (heard, open) = (relay.heard.clone(), relay.open.clone());
        // Ends with the test's process.
        std::thread::spawn(move || {
            let mut scripts = scripts.into_iter();
            for (number, stream) in listener.incoming().enumerate() {
                let script = scripts.next().unwrap_or_default();
                let (heard, open) = (heard.clone(), open.clone());
                open.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    let mut talk = Talk {
                        number: number + 1,
                        script,
                        hello,
                        content: None,
                        stops: None,
                        heard,
                    };
                    talk.with(&mut stream.unwrap());
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        relay
    }

    /// Everything that was heard, each with the number of its connection, once all are over.
    pub fn heard(&self) -> Vec<String> {
        let begun = Instant::now();
        while self.open.load(Ordering::SeqCst) > 0 {
            assert!(begun.elapsed() < Duration::from_secs(10), "still talking");
            std::thread::sleep(Duration::from_millis(2));
        }
        self.heard.lock().unwrap().clone()
    }
}

struct Talk {
    number: usize,
    script: Script,
    hello: &'static str,
    /// What came of a letter so far, while one is awaited.
    content: Option<String>,
    /// How it stopped answering.
    stops: Option<&'static str>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Talk {
    fn with(&mut self, stream: &mut TcpStream) {
        let (mut rest, mut bytes) = (String::new(), [0; 16_384]);
        let mut answers = "220 scripted\r\n".to_owned();
        while self.stops != Some(HANGS_UP) {
            let _ = stream.write_all(answers.as_bytes());
            let Ok(read @ 1..) = stream.read(&mut bytes) else {
                return self.notes_the_end();
            };
            rest.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            let mut verbs = Vec::new();
            answers.clear();
            while let Some(at) = rest.find("\r\n") {
                let line: String = rest.drain(..at + 2).collect();
                if let Some(verb) = self.hears(&line) {
                    self.answers(&verb, &mut answers);
                    verbs.push(verb);
                }
            }
            if !verbs.is_empty() {
                self.note(&verbs.join(" "));
            }
        }
        let _ = stream.write_all(answers.as_bytes());
        let _ = stream.shutdown(Shutdown::Both);
    }

    /// The verb, or that a letter is whole.
    fn hears(&mut self, line: &str) -> Option<String> {
        match &mut self.content {
            Some(_) if line == ".\r\n" => {
                self.content = None;
                Some(LETTER.to_owned())
            }
            Some(content) => {
                content.push_str(line);
                None
            }
            None => Some(line.split_whitespace().next().unwrap_or("").to_owned()),
        }
    }

    fn answers(&mut self, verb: &str, answers: &mut String) {
        if self.stops.is_some() {
            return;
        }
        let scripted = self.script.iter().position(|(of, _)| *of == verb);
        let answer = match (scripted, verb) {
            (Some(at), _) => self.script.remove(at).1,
            (None, "EHLO") => self.hello,
            (None, "DATA") => "354 go on",
            (None, "QUIT") => "221 bye",
            (None, _) => "250 fine",
        };
        if [HANGS_UP, FALLS_SILENT].contains(&answer) {
            self.stops = Some(answer);
            return;
        }
        if verb == "DATA" && answer.starts_with("354") {
            self.content = Some(String::new());
        }
        answers.push_str(answer);
        answers.push_str("\r\n");
    }

    fn notes_the_end(&self) {
        match &self.content {
            Some(content) => self.note(&format!("gone after {} bytes", content.len())),
            None => self.note("gone"),
        }
    }

    fn note(&self, what: &str) {
        let line = format!("{} {what}", self.number);
        self.heard.lock().unwrap().push(line);
    }
}
