//! What is tried with any bytes at all: each target is a plain function that panics when a promise is
//! broken. `tests/it/fuzz` calls them with a corpus and some seconds of mutation, `cargo fuzz`
//! for as long as one likes.

pub mod door;
mod settings;

use enkel::domain::ballot::Slip;
use enkel::domain::code::Code;
use enkel::domain::email::EmailAddress;
use enkel::domain::leaf::Line;
use enkel::domain::record::Record;
use enkel::domain::visit::Visit;

/// A target, by the name of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 9] = [
    ("address", address),
    ("code", code),
    ("cookie", door::cookie),
    ("record", record),
    ("slip", slip),
    ("journal_line", journal_line),
    ("form", door::form),
    ("configuration", settings::configuration),
    ("policy", settings::policy),
];

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// What is taken for an address says the same when it is read again, is plain, and its mailbox has
/// one canonical form.
fn address(data: &[u8]) {
    let Some(Ok(address)) = text(data).map(EmailAddress::parse) else {
        return;
    };
    let typed = address.expose();
    assert!(typed.len() <= 254 && typed.chars().all(|sign| !sign.is_control()));
    assert!(address.domain().is_ascii());
    let again = EmailAddress::parse(&typed).expect("an address is one when read again");
    assert_eq!(again, address);
    assert_eq!(again.canonical().bytes(), address.canonical().bytes());
    let canonical = std::str::from_utf8(address.canonical().bytes()).map(EmailAddress::parse);
    if let Ok(Ok(canonical)) = canonical {
        assert_eq!(canonical.canonical().bytes(), address.canonical().bytes());
    }
    // An alias belongs to a mailbox that is no alias itself.
    if let Some(mailbox) = address.mailbox_of_alias() {
        assert_ne!(mailbox.bytes(), address.canonical().bytes());
    }
}

/// What is taken for a code is the same code however it is grouped.
fn code(data: &[u8]) {
    let Some(Some(code)) = text(data).map(Code::parse) else {
        return;
    };
    let again = Code::parse(&code.grouped()).expect("a grouped code is a code");
    assert!(again.is(&code));
}

/// A record has one form: what can be read is what would be written.
fn record(data: &[u8]) {
    if let Some(record) = Record::from_padded(data) {
        let written = record.padded().expect("what was read fits");
        assert_eq!(Record::from_padded(&written), Some(record));
    }
}

/// A slip has one form, to the byte: two that differ are two slips.
fn slip(data: &[u8]) {
    if let Some(slip) = Slip::from_bytes(data) {
        assert_eq!(slip.bytes().as_slice(), data);
    }
}

/// A line of the journal says the same when it is written and read again.
fn journal_line(data: &[u8]) {
    if let Some(line) = Line::from_padded(data) {
        let written = line.padded().expect("what was read fits");
        assert!(Line::from_padded(&written) == Some(line));
    }
}

/// What lies in a cookie once its seal is open: read and written again, it is the same visit.
pub(super) fn visit(data: &[u8]) {
    if let Some(visit) = Visit::from_padded(data) {
        let written = visit.padded().expect("what was read fits");
        let again = Visit::from_padded(&written).and_then(|visit| visit.padded());
        assert!(again == Some(written));
    }
}
