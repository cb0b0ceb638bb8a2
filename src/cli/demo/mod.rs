//! `enkel demo`: a whole register on this machine alone, full of invented declarations.
//!
//! It listens on loopback and nowhere else, because its letters lie readable on a page of its
//! own. A folder that holds no finished demonstration is never served as one.

mod clock;
mod history;
mod make;
mod operators;
mod people;

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::{Ended, Stopped, log, open, serve};
use crate::config::{Relay, Settings};
use crate::crypto::{digest, random};
use crate::web;

/// Where and how to show it.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to listen; loopback addresses only, and port 0 for any free port.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder to keep it in; one that holds a demonstration is opened again. Without it, a
    /// fresh folder among the system's temporary files.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How many declarations to invent.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(..=100_000))]
    declarations: u32,
    /// Translations to show as well, such as tr,ar,fa; en-XA and ar-XB are for trying pages out.
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    preview_languages: Vec<String>,
    /// Make it, say what to try, and stop without serving.
    #[arg(long)]
    make_only: bool,
}

impl Arguments {
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Ended, Stopped> {
        let listen = free(self.listen)?;
        let dir = match &self.dir {
            Some(dir) => std::path::absolute(dir).map_err(|error| unusable(dir, &error))?,
            None => fresh_folder()?,
        };
        let waiting = make::make_unless_made(&dir, self.declarations, out)?;
        let settings = settings(&dir, listen, &self.preview_languages.join(","))?;
        log::start(&settings)?;
        let options = web::Options {
            mailbox: Some(dir.join(make::MAIL)),
            sign_ins: operators::read(&dir)?,
            ..web::Options::at(listen)
        };
        let app = Arc::new(open::open(settings)?);
        say(out, &options, &dir, &waiting)?;
        if self.make_only {
            return Ok(Ended::Good);
        }
        serve::serve_with_jobs(app, options)
    }
}

/// The address to listen on, once it is known to be loopback and free.
fn free(listen: SocketAddr) -> Result<SocketAddr, Stopped> {
    if !listen.ip().is_loopback() {
        return Err(Stopped::Refused(format!(
            "{listen}: a demonstration listens on this machine alone, because it shows all its \
             letters to everyone. Use a loopback address, such as 127.0.0.1:8080; for a real \
             register, see `enkel init`."
        )));
    }
    let bound = TcpListener::bind(listen).and_then(|listener| listener.local_addr());
    bound.map_err(|error| {
        Stopped::Refused(format!(
            "{listen} cannot be listened on ({error}). Choose another with --listen, such as \
             127.0.0.1:8081."
        ))
    })
}

fn fresh_folder() -> Result<PathBuf, Stopped> {
    let drawn: [u8; 6] = random::bytes().map_err(|error| Stopped::because(&error))?;
    let dir = std::env::temp_dir().join(format!("enkel-demo-{}", digest::hex(&drawn)));
    let mut builder = std::fs::DirBuilder::new();
    match builder.mode(0o700).create(&dir) {
        Ok(()) => Ok(dir),
        Err(error) => Err(unusable(&dir, &error)),
    }
}

/// The demonstration's settings, for this address. Variables are left out: one that is set for a
/// real register must not lead a demonstration to that register's database.
fn settings(dir: &Path, listen: SocketAddr, preview: &str) -> Result<Settings, Stopped> {
    let file = dir.join(make::SETTINGS);
    let text = std::fs::read_to_string(&file).map_err(|error| unusable(&file, &error))?;
    let (address, base) = (listen.to_string(), format!("http://{listen}"));
    let mut given = vec![("web.listen", &*address), ("register.base_url", &*base)];
    if !preview.is_empty() {
        given.push(("register.preview_languages", preview));
    }
    let settings = Settings::parse(&text, dir, &[], &given)?;
    if settings.production || settings.mail.relay != Relay::Folder(dir.join(make::MAIL)) {
        return Err(Stopped::Refused(format!(
            "{} is no longer a demonstration's: letters must go to {} there, and production must \
             be false.",
            file.display(),
            make::MAIL
        )));
    }
    Ok(settings)
}

fn unusable(path: &Path, error: &std::io::Error) -> Stopped {
    Stopped::Refused(format!("{} cannot be used ({error}).", path.display()))
}

/// What to open, and what to try.
fn say(
    out: &mut dyn Write,
    options: &web::Options,
    dir: &Path,
    waiting: &str,
) -> Result<(), Stopped> {
    let (dir, listen) = (dir.display(), options.listen);
    writeln!(
        out,
        "
Enkel, a demonstration. Every declaration in it was invented by a program.

  Open     http://{listen}/
  Letters  http://{listen}/demo/mailbox   (nothing is sent: any address will do)
  Office   http://{listen}/admin
{sign_ins}  Folder   {dir}

Make a declaration: press \"Begin\", type any address, and find the code among the letters.

Or be the board: sign in at the office, count {waiting} (closed, and waiting), sign in as the other
person, approve it. Codes for both change every half minute: http://{listen}/demo/codes

Then try, in another terminal:

  enkel release list   --config {dir}/enkel.toml
  enkel release export {dir}/archive --config {dir}/enkel.toml
  enkel release verify {dir}/archive
  enkel doctor         --config {dir}/enkel.toml --invariants
  enkel operator log verify --config {dir}/enkel.toml
  enkel count          --config {dir}/enkel.toml --counting-key {dir}/{board}

The last one counts {waiting} without the office, as whoever has the counting key in hand can.
Press Ctrl-C to stop. `enkel demo --dir {dir}` opens it again; to be rid of it, delete that folder.
",
        board = make::BOARD_KEY,
        sign_ins = operators::told(&options.sign_ins),
    )?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_listened_on() {
        for elsewhere in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
            let Err(Stopped::Refused(reason)) = free(elsewhere.parse().unwrap()) else {
                panic!("{elsewhere}");
            };
            assert!(reason.contains("127.0.0.1"), "{reason}");
        }
        assert_ne!(free("127.0.0.1:0".parse().unwrap()).unwrap().port(), 0);
    }

    #[test]
    fn an_address_in_use_is_told() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let Err(Stopped::Refused(reason)) = free(taken.local_addr().unwrap()) else {
            panic!("it is taken");
        };
        assert!(reason.contains("--listen"), "{reason}");
    }
}
