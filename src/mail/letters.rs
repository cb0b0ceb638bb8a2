//! Writes the letter that carries a code: a text and the same in simple HTML.
//!
//! The words come from the caller, already in the reader's language; this module sees to it that
//! nothing but those words and the code gets in.

use askama::Template;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::error::Reason;
use crate::domain::code::Code;
use crate::domain::email::EmailAddress;
use crate::domain::letter::Letter;
use crate::domain::locale::Locale;

/// Room for a whole part, so that rendering never moves the code about in memory.
const PART_CAPACITY: usize = 4_096;

/// The sentences around the code. None may name the register, its topic or its address.
#[derive(Clone, Debug)]
pub struct LetterWords {
    /// The subject, as neutral as "Your code".
    pub subject: String,
    /// A greeting, where the language wants one.
    pub greeting: Option<String>,
    /// What stands above the code.
    pub code_line: String,
    /// What to do with it, and until when.
    pub how_to: String,
    /// What to do when one did not ask for it: nothing.
    pub if_not_you: String,
}

/// A letter ready for sending. It holds address and code: it prints its name only, and is wiped
/// when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct OutgoingLetter {
    /// To whom, as typed.
    pub to: EmailAddress,
    /// Fixed at the request: a second sending carries the same.
    pub message_id: [u8; 16],
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same in HTML.
    pub html: String,
    /// The language of both.
    #[zeroize(skip)]
    pub locale: Locale,
}

impl std::fmt::Debug for OutgoingLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OutgoingLetter")
    }
}

#[derive(Template)]
#[template(path = "letters/code.txt")]
struct PlainText<'a> {
    words: &'a LetterWords,
    code: &'a str,
}

#[derive(Template)]
#[template(path = "letters/code.html")]
struct Html<'a> {
    words: &'a LetterWords,
    code: &'a str,
    locale: Locale,
}

#[derive(Template)]
#[template(path = "letters/note.html")]
struct NoteHtml<'a> {
    subject: &'a str,
    lines: &'a [String],
}

/// Writes a note in English to whoever runs the register. It goes the way of every letter, in the
/// same form.
///
/// # Errors
/// As [`compose`].
pub fn note(
    to: EmailAddress,
    message_id: [u8; 16],
    subject: &str,
    lines: &[String],
) -> Result<OutgoingLetter, Reason> {
    let subject = one_line(subject);
    let html = NoteHtml {
        subject: &subject,
        lines,
    };
    Ok(OutgoingLetter {
        to,
        message_id,
        text: format!("{}\n", lines.join("\n\n")),
        html: filled(&html)?,
        subject,
        locale: Locale::En,
    })
}

/// Writes the letter for one request.
///
/// # Errors
/// [`Reason::Unwritable`] when a template cannot be filled, which its tests rule out.
pub fn compose(
    words: &LetterWords,
    code: &Code,
    letter: &Letter,
) -> Result<OutgoingLetter, Reason> {
    let code = code.grouped();
    let text = PlainText { words, code: &code };
    let html = Html {
        words,
        code: &code,
        locale: letter.locale,
    };
    Ok(OutgoingLetter {
        to: letter.recipient.clone(),
        message_id: letter.message_id,
        subject: one_line(&words.subject),
        text: filled(&text)?,
        html: filled(&html)?,
        locale: letter.locale,
    })
}

fn filled(template: &impl Template) -> Result<String, Reason> {
    let mut part = String::with_capacity(PART_CAPACITY);
    match template.render_into(&mut part) {
        Ok(()) => Ok(part),
        Err(_) => {
            part.zeroize();
            Err(Reason::Unwritable)
        }
    }
}

/// A subject is a header: whatever could end its line becomes a space.
fn one_line(subject: &str) -> String {
    let printable = subject.replace(char::is_control, " ");
    printable.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::testing::{dutch, english, letter};

    #[test]
    fn the_text_is_the_words_and_the_code_in_groups_of_four() {
        let code = Code::parse("12345678").unwrap();
        let made = compose(&dutch(), &code, &letter("a@example.org", Locale::Nl)).unwrap();
        assert_eq!(
            made.text,
            "Hallo,\n\nUw code is:\n\n    1234 5678\n\n\
             Typ deze code op de pagina waar u hem vroeg. Dat kan 24 uur lang.\n\n\
             Vroeg u geen code? Dan hoeft u niets te doen.\n"
        );
        assert_eq!(made.subject, "Uw code");
    }

    #[test]
    fn a_letter_without_greeting_begins_with_the_code_line() {
        let code = Code::parse("1234567812345678").unwrap();
        let made = compose(&english(), &code, &letter("a@example.org", Locale::En)).unwrap();
        assert!(
            made.text
                .starts_with("Your code is:\n\n    1234 5678 1234 5678\n\n")
        );
    }

    #[test]
    fn the_page_form_holds_nothing_to_click_and_nothing_remote() {
        let code = Code::parse("12345678").unwrap();
        let made = compose(&dutch(), &code, &letter("a@example.org", Locale::Nl)).unwrap();
        insta::assert_snapshot!(made.html);
        for forbidden in [
            "href", "src", "http", "url(", "<a", "<img", "<form", "script",
        ] {
            assert!(!made.html.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn words_cannot_become_markup_or_headers() {
        let mut words = english();
        words.subject = "Your code\r\nBcc: stranger@example.net\u{85}\0".to_owned();
        words.how_to = "<a href=\"https://example.net\">here</a>".to_owned();
        let code = Code::parse("12345678").unwrap();
        let made = compose(&words, &code, &letter("a@example.org", Locale::En)).unwrap();
        assert_eq!(made.subject, "Your code  Bcc: stranger@example.net");
        assert!(!made.html.contains("<a"));
    }

    #[test]
    fn a_letter_prints_its_name_only() {
        let code = Code::parse("12345678").unwrap();
        let made = compose(&dutch(), &code, &letter("a@example.org", Locale::Nl)).unwrap();
        assert_eq!(format!("{made:?}"), "OutgoingLetter");
    }
}
