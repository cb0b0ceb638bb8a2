//! One file per deed of the register. Each is a plain function: load, decide, write.
//!
//! A flow is one story in one named transaction; delivering a letter alone takes two. Nothing
//! here knows of HTTP, and nothing sends while a transaction is open.

pub mod ask_for_code;
pub mod back_up;
pub mod ceremony;
pub mod close_period;
pub mod consent_texts;
pub mod count;
pub mod declare;
pub mod deliver;
mod desk;
pub mod due;
pub mod end_visit;
pub mod epoch;
mod error;
pub mod export;
pub mod families;
mod guest_list;
pub mod inspect;
pub mod journal;
pub mod move_register;
pub mod office;
pub mod open_app;
pub mod open_door;
pub mod publish;
pub mod ready;
pub mod report_error;
pub mod restore;
pub mod roll_dice;
pub mod set_up;
pub mod show_kept;
pub mod simulate;
pub mod step_keys;
pub mod sweep;
pub mod turn;
pub mod withdraw;
pub mod write_escrow;

pub use error::FlowError;
