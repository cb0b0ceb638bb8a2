//! Numbers and days as a language writes them.
//!
//! Arabic and Persian keep the digits 0 to 9: those of the code in the mail, of the keyboard it is
//! typed on, and of every published file. Days are Gregorian in every language, as the register
//! counts them.

use fixed_decimal::Decimal;
use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_locale_core::locale;

use crate::domain::clock::Day;
use crate::domain::locale::Locale;

const fn tag(language: Locale) -> icu_locale_core::Locale {
    match language {
        Locale::Nl => locale!("nl"),
        Locale::En | Locale::Accented | Locale::Mirrored => locale!("en-GB"),
        Locale::Tr => locale!("tr"),
        Locale::Ar => locale!("ar-u-nu-latn"),
        Locale::Fa => locale!("fa-u-nu-latn"),
    }
}

// Formatters are made anew each time: with compiled-in data that is a few look-ups, and they are
// not `Sync`.

/// `20.340` in Dutch, `20,340` in English; plain digits should the data of the language be gone.
pub(super) fn grouped(language: Locale, number: i64) -> String {
    match DecimalFormatter::try_new(tag(language).into(), Default::default()) {
        Ok(formatter) => formatter.format(&Decimal::from(number)).to_string(),
        Err(_) => number.to_string(),
    }
}

/// `2,7` in Dutch, `2.7` in English: so many digits after the sign, thousands not parted.
pub(super) fn decimal(language: Locale, number: f64, digits: usize) -> String {
    let written = format!("{number:.digits$}");
    // A minus before nothing but zeros says nothing.
    let bare = written.trim_start_matches('-');
    let zero = !bare.contains(|sign: char| sign.is_ascii_digit() && sign != '0');
    let written = if zero { bare } else { &written };
    let mut options = DecimalFormatterOptions::default();
    options.grouping_strategy = Some(GroupingStrategy::Never);
    let formatter = DecimalFormatter::try_new(tag(language).into(), options);
    match (formatter, written.parse::<Decimal>()) {
        (Ok(formatter), Ok(decimal)) => formatter.format(&decimal).to_string(),
        _ => written.to_owned(),
    }
}

/// `23 november 2026` in Dutch; ISO 8601 should the data of the language be gone.
pub(super) fn day(language: Locale, day: Day) -> String {
    let date = day.date();
    let month = u8::from(date.month());
    let gregorian = Date::try_new_gregorian(date.year(), month, date.day());
    let formatter =
        FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(tag(language).into(), YMD::long());
    match (formatter, gregorian) {
        (Ok(formatter), Ok(date)) => formatter.format(&date).to_string(),
        _ => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_as_the_language_does() {
        assert_eq!(grouped(Locale::Nl, 20_340), "20.340");
        assert_eq!(grouped(Locale::En, 1_306_274), "1,306,274");
        assert_eq!(grouped(Locale::Nl, 215), "215");
        assert_eq!(grouped(Locale::En, -40), "-40");
        assert_eq!(grouped(Locale::Tr, 20_340), "20.340");
    }

    #[test]
    fn every_language_keeps_the_digits_of_the_code() {
        for locale in Locale::EVERY {
            for text in [
                grouped(locale, 1_234_567_890),
                decimal(locale, 12.5, 1),
                day(locale, Day::parse_iso("2026-11-23").unwrap()),
            ] {
                let digits = text.chars().filter(|sign| sign.is_numeric());
                assert!(digits.clone().count() > 1, "{text}");
                assert!(digits.clone().all(|digit| digit.is_ascii()), "{text}");
            }
        }
    }

    #[test]
    fn decimals_have_the_sign_of_the_language() {
        assert_eq!(decimal(Locale::Nl, 3.7249, 2), "3,72");
        assert_eq!(decimal(Locale::Nl, 12_345.0, 1), "12345,0");
        assert_eq!(decimal(Locale::En, -3.7249, 1), "-3.7");
        assert_eq!(decimal(Locale::En, -0.0001, 2), "0.00");
    }

    #[test]
    fn days_are_written_out_and_gregorian() {
        let when = Day::parse_iso("2026-11-23").unwrap();
        assert_eq!(day(Locale::Nl, when), "23 november 2026");
        assert_eq!(day(Locale::En, when), "23 November 2026");
        assert_eq!(day(Locale::Tr, when), "23 Kasım 2026");
        assert!(day(Locale::Fa, when).contains("2026"));
    }
}
