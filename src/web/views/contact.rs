//! How to reach somebody, as the settings say it: a link where the text is a mail address or a
//! telephone number, else the plain text, so that no link leads nowhere.

use crate::domain::email::EmailAddress;

/// What a link to it starts with: `mailto:` or `tel:`; `None` for a text that is neither.
#[must_use]
pub fn link(text: &str) -> Option<String> {
    let text = text.trim();
    if EmailAddress::parse(text).is_ok() {
        Some(format!("mailto:{}", encoded(text)))
    } else {
        telephone(text).map(|number| format!("tel:{number}"))
    }
}

/// RFC 6068: signs with a meaning of their own in a link are written as `%XX`.
fn encoded(address: &str) -> String {
    let mut link = String::with_capacity(address.len());
    for letter in address.chars() {
        if letter.is_ascii() && !letter.is_ascii_alphanumeric() && !"@.-_+".contains(letter) {
            link.push_str(&format!("%{:02X}", u32::from(letter)));
        } else {
            link.push(letter);
        }
    }
    link
}

/// The digits to dial. In `+31 (0)20` the zero is for those who leave the country code away.
fn telephone(text: &str) -> Option<String> {
    let written = |letter: char| letter.is_ascii_digit() || " .-/()".contains(letter);
    let (plus, rest) = match text.strip_prefix('+') {
        Some(rest) => ("+", rest.replacen("(0)", "", 1)),
        None => ("", text.to_owned()),
    };
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let dialled = rest.chars().all(written) && (3..=15).contains(&digits.len());
    dialled.then(|| format!("{plus}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_reached_becomes_a_link() {
        for (text, expected) in [
            (
                "bestuur@enkel.example",
                Some("mailto:bestuur@enkel.example"),
            ),
            (
                "a?b&c@enkel.example",
                Some("mailto:a%3Fb%26c@enkel.example"),
            ),
            ("020 - 123 45 67", Some("tel:0201234567")),
            ("+31 (0)20 123.45.67", Some("tel:+31201234567")),
            ("(020) 1234567", Some("tel:0201234567")),
            ("0800-1234", Some("tel:08001234")),
            ("[contact address]", None),
            ("Postbus 1, 1000 AA Amsterdam", None),
            ("020 1234567 (werkdagen)", None),
            ("https://enkel.example/contact", None),
            ("12", None),
            ("", None),
        ] {
            assert_eq!(link(text).as_deref(), expected, "{text}");
        }
    }
}
