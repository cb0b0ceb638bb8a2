//! Gives a letter the form of a mail: headers, two alternative parts, and one size for all.
//!
//! Everything is ASCII on the wire. No header takes raw text: addresses, date, language and
//! message id have types, the subject is encoded. The moment is given.

use std::time::{Duration, UNIX_EPOCH};

use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use zeroize::{Zeroize, Zeroizing};

use super::error::Reason;
use super::letters::OutgoingLetter;
use super::sender::{Sender, written};
use crate::domain::clock::Timestamp;

/// Every mail is padded to a multiple of this many bytes; in practice all have just one.
pub(super) const SIZE_STEP: usize = 4_096;

/// The last second of the year 9999: the library that writes dates knows no later one.
const LAST_SECOND: u64 = 253_402_300_799;

/// A mail ready for the wire or a file; ends with a line break. The library's own copies made on
/// the way are beyond our reach, this one is wiped.
pub(super) struct Mail {
    pub(super) envelope: Envelope,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

/// Writes the letter as a mail of this sender, dated `now`.
pub(super) fn written_out(
    letter: &OutgoingLetter,
    sender: &Sender,
    now: Timestamp,
) -> Result<Mail, Reason> {
    let to = written(&letter.to).ok_or(Reason::Unwritable)?;
    let from = Mailbox::new(sender.name().map(str::to_owned), sender.address().clone());
    let id = name_of(letter);
    let message = lettre::Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(letter.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_secs(seconds(now)))
        .message_id(Some(format!("<{id}@{}>", sender.address().domain())))
        // RFC 3834: keeps holiday answers and mailing lists from replying.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        // Exchange heeds only this one. Without it an absent reader's server may send their full
        // name to us, who do not want to know it.
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .raw_header(header("Content-Language", letter.locale.code()))
        .multipart(parts(letter, &id)?)
        .map_err(|_| Reason::Unwritable)?;
    let mut formatted = message.formatted();
    let bytes = padded(&formatted);
    formatted.zeroize();
    Ok(Mail {
        envelope: message.envelope().clone(),
        bytes,
    })
}

/// The letter's name: 32 hexadecimal digits.
pub(super) fn name_of(letter: &OutgoingLetter) -> String {
    data_encoding::HEXLOWER.encode(&letter.message_id)
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.unix()).unwrap_or(0).min(LAST_SECOND)
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The boundary comes from the letter's name, so that a second sending is the same but its date.
fn parts(letter: &OutgoingLetter, id: &str) -> Result<MultiPart, Reason> {
    Ok(MultiPart::alternative()
        .boundary(format!("part-{id}"))
        .singlepart(part(&letter.text, ContentType::TEXT_PLAIN)?)
        .singlepart(part(&letter.html, ContentType::TEXT_HTML)?))
}

/// Quoted-printable always: relays need not know 8BITMIME, lines stay short, and a mailbox's
/// filters do not take it for something hidden, as they may with base64.
fn part(content: &str, kind: ContentType) -> Result<SinglePart, Reason> {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(content.to_owned(), encoding);
    let body = body.map_err(|mut unusable| {
        unusable.zeroize();
        Reason::Unwritable
    })?;
    Ok(SinglePart::builder().content_type(kind).body(body))
}

/// Adds lines of spaces behind the last part, which readers skip (RFC 2046, 5.1.1). So the size
/// tells a listener neither the language nor the length of address or code.
fn padded(formatted: &[u8]) -> Zeroizing<Vec<u8>> {
    let size = (formatted.len() + 2).next_multiple_of(SIZE_STEP);
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    bytes.extend_from_slice(formatted);
    while bytes.len() < size {
        let missing = size - bytes.len();
        let line = if missing > 128 { 64 } else { missing };
        let end = bytes.len() + line;
        bytes.resize(end - 2, b' ');
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

#[cfg(test)]
pub(super) mod testing {
    use super::super::letters::LetterWords;
    use super::Sender;
    use crate::domain::clock::Day;
    use crate::domain::email::EmailAddress;
    use crate::domain::letter::Letter;
    use crate::domain::locale::Locale;

    pub(crate) fn dutch() -> LetterWords {
        LetterWords {
            subject: "Uw code".to_owned(),
            greeting: Some("Hallo,".to_owned()),
            code_line: "Uw code is:".to_owned(),
            how_to: "Typ deze code op de pagina waar u hem vroeg. Dat kan 24 uur lang.".to_owned(),
            if_not_you: "Vroeg u geen code? Dan hoeft u niets te doen.".to_owned(),
        }
    }

    pub(crate) fn english() -> LetterWords {
        LetterWords {
            subject: "Your code".to_owned(),
            greeting: None,
            code_line: "Your code is:".to_owned(),
            how_to: "Type this code on the page where you asked for it, within 24 hours."
                .to_owned(),
            if_not_you: "You didn’t ask for a code? Then there is nothing to do.".to_owned(),
        }
    }

    pub(crate) fn letter(to: &str, locale: Locale) -> Letter {
        Letter {
            recipient: EmailAddress::parse(to).unwrap(),
            locale,
            day: Day::from_number(20_780),
            message_id: [0xab; 16],
        }
    }

    pub(crate) fn sender() -> Sender {
        let address = EmailAddress::parse("post@code.example").unwrap();
        Sender::new(&address, Some("Café Post")).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::super::letters::compose;
    use super::testing::{dutch, english, letter, sender};
    use super::*;
    use crate::domain::code::Code;
    use crate::domain::locale::Locale;

    const NOW: Timestamp = Timestamp::from_unix(1_795_465_800);

    fn mail(to: &str, locale: Locale, code: &str) -> Vec<u8> {
        let words = match locale {
            Locale::Nl => dutch(),
            _ => english(),
        };
        let code = Code::parse(code).unwrap();
        let made = compose(&words, &code, &letter(to, locale)).unwrap();
        written_out(&made, &sender(), NOW).unwrap().bytes.to_vec()
    }

    fn readable(mail: Vec<u8>) -> String {
        let text = String::from_utf8(mail).unwrap().replace("\r\n", "\n");
        text.trim_end().to_owned()
    }

    #[test]
    fn the_dutch_mail() {
        insta::assert_snapshot!(readable(mail("jan@example.org", Locale::Nl, "12345678")));
    }

    #[test]
    fn the_english_mail() {
        insta::assert_snapshot!(readable(mail(
            "jo@example.org",
            Locale::En,
            "1234567812345678"
        )));
    }

    #[test]
    fn all_mails_have_one_size_and_only_short_lines_of_ascii() {
        let long = format!("{}@{}nl", "a".repeat(64), "abcdefghi.".repeat(18));
        for to in ["a@b.nl", &long] {
            for locale in Locale::WRITTEN {
                for code in ["12345678", "1234567812345678"] {
                    let mail = mail(to, locale, code);
                    assert_eq!(mail.len(), SIZE_STEP);
                    assert!(mail.is_ascii() && mail.ends_with(b"\r\n"));
                    let text = String::from_utf8(mail).unwrap();
                    assert!(text.split("\r\n").all(|line| line.len() < 300));
                    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
                }
            }
        }
    }

    #[test]
    fn padding_fills_any_length() {
        for length in 0..=2 * SIZE_STEP {
            let all = padded(&vec![b'x'; length]);
            assert!(all.len().is_multiple_of(SIZE_STEP) && all.len() > length);
            assert!(all.ends_with(b"\r\n"));
        }
    }

    #[test]
    fn line_breaks_in_any_word_bring_no_header() {
        let evil = "x\r\nBcc: stranger@example.net\r\n\r\n.\r\nbody";
        let mut words = english();
        words.subject = evil.to_owned();
        words.greeting = Some(evil.to_owned());
        words.code_line = evil.to_owned();
        words.how_to = evil.to_owned();
        words.if_not_you = evil.to_owned();
        let code = Code::parse("12345678").unwrap();
        let mut made = compose(&words, &code, &letter("a@b.nl", Locale::En)).unwrap();
        // Also when somebody fills in the field without `compose`.
        made.subject = evil.to_owned();
        let mail = readable(written_out(&made, &sender(), NOW).unwrap().bytes.to_vec());
        let (headers, _) = mail.split_once("\n\n").unwrap();
        let calm = compose(&english(), &code, &letter("a@b.nl", Locale::En)).unwrap();
        let calm = readable(written_out(&calm, &sender(), NOW).unwrap().bytes.to_vec());
        let names = |headers: &str| -> Vec<String> {
            let starts = headers.lines().filter(|line| !line.starts_with(' '));
            starts
                .map(|line| line.split(':').next().unwrap().to_owned())
                .collect()
        };
        assert_eq!(names(headers), names(calm.split_once("\n\n").unwrap().0));
    }

    #[test]
    fn an_address_with_a_line_break_is_no_address() {
        use crate::domain::email::EmailAddress;
        for raw in [
            "a@b.nl\r\nBcc: c@d.nl",
            "a\r\n@b.nl",
            "a@b.nl>\r\nDATA",
            "a@b\n.nl",
        ] {
            assert!(EmailAddress::parse(raw).is_err());
        }
    }

    #[test]
    fn no_moment_is_too_odd_for_a_date() {
        let code = Code::parse("12345678").unwrap();
        let made = compose(&english(), &code, &letter("a@b.nl", Locale::En)).unwrap();
        for seconds in [i64::MIN, -1, 0, i64::MAX] {
            assert!(written_out(&made, &sender(), Timestamp::from_unix(seconds)).is_ok());
        }
    }
}
