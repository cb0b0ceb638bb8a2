//! `enkel operator`: accounts of the board's office, from the machine itself.

use std::io::Write;

use clap::{Args, Subcommand};

use super::{ConfigFile, Ended, Stopped, open};
use crate::app::App;
use crate::domain::operator::{MACHINE, Operator, Role, Roles};
use crate::flows::office::accounts::{self, Invitation};
use crate::flows::office::{Refusal, log};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open an account and print an invitation to it.
    Add(Add),
    /// List all accounts: name, state, roles.
    List(ConfigFile),
    /// Start an account anew: shut it out everywhere and print a new invitation. Restores a lost
    /// last owner.
    Reset(Reset),
    /// Look after the log of what was done in the office.
    #[command(subcommand)]
    Log(Log),
}

/// Whom to invite.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// The name to sign in with; it stands in the log, and may be a pen name.
    #[arg(value_name = "NAME")]
    name: String,
    /// What they may do: editor, releaser, auditor, owner; several with commas between.
    #[arg(long, value_name = "ROLES", value_parser = roles)]
    roles: Roles,
    #[command(flatten)]
    config: ConfigFile,
}

/// Whose account to start anew.
#[derive(Debug, Args)]
pub(super) struct Reset {
    /// The name of the account.
    #[arg(value_name = "NAME")]
    name: String,
    /// Other roles than before.
    #[arg(long, value_name = "ROLES", value_parser = roles)]
    roles: Option<Roles>,
    #[command(flatten)]
    config: ConfigFile,
}

/// What can be done with the log.
#[derive(Debug, Subcommand)]
pub(super) enum Log {
    /// Check that no line of the log was changed or taken out, and print its last link. A log that
    /// was cut off at its end looks whole: compare the link with one kept elsewhere.
    Verify(ConfigFile),
}

fn roles(text: &str) -> Result<Roles, String> {
    let known = || {
        let words: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("roles are {}, with commas between", words.join(", "))
    };
    Roles::parse(text)
        .filter(|roles| !roles.is_empty())
        .ok_or_else(known)
}

impl Command {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        match self {
            Self::Add(add) => {
                let app = open::open(add.config.settings()?)?;
                let done = accounts::invite(&app, MACHINE, &add.name, add.roles.clone())?;
                invited(&app, done, out)
            }
            Self::List(config) => list(&open::open(config.settings()?)?, out),
            Self::Reset(reset) => {
                let app = open::open(reset.config.settings()?)?;
                let done = accounts::reset(&app, MACHINE, &reset.name, reset.roles.clone())?;
                invited(&app, done, out)
            }
            Self::Log(Log::Verify(config)) => verify(&open::open(config.settings()?)?, out),
        }
    }
}

fn invited(
    app: &App,
    done: Result<Invitation, Refusal>,
    out: &mut dyn Write,
) -> Result<Ended, Stopped> {
    let Invitation { name, code, until } = done.map_err(|why| Stopped::Refused(reason(why)))?;
    let base = app.settings.register.base_url.as_str();
    let minutes = until.unix().rem_euclid(86_400) / 60;
    writeln!(
        out,
        "Invitation for {name}. Give it in person or by telephone; it is shown only now.\n\n  \
         Address  {base}/admin/invitation\n  Name     {name}\n  Code     {code}\n  Until    \
         {} {:02}:{:02} UTC",
        until.day().iso(),
        minutes / 60,
        minutes % 60
    )?;
    Ok(Ended::Good)
}

fn reason(why: Refusal) -> String {
    match why {
        Refusal::Name => "a name has 2 to 30 small letters, digits, full stops or hyphens, and \
                          begins with a letter; nobody is called machine."
            .to_owned(),
        Refusal::NameTaken => "this name is or was somebody's. Choose another; \
                               `enkel operator reset` starts an account anew."
            .to_owned(),
        Refusal::NoSuchAccount => {
            "there is no such account; `enkel operator list` names all.".to_owned()
        }
        Refusal::NoRoles => "this account has no roles: give some with --roles.".to_owned(),
        other => format!("refused: {}", other.code()),
    }
}

fn list(app: &App, out: &mut dyn Write) -> Result<Ended, Stopped> {
    for one in accounts::all(app)? {
        let state = state(app, &one);
        writeln!(out, "{:<30} {state:<10} {}", one.name.as_str(), one.roles)?;
    }
    Ok(Ended::Good)
}

fn state(app: &App, one: &Operator) -> &'static str {
    match one {
        one if one.ended => "left",
        one if one.is_active() => "active",
        one if app.now() < one.invited_until => "invited",
        _ => "waiting",
    }
}

fn verify(app: &App, out: &mut dyn Write) -> Result<Ended, Stopped> {
    match log::verify(app)? {
        log::Checked::Whole { lines, head } => {
            writeln!(out, "{lines} lines, each following from the one before.")?;
            writeln!(out, "Last link: {head}")?;
            Ok(Ended::Good)
        }
        log::Checked::Broken { place } => {
            writeln!(
                out,
                "Line {place} does not follow from what stands before it: the log was changed, \
                 or register.key is not the one it was written with. Keep a copy of the database, \
                 and compare with a CSV of the log kept elsewhere."
            )?;
            Ok(Ended::Finding)
        }
    }
}
