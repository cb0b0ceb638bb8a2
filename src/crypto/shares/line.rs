//! Ten bytes as twenty signs that a person can type: sixteen of the bytes, four to check them.
//!
//! The alphabet is Crockford's: digits and capitals without I, L, O and U. What looks alike is
//! read as what it must be. The check covers all lines so far, so the line that was mistyped, or
//! that comes from another sheet, is the one that is named.

use zeroize::Zeroizing;

use super::error::ShareError;
use crate::crypto::digest::sha256;

const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J',
    'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];
pub(super) const LINE_BYTES: usize = 10;
const LINE_SIGNS: usize = 20;
const GROUP: usize = 4;
/// Twenty bits: one mistyped line in a million passes.
const CHECK_SIGNS: usize = 4;

/// Five bits for each sign, the first bits first.
fn signs(bytes: &[u8], count: usize, into: &mut Zeroizing<String>) {
    for sign in 0..count {
        let five = (0..5).fold(0, |value, bit| {
            let at = sign * 5 + bit;
            let byte = bytes.get(at / 8).copied().unwrap_or(0);
            value * 2 + usize::from(byte >> (7 - at % 8) & 1)
        });
        into.push(ALPHABET.get(five).copied().unwrap_or('0'));
    }
}

/// The check signs of the last of these lines.
fn check(lines: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(CHECK_SIGNS));
    let whole = Zeroizing::new([b"enkel share v1".as_slice(), lines].concat());
    signs(&sha256(&whole), CHECK_SIGNS, &mut text);
    text
}

/// The text of a line in groups of four; `before` are the bytes of the lines above it.
pub(super) fn text(before: &[u8], line: &[u8]) -> Zeroizing<String> {
    let all = Zeroizing::new([before, line].concat());
    let mut row = Zeroizing::new(String::with_capacity(LINE_SIGNS));
    signs(line, LINE_SIGNS - CHECK_SIGNS, &mut row);
    row.push_str(&check(&all));
    let mut grouped = Zeroizing::new(String::with_capacity(2 * LINE_SIGNS));
    for (at, sign) in row.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            grouped.push_str(if at == LINE_SIGNS - CHECK_SIGNS {
                "   "
            } else {
                " "
            });
        }
        grouped.push(sign);
    }
    grouped
}

/// A set's number and the like: groups of four, nothing to check.
pub(super) fn name(bytes: &[u8]) -> String {
    let mut row = Zeroizing::new(String::new());
    signs(bytes, bytes.len() * 8 / 5, &mut row);
    let (head, tail) = row.split_at(row.len().min(GROUP));
    format!("{head}-{tail}")
}

/// What a typed sign stands for.
fn value(sign: char) -> Option<u8> {
    let folded = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    };
    let at = ALPHABET.iter().position(|known| *known == folded)?;
    u8::try_from(at).ok()
}

/// Reads line `number`, given the bytes of the lines above it. Spaces, dots and dashes between
/// signs do not matter, nor does the case.
pub(super) fn read(
    number: u8,
    before: &[u8],
    typed: &str,
) -> Result<Zeroizing<Vec<u8>>, ShareError> {
    let spacing = |sign: &char| sign.is_whitespace() || matches!(sign, '.' | '-' | '_' | ':' | ')');
    let count = typed.chars().filter(|sign| !spacing(sign)).count();
    if count != LINE_SIGNS {
        let found = count;
        return Err(ShareError::LineLength {
            line: number,
            found,
        });
    }
    let mut values = Zeroizing::new(Vec::with_capacity(LINE_SIGNS));
    for sign in typed.chars().filter(|sign| !spacing(sign)) {
        values.push(value(sign).ok_or(ShareError::LineSign(number))?);
    }
    let (body, typed_check) = values.split_at(LINE_SIGNS - CHECK_SIGNS);
    let bytes = bytes_of(body);
    let all = Zeroizing::new([before, bytes.as_slice()].concat());
    let expected = check(&all);
    let fits = expected
        .chars()
        .map(value)
        .eq(typed_check.iter().copied().map(Some));
    if fits {
        Ok(bytes)
    } else {
        Err(ShareError::LineCheck(number))
    }
}

fn bytes_of(values: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; LINE_BYTES]);
    for (at, place) in bytes.iter_mut().enumerate() {
        *place = (0..8).fold(0, |byte, bit| {
            let at = at * 8 + bit;
            let five = values.get(at / 5).copied().unwrap_or(0);
            byte << 1 | (five >> (4 - at % 5) & 1)
        });
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: [u8; 10] = [7; 10];
    const LINE: [u8; 10] = [0, 68, 50, 20, 199, 66, 84, 182, 53, 207];

    #[test]
    fn signs_run_through_the_alphabet_as_base32_does() {
        // The bytes whose base32 values are 0, 1, 2 ... 15.
        let text = text(&BEFORE, &LINE);
        assert!(text.starts_with("0123 4567 89AB CDEF   "), "{}", *text);
        assert_eq!(text.len(), 4 * 5 + 3 + 3);
        assert_eq!(name(&[255; 5]), "ZZZZ-ZZZZ");
    }

    #[test]
    fn what_was_printed_reads_in_any_case_and_spacing_and_with_look_alikes() {
        let printed = text(&BEFORE, &LINE);
        let typed = [
            printed.to_string(),
            printed.to_lowercase(),
            printed.replace(' ', ""),
            printed.replace(' ', "-"),
            printed.replace('0', "o").replace('1', "l"),
            printed
                .replace('0', "O")
                .replace('1', "I")
                .replace('V', "u"),
        ];
        for one in typed {
            assert_eq!(*read(3, &BEFORE, &one).unwrap(), LINE, "{one}");
        }
    }

    #[test]
    fn every_single_wrong_sign_and_every_swap_of_neighbours_is_noticed() {
        let printed: Vec<char> = text(&BEFORE, &LINE).replace(' ', "").chars().collect();
        for at in 0..printed.len() {
            for other in ALPHABET {
                let mut wrong = printed.clone();
                wrong[at] = other;
                let read = read(3, &BEFORE, &wrong.iter().collect::<String>());
                assert_eq!(read.is_ok(), wrong == printed);
            }
            let mut swapped = printed.clone();
            swapped.swap(at, (at + 1) % printed.len());
            let read = read(3, &BEFORE, &swapped.iter().collect::<String>());
            assert_eq!(read.is_ok(), swapped == printed);
        }
    }

    #[test]
    fn the_line_that_is_wrong_is_named() {
        let printed = text(&BEFORE, &LINE);
        let said = |typed: &str| read(3, &BEFORE, typed).unwrap_err().to_string();
        assert!(said(&printed[1..]).contains("line 3: 19 signs"));
        assert!(said(&printed.replace('F', "*")).contains("no sheet has"));
        assert!(said(&printed.replace("CDEF", "CDFE")).contains("mistyped"));
        let of_another_sheet = read(3, &[8; 10], &printed);
        assert!(matches!(of_another_sheet, Err(ShareError::LineCheck(3))));
    }
}
