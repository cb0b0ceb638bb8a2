//! What the register is about: its words, its rules, its calendar.
//!
//! Everything here is pure. Time and chance are handed in; nothing is read or written.
//! A value that exists is valid: raw text becomes a type here, once, or is refused with a reason.

pub mod alarm;
pub mod answers;
pub mod ballot;
pub mod calendar;
pub mod cells;
pub mod clock;
pub mod code;
pub mod consent;
pub mod country;
pub mod declaration;
pub mod document;
pub mod dutch_time;
pub mod email;
pub mod export;
pub mod government;
pub mod help;
pub mod ids;
pub mod leaf;
pub mod letter;
pub mod locale;
mod mailbox_rules;
pub mod month;
pub mod nationality;
pub mod operator;
pub mod password;
pub mod period;
pub mod population;
pub mod postage;
pub mod proposal;
pub mod record;
pub mod release;
pub mod report;
pub mod source;
pub mod statement;
mod states;
pub mod steady;
pub mod table;
pub mod visit;
pub mod workplace;
