//! The two invented operators of a demonstration. They come in as real ones do: invited, with a
//! password and a second factor; here both lie readable in the demonstration's folder.

use std::path::Path;

use data_encoding::BASE32_NOPAD;

use super::make::write_new;
use super::unusable;
use crate::app::App;
use crate::cli::Stopped;
use crate::crypto::office::typed_code;
use crate::crypto::totp;
use crate::domain::operator::{MACHINE, Role, Roles};
use crate::flows::FlowError;
use crate::flows::office::{Refusal, accounts, enrol, sessions};
use crate::web::SignIn;

/// One line each: name, password, secret.
const FILE: &str = "operators.txt";

const PEOPLE: [(&str, &[Role]); 2] = [
    ("anna", &[Role::Owner, Role::Releaser, Role::Editor]),
    ("bram", &[Role::Releaser, Role::Editor, Role::Auditor]),
];

/// Lets both come in, and notes how they sign in.
pub(super) fn add(app: &App, dir: &Path) -> Result<(), Stopped> {
    let mut lines = String::new();
    for (name, roles) in PEOPLE {
        let one = come_in(app, name, roles)?;
        lines.push_str(&format!("{} {} {}\n", one.name, one.password, one.secret));
    }
    write_new(&dir.join(FILE), lines.as_bytes())
}

fn come_in(app: &App, name: &str, roles: &[Role]) -> Result<SignIn, Stopped> {
    let roles = Roles::of(roles.iter().copied());
    let invited = said(accounts::invite(app, MACHINE, name, roles)?)?;
    let password = typed_code(4).map_err(FlowError::from)?.to_lowercase();
    let token = said(enrol::accept(app, name, &invited.code, &password)?)?;
    let seat = sessions::seat(app, &token)?;
    let seat = seat.ok_or_else(|| said_no("no session"))?;
    let secret = enrol::offered_factor(app, &seat)?;
    let code = totp::code(&secret, app.now()).unwrap_or_default();
    let (token, _) = said(enrol::confirm_factor(app, &seat, &code)?)?;
    if let Some(seat) = sessions::seat(app, &token)? {
        sessions::end(app, seat.session.id)?;
    }
    Ok(SignIn {
        name: name.to_owned(),
        password,
        secret: BASE32_NOPAD.encode(&secret),
    })
}

fn said<T>(done: Result<T, Refusal>) -> Result<T, Stopped> {
    done.map_err(|why| said_no(why.code()))
}

fn said_no(why: &str) -> Stopped {
    Stopped::Refused(format!(
        "the demonstration's operators cannot come in: {why}."
    ))
}

/// How they sign in.
pub(super) fn read(dir: &Path) -> Result<Vec<SignIn>, Stopped> {
    let file = dir.join(FILE);
    let text = std::fs::read_to_string(&file).map_err(|error| unusable(&file, &error))?;
    let one = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some(SignIn {
            name: words.next()?,
            password: words.next()?,
            secret: words.next()?,
        })
    };
    Ok(text.lines().filter_map(one).collect())
}

/// The lines that tell it.
pub(super) fn told(sign_ins: &[SignIn]) -> String {
    let line = |one: &SignIn| format!("           {} / {}\n", one.name, one.password);
    sign_ins.iter().map(line).collect()
}
