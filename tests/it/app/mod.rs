//! A whole register for one test, and the actors who use it.
//!
//! Each test runs on both databases; its name in the report says on which it failed.

mod answers;
mod backend;
mod board;
pub mod books;
mod citizen;
mod clock;
mod closed;
pub mod crowd;
pub mod raw;
mod register;
mod restorer;
mod served;
mod visitor;

pub use answers::{about, varied};
pub use backend::{Backend, Database, at_the_server};
pub use board::{Board, exact_flows, slips};
pub use citizen::{Citizen, Typed};
pub use clock::{TestClock, parse as day};
pub use register::{FIRST_DAY, TestApp, location, open_again};
pub use restorer::{Copy, Without};
pub use served::Served;
pub use visitor::Visitor;

/// Makes two tests of every function: one per database.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        mod on_sqlite {
            $($(#[$meta])* #[test] fn $name() {
                super::$name($crate::app::Backend::Sqlite);
            })+
        }
        mod on_postgres {
            $($(#[$meta])* #[test] fn $name() {
                super::$name($crate::app::Backend::Postgres);
            })+
        }
    };
}
