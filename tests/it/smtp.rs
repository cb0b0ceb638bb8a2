//! Letters reach mail servers that are not ours, and every way these can fail is told apart.

mod pipelining;
mod scripted;
pub mod server;
mod together;

use std::time::Duration;

use enkel::domain::clock::{Day, Timestamp};
use enkel::domain::code::Code;
use enkel::domain::email::EmailAddress;
use enkel::domain::letter::Letter;
use enkel::domain::locale::Locale;
use enkel::mail::transport::{Folder, Security, SignIn, Smtp, SmtpSettings};
use enkel::mail::{
    LetterWords, OutgoingLetter, Reason, SendError, Sender, Stage, Transport, compose,
};
use server::{Server, Sink};
use zeroize::Zeroizing;

/// What makes `smtp-sink` say that it takes several commands at once: beside 8BITMIME Debian 12's
/// does not, nor while it refuses anything.
const AT_ONCE: &str = "-8";
/// And what keeps it from saying so.
const ONE_BY_ONE: &str = "-p";
const NOW: Timestamp = Timestamp::from_unix(1_795_465_800);

fn sender() -> Sender {
    let address = EmailAddress::parse("post@code.example").unwrap();
    Sender::new(&address, Some("Café Post")).unwrap()
}

fn words(locale: Locale) -> LetterWords {
    let dutch = locale == Locale::Nl;
    let choose = |nl: &str, en: &str| if dutch { nl } else { en }.to_owned();
    LetterWords {
        subject: choose("Uw code – één", "Your code"),
        greeting: dutch.then(|| "Goedendag,".to_owned()),
        code_line: choose("Uw code is:", "Your code is:"),
        how_to: choose("Typ deze code over. “Nu” mag, later ook.", "Type it in."),
        if_not_you: choose("Niet van u?\n.\n..\nDoe niets.", "Not you? Do nothing."),
    }
}

fn letter_to(to: &str, locale: Locale) -> OutgoingLetter {
    let letter = Letter {
        recipient: EmailAddress::parse(to).unwrap(),
        locale,
        day: Day::from_number(20_780),
        message_id: [0x5e; 16],
    };
    compose(&words(locale), &Code::parse("12345678").unwrap(), &letter).unwrap()
}

fn letter() -> OutgoingLetter {
    letter_to("Jan+code@example.org", Locale::Nl)
}

fn clear(port: u16) -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port,
        security: Security::ClearLoopback,
        sign_in: None,
        hello_name: "code.example".to_owned(),
        sender: sender(),
        timeout: SmtpSettings::USUAL_TIMEOUT,
        also_trust: None,
    }
}

fn relay(settings: SmtpSettings) -> Smtp {
    Smtp::new(settings).unwrap()
}

fn answer<T>(stage: Stage, code: u16, verdict: fn(Reason) -> SendError) -> Result<T, SendError> {
    Err(verdict(Reason::Answer { stage, code }))
}

/// Says about the error what no log may hold.
fn names_nobody(outcome: Result<(), SendError>) {
    let error = outcome.unwrap_err();
    let printed = format!("{error} {error:?}").to_lowercase();
    for secret in ["example", "nobody", "@", "user", "1234"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

fn lines(text: &serde_json::Value) -> String {
    text.as_str()
        .unwrap()
        .replace("\r\n", "\n")
        .trim_end()
        .to_owned()
}

fn header<'a>(letter: &'a serde_json::Value, name: &str) -> &'a str {
    let headers = letter["headers"].as_array().unwrap();
    let mut found = headers.iter().filter(|header| header[0] == name);
    let value = found.next().unwrap()[1].as_str().unwrap();
    assert!(found.next().is_none(), "{name} stands there once");
    value
}

