//! A letter's bytes on their way to the relay.

use std::fmt;

/// A mail as it goes over the wire: a dot that begins a line is doubled, and a line with a dot
/// alone ends it (RFC 5321, 4.5.2). In one piece: the mail library sends that last line apart,
/// and then each letter waits some 40 ms for an acknowledgement that the relay's host delays
/// (Nagle's algorithm).
pub(super) struct Content<'a>(pub &'a str);

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.split_inclusive("\r\n") {
            if line.starts_with('.') {
                f.write_str(".")?;
            }
            f.write_str(line)?;
        }
        f.write_str(".\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn dots_that_begin_a_line_are_doubled_and_no_other() {
        let written = Content(".a.\r\n\r\n.\r\n..\r\nb.\r\n").to_string();
        assert_eq!(written, "..a.\r\n\r\n..\r\n...\r\nb.\r\n.\r\n");
    }
}
