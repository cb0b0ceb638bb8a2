//! What can be wrong with a form, each with the field it is about and the sentence that says how
//! to mend it.

use crate::disclosure::dice::MOST;
use crate::text::Words;

/// One of the three lists of nationalities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// The one it is chiefly about.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
}

impl List {
    /// Every list, in the order of the page.
    pub const ALL: [Self; 3] = [Self::First, Self::Second, Self::Third];

    /// The name and `id` of its field.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::First => "nat1",
            Self::Second => "nat2",
            Self::Third => "nat3",
        }
    }

    /// Its name in the catalogues: `form-nationality-{name}`, and what sentences choose by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
        }
    }
}

/// One thing to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// No address was typed.
    AddressMissing,
    /// The address is longer than mail allows.
    AddressTooLong,
    /// The address has no single `@`, or a sign that mail refuses.
    AddressMalformed,
    /// What stands behind the `@` is no domain.
    AddressDomain,
    /// No code was typed.
    CodeMissing,
    /// What was typed is not 8 or 16 digits.
    CodeMalformed,
    /// The code opens nothing: wrong, used up, too late, or tried too often.
    CodeWrong,
    /// The tick for adult and Dutch is missing.
    AdultAndDutchMissing,
    /// No first nationality.
    NationalityMissing,
    /// Nothing fits what was typed here.
    NationalityUnknown(List),
    /// More than one state fits what was typed here.
    NationalityMany(List),
    /// What was chosen in this list was chosen in one before it.
    NationalityTwice(List),
    /// More than three nationalities.
    NationalityTooMany,
    /// Neither yes nor no on page 3.
    MoreMissing,
    /// An answer that is not in the list.
    AnswerUnknown,
    /// A text was renewed since the page was shown.
    TextsChanged,
    /// New declarations are paused.
    Paused,
    /// The tick under the declaration is missing.
    DeclareMissing,
    /// The tick for keeping and counting is missing.
    ConsentKeepMissing,
    /// Optional answers were given, but not the tick for keeping them.
    ConsentOptionalMissing,
    /// Neither choice was made on the page after the code.
    ChoiceMissing,
    /// The address seems to be one of somebody's work.
    WorkMailbox,
    /// Another code was asked for within a minute.
    AgainTooSoon,
    /// The time to wait at a crowded door is not over.
    WaitNotOver,
    /// What a device worked out there is wrong.
    WorkWrong,
    /// The page there stood open too long.
    WaitTooLong,
    /// Too many have waited there.
    StillCrowded,
    /// The form was sent faster than a person types, or too often from one network.
    TooFast,
    /// The number made up for the dice is none, or too large.
    DiceNumber,
    /// The dice know no such duration.
    DiceDraws,
}

