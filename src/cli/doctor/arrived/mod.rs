//! `doctor --mail --check FILE`: judges a letter of ours that arrived.
//!
//! What counts in the end is what the receiving server thought of it, and it writes that down. Next
//! to that the signature is checked against the key in DNS, and every header is read for what would
//! tell somebody who sees the mailbox what the letter is about.

mod message;
mod signature;

use std::io::Read;
use std::path::Path;

use super::Line;
use super::asks::{Names, Unanswered};
use super::post::{key_texts, read_key};
use crate::cli::{Stopped, open};
use crate::config::Settings;
use message::{Header, Message};
use signature::{Signature, Wrong};

/// Our letters have 4 kB; receivers add theirs.
const LONGEST_BYTES: u64 = 1024 * 1024;
/// Headers that say to whom a letter went: the operator's own address may hold any word.
const TO_WHOM: [&str; 4] = ["To", "Delivered-To", "X-Original-To", "Envelope-To"];

pub(super) fn look(
    settings: &Settings,
    file: &Path,
    names: &dyn Names,
) -> Result<Vec<Line>, Stopped> {
    let unreadable = |why: &dyn std::fmt::Display| {
        Stopped::Refused(format!("{} cannot be judged ({why}).", file.display()))
    };
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|open| open.take(LONGEST_BYTES).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    let message = Message::read(&bytes)
        .ok_or_else(|| unreadable(&"it is no letter with its headers; save it as it came"))?;
    let domain = open::sender_domain(&settings.mail.from).to_ascii_lowercase();
    Ok(vec![
        sender(&message, &domain),
        verdict(&message),
        signed(settings, &message, &domain, names),
        travelled(&message),
        silent(settings, &message),
    ])
}

/// It must be a letter of this register, or all that follows is about somebody else's.
fn sender(message: &Message, domain: &str) -> Line {
    const NAME: &str = "sender";
    for header in ["From", "Message-ID"] {
        match message.domain_of(header) {
            Some(found) if found == domain => {}
            found => {
                let found = found.unwrap_or_else(|| "none".to_owned());
                return Line::fail(
                    NAME,
                    format!(
                        "Its {header} is of the domain {found}, and codes come from {domain}. Is \
                         this the letter that `enkel doctor --mail` sent? Then the relay changes it; \
                         ask its provider to leave {header} alone."
                    ),
                );
            }
        }
    }
    Line::ok(NAME, format!("From and Message-ID are of {domain}."))
}

/// What the receiving server wrote down. It stands on top of what came before it.
fn verdict(message: &Message) -> Line {
    const NAME: &str = "verdict";
    let Some(header) = message.all("Authentication-Results").next() else {
        return Line::warn(
            NAME,
            "The receiving server did not write down what it thinks of the letter \
             (Authentication-Results). Send one to a mailbox at a large provider, which does.",
        );
    };
    let value = header.value().to_ascii_lowercase();
    let says = |what: &str| {
        let mut found = value.split(';').map(str::trim);
        let found = found.find_map(|part| part.strip_prefix(what)?.strip_prefix('='));
        let word = found.and_then(|rest| rest.split([' ', '(']).next());
        word.unwrap_or("none").to_owned()
    };
    let all = [
        ("spf", says("spf")),
        ("dkim", says("dkim")),
        ("dmarc", says("dmarc")),
    ];
    let said = all.iter().map(|(what, word)| format!("{what}={word}"));
    let said = said.collect::<Vec<_>>().join(", ");
    let bad: Vec<&str> = all
        .iter()
        .filter(|(_, word)| word != "pass")
        .map(|(what, _)| *what)
        .collect();
    match bad.is_empty() {
        true => Line::ok(NAME, format!("The receiving server is content: {said}.")),
        false => Line::fail(
            NAME,
            format!(
                "The receiving server is not content: {said}. `enkel doctor` says what to publish \
                 for {}.",
                bad.join(" and ")
            ),
        ),
    }
}

fn signed(settings: &Settings, message: &Message, domain: &str, names: &dyn Names) -> Line {
    const NAME: &str = "signature";
    let found: Vec<Signature<'_>> = message
        .all("DKIM-Signature")
        .filter_map(Signature::read)
        .collect();
    let Some(first) = found.first() else {
        return Line::fail(
            NAME,
            "The letter is not signed. Let the relay sign for the sender's domain (DKIM); \
             deploy/mail shows how with Postfix and OpenDKIM.",
        );
    };
    let Some(ours) = found.iter().find(|one| is_aligned(&one.domain, domain)) else {
        return Line::fail(
            NAME,
            format!(
                "The letter is signed for {}, and not for {domain}, so the signature does not \
                 count for the sender. Let the relay sign for {domain}.",
                first.domain
            ),
        );
    };
    let expected = settings.mail.dkim_selector.as_deref();
    if expected.is_some_and(|expected| expected != ours.selector) {
        return Line::warn(
            NAME,
            format!(
                "The relay signs under the selector {}; write that in mail.dkim_selector.",
                ours.selector
            ),
        );
    }
    match checked(ours, message, names) {
        Err(unanswered) => Line::warn(NAME, format!("Signed, but not checked: {unanswered}.")),
        Ok(None) => Line::fail(
            NAME,
            format!(
                "There is no usable key at {}._domainkey.{}; `enkel doctor` says what to publish.",
                ours.selector, ours.domain
            ),
        ),
        Ok(Some(Ok(()))) => Line::ok(
            NAME,
            format!("The signature for {} fits the key in DNS.", ours.domain),
        ),
        Ok(Some(Err(wrong))) => Line::fail(NAME, why(wrong)),
    }
}

