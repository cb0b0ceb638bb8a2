//! `enkel doctor`: looks at everything a register rests on, and says of each what to do.
//!
//! Every line has a stable name, a state and a sentence; `--json` prints the same lines. It writes
//! nothing that stays, and it never says a number that a release would protect.

mod arrived;
mod asks;
mod data_path;
mod keys;
mod letter;
mod places;
mod post;
mod red;
mod register;
mod relay;
mod report;
mod safety;
mod site;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{ConfigFile, Ended, Stopped, open};
use crate::config::{Origin, Refused, Settings, environment};
use asks::{Names, Resolver};
use report::Report;

/// What to look at, and how to say it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    file: ConfigFile,
    /// Print the lines as JSON.
    #[arg(long)]
    json: bool,
    /// Look at the invariants of the register too; this reads every row.
    #[arg(long)]
    invariants: bool,
    /// Say instead with whom this program may ever speak, as the settings have it.
    #[arg(long, conflicts_with_all = ["invariants", "mail"])]
    data_path: bool,
    /// Send a letter as visitors get it to a mailbox of your own instead, or judge one with --check.
    #[arg(long, conflicts_with = "invariants")]
    mail: bool,
    /// The mailbox for --mail; asked for where it is not given. It is kept nowhere.
    #[arg(
        long,
        value_name = "ADDRESS",
        requires = "mail",
        conflicts_with = "check"
    )]
    to: Option<String>,
    /// A letter that arrived, saved with all its headers.
    #[arg(long, value_name = "FILE.eml", requires = "mail")]
    check: Option<PathBuf>,
    /// Write to the administrator when a line fails; without an address, to the one in
    /// operations.administrator.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, conflicts_with_all = ["data_path", "mail"])]
    mail_on_red: Option<Option<String>>,
    /// The resolver to ask for names, such as 192.0.2.53 or 127.0.0.1:5353; without it, those in
    /// /etc/resolv.conf.
    #[arg(long, value_name = "ADDRESS", value_parser = resolver)]
    resolver: Option<SocketAddr>,
    /// The port on which the site answers in clear.
    #[arg(long, value_name = "PORT", default_value_t = site::CLEAR_PORT)]
    clear_port: u16,
}

/// An address, with or without the port.
fn resolver(text: &str) -> Result<SocketAddr, String> {
    let alone = |_| text.parse().map(|address| SocketAddr::new(address, 53));
    let read = text.parse().or_else(alone);
    read.map_err(|_| "expected an address such as 192.0.2.53 or 127.0.0.1:5353".to_owned())
}

/// What the looks outside are made with.
pub(super) struct Looks<'a> {
    names: &'a dyn Names,
    clear_port: u16,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// Works, but should be looked at.
    Warn,
    /// Does not work, or must not stay so.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    name: &'static str,
    state: State,
    say: String,
}

impl Line {
    pub(super) fn ok(name: &'static str, say: impl Into<String>) -> Self {
        Self::of(name, State::Ok, say)
    }

    pub(super) fn warn(name: &'static str, say: impl Into<String>) -> Self {
        Self::of(name, State::Warn, say)
    }

    pub(super) fn fail(name: &'static str, say: impl Into<String>) -> Self {
        Self::of(name, State::Fail, say)
    }

    /// Failed where people rely on it, a warning while trying out.
    pub(super) fn grave(name: &'static str, production: bool, say: impl Into<String>) -> Self {
        match production {
            true => Self::fail(name, say),
            false => Self::warn(name, say),
        }
    }

    fn of(name: &'static str, state: State, say: impl Into<String>) -> Self {
        let say = say.into();
        Self { name, state, say }
    }

    /// What was found, or why it failed.
    pub(super) fn either(name: &'static str, found: Result<String, Stopped>) -> Self {
        match found {
            Ok(say) => Self::ok(name, say),
            Err(stopped) => Self::fail(name, stopped.to_string()),
        }
    }
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let settings = Settings::load(&self.file.config, &environment());
        if self.mail && self.check.is_none() {
            return letter::send(&settings?, self.to.as_deref(), out);
        }
        let resolver = Resolver::new(self.resolver);
        let checks = match &settings {
            Err(refused) => settings_refused(refused),
            Ok(settings) if self.data_path => data_path::look(settings, &resolver),
            Ok(settings) => match &self.check {
                Some(file) => arrived::look(settings, file, &resolver)?,
                None => look(settings, &resolver, self.clear_port, self.invariants),
            },
        };
        let report = Report::of(checks);
        report.print(self.json, out)?;
        if let (Some(to), Ok(settings)) = (&self.mail_on_red, &settings) {
            red::write(settings, to.as_deref(), &report)?;
        }
        Ok(report.ended())
    }
}

/// What is still to be done after a register was set up, as the lines that are not well.
pub(super) fn left_to_do(settings: &Settings, out: &mut dyn Write) -> Result<(), Stopped> {
    let lines = look(settings, &Resolver::new(None), site::CLEAR_PORT, false);
    let left = lines.into_iter().filter(|line| line.state != State::Ok);
    Report::of(left.collect()).print(false, out)
}

fn look(settings: &Settings, resolver: &Resolver, clear_port: u16, invariants: bool) -> Vec<Line> {
    let mut lines = vec![
        Line::ok("settings", "The settings are accepted."),
        production(settings),
        controller(settings),
        address(settings),
    ];
    lines.extend(keys::look(settings));
    lines.extend(places::look(settings));
    lines.push(safety::journal(settings));
    match open::open(settings.clone()) {
        Ok(app) => lines.extend(register::look(&app, invariants)),
        Err(stopped) => lines.push(Line::fail("register", stopped.to_string())),
    }
    lines.extend(relay::look(settings));
    lines.extend(post::look(settings, resolver));
    let looks = Looks {
        names: resolver,
        clear_port,
    };
    lines.extend(site::look(settings, &looks));
    lines
}

fn settings_refused(refused: &Refused) -> Vec<Line> {
    let each = refused.0.iter();
    each.map(|problem| Line::fail("settings", problem.to_string()))
        .collect()
}

fn production(settings: &Settings) -> Line {
    match settings.production {
        true => Line::ok("production", "This is a register for real people."),
        false => Line::warn(
            "production",
            "This register is for trying out. For real people, set production = true.",
        ),
    }
}

/// In production the settings refuse placeholders; before, this says what is still to be done.
fn controller(settings: &Settings) -> Line {
    let left: Vec<&str> = settings
        .printed()
        .iter()
        .filter(|line| line.origin == Origin::Default && line.key.starts_with("controller."))
        .map(|line| line.key.as_str())
        .collect();
    match left.is_empty() {
        true => Line::ok("controller", "It is said who answers for the register."),
        false => Line::warn(
            "controller",
            format!(
                "Not filled in: {}. The privacy page needs them.",
                left.join(", ")
            ),
        ),
    }
}

fn address(settings: &Settings) -> Line {
    let base = &settings.register.base_url;
    match base.is_https() {
        true => Line::ok("address", format!("Visitors come to {}.", base.as_str())),
        false => Line::warn(
            "address",
            format!(
                "Visitors come to {} without encryption. Put a proxy that does TLS in front, and \
                 write https:// in register.base_url.",
                base.as_str()
            ),
        ),
    }
}
