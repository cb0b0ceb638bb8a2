//! Makes a demonstration in a folder, or finds the one that was made there before.
//!
//! The marker is written last. A folder that holds anything but no marker is left alone: it is
//! a demonstration that broke off, or somebody's real register.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use super::super::{Stopped, open};
use super::clock::Hands;
use super::history::{History, Plan};
use super::{operators, settings, unusable};
use crate::app::HostClock;
use crate::config::Settings;
use crate::crypto::CountingKeyPlace;
use crate::crypto::ballot_box::CountingKey;
use crate::crypto::keys::Keys;
use crate::domain::clock::Clock;
use crate::flows::set_up::set_up;
use crate::store::Store;

/// The settings file.
pub(super) const SETTINGS: &str = "enkel.toml";
/// The folder of letters.
pub(super) const MAIL: &str = "mail";
/// The counting key. The office counts with it, and a person in a terminal can.
pub(super) const BOARD_KEY: &str = "board/counting.key";
/// Says that the folder holds a finished demonstration, and which quarter it left uncounted.
const MARKER: &str = "DEMONSTRATION";

/// Makes it unless it is there already; says which quarter was left uncounted.
pub(super) fn make_unless_made(
    dir: &Path,
    declarations: u32,
    out: &mut dyn Write,
) -> Result<String, Stopped> {
    let marker = dir.join(MARKER);
    if let Ok(waiting) = std::fs::read_to_string(&marker) {
        return Ok(waiting.trim().to_owned());
    }
    if !is_empty(dir)? {
        return Err(Stopped::Refused(format!(
            "{} is not empty and holds no finished demonstration. Choose another folder, or \
             delete this one if it was a demonstration that broke off.",
            dir.display()
        )));
    }
    writeln!(out, "Inventing a register, which takes a few seconds ...")?;
    out.flush()?;
    let waiting = make(dir, declarations)?;
    write_new(&marker, format!("{waiting}\n").as_bytes())?;
    Ok(waiting)
}

fn is_empty(dir: &Path) -> Result<bool, Stopped> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(unusable(dir, &error)),
    }
}

fn make(dir: &Path, declarations: u32) -> Result<String, Stopped> {
    let board = dir.join(BOARD_KEY);
    for folder in [dir, board.parent().unwrap_or(dir)] {
        let mut builder = std::fs::DirBuilder::new();
        let made = builder.recursive(true).mode(0o700).create(folder);
        made.map_err(|error| unusable(folder, &error))?;
    }
    let answers = [
        ("register.name", "Enkel"),
        ("controller.name", "Stichting Voorbeeld"),
        ("controller.address", "Voorbeeldstraat 1, 1234 AB Voorbeeld"),
        ("controller.kvk", "00000000"),
        ("controller.rsin", "000000000"),
        ("controller.contact", "bestuur@voorbeeld.example"),
        ("controller.privacy_contact", "privacy@voorbeeld.example"),
        ("processors.host_name", "Serverhuis Voorbeeld BV"),
        ("processors.host_place", "Nederland"),
        ("processors.relay_name", "Postbode Voorbeeld BV"),
        ("processors.relay_place", "Nederland"),
        ("processors.backup_name", "Kluis Voorbeeld BV"),
        ("processors.backup_place", "Nederland"),
        ("mail.from", "codes@post.example"),
        ("database.url", "sqlite:data"),
        ("mail.url", "folder:mail"),
        ("counting.mode", "automatic"),
        ("counting.release_by", "office"),
        ("keys.counting_key", BOARD_KEY),
    ];
    write_new(&dir.join(SETTINGS), Settings::template(&answers).as_bytes())?;
    let settings = settings(dir, ([127, 0, 0, 1], 8_080).into(), "")?;
    let today = HostClock.now().day();
    let counting = CountingKeyPlace::Ceremony(board.clone());
    let made = Keys::create(&settings.keys.folder, today, &counting)?;
    let plan = Plan::on(today, declarations);
    play(settings, &made.keys, dir, &plan)
}

fn play(settings: Settings, keys: &Keys, dir: &Path, plan: &Plan) -> Result<String, Stopped> {
    let board = CountingKey::load(&dir.join(BOARD_KEY))?;
    Store::migrate(&open::location(&settings))?;
    let first_day = plan.first_day();
    let store = open::store(&settings)?;
    set_up(&store, keys, &open::texts(&settings)?, &settings, first_day)?;
    drop(store);
    let hands = Arc::new(Hands::at(first_day));
    let app = open::open_at(settings, hands.clone(), false)?;
    let history = History {
        app: &app,
        hands: &hands,
        board: &board,
        plan,
    };
    history.play()?;
    operators::add(&app, dir)?;
    Ok(plan.uncounted.to_string())
}

pub(super) fn write_new(path: &Path, content: &[u8]) -> Result<(), Stopped> {
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(0o600).open(path);
    opened
        .and_then(|mut file| file.write_all(content))
        .map_err(|error| unusable(path, &error))
}
