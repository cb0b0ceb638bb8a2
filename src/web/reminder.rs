//! The calendar file: one day some weeks before the last one, and not a word about what it is for.
//!
//! Nobody can be written to, so a visitor may take a reminder along. It lies in a calendar that
//! others may read and providers can search: nothing in it names the register or is alike in the
//! files of two people (docs/decisions/0016).

use actix_web::HttpResponse;

use super::door::Form;
use super::error::WebError;
use super::respond;
use super::visitor::Visitor;
use crate::crypto::random;
use crate::domain::clock::Day;
use crate::domain::period::Cohort;
use crate::flows::FlowError;
use crate::text::Words;

/// The reminder falls this many days before the last day at least.
const LEAST_DAYS: i32 = 42;
/// And up to this many days earlier, so that not all of a year have the same day.
const SPREAD_DAYS: u16 = 28;
/// A line of such a file is no longer than 75 bytes without its end (RFC 5545, 3.1).
const LINE_BYTES: usize = 75;
/// What a line of the filling takes beside the sign or the name that begins it.
const SPACE_OF_A_LINE: usize = LINE_BYTES - 10 + 2;

/// `POST done`: the file for a cohort's last day, which is the same for everyone of that year. It
/// looks at no visit, changes nothing and leaves the cookie alone.
pub(super) async fn save(visitor: Visitor, form: Form) -> Result<HttpResponse, WebError> {
    visitor.web.limits.post(&visitor.request)?;
    let today = visitor.now.day();
    let year = form.get("year").and_then(|year| year.parse::<u16>().ok());
    let year = year.map(i32::from).ok_or(WebError::BadRequest)?;
    let cohort = Cohort::of_year(year);
    let left = cohort.last_day().number() - today.number();
    // The last day of this year, or of one of the two after it.
    if !(0..=3 * 371).contains(&left) {
        return Err(WebError::BadRequest);
    }
    let chance = random::bytes().map_err(FlowError::from)?;
    let file = calendar(visitor.words(), cohort.last_day(), today, chance);
    let name = visitor.words().say("reminder-file");
    Ok(respond::calendar(file, &name))
}

/// The file, in steps of 4 KiB like all of the door. The filling stands outside the event, where
/// calendars do not keep it.
fn calendar(w: Words<'_>, last_day: Day, today: Day, chance: [u8; 18]) -> Vec<u8> {
    let [a, b, ..] = chance;
    let earlier = u16::from_be_bytes([a, b]) % SPREAD_DAYS;
    // A day that is over reminds nobody.
    let day = last_day.plus(-LEAST_DAYS - i32::from(earlier));
    let day = day.max(today.plus(1)).min(last_day);
    let head = lines(&["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN"]);
    let event = lines(&[
        "BEGIN:VEVENT",
        &format!("UID:{}", uid(chance)),
        // The day alone: the hour would say when somebody was here.
        &format!("DTSTAMP:{}T000000Z", compact(today)),
        &format!("DTSTART;VALUE=DATE:{}", compact(day)),
        &format!("SUMMARY:{}", w.say("reminder-title")),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]);
    let room = respond::step_for(head.len() + event.len() + LINE_BYTES);
    let filling = filling(room - head.len() - event.len());
    [head, filling, event].concat()
}

fn lines(all: &[&str]) -> Vec<u8> {
    let ended = all.iter().map(|line| format!("{line}\r\n"));
    ended.collect::<String>().into_bytes()
}

/// One property of this many bytes in all, folded; `bytes` has room for a line at least.
fn filling(bytes: usize) -> Vec<u8> {
    let mut filling = b"X-FILLING:".to_vec();
    loop {
        let left = bytes.saturating_sub(filling.len());
        // Two lines of one length at the end: the last one is never too short for its own fold.
        let line = if left <= SPACE_OF_A_LINE {
            left
        } else {
            SPACE_OF_A_LINE.min(left / 2)
        };
        filling.resize(filling.len() + line.saturating_sub(2), b'.');
        filling.extend_from_slice(b"\r\n");
        if line == left {
            return filling;
        }
        filling.push(b' ');
    }
}

/// `20281025`.
fn compact(day: Day) -> String {
    day.iso().replace('-', "")
}

/// A random UUID, as calendars themselves give: one that is alike in all files could be searched for.
fn uid(chance: [u8; 18]) -> String {
    let [_, _, id @ ..] = chance;
    let number = u128::from_be_bytes(id) & !(0xf << 76) | (0x4 << 76);
    let number = number & !(0x3 << 62) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filling_has_its_size_and_no_line_is_too_long() {
        for bytes in 76..400 {
            let text = String::from_utf8(filling(bytes)).unwrap();
            assert_eq!(text.len(), bytes);
            let (body, end) = text.split_at(text.len() - 2);
            assert_eq!(end, "\r\n");
            for (number, line) in body.split("\r\n").enumerate() {
                assert!(line.len() <= LINE_BYTES, "{bytes}: {}", line.len());
                assert!(number == 0 || line.starts_with(' '));
            }
        }
    }

    #[test]
    fn a_uid_is_a_random_uuid() {
        assert_eq!(uid([0; 18]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uid([255; 18]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
