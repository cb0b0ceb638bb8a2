//! Reads what strace wrote: one call with its arguments, what it gave, and when it began and
//! ended among all other lines. A call that another thread interrupted stands on two lines.

use std::collections::HashMap;

/// One call of the program's.
#[derive(Debug)]
pub struct Call {
    pub name: String,
    pub args: Vec<String>,
    /// What it gave; less than nothing where it failed.
    pub gave: i64,
    /// The numbers of the lines on which it began and ended.
    pub began: usize,
    pub ended: usize,
}

/// Every call that ended, in the order in which it had its effect for sure.
pub fn read(log: &str, first_line: usize) -> Vec<Call> {
    let mut open: HashMap<&str, (usize, String)> = HashMap::new();
    let mut calls = Vec::new();
    for (line, number) in log.lines().zip(first_line..) {
        let Some((thread, text)) = line.split_once(' ') else {
            continue;
        };
        let text = text.trim_start();
        if text.starts_with("+++") || text.starts_with("---") {
            continue;
        }
        if let Some(begun) = text.strip_suffix("<unfinished ...>") {
            open.insert(thread, (number, begun.trim_end().to_owned()));
        } else if let Some(resumed) = text.strip_prefix("<... ") {
            let (_, rest) = resumed.split_once(" resumed>").expect("a resumed call");
            let Some((began, begun)) = open.remove(thread) else {
                continue;
            };
            calls.extend(call(&format!("{begun}{rest}"), began, number));
        } else {
            calls.extend(call(text, number, number));
        }
    }
    // What a thread closes is free for others from the beginning on, whenever that is written down.
    calls.sort_by_key(|call| match call.name.as_str() {
        "close" => call.began,
        _ => call.ended,
    });
    calls
}

/// Nothing for a call that never ended because its process did.
fn call(text: &str, began: usize, ended: usize) -> Option<Call> {
    let (call, gave) = text.rsplit_once(" = ")?;
    let (name, args) = call.trim_end().strip_suffix(')')?.split_once('(')?;
    let digits = gave.split([' ', '<']).next()?;
    Some(Call {
        name: name.to_owned(),
        args: split(args),
        gave: digits.parse().ok()?,
        began,
        ended,
    })
}

/// Arguments are parted by commas, but for those inside something.
fn split(args: &str) -> Vec<String> {
    let (mut depth, mut from) = (0, 0);
    let mut parts = Vec::new();
    for (at, sign) in args.bytes().enumerate() {
        match sign {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(args[from..at].trim().to_owned());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(args[from..].trim().to_owned());
    parts
}

impl Call {
    /// An argument that is text or bytes, every one written as `\xNN`.
    pub fn bytes(&self, place: usize) -> Vec<u8> {
        let text = self.args[place].trim_matches('"');
        assert!(!text.ends_with("..."), "strace cut {} short", self.name);
        unhex(text)
    }

    pub fn text(&self, place: usize) -> String {
        String::from_utf8(self.bytes(place)).unwrap()
    }

    pub fn number(&self, place: usize) -> u64 {
        self.args[place].parse().unwrap()
    }

    /// The number of a file that is open, and what strace says that it is.
    pub fn open_file(&self, place: usize) -> (i64, String) {
        let (number, about) = self.args[place].split_once('<').unwrap_or_default();
        let about = about.trim_end_matches('>');
        let about = match about.starts_with("\\x") {
            true => String::from_utf8(unhex(about.split(['<', '>']).next().unwrap())).unwrap(),
            false => about.to_owned(),
        };
        (number.parse().unwrap_or(-1), about)
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |sign: u8| (sign as char).to_digit(16).expect("a digit") as u8;
    let signs = text.as_bytes().chunks_exact(4);
    signs
        .map(|sign| digit(sign[2]) * 16 + digit(sign[3]))
        .collect()
}

#[test]
fn a_call_that_was_interrupted_is_put_together() {
    let log = "7 openat(AT_FDCWD<\\x2f\\x74>, \"\\x61\", O_RDWR|O_CREAT, 0600) = 5<\\x2f\\x74\\x2f\\x61>\n\
               7 pwrite64(5<\\x2f\\x74\\x2f\\x61>, \"\\x41\\x42\", 2, 24 <unfinished ...>\n\
               8 close(6<\\x2f\\x74>) = 0\n\
               7 <... pwrite64 resumed>)           = 2\n\
               7 fsync(5<\\x2f\\x74\\x2f\\x61> <unfinished ...>\n\
               7 +++ killed by SIGKILL +++\n";
    let calls = read(log, 10);
    let told: Vec<_> = calls.iter().map(|c| (c.name.as_str(), c.gave)).collect();
    assert_eq!(told, [("openat", 5), ("close", 0), ("pwrite64", 2)]);
    let write = &calls[2];
    assert_eq!((write.began, write.ended), (11, 13));
    assert_eq!((write.bytes(1), write.number(3)), (b"AB".to_vec(), 24));
    assert_eq!(write.open_file(0), (5, "/t/a".to_owned()));
}
