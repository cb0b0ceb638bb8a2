//! Numbers as a language writes them.

use fixed_decimal::Decimal;
use icu_decimal::DecimalFormatter;
use icu_locale_core::locale;

use crate::domain::locale::Locale;

/// `20.340` in Dutch, `20,340` in English; plain digits should the data of the language be gone.
pub(super) fn grouped(language: Locale, number: i64) -> String {
    let locale = match language {
        Locale::Nl => locale!("nl"),
        Locale::En => locale!("en"),
    };
    // Made anew each time: with compiled-in data that is a few look-ups, and it is not `Sync`.
    match DecimalFormatter::try_new(locale.into(), Default::default()) {
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
    match language {
        Locale::Nl => written.replace('.', ","),
        Locale::En => written.to_owned(),
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
    }

    #[test]
    fn decimals_have_the_sign_of_the_language() {
        assert_eq!(decimal(Locale::Nl, 3.7249, 2), "3,72");
        assert_eq!(decimal(Locale::En, -3.7249, 1), "-3.7");
        assert_eq!(decimal(Locale::En, -0.0001, 2), "0.00");
    }
}
