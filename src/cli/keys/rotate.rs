//! `enkel keys rotate`: the epoch goes a step now, everything is wrapped anew, and the old step's
//! key is destroyed. With `--fresh` the next key comes from new randomness, after a theft.

use std::io::Write;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;

use crate::app::App;
use crate::cli::{ConfigFile, Ended, Stopped, open};
use crate::flows::epoch::{Begun, Looked, Raise, begin_fresh, begun, finish, raise};
use crate::jobs::Pace;

/// How long somebody else's turn must stand still before it is taken over.
const STANDS_STILL: Duration = Duration::from_secs(10);
const DOT_EVERY: Duration = Duration::from_secs(1);

/// How to rotate.
#[derive(Debug, Args)]
pub(in crate::cli) struct Rotate {
    #[command(flatten)]
    file: ConfigFile,
    /// Begin from new randomness: after a theft, when an old copy of the key must open nothing
    /// that comes.
    #[arg(long)]
    fresh: bool,
    /// With `--fresh`, where there are several hosts: the file it named is in every other host's
    /// folder of keys now.
    #[arg(long, requires = "fresh")]
    copied: bool,
}

impl Rotate {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let app = open::open(self.file.settings()?)?;
        wrap_all(&app, out, true)?;
        if let Some(file) = self.fresh_chain(&app)? {
            writeln!(
                out,
                "Begun: {}. Copy that file into the folder of keys of every other host, readable \
                 by its owner alone, and then run `enkel keys rotate --fresh --copied` here.",
                file.display()
            )?;
            return Ok(Ended::Good);
        }
        if !raise(&app, Raise::ByHand)? {
            return refused("another process went a step at this very moment: look again.");
        }
        writeln!(out, "The epoch went a step.")?;
        wrap_all(&app, out, false)?;
        writeln!(
            out,
            "Everything is wrapped anew, and this host's key of the old step is destroyed. Other \
             hosts destroy theirs within a minute, as long as they run."
        )?;
        Ok(Ended::Good)
    }

    /// Sees that the chain that was asked for is the one that is taken up; the file, where it has
    /// to be copied first.
    fn fresh_chain(&self, app: &App) -> Result<Option<PathBuf>, Stopped> {
        match (begun(app)?, self.fresh, self.copied) {
            (Begun::Waits, false, _) => refused(
                "a chain from new randomness was begun: go on with `enkel keys rotate --fresh`.",
            ),
            (Begun::Nothing, true, true) => refused(
                "no new chain waits for the next step: run `enkel keys rotate --fresh` first, \
                 and copy the file that it names.",
            ),
            (_, false, _) | (Begun::Waits, true, true) => Ok(None),
            (_, true, false) => {
                let (file, several_hosts) = begin_fresh(app)?;
                Ok(several_hosts.then_some(file))
            }
        }
    }
}

/// Finishes a re-wrap. Where another process is at it: refuses, or follows until it is done.
fn wrap_all(app: &App, out: &mut dyn Write, refuses: bool) -> Result<(), Stopped> {
    let mut seen: Option<String> = None;
    let mut dots = Dots::new(out);
    loop {
        let looked = finish(app, seen.as_deref(), &mut || dots.rest())?;
        match looked {
            Looked::InOrder => return dots.end(),
            Looked::Stopped => continue,
            Looked::SomebodyElse(_) if refuses && seen.is_some() => {
                dots.end()?;
                return refused(
                    "another process re-wraps just now: let it finish, and run this again.",
                );
            }
            Looked::SomebodyElse(turn) => seen = Some(turn),
        }
        sleep(STANDS_STILL);
    }
}

/// Progress by time alone: a dot for each batch would tell how many rows there are.
struct Dots<'a> {
    out: &'a mut dyn Write,
    pace: Pace,
    last: Option<Instant>,
}

impl<'a> Dots<'a> {
    fn new(out: &'a mut dyn Write) -> Self {
        Self {
            out,
            pace: Pace::start(),
            last: None,
        }
    }

    fn rest(&mut self) -> bool {
        sleep(self.pace.due());
        self.pace.goes_on();
        if self.last.is_none_or(|last| last.elapsed() >= DOT_EVERY) {
            // Who does not look any more still gets a whole re-wrap.
            let _ = self.out.write_all(b".").and_then(|()| self.out.flush());
            self.last = Some(Instant::now());
        }
        true
    }

    fn end(&mut self) -> Result<(), Stopped> {
        if self.last.take().is_some() {
            writeln!(self.out)?;
        }
        Ok(())
    }
}

fn refused<T>(why: &str) -> Result<T, Stopped> {
    Err(Stopped::Refused(why.to_owned()))
}