impl Fault {
    /// The `id` of the field it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::AddressMissing
            | Self::AddressTooLong
            | Self::AddressMalformed
            | Self::AddressDomain
            | Self::WorkMailbox
            | Self::TooFast => "address",
            Self::CodeMissing | Self::CodeMalformed | Self::CodeWrong => "code",
            Self::AgainTooSoon => "again",
            Self::WaitNotOver | Self::WorkWrong | Self::WaitTooLong | Self::StillCrowded => "go",
            Self::AdultAndDutchMissing => "adult_dutch",
            Self::NationalityMissing | Self::NationalityTooMany => List::First.field(),
            Self::NationalityUnknown(list)
            | Self::NationalityMany(list)
            | Self::NationalityTwice(list) => list.field(),
            Self::MoreMissing | Self::AnswerUnknown => "answer-1",
            Self::DeclareMissing | Self::TextsChanged | Self::Paused => "declare",
            Self::ConsentKeepMissing => "consent_keep",
            Self::ConsentOptionalMissing => "consent_optional",
            Self::ChoiceMissing => "choice-form",
            Self::DiceNumber => "dice-number",
            Self::DiceDraws => "dice-draws",
        }
    }

    /// The key of the sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AddressMissing => "fault-address-missing",
            Self::AddressTooLong => "fault-address-too-long",
            Self::AddressMalformed => "fault-address-malformed",
            Self::AddressDomain => "fault-address-domain",
            Self::CodeMissing => "fault-code-missing",
            Self::CodeMalformed => "fault-code-malformed",
            Self::CodeWrong => "fault-code-wrong",
            Self::AdultAndDutchMissing => "fault-adult-and-dutch-missing",
            Self::NationalityMissing => "fault-nationality-missing",
            Self::NationalityUnknown(_) => "fault-nationality-unknown",
            Self::NationalityMany(_) => "fault-nationality-many",
            Self::NationalityTwice(_) => "fault-nationality-twice",
            Self::NationalityTooMany => "fault-nationality-too-many",
            Self::MoreMissing => "fault-more-missing",
            Self::AnswerUnknown => "fault-answer-unknown",
            Self::TextsChanged => "fault-texts-changed",
            Self::Paused => "fault-paused",
            Self::DeclareMissing => "fault-declare-missing",
            Self::ConsentKeepMissing => "fault-consent-keep-missing",
            Self::ConsentOptionalMissing => "fault-consent-optional-missing",
            Self::ChoiceMissing => "fault-choice-missing",
            Self::WorkMailbox => "fault-work-mailbox",
            Self::AgainTooSoon => "fault-again-too-soon",
            Self::WaitNotOver => "fault-wait-not-over",
            Self::WorkWrong => "fault-work-wrong",
            Self::WaitTooLong => "fault-wait-too-long",
            Self::StillCrowded => "fault-still-crowded",
            Self::TooFast => "fault-too-fast",
            Self::DiceNumber => "dice-fault-number",
            Self::DiceDraws => "dice-fault-draws",
        }
    }

    /// The sentence, which names the list where there are several.
    #[must_use]
    pub fn sentence(self, w: &Words<'_>) -> String {
        match self {
            Self::NationalityUnknown(list)
            | Self::NationalityMany(list)
            | Self::NationalityTwice(list) => w.say_with(self.key(), "list", list.name()),
            Self::DiceNumber => w.say_with(self.key(), "most", u32::from(MOST)),
            _ => w.say(self.key()),
        }
    }

    /// Every fault, for the catalogues' tests.
    pub const ALL: [Self; 35] = [
        Self::AddressMissing,
        Self::AddressTooLong,
        Self::AddressMalformed,
        Self::AddressDomain,
        Self::CodeMissing,
        Self::CodeMalformed,
        Self::CodeWrong,
        Self::AdultAndDutchMissing,
        Self::NationalityMissing,
        Self::NationalityUnknown(List::First),
        Self::NationalityUnknown(List::Second),
        Self::NationalityUnknown(List::Third),
        Self::NationalityMany(List::First),
        Self::NationalityMany(List::Second),
        Self::NationalityMany(List::Third),
        Self::NationalityTwice(List::Second),
        Self::NationalityTwice(List::Third),
        Self::NationalityTooMany,
        Self::MoreMissing,
        Self::AnswerUnknown,
        Self::TextsChanged,
        Self::Paused,
        Self::DeclareMissing,
        Self::ConsentKeepMissing,
        Self::ConsentOptionalMissing,
        Self::ChoiceMissing,
        Self::WorkMailbox,
        Self::AgainTooSoon,
        Self::WaitNotOver,
        Self::WorkWrong,
        Self::WaitTooLong,
        Self::StillCrowded,
        Self::TooFast,
        Self::DiceNumber,
        Self::DiceDraws,
    ];
}

/// How many faults there are, as the catalogues count.
#[must_use]
pub fn count(faults: &[Fault]) -> i64 {
    i64::try_from(faults.len()).unwrap_or(i64::MAX)
}

/// The first fault about this field, for the message beside it.
#[must_use]
pub fn about(faults: &[Fault], field: &str) -> Option<Fault> {
    faults.iter().copied().find(|fault| fault.field() == field)
}
