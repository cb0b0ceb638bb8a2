//! The second factor: codes of six digits that change every half minute (RFC 6238, with SHA-1 as
//! every authenticator app has it).

use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use super::error::CryptoError;
use super::random;
use crate::domain::clock::Timestamp;

/// RFC 4226, section 4, recommends 20 bytes.
const SECRET_BYTES: usize = 20;
/// A code is good one step early and one late: clocks of telephones differ (RFC 6238, 5.2).
const AROUND: u16 = 1;

/// A new secret.
///
/// # Errors
/// No randomness.
pub fn draw() -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    Ok(Zeroizing::new(random::bytes::<SECRET_BYTES>()?.to_vec()))
}

/// The time step whose code this is; `None` for a code that is not good now. Whoever checks a code
/// must refuse a step that was used before: a code is good once (RFC 6238, 5.2).
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let code: String = typed.chars().filter(char::is_ascii_digit).collect();
    let now = u64::try_from(now.unix()).ok()?;
    let step = made(secret, "", "")?.check(&code, now)?;
    i64::try_from(step).ok()
}

/// The code of this moment, as an authenticator app shows it; for demonstrations and tests.
#[must_use]
pub fn code(secret: &[u8], now: Timestamp) -> Option<String> {
    let now = u64::try_from(now.unix()).ok()?;
    Some(made(secret, "", "")?.generate(now).to_string())
}

/// What an app is given: the address that its QR code holds.
#[must_use]
pub fn address(secret: &[u8], register: &str, name: &str) -> Option<Zeroizing<String>> {
    // A colon would part the two halves of the label elsewhere.
    let register = register.replace(':', " ");
    Some(Zeroizing::new(
        made(secret, &register, name)?.to_url().ok()?,
    ))
}

/// The QR code of a text: its side in modules, and the dark ones as an SVG path.
#[must_use]
pub fn picture(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width();
    let dark = code.to_colors().into_iter().enumerate();
    let path = dark
        .filter(|(_, color)| *color == Color::Dark)
        .map(|(place, _)| format!("M{} {}h1v1h-1z", place % side, place / side));
    Some((side, path.collect()))
}

fn made(secret: &[u8], register: &str, name: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_skew(AROUND)
        .with_issuer(Some(register))
        .with_account_name(name)
        .build()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    const KNOWN: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    const SECRET: &[u8] = b"12345678901234567890";

    /// The pattern by which a camera finds each of three corners: dark, a light ring, dark.
    #[test]
    fn a_camera_finds_the_corners_of_the_picture() {
        let (side, path) = picture("otpauth://totp/enkel:anna").unwrap();
        let is_dark = |x: usize, y: usize| path.contains(&format!("M{x} {y}h"));
        for (left, top) in [(0, 0), (side - 7, 0), (0, side - 7)] {
            let row = |y| {
                (0..7)
                    .map(|x| is_dark(left + x, top + y))
                    .collect::<Vec<_>>()
            };
            assert_eq!(row(0), [true; 7]);
            assert_eq!(row(1), [true, false, false, false, false, false, true]);
            assert_eq!(row(3), [true, false, true, true, true, false, true]);
        }
    }

    #[test]
    fn codes_are_the_standards_own() {
        for (at, known) in KNOWN {
            let now = Timestamp::from_unix(at);
            assert_eq!(code(SECRET, now).unwrap(), known);
            assert_eq!(step_of(SECRET, known, now), Some(at / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_a_step_around_its_own_and_no_longer() {
        let (at, known) = KNOWN[1];
        for (late, good) in [
            (-60, false),
            (-30, true),
            (0, true),
            (30, true),
            (60, false),
        ] {
            let now = Timestamp::from_unix(at + late);
            assert_eq!(step_of(SECRET, known, now).is_some(), good, "{late}");
        }
        let now = Timestamp::from_unix(at);
        assert!(step_of(SECRET, "081 804", now).is_some());
        for wrong in ["", "081805", "81804", "0818040"] {
            assert_eq!(step_of(SECRET, wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_gets_secret_name_and_register() {
        let address = address(SECRET, "Enkel: proef", "anna").unwrap();
        assert!(address.starts_with("otpauth://totp/"), "{}", *address);
        assert!(address.contains("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert!(address.contains("anna") && address.contains("issuer=Enkel"));
        assert!(picture(&address).unwrap().0 > 20);
    }
}
