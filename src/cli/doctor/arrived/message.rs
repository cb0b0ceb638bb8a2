//! A letter as a mailbox saved it: headers as they came, and the body.

/// One header, with its name and all that stood behind it, folds and line end included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub name: String,
    pub raw: String,
}

impl Header {
    /// What stands behind the colon, on one line.
    pub(super) fn value(&self) -> String {
        let value = self.raw.split_once(':').map_or("", |(_, value)| value);
        value.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The newest first, as they stand.
    pub headers: Vec<Header>,
    pub body: String,
}

impl Message {
    /// Reads a saved letter. Programs that save one often write the line ends of their own system;
    /// on the wire there was only one kind.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        // Everything we send is ASCII; headers of others may hold more.
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        // Mailboxes of the old kind begin with a line of their own.
        let text = match text.strip_prefix("From ") {
            Some(rest) => rest.split_once('\n')?.1.to_owned(),
            None => text,
        };
        let (head, body) = text.split_once("\n\n")?;
        let mut headers: Vec<Header> = Vec::new();
        for line in head.lines() {
            let is_fold = line.starts_with([' ', '\t']);
            match headers.last_mut().filter(|_| is_fold) {
                Some(last) => last.raw.push_str(&format!("{line}\r\n")),
                None => headers.push(Header {
                    name: line.split_once(':')?.0.trim().to_owned(),
                    raw: format!("{line}\r\n"),
                }),
            }
        }
        Some(Self {
            headers,
            body: body.replace('\n', "\r\n"),
        })
    }

    /// All headers of a name, the newest first.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl DoubleEndedIterator<Item = &'a Header> {
        let these = self.headers.iter();
        these.filter(move |header| header.name.eq_ignore_ascii_case(name))
    }

    /// The domain behind the last `@` of this header.
    pub(super) fn domain_of(&self, name: &str) -> Option<String> {
        let value = self.all(name).next()?.value();
        let (_, after) = value.rsplit_once('@')?;
        let domain = after.trim_end_matches(['>', ' ']);
        Some(domain.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_belong_to_their_header_and_line_ends_are_those_of_the_wire() {
        let saved = b"From x Mon\nFrom: A <codes@Post.example>\nX: a\n  b\n\tc\n\nbody\nend\n";
        let message = Message::read(saved).unwrap();
        assert_eq!(message.domain_of("from").as_deref(), Some("post.example"));
        let header = message.all("x").next().unwrap();
        assert_eq!(header.raw, "X: a\r\n  b\r\n\tc\r\n");
        assert_eq!(
            (header.value().as_str(), message.body.as_str()),
            ("a b c", "body\r\nend\r\n")
        );
        assert_eq!(Message::read(b"no letter\n"), None);
        assert_eq!(Message::read(b"no letter\n\nat all"), None);
    }
}
