//! Lines of the office's tables: accounts, log, proposals, documents.

use super::rows::{Fields, Record};
use crate::domain::clock::{Day, Timestamp};
use crate::domain::document::{self, Document, Key};
use crate::domain::operator::{Deed, LogLine, Operator, OperatorName, Roles};
use crate::domain::proposal::{self, Proposal, State};

pub(super) const OPERATOR: &[&str] = &[
    "name",
    "roles",
    "since",
    "ended",
    "password",
    "factor",
    "factor_step",
    "recovery",
    "invitation",
    "invited_until",
];
pub(super) const LOG: &[&str] = &["place", "at", "who", "deed", "about", "detail", "link"];
pub(super) const PROPOSAL: &[&str] = &[
    "kind",
    "subject",
    "body",
    "proposed_by",
    "proposed_at",
    "state",
    "decided_by",
    "decided_at",
    "reason_nl",
    "reason_en",
];
pub(super) const DOCUMENT: &[&str] = &[
    "kind",
    "name",
    "language",
    "version",
    "body",
    "written_by",
    "day",
];

pub(super) fn operator(row: &Operator) -> Fields {
    vec![
        row.name.to_string(),
        row.roles.to_string(),
        row.since.number().to_string(),
        u8::from(row.ended).to_string(),
        row.password.clone(),
        row.factor.clone(),
        row.factor_step.to_string(),
        row.recovery.join(" "),
        row.invitation.clone(),
        row.invited_until.unix().to_string(),
    ]
}

pub(super) fn read_operator(record: &Record) -> Option<Operator> {
    let text = |place| record.get(place).map(str::to_owned);
    Some(Operator {
        name: OperatorName::parse(record.get(0)?)?,
        roles: Roles::parse(record.get(1)?)?,
        since: Day::from_number(record.get(2)?.parse().ok()?),
        ended: record.get(3)? == "1",
        password: text(4)?,
        factor: text(5)?,
        factor_step: record.get(6)?.parse().ok()?,
        recovery: text(7)?.split_whitespace().map(str::to_owned).collect(),
        invitation: text(8)?,
        invited_until: moment(record.get(9)?)?,
    })
}

pub(super) fn log_line(row: &LogLine) -> Fields {
    vec![
        row.place.to_string(),
        row.at.unix().to_string(),
        row.who.clone(),
        row.deed.code().to_owned(),
        row.about.clone(),
        row.detail.clone(),
        row.link.clone(),
    ]
}

pub(super) fn read_log_line(record: &Record) -> Option<LogLine> {
    let text = |place| record.get(place).map(str::to_owned);
    Some(LogLine {
        place: record.get(0)?.parse().ok()?,
        at: moment(record.get(1)?)?,
        who: text(2)?,
        deed: Deed::from_code(record.get(3)?)?,
        about: text(4)?,
        detail: text(5)?,
        link: text(6)?,
    })
}

pub(super) fn proposal(row: &Proposal) -> Fields {
    let [dutch, english] = row.reason.clone();
    vec![
        row.kind.code().to_owned(),
        row.subject.clone(),
        row.body.clone(),
        row.proposed_by.clone(),
        row.proposed_at.unix().to_string(),
        row.state.code().to_owned(),
        row.decided_by.clone(),
        row.decided_at.unix().to_string(),
        dutch,
        english,
    ]
}

pub(super) fn read_proposal(record: &Record) -> Option<Proposal> {
    let text = |place| record.get(place).map(str::to_owned);
    Some(Proposal {
        kind: proposal::Kind::from_code(record.get(0)?)?,
        subject: text(1)?,
        body: text(2)?,
        proposed_by: text(3)?,
        proposed_at: moment(record.get(4)?)?,
        state: State::from_code(record.get(5)?)?,
        decided_by: text(6)?,
        decided_at: moment(record.get(7)?)?,
        reason: [text(8)?, text(9)?],
    })
}

pub(super) fn document(row: &Document) -> Fields {
    vec![
        row.key.kind.code().to_owned(),
        row.key.name.clone(),
        row.key.language.clone(),
        row.version.to_string(),
        row.body.clone(),
        row.written_by.clone(),
        row.day.number().to_string(),
    ]
}

pub(super) fn read_document(record: &Record) -> Option<Document> {
    let text = |place| record.get(place).map(str::to_owned);
    Some(Document {
        key: Key {
            kind: document::Kind::from_code(record.get(0)?)?,
            name: text(1)?,
            language: text(2)?,
        },
        version: record.get(3)?.parse().ok()?,
        body: text(4)?,
        written_by: text(5)?,
        day: Day::from_number(record.get(6)?.parse().ok()?),
    })
}

fn moment(text: &str) -> Option<Timestamp> {
    Some(Timestamp::from_unix(text.parse().ok()?))
}