#[test]
fn what_arrives_is_what_was_written() {
    let mut server = Server::that("accept");
    let relay = relay(clear(server.port));
    for locale in Locale::WRITTEN {
        let sent = letter_to("Jan+code@example.org", locale);
        relay.send(&sent, NOW).unwrap();
        let got = server.letter();
        assert_eq!(got["hello"], "code.example");
        assert_eq!(got["mail_from"], "post@code.example");
        assert_eq!(got["rcpt_tos"], serde_json::json!(["Jan+code@example.org"]));
        assert_eq!(got["type"], "multipart/alternative");
        assert_eq!(got["parts"], serde_json::json!(["text/plain", "text/html"]));
        assert_eq!(got["defects"], serde_json::json!([]));
        assert_eq!(got["size"], 4096);
        assert_eq!(lines(&got["text"]), sent.text.trim_end());
        assert_eq!(lines(&got["html"]), sent.html.trim_end());
        assert_eq!(header(&got, "Subject"), words(locale).subject);
        assert_eq!(header(&got, "From"), "Café Post <post@code.example>");
        assert_eq!(header(&got, "To"), "Jan+code@example.org");
        assert_eq!(header(&got, "Date"), "Mon, 23 Nov 2026 20:30:00 +0000");
        let id = format!("<{}@code.example>", "5e".repeat(16));
        assert_eq!(header(&got, "Message-ID"), id);
        assert_eq!(header(&got, "Auto-Submitted"), "auto-generated");
        assert_eq!(header(&got, "Content-Language"), locale.code());
    }
    assert!(server.rest().is_empty());
}

#[test]
fn postfix_gets_the_very_bytes_that_the_folder_keeps() {
    let sink = Sink::with(&[]);
    relay(clear(sink.port)).send(&letter(), NOW).unwrap();
    let dir = tempfile::tempdir().unwrap();
    Folder::open(dir.path(), sender())
        .unwrap()
        .send(&letter(), NOW)
        .unwrap();
    let file = dir.path().join(format!("{}.eml", "5e".repeat(16)));
    let kept = std::fs::read_to_string(file).unwrap().replace("\r\n", "\n");
    let mails = sink.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("X-Rcpt-Args: <Jan+code@example.org>\n"));
    // The sink ends its file with a blank line of its own.
    assert!(
        mails[0]
            .trim_end_matches('\n')
            .ends_with(kept.trim_end_matches('\n'))
    );
}

#[test]
fn words_that_look_like_commands_stay_words() {
    let mut server = Server::that("accept");
    let mut evil = letter();
    evil.text = "a\r\n.\r\nMAIL FROM:<x@example.net>\r\n.\n\r.\r\nQUIT\r\n".to_owned();
    evil.subject = "a\r\nBcc: x@example.net\r\n.\r\nRSET".to_owned();
    relay(clear(server.port)).send(&evil, NOW).unwrap();
    let got = server.letter();
    assert!(lines(&got["text"]).starts_with("a\n.\nMAIL FROM:<x@example.net>\n.\n"));
    assert_eq!(got["rcpt_tos"].as_array().unwrap().len(), 1);
    let headers = got["headers"].as_array().unwrap();
    assert!(headers.iter().all(|header| header[0] != "Bcc"));
    assert!(server.rest().is_empty());
}

#[test]
fn a_greylisted_letter_is_taken_the_second_time() {
    let mut server = Server::that("greylist");
    let relay = relay(clear(server.port));
    let first = relay.send(&letter(), NOW);
    assert_eq!(first, answer(Stage::Recipient, 450, SendError::Later));
    names_nobody(first);
    relay.send(&letter(), NOW.plus(300)).unwrap();
    assert_eq!(lines(&server.letter()["text"]), letter().text.trim_end());
    assert!(server.rest().is_empty());
}

#[test]
fn an_unknown_recipient_is_final_and_disturbs_nobody_else() {
    let mut server = Server::that("refuse-recipient");
    let relay = relay(clear(server.port));
    relay.send(&letter(), NOW).unwrap();
    let refused = relay.send(&letter_to("nobody@example.org", Locale::En), NOW);
    assert_eq!(refused, answer(Stage::Recipient, 550, SendError::Refused));
    names_nobody(refused);
    relay.send(&letter(), NOW).unwrap();
    server.letter();
    server.letter();
    assert!(server.rest().is_empty());
}

