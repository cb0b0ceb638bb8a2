//! The sheet of paper that a share is printed on, and reading it back as it was typed.

use zeroize::Zeroizing;

use super::error::ShareError;
use super::line::{self, LINE_BYTES};
use super::share::{LINES, PaperKind, SHARE_BYTES, Share};

const TITLE: &str = "enkel share v";

/// What a key is called on paper, English and Dutch.
const fn called(kind: PaperKind) -> (&'static str, &'static str) {
    match kind {
        PaperKind::Register => ("Register key", "Registersleutel"),
        PaperKind::Counting => ("Counting key", "Telsleutel"),
        PaperKind::Journal => ("Journal key", "Journaalsleutel"),
    }
}

pub(super) fn text(share: &Share) -> Zeroizing<String> {
    let mut sheet = Zeroizing::new(String::with_capacity(2_048));
    sheet.push_str(&heading(share));
    let bytes = share.bytes();
    for at in 0..LINES {
        let (before, rest) = bytes.split_at(at * LINE_BYTES);
        let (own, _) = rest.split_at(LINE_BYTES);
        sheet.push_str(&format!("    {}.  ", at + 1));
        sheet.push_str(&line::text(before, own));
        sheet.push('\n');
    }
    sheet.push_str(
        "\nKeep it apart from the other shares. To join them: enkel keys join\n\
         Bewaar dit blad apart van de andere delen. Samenvoegen: enkel keys join\n",
    );
    sheet
}

/// Nothing in it is secret. No line of it begins with a digit.
fn heading(share: &Share) -> String {
    let (english, dutch) = called(share.kind());
    let (number, count, needed) = (share.number(), share.count(), share.needed());
    format!(
        "{TITLE}1\n\n\
         {english} ({file}), share {number} of {count}. Any {needed} shares make the key; fewer \
         tell nothing.\n\
         {dutch} ({file}), deel {number} van {count}. Met {needed} delen is er de sleutel; met \
         minder is er niets.\n\n\
         Set / reeks: {set}\n\
         Check value of the key / controlegetal van de sleutel: {check}\n\n",
        file = share.kind().file_name(),
        set = share.set(),
        check = share.check_value(),
    )
}

/// Takes a sheet line by line. A line that was refused can be typed again.
pub struct Reading {
    bytes: Zeroizing<Vec<u8>>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            // Room for all of it at once: growing would leave unwiped copies behind.
            bytes: Zeroizing::new(Vec::with_capacity(SHARE_BYTES)),
        }
    }
}

impl Reading {
    /// Which of the five lines is due, from 1.
    #[must_use]
    pub fn due(&self) -> u8 {
        u8::try_from(self.bytes.len() / LINE_BYTES + 1).unwrap_or(u8::MAX)
    }

    /// Takes one line, with its number or without; the share, when it was the last. A line that
    /// neither begins with a digit nor has the signs of a line is a heading and passed over.
    ///
    /// # Errors
    /// Says what is wrong with the line; it is not taken.
    pub fn take(&mut self, typed: &str) -> Result<Option<Share>, ShareError> {
        let typed = typed.trim();
        if is_of_later_version(typed) {
            return Err(ShareError::LaterVersion);
        }
        let own = match (line::read(self.due(), &self.bytes, typed), numbered(typed)) {
            (Ok(own), _) => own,
            (Err(_), Some((number, rest))) => self.numbered_line(number, rest)?,
            (Err(refused @ ShareError::LineCheck(_)), None) => return Err(refused),
            (Err(_), None) => return Ok(None),
        };
        self.bytes.extend_from_slice(&own);
        if self.bytes.len() < SHARE_BYTES {
            return Ok(None);
        }
        let whole = std::mem::take(self);
        Share::from_bytes(&whole.bytes).map(Some)
    }

    fn numbered_line(&self, found: u8, rest: &str) -> Result<Zeroizing<Vec<u8>>, ShareError> {
        let due = self.due();
        match found == due {
            true => line::read(due, &self.bytes, rest),
            false => Err(ShareError::LineOrder { due, found }),
        }
    }
}

/// Every share in a text.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn read(text: &str) -> Result<Vec<Share>, ShareError> {
    let mut reading = Reading::default();
    let mut shares = Vec::new();
    for line in text.lines() {
        shares.extend(reading.take(line)?);
    }
    match (reading.due(), shares.is_empty()) {
        (1, true) => Err(ShareError::NoShare),
        (1, false) => Ok(shares),
        (due, _) => Err(ShareError::LineMissing(due)),
    }
}

fn is_of_later_version(typed: &str) -> bool {
    let Some((title, version)) = typed.split_at_checked(TITLE.len()) else {
        return false;
    };
    let version = version.trim().parse::<u32>();
    title.eq_ignore_ascii_case(TITLE) && version.is_ok_and(|version| version > 1)
}

/// A line's number and the rest: `3.  K7QM …`, `3 k7qm…`.
fn numbered(typed: &str) -> Option<(u8, &str)> {
    let first = typed.chars().next()?;
    let number = u8::try_from(first.to_digit(10)?).ok()?;
    Some((number, typed.get(1..)?))
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reading, line {}", self.due())
    }
}
