//! One conversation with a relay: who sends and to whom, and then the letter.
//!
//! A relay that offers it gets the sender, the recipient and DATA in one go (RFC 2920), any other
//! one after the other; both are judged alike. The letter itself goes out only when every one of
//! them was taken, and counts as accepted only when the answer behind it says so.

use std::fmt;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::response::{Response, Severity};

use super::content::Content;
use super::offer::Offer;
use super::verdict::{has_gone, verdict};
use crate::mail::error::{Reason, Stage};

/// A connection that stands, and what the relay at its other end offers.
pub(super) struct Conversation {
    pub connection: SmtpConnection,
    pub offer: Offer,
}

/// Where and why a letter stopped.
pub(super) struct Failure {
    stage: Stage,
    reason: Reason,
    relay: Relay,
}

/// In what state the relay is after a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relay {
    /// It waits for a command.
    Listens,
    /// It waits for the letter, or owes answers: a goodbye would be taken for something else.
    IsAhead,
    /// It broke off, says that it is closing, or answers what nobody asked.
    HasGone,
}

impl Failure {
    /// Whether nobody was there any more at the first answer, so that nothing was taken of the
    /// letter and another connection can be tried.
    pub fn is_before_anything(&self) -> bool {
        self.stage == Stage::Sender && self.relay == Relay::HasGone
    }
}

/// A command that comes before the letter, and the kind of answer that lets the next one follow.
struct Step {
    stage: Stage,
    line: String,
    wanted: Severity,
}

impl Step {
    fn new(stage: Stage, command: impl fmt::Display, wanted: Severity) -> Self {
        let line = command.to_string();
        Self {
            stage,
            line,
            wanted,
        }
    }

    /// All of them, in their order.
    fn all(envelope: &Envelope) -> Vec<Self> {
        use Severity::{PositiveCompletion as Done, PositiveIntermediate as GoOn};
        let from = MailFrom::new(envelope.from().cloned(), Vec::new());
        let mut steps = vec![Self::new(Stage::Sender, from, Done)];
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            steps.push(Self::new(Stage::Recipient, to, Done));
        }
        steps.push(Self::new(Stage::Content, Data, GoOn));
        steps
    }

    fn judge(&self, answer: Result<Response, Error>) -> Result<(), Failure> {
        judged(self.stage, self.wanted, answer)
    }
}

fn judged(stage: Stage, wanted: Severity, answer: Result<Response, Error>) -> Result<(), Failure> {
    let (reason, relay) = match answer {
        Ok(answer) if answer.code().severity == wanted => return Ok(()),
        // An answer to some other question: from here on none means what it seems to say.
        Ok(_) => (Reason::BrokenOff(stage), Relay::HasGone),
        Err(error) if has_gone(&error) => (verdict(stage, &error), Relay::HasGone),
        Err(error) => (verdict(stage, &error), Relay::Listens),
    };
    Err(Failure {
        stage,
        reason,
        relay,
    })
}

impl Conversation {
    /// Says from whom and to whom a letter is, until the relay waits for it.
    pub fn announce(&mut self, envelope: &Envelope) -> Result<(), Failure> {
        let steps = Step::all(envelope);
        if self.offer.pipelining {
            return self.all_at_once(&steps);
        }
        for step in &steps {
            step.judge(self.connection.command(&step.line))?;
        }
        Ok(())
    }

    /// Writes all steps and then reads their answers, down to the last or until the relay has gone.
    fn all_at_once(&mut self, steps: &[Step]) -> Result<(), Failure> {
        let lines: String = steps.iter().map(|step| step.line.as_str()).collect();
        let mut answers = Vec::with_capacity(steps.len());
        for step in steps {
            let answer = match answers.is_empty() {
                true => self.connection.command(&lines),
                false => self.connection.read_response(),
            };
            let judged = step.judge(answer);
            let has_gone = matches!(&judged, Err(failure) if failure.relay == Relay::HasGone);
            answers.push(judged);
            if has_gone {
                break;
            }
        }
        outcome(answers)
    }

    /// Gives the relay the letter that it waits for.
    pub fn hand_over(&mut self, text: &str) -> Result<(), Failure> {
        let answer = self.connection.command(Content(text));
        judged(Stage::Content, Severity::PositiveCompletion, answer)
    }

    /// Ends a conversation that failed.
    pub fn end(mut self, failure: &Failure) -> Reason {
        // Goodbye only to a relay that waits for a command. To one that waits for a letter which it
        // must not get, "QUIT" would be the first line of that. RFC 2920, 3.1, would have a dot
        // alone sent there, which makes an empty letter should the relay think that it took
        // somebody; hanging up cancels all (RFC 5321, 4.1.1.10).
        if failure.relay == Relay::Listens {
            self.connection.abort();
        }
        failure.reason
    }
}

/// What the answers to all steps come to: the first refusal, as if nothing after it had been said.
fn outcome(answers: Vec<Result<(), Failure>>) -> Result<(), Failure> {
    // A refusal comes last when DATA was refused too; then nothing is open any more.
    let listens = matches!(answers.last(), Some(Err(last)) if last.relay == Relay::Listens);
    match answers.into_iter().find_map(Result::err) {
        None => Ok(()),
        Some(refusal) if refusal.relay == Relay::Listens && !listens => Err(Failure {
            relay: Relay::IsAhead,
            ..refusal
        }),
        Some(failure) => Err(failure),
    }
}