#[test]
fn a_relay_that_refuses_us_does_not_refuse_the_letter() {
    let server = Server::that("refuse-sender");
    let refused = relay(clear(server.port)).send(&letter(), NOW);
    assert_eq!(refused, answer(Stage::Sender, 550, SendError::Later));
    names_nobody(refused);
}

#[test]
fn content_refused_without_a_word_about_the_mailbox_is_tried_again() {
    let server = Server::that("refuse-content");
    let refused = relay(clear(server.port)).send(&letter(), NOW);
    assert_eq!(refused, answer(Stage::Content, 554, SendError::Later));
    let server = Server::that("full");
    let full = relay(clear(server.port)).send(&letter(), NOW);
    assert_eq!(full, answer(Stage::Content, 452, SendError::Later));
}

#[test]
fn postfix_refusals_are_told_apart() {
    for (arguments, stage, code, verdict) in [
        (
            ["-r", "RCPT"],
            Stage::Recipient,
            450,
            SendError::Later as fn(_) -> _,
        ),
        (["-f", "RCPT"], Stage::Recipient, 500, SendError::Later),
        (["-f", "MAIL"], Stage::Sender, 500, SendError::Later),
        (["-r", "."], Stage::Content, 450, SendError::Later),
        (["-f", "."], Stage::Content, 500, SendError::Later),
        (["-Q", "DATA"], Stage::Content, 421, SendError::Later),
    ] {
        let sink = Sink::with(&arguments);
        let sent = relay(clear(sink.port)).send(&letter(), NOW);
        assert_eq!(sent, answer(stage, code, verdict), "{arguments:?}");
    }
    let sink = Sink::with(&["-q", "."]);
    let sent = relay(clear(sink.port)).send(&letter(), NOW);
    assert_eq!(
        sent,
        Err(SendError::Later(Reason::BrokenOff(Stage::Content)))
    );
}

#[test]
fn a_slow_relay_is_left_after_the_timeout() {
    for (behaviour, stage) in [("slow", Stage::Recipient), ("silent", Stage::Hello)] {
        let server = Server::that(behaviour);
        let mut settings = clear(server.port);
        settings.timeout = Duration::from_millis(400);
        let begun = std::time::Instant::now();
        let sent = relay(settings).send(&letter(), NOW);
        assert_eq!(sent, Err(SendError::Later(Reason::TimedOut(stage))));
        assert!(begun.elapsed() < Duration::from_secs(8));
        assert!(server.rest().is_empty());
    }
}

#[test]
fn a_letter_without_an_answer_is_sent_again_under_the_same_name() {
    let mut server = Server::that("drop-after-data");
    let relay = relay(clear(server.port));
    let mut names = Vec::new();
    for minute in 0..2 {
        let sent = relay.send(&letter(), NOW.plus(60 * minute));
        assert_eq!(
            sent,
            Err(SendError::Later(Reason::BrokenOff(Stage::Content)))
        );
        names.push(header(&server.letter(), "Message-ID").to_owned());
    }
    assert_eq!(names[0], names[1]);
}

#[test]
fn without_trust_there_is_no_letter() {
    for (behaviour, security) in [
        ("starttls", Security::StartTls),
        ("tls", Security::ImplicitTls),
    ] {
        let server = Server::that(behaviour);
        let mut settings = clear(server.port);
        settings.security = security;
        let untrusted = relay(settings.clone()).send(&letter(), NOW);
        assert_eq!(untrusted, Err(SendError::Later(Reason::Tls)), "{behaviour}");
        // Trusted, but made for another name.
        settings.also_trust = server.authority.clone();
        settings.host = "127.0.0.1".to_owned();
        assert_eq!(
            relay(settings).probe().map(drop),
            Err(Reason::Tls),
            "{behaviour}"
        );
        assert!(server.rest().is_empty());
    }
}

#[test]
fn with_trust_the_letter_goes_encrypted() {
    for (behaviour, security) in [
        ("starttls", Security::StartTls),
        ("tls", Security::ImplicitTls),
    ] {
        let mut server = Server::that(behaviour);
        let mut settings = clear(server.port);
        settings.security = security;
        settings.also_trust = server.authority.clone();
        let relay = relay(settings);
        assert_eq!(relay.probe().map(drop), Ok(()));
        relay.send(&letter(), NOW).unwrap();
        let got = server.letter();
        assert_eq!(lines(&got["text"]), letter().text.trim_end());
        assert!(behaviour == "tls" || got["encrypted"] == true);
    }
}

