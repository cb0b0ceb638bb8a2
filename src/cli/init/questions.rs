//! What `init` asks, with each question's default and why it is asked.

use std::io::{BufRead, Write};

use super::super::{Stopped, open};
use crate::config::Settings;

/// One question.
pub(super) struct Question {
    /// The setting it answers.
    pub key: &'static str,
    /// The flag that answers it.
    pub flag: &'static str,
    /// What is asked.
    pub asks: &'static str,
    /// Why, and what to think of.
    pub why: &'static str,
    /// What holds when nothing is typed; empty where something must be.
    pub default: &'static str,
    /// The answers allowed; any where there are none.
    pub allowed: &'static [&'static str],
}

/// The questions about settings, in order.
pub(super) const ALL: [Question; 5] = [
    Question {
        key: "register.name",
        flag: "--name",
        asks: "What is the register called?",
        why: "The name stands in the declaration that people make. It is copied into the first \
              texts now; changing it later means new texts.",
        default: "Enkel (example)",
        allowed: &[],
    },
    Question {
        key: "register.base_url",
        flag: "--base-url",
        asks: "At what address will visitors find it?",
        why: "Scheme and host, without a path. A register for real people needs https.",
        default: "http://127.0.0.1:8080",
        allowed: &[],
    },
    Question {
        key: "mail.url",
        flag: "--mail-url",
        asks: "How do letters leave?",
        why: "smtps://HOST:PORT or smtp://HOST:PORT for your mail relay; folder:PATH writes them \
              to files and sends nothing, for trying out.",
        default: "folder:mail",
        allowed: &[],
    },
    Question {
        key: "mail.from",
        flag: "--mail-from",
        asks: "From which address are codes sent?",
        why: "Whoever sees a mailbox sees its senders. Choose an address that tells nothing: no \
              name of the register in it, and a domain that is not the site's, so that a family \
              member, an employer or a mail provider does not learn what the letter is for.",
        default: "codes@post.example",
        allowed: &[],
    },
    Question {
        key: "database.url",
        flag: "--database",
        asks: "Where is the database?",
        why: "sqlite:FOLDER needs nothing else and serves one host well; \
              postgres://USER@HOST/DATABASE is for a server of your own.",
        default: "sqlite:data",
        allowed: &[],
    },
];

/// Where the counting key lives.
pub(super) const COUNTING: Question = Question {
    key: "counting.mode",
    flag: "--counting",
    asks: "Who keeps the key that opens the slips: automatic or ceremony?",
    why: "automatic: this server keeps it and counts by itself. That gives up one thing: whoever \
          steals the server's keys and database together reads the slips not yet counted. They \
          carry no name. ceremony: the board keeps the key away from the server and brings it on \
          counting day; if the board loses it, no quarter can be counted any more.",
    default: "automatic",
    allowed: &["automatic", "ceremony"],
};

/// Where the board's key is written to.
pub(super) const CEREMONY_KEY: Question = Question {
    key: "",
    flag: "--ceremony-key",
    asks: "To which file shall the board's counting key be written?",
    why: "On a medium that leaves this server before the register opens, such as a USB stick.",
    default: "",
    allowed: &[],
};

/// What automatic counting gives up, as it is printed at the end too.
pub(super) const AUTOMATIC: &str =
    "Counting is automatic: whoever steals the keys and the database together reads the
     slips not yet counted (at most some three and a half months), which carry no name.
     The privacy page says so.";

/// Asks until the answer is one that is allowed; none when the default was taken.
pub(super) fn ask(
    question: &Question,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<Option<String>, Stopped> {
    writeln!(out, "\n{}\n  {}", question.asks, wrapped(question.why))?;
    loop {
        match question.default {
            "" => write!(out, "> ")?,
            default => write!(out, "[{default}] > ")?,
        }
        out.flush()?;
        let mut line = String::new();
        let read = input.read_line(&mut line);
        if read.is_err() || read.is_ok_and(|bytes| bytes == 0) {
            return Err(Stopped::Refused(
                "the answers ended early; nothing was changed.".into(),
            ));
        }
        let answer = line.trim();
        let free = question.allowed.is_empty() && !answer.is_empty();
        if free || question.allowed.contains(&answer) {
            return Ok(Some(answer.to_owned()));
        }
        if answer.is_empty() && !question.default.is_empty() {
            return Ok(None);
        }
        match question.allowed {
            [] => writeln!(out, "  An answer is needed here.")?,
            allowed => writeln!(out, "  One of: {}.", allowed.join(", "))?,
        }
    }
}

/// Broken between words, for a terminal of eighty columns.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count() + 1;
        if width > 0 && width + length > 76 {
            lines.push_str("\n  ");
            width = 0;
        }
        if width > 0 {
            lines.push(' ');
        }
        lines.push_str(word);
        width += length;
    }
    lines
}

/// What is allowed but tells more than it needs to.
pub(super) fn remarks(settings: &Settings) -> Vec<&'static str> {
    let site = settings.register.base_url.host();
    let sender = open::sender_domain(&settings.mail.from);
    let related = sender == site
        || site.ends_with(&format!(".{sender}"))
        || sender.ends_with(&format!(".{site}"));
    let name = settings.register.name.to_lowercase();
    let from = settings.mail.from.to_lowercase();
    let named = name
        .split_whitespace()
        .filter(|word| word.chars().count() > 3)
        .any(|word| from.contains(word));
    let mut remarks = Vec::new();
    if related {
        remarks.push(
            "codes are sent from the site's own domain, so whoever sees a mailbox can find the \
             site. A neutral domain is safer: change mail.from before the register opens.",
        );
    }
    if named {
        remarks.push(
            "the sender's address holds a word of the register's name, so whoever sees a mailbox \
             learns what the letter is for. Change mail.from before the register opens.",
        );
    }
    remarks
}
