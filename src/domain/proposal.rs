//! What one person of the office proposes and another approves: four eyes.

use super::clock::Timestamp;

/// What can be proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Figures of a counted quarter; the subject is the quarter, the body its draws.
    Release,
    /// A new form of a release; the subject is the period, the body the reason.
    Erratum,
    /// New wording of a text that people agree to; the subject is its purpose.
    Consent,
    /// Pausing new declarations, or ending the pause.
    Pause,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Release, Self::Erratum, Self::Consent, Self::Pause];

    /// Its word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Erratum => "erratum",
            Self::Consent => "consent",
            Self::Pause => "pause",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for somebody to approve or refuse.
    Waiting,
    /// Approved; it takes effect on its day.
    Approved,
    /// Refused, with a reason.
    Refused,
    /// In effect.
    Done,
}

impl State {
    const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Refused, Self::Done];

    /// Its word in the database and in keys of texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Done => "done",
        }
    }

    /// The state with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What kind.
    pub kind: Kind,
    /// About what; one of a kind about one subject at a time.
    pub subject: String,
    /// What is proposed.
    pub body: String,
    /// By whom.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// How it stands.
    pub state: State,
    /// Who approved or refused; empty until somebody did.
    pub decided_by: String,
    /// When; the start of 1970 until somebody did.
    pub decided_at: Timestamp,
    /// Why it was refused, in Dutch and in English.
    pub reason: [String; 2],
}

impl Proposal {
    /// A new one, waiting.
    #[must_use]
    pub fn new(kind: Kind, subject: String, body: String, by: &str, at: Timestamp) -> Self {
        Self {
            kind,
            subject,
            body,
            proposed_by: by.to_owned(),
            proposed_at: at,
            state: State::Waiting,
            decided_by: String::new(),
            decided_at: Timestamp::from_unix(0),
            reason: [String::new(), String::new()],
        }
    }

    /// Whether it waits, or was approved and is not in effect yet.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Waiting | State::Approved)
    }

    /// Whether this person may decide about it, when so many people hold the role: never one's
    /// own, unless there is nobody else.
    #[must_use]
    pub fn may_be_decided_by(&self, who: &str, holders: usize) -> bool {
        holders < 2 || self.proposed_by != who
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_eyes_where_there_are_four() {
        let at = Timestamp::from_unix(0);
        let proposal = Proposal::new(Kind::Release, String::new(), String::new(), "anna", at);
        assert!(!proposal.may_be_decided_by("anna", 2));
        assert!(proposal.may_be_decided_by("bram", 2));
        assert!(proposal.may_be_decided_by("anna", 1));
    }

    #[test]
    fn words_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
    }
}
