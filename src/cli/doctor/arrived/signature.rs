//! A DKIM signature, checked as a receiver does (RFC 6376 and RFC 8463).
//!
//! The sums are those of `ring`, which TLS brings; only the order of bytes is ours, and tests hold
//! it against signatures by other programs.

use data_encoding::BASE64;
use ring::signature::{ED25519, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use super::super::post::{Key, tag};
use super::message::{Header, Message};

/// One signature and what it says of itself.
pub(super) struct Signature<'a> {
    header: &'a Header,
    list: String,
    pub domain: String,
    pub selector: String,
}

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It says something that cannot be read, or that is not checked here.
    Unreadable,
    /// The body is another than the one that was signed.
    Body,
    /// A header is another, or the key is.
    Headers,
    /// The line `From` is not under it, so anybody could change that.
    FromIsOpen,
}

impl<'a> Signature<'a> {
    pub(super) fn read(header: &'a Header) -> Option<Self> {
        let list = header.value();
        Some(Self {
            header,
            domain: tag(&list, "d")?.to_ascii_lowercase(),
            selector: tag(&list, "s")?,
            list,
        })
    }

    /// Checks it against the published key.
    pub(super) fn check(&self, message: &Message, key: &Key) -> Result<(), Wrong> {
        let tag = |name: &str| tag(&self.list, name).ok_or(Wrong::Unreadable);
        let bytes = |name: &str| {
            let text: String = tag(name)?.split_whitespace().collect();
            BASE64
                .decode(text.as_bytes())
                .map_err(|_| Wrong::Unreadable)
        };
        // A signature over a part of the body lets others add to it.
        if tag("l").is_ok() {
            return Err(Wrong::Unreadable);
        }
        let signed = tag("h")?;
        if !signed
            .split(':')
            .any(|name| name.trim().eq_ignore_ascii_case("from"))
        {
            return Err(Wrong::FromIsOpen);
        }
        let (for_headers, for_body) = forms(tag("c").ok().as_deref())?;
        let body = match for_body {
            Form::Simple => simple_body(&message.body),
            Form::Relaxed => relaxed_body(&message.body),
        };
        if Sha256::digest(body.as_bytes()).as_slice() != bytes("bh")?.as_slice() {
            return Err(Wrong::Body);
        }
        let text = self.signed_text(message, &signed, for_headers);
        let is_right = match (tag("a")?.as_str(), key) {
            ("rsa-sha256", Key::Rsa { der, .. }) => {
                let kind = &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY;
                UnparsedPublicKey::new(kind, der).verify(text.as_bytes(), &bytes("b")?)
            }
            ("ed25519-sha256", Key::Ed25519(key)) => UnparsedPublicKey::new(&ED25519, key)
                .verify(&Sha256::digest(text.as_bytes()), &bytes("b")?),
            _ => return Err(Wrong::Unreadable),
        };
        is_right.map_err(|_| Wrong::Headers)
    }

    /// The headers named, each name taking the next one from below, and then the signature itself
    /// without its last word.
    fn signed_text(&self, message: &Message, signed: &str, form: Form) -> String {
        let mut used: Vec<&Header> = Vec::new();
        let mut text = String::new();
        for name in signed.split(':') {
            let unused = |header: &&Header| !used.iter().any(|one| std::ptr::eq(*one, *header));
            let found = message.all(name.trim()).rev().find(unused);
            if let Some(header) = found {
                text.push_str(&form.header(&header.raw));
                used.push(header);
            }
        }
        let own = form.header(&without_value_of_b(&self.header.raw));
        text.push_str(own.trim_end_matches("\r\n"));
        text
    }
}

#[derive(Clone, Copy)]
enum Form {
    Simple,
    Relaxed,
}

/// How headers and body were brought into a form: `c=relaxed/simple`.
fn forms(text: Option<&str>) -> Result<(Form, Form), Wrong> {
    let one = |word: &str| match word.trim() {
        "simple" => Ok(Form::Simple),
        "relaxed" => Ok(Form::Relaxed),
        _ => Err(Wrong::Unreadable),
    };
    let text = text.unwrap_or("simple");
    let (headers, body) = text.split_once('/').unwrap_or((text, "simple"));
    Ok((one(headers)?, one(body)?))
}

impl Form {
    fn header(self, raw: &str) -> String {
        match self {
            Self::Simple => raw.to_owned(),
            Self::Relaxed => {
                let (name, value) = raw.split_once(':').unwrap_or((raw, ""));
                let value: Vec<&str> = value.split_ascii_whitespace().collect();
                format!(
                    "{}:{}\r\n",
                    name.trim().to_ascii_lowercase(),
                    value.join(" ")
                )
            }
        }
    }
}

fn simple_body(body: &str) -> String {
    let mut kept = body;
    while let Some(shorter) = kept.strip_suffix("\r\n") {
        kept = shorter;
    }
    format!("{kept}\r\n")
}

fn relaxed_body(body: &str) -> String {
    let mut lines: Vec<String> = body.split("\r\n").map(relaxed_line).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
        .iter()
        .fold(String::new(), |text, line| text + line + "\r\n")
}

/// Spaces within a line become one; those at its end go.
fn relaxed_line(line: &str) -> String {
    let mut relaxed = String::with_capacity(line.len());
    let mut after_space = false;
    for sign in line.trim_end_matches([' ', '\t']).chars() {
        let is_space = matches!(sign, ' ' | '\t');
        match (is_space, after_space) {
            (true, true) => {}
            (true, false) => relaxed.push(' '),
            (false, _) => relaxed.push(sign),
        }
        after_space = is_space;
    }
    relaxed
}

fn without_value_of_b(raw: &str) -> String {
    let (name, list) = raw.split_once(':').unwrap_or((raw, ""));
    let parts = list.split(';').map(|part| match part.split_once('=') {
        Some((tag, _)) if tag.trim() == "b" => format!("{tag}="),
        _ => part.to_owned(),
    });
    let list = parts.collect::<Vec<_>>().join(";");
    let end = if list.ends_with("\r\n") { "" } else { "\r\n" };
    format!("{name}:{list}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 6376, 3.4.5.
    #[test]
    fn bodies_take_the_forms_of_the_standard() {
        let body = " C \r\nD \t E\r\n\r\n\r\n";
        assert_eq!(relaxed_body(body), " C\r\nD E\r\n");
        assert_eq!(simple_body(body), " C \r\nD \t E\r\n");
        assert_eq!(
            (relaxed_body(""), simple_body("").as_str()),
            (String::new(), "\r\n")
        );
        assert_eq!(Form::Relaxed.header("A: X\r\n"), "a:X\r\n");
        assert_eq!(Form::Relaxed.header("B : Y\t\r\n\tZ  \r\n"), "b:Y Z\r\n");
    }

    #[test]
    fn only_the_value_of_b_is_left_out() {
        let raw = "DKIM-Signature: a=x; bh=AA=;\r\n b=BB\r\n BB==; d=e\r\n";
        assert_eq!(
            without_value_of_b(raw),
            "DKIM-Signature: a=x; bh=AA=;\r\n b=; d=e\r\n"
        );
        let last = "DKIM-Signature: a=x; b=BB\r\n BB==\r\n";
        assert_eq!(without_value_of_b(last), "DKIM-Signature: a=x; b=\r\n");
    }
}
