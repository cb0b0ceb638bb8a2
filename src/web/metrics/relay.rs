//! Whether the relay is there, asked whether or not anybody wants a letter.

use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::mail::Transport;

/// Asks at each look what the next one tells. A thread of its own asks: a relay that hangs holds
/// up neither a look nor the end of the process.
#[derive(Default)]
pub(super) struct Relay {
    asked: Option<JoinHandle<bool>>,
}

impl Relay {
    /// Whether it answered since the look before; unknown at the first.
    pub(super) fn is_up(&mut self, mailer: &Arc<dyn Transport>) -> Option<bool> {
        let asked = self.asked.take();
        if asked.as_ref().is_some_and(|asked| !asked.is_finished()) {
            self.asked = asked;
            return Some(false);
        }
        let mailer = mailer.clone();
        let asks = move || mailer.would_take().is_ok();
        self.asked = Builder::new().name("relay".into()).spawn(asks).ok();
        asked.map(|asked| asked.join().unwrap_or(false))
    }
}