#[test]
fn a_relay_that_hides_starttls_gets_nothing() {
    let server = Server::that("accept");
    let mut settings = clear(server.port);
    settings.security = Security::StartTls;
    let sent = relay(settings.clone()).send(&letter(), NOW);
    assert_eq!(sent, Err(SendError::Later(Reason::NoTls)));
    settings.security = Security::ImplicitTls;
    settings.timeout = Duration::from_millis(800);
    let sent = relay(settings).send(&letter(), NOW);
    assert!(matches!(sent, Err(SendError::Later(_))));
    assert!(server.rest().is_empty());
}

#[test]
fn a_wrong_password_is_ours_to_mend() {
    let mut server = Server::that("auth");
    let mut settings = clear(server.port);
    assert_eq!(
        relay(settings.clone()).send(&letter(), NOW),
        answer(Stage::Sender, 530, SendError::Later)
    );
    let sign_in = |password: &str| SignIn {
        username: "relay-user".to_owned(),
        password: Zeroizing::new(password.to_owned()),
    };
    settings.sign_in = Some(sign_in("wrong\r\nQUIT"));
    let wrong = relay(settings.clone()).send(&letter(), NOW);
    assert_eq!(wrong, answer(Stage::SignIn, 535, SendError::Later));
    names_nobody(wrong);
    settings.sign_in = Some(sign_in("relay-secret"));
    assert_eq!(relay(settings.clone()).probe().map(drop), Ok(()));
    relay(settings).send(&letter(), NOW).unwrap();
    assert_eq!(server.letter()["mail_from"], "post@code.example");
}

#[test]
fn nobody_there_and_somebody_else_there_are_reasons_to_wait() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let sent = relay(clear(port)).send(&letter(), NOW);
    assert_eq!(sent, Err(SendError::Later(Reason::Unreachable)));
    let server = Server::that("garbage");
    let sent = relay(clear(server.port)).send(&letter(), NOW);
    assert_eq!(sent, Err(SendError::Later(Reason::BrokenOff(Stage::Hello))));
}

#[test]
fn a_connection_is_used_again_for_a_minute() {
    let mut server = Server::that("accept");
    let relay = relay(clear(server.port));
    let mut peers = Vec::new();
    for seconds in [0, 60, 121, 61] {
        relay.send(&letter(), NOW.plus(seconds)).unwrap();
        peers.push(server.letter()["peer"].as_u64());
    }
    assert_eq!(peers[0], peers[1]);
    assert_ne!(peers[1], peers[2]);
    // The clock went back: nobody knows how old that connection is.
    assert_ne!(peers[2], peers[3]);
}

#[test]
fn a_connection_that_the_relay_closed_costs_no_letter() {
    let mut server = Server::that("hang-up-between");
    let relay = relay(clear(server.port));
    for _ in 0..3 {
        relay.send(&letter(), NOW).unwrap();
        server.letter();
    }
}

#[test]
fn many_send_at_once_and_every_letter_arrives_once() {
    for offer in [AT_ONCE, ONE_BY_ONE] {
        let sink = Sink::with(&[offer]);
        let relay = relay(clear(sink.port));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let relay = &relay;
                scope.spawn(move || {
                    for number in 0..5 {
                        let to = format!("t{thread}n{number}@example.org");
                        relay.send(&letter_to(&to, Locale::En), NOW).unwrap();
                    }
                });
            }
        });
        let mails = sink.mails();
        let to = |mail: &String| {
            let mut lines = mail.lines();
            lines
                .find(|line| line.starts_with("To: "))
                .unwrap()
                .to_owned()
        };
        let all: std::collections::BTreeSet<_> = mails.iter().map(to).collect();
        assert_eq!((mails.len(), all.len()), (40, 40));
    }
}
