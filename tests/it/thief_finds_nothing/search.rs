//! Looking for things in bytes, however they may have been written down.

use std::collections::{BTreeSet, HashMap};

use data_encoding::{BASE64, HEXLOWER, HEXUPPER};
use sha2::{Digest, Sha256};

struct Needle {
    what: String,
    bytes: Vec<u8>,
    /// A code counts only where it stands by itself, not inside a longer number.
    alone: bool,
}

/// So many bytes of a needle are looked up: none is shorter.
const HEAD: usize = 8;

/// What is looked for.
pub struct Search {
    needles: Vec<Needle>,
    /// Which needles begin with these bytes.
    begins: HashMap<[u8; HEAD], Vec<usize>>,
    /// Whether any needle's first four bytes fall here: nearly every place of a disk is passed
    /// over by this alone, however many needles there are.
    may_begin: Vec<bool>,
}

impl Search {
    pub fn new() -> Self {
        Self {
            needles: Vec::new(),
            begins: HashMap::new(),
            may_begin: vec![false; 1 << 16],
        }
    }

    fn add(&mut self, what: String, bytes: &[u8], alone: bool) {
        let head: [u8; HEAD] = bytes[..HEAD].try_into().unwrap();
        let first = [head[0], head[1], head[2], head[3]];
        self.may_begin[slot(u32::from_be_bytes(first))] = true;
        let others = self.begins.entry(head).or_default();
        // The same thing in the same form twice, as a code of two visits of a day.
        if others
            .iter()
            .any(|number| self.needles[*number].bytes == bytes)
        {
            return;
        }
        others.push(self.needles.len());
        self.needles.push(Needle {
            what,
            bytes: bytes.to_vec(),
            alone,
        });
    }

    /// How many things are looked for.
    pub fn needles(&self) -> usize {
        self.needles.len()
    }

    /// A text that names somebody, in the ways a program may come to write it.
    pub fn text(&mut self, text: &str) {
        for (how, form) in [
            ("as typed", text.to_owned()),
            ("lower", text.to_lowercase()),
        ] {
            self.add(format!("{text} {how}"), form.as_bytes(), false);
            let wide: Vec<u16> = form.encode_utf16().collect();
            let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            self.add(format!("{text} {how}, UTF-16LE"), &little, false);
            self.add(format!("{text} {how}, UTF-16BE"), &big, false);
            self.encoded(&format!("{text} {how}"), form.as_bytes());
            // A bare hash is no defence: addresses can be listed.
            let hash = Sha256::digest(form.as_bytes());
            self.bytes(&format!("SHA-256 of {text} {how}"), &hash);
        }
    }

    /// Bytes that must not lie about, raw or written out.
    pub fn bytes(&mut self, what: &str, bytes: &[u8]) {
        self.add(what.to_owned(), bytes, false);
        self.encoded(what, bytes);
    }

    pub fn code(&mut self, code: &str) {
        self.add(format!("code {code}"), code.as_bytes(), true);
        let groups: Vec<&str> = (0..code.len())
            .step_by(4)
            .map(|at| &code[at..at + 4])
            .collect();
        self.add(
            format!("code {code} grouped"),
            groups.join(" ").as_bytes(),
            true,
        );
        self.add(
            format!("code {code} dashed"),
            groups.join("-").as_bytes(),
            true,
        );
    }

    /// An answer with its question, as a line of log or a row would have it.
    pub fn answer(&mut self, question: &str, code: &str) {
        for form in [
            format!("{question}={code}"),
            format!("{question}: {code}"),
            format!("\"{question}\":\"{code}\""),
            format!("\"{question}\": \"{code}\""),
            format!("{question}\t{code}"),
        ] {
            self.add(form.clone(), form.as_bytes(), false);
        }
    }

    fn encoded(&mut self, what: &str, bytes: &[u8]) {
        let hex = [HEXLOWER.encode(bytes), HEXUPPER.encode(bytes)];
        for form in hex {
            self.add(format!("{what}, hex"), form.as_bytes(), false);
        }
        // Inside a longer text, base64 has three ways to fall; the signs at both ends also
        // depend on the neighbours and are left out.
        for shift in 0..3 {
            let shifted = [&vec![0; shift], bytes].concat();
            let whole = BASE64.encode(&shifted);
            let whole = whole.trim_end_matches('=');
            let inner = &whole[[0, 2, 3][shift]..whole.len() - 1];
            self.add(format!("{what}, base64"), inner.as_bytes(), false);
            let url = inner.replace('+', "-").replace('/', "_");
            if url != inner {
                self.add(format!("{what}, base64url"), url.as_bytes(), false);
            }
        }
    }

    /// What was found there.
    pub fn finds(&self, haystack: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut last_four = 0_u32;
        for (end, byte) in haystack.iter().enumerate() {
            last_four = last_four << 8 | u32::from(*byte);
            if self.may_begin[slot(last_four)] && end >= 3 {
                self.looks_at(haystack, end - 3, &mut found);
            }
        }
        found
    }

    fn looks_at<'a>(&'a self, haystack: &[u8], at: usize, found: &mut BTreeSet<&'a str>) {
        let head = haystack.get(at..at + HEAD);
        let head = head.and_then(|head| self.begins.get(head));
        for needle in head.into_iter().flatten().map(|n| &self.needles[*n]) {
            if haystack[at..].starts_with(&needle.bytes)
                && !(needle.alone && is_inside_a_number(haystack, at, needle.bytes.len()))
            {
                found.insert(needle.what.as_str());
            }
        }
    }

    /// Every needle is found where it was laid, and nothing where nothing is.
    pub fn proves_itself(&self) {
        for needle in &self.needles {
            let hay = [b"before ", needle.bytes.as_slice(), b" after"].concat();
            assert!(
                self.finds(&hay).contains(needle.what.as_str()),
                "{}",
                needle.what
            );
        }
        assert!(self.finds(&[0; 4_096]).is_empty());
    }
}

/// Where four bytes fall among the places that are asked first.
fn slot(four: u32) -> usize {
    usize::try_from(four.wrapping_mul(0x9E37_79B1) >> 16).unwrap()
}

fn is_inside_a_number(haystack: &[u8], at: usize, length: usize) -> bool {
    let is_digit = |place: Option<usize>| {
        let byte = place.and_then(|place| haystack.get(place));
        byte.is_some_and(u8::is_ascii_digit)
    };
    is_digit(at.checked_sub(1)) || is_digit(Some(at + length))
}

#[test]
fn whatever_way_it_is_written_it_is_found() {
    let mut search = Search::new();
    search.text("Jan.Jansen@Example.org");
    search.code("12345678");
    search.answer("province", "PV26");
    search.proves_itself();
    for text in [
        "log: jan.jansen@example.org asked",
        "{\"province\":\"PV26\"}",
        "a12345678b",
        "code 1234 5678",
    ] {
        assert_eq!(search.finds(text.as_bytes()).len(), 1, "{text}");
    }
    for before in ["", "a", "ab", "abc"] {
        let base64 = BASE64.encode(format!("{before}Jan.Jansen@Example.org{before}").as_bytes());
        assert!(!search.finds(base64.as_bytes()).is_empty(), "{base64}");
    }
    for text in ["912345678", "12345678901", "province", "jan@example.org"] {
        assert!(search.finds(text.as_bytes()).is_empty(), "{text}");
    }
}
