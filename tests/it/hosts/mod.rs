//! Many hosts on one register, what may stand between them and their database, and members that
//! do not belong.

mod members;
mod one_runner;
mod pooler;
pub mod process;
mod quiet_log;
mod replica;
mod rolling;
mod stopping;
mod two_hosts;

use enkel::app::App;
use enkel::domain::clock::Timestamp;
use enkel::store::outbox;

/// Takes every letter that is due into the hands of whoever has this token; how many there were.
pub fn takes_letters(host: &App, token: [u8; 16], now: Timestamp) -> usize {
    let taken = host.store.transit.write("take letters", move |conn| {
        let found = outbox::free(conn, now, now, 16)?;
        let ids: Vec<[u8; 16]> = found.iter().map(|letter| letter.id).collect();
        outbox::lease(conn, &ids, &token, now)?;
        Ok(ids.len())
    });
    taken.unwrap()
}

/// No test waits longer for a process than this.
pub const HANG: std::time::Duration = std::time::Duration::from_secs(60);