fn checked(
    signature: &Signature<'_>,
    message: &Message,
    names: &dyn Names,
) -> Result<Option<Result<(), Wrong>>, Unanswered> {
    let texts = key_texts(names, &signature.selector, &signature.domain)?;
    let published = texts.iter().find_map(|text| read_key(text));
    Ok(published.map(|published| signature.check(message, &published.key)))
}

fn why(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Unreadable => {
            "The signature cannot be checked here: it covers a part of the body alone, or is of an \
             unusual kind, or its key is. Go by what the receiving server says."
        }
        Wrong::Body => {
            "The body is not the one that was signed: something on the way changes letters, or the \
             file was not saved as it came."
        }
        Wrong::Headers => {
            "The signature does not fit the key in DNS: the relay signs with another key, or a \
             header was changed on the way. Publish the key that the relay signs with."
        }
        Wrong::FromIsOpen => "The signature leaves From open. Let the relay sign it.",
    }
}

/// As receivers have it for DMARC: the same domain, or one of the two below the other.
fn is_aligned(signed: &str, from: &str) -> bool {
    let below = |one: &str, other: &str| {
        one.strip_suffix(other)
            .is_some_and(|rest| rest.ends_with('.'))
    };
    signed == from || below(from, signed) || below(signed, from)
}

/// Each hop writes a line; what went in clear between two machines could be read there.
fn travelled(message: &Message) -> Line {
    const NAME: &str = "received";
    let hops: Vec<String> = message.all("Received").map(Header::value).collect();
    let clear = hops.iter().find(|hop| is_clear(hop));
    if hops.is_empty() {
        return Line::warn(NAME, "The letter does not say how it travelled (Received).");
    }
    match clear {
        None => Line::ok(NAME, "It was encrypted on every part of its way."),
        Some(hop) => {
            let by = hop
                .split(" by ")
                .nth(1)
                .and_then(|rest| rest.split(' ').next());
            Line::warn(
                NAME,
                format!(
                    "It came to {} in clear. If that is your relay or the receiver's first server, \
                     ask its provider for TLS; within one provider's house it is his to decide.",
                    by.unwrap_or("one of the servers")
                ),
            )
        }
    }
}

fn is_clear(hop: &str) -> bool {
    let hop = hop.to_ascii_lowercase();
    let mut words = hop.split(' ').skip_while(|word| *word != "with").skip(1);
    let protocol = words.next().unwrap_or_default();
    let is_smtp = ["smtp", "esmtp", "esmtpa", "utf8smtp"].contains(&protocol);
    let stays = ["127.0.0.1", "[::1]", "localhost"];
    is_smtp && !hop.contains("tls") && !stays.iter().any(|here| hop.contains(here))
}

/// No header may say what the letter is about.
fn silent(settings: &Settings, message: &Message) -> Line {
    const NAME: &str = "headers";
    let name = settings.register.name.to_lowercase();
    // What stands in the sender's own domain was chosen to be seen.
    let sender = open::sender_domain(&settings.mail.from).to_lowercase();
    let words = name.split(|sign: char| !sign.is_alphanumeric());
    let words = words.filter(|word| word.len() > 3 && !sender.contains(word));
    let mut telling = vec![settings.register.base_url.host().to_lowercase()];
    telling.extend(words.map(str::to_owned));
    let headers = message.headers.iter();
    let mut headers = headers.filter(|header| {
        !TO_WHOM
            .iter()
            .any(|name| header.name.eq_ignore_ascii_case(name))
    });
    let found = headers.find_map(|header| {
        let text = header.raw.to_lowercase();
        let word = telling.iter().find(|word| text.contains(word.as_str()))?;
        Some((header.name.as_str(), word.as_str()))
    });
    match found {
        None => Line::ok(NAME, "No header tells what the letter is about."),
        Some((header, word)) => Line::fail(
            NAME,
            format!(
                "The header {header} holds \"{word}\", so whoever sees the mailbox can find out what \
                 the letter is about. Change the name that stands there: this machine's, the \
                 relay's, or mail.from."
            ),
        ),
    }
}
