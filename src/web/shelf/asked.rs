//! What a request's headers ask for: a compressed form, or nothing that it has already.

use actix_web::http::header::HeaderValue;

/// Whether `Accept-Encoding` takes gzip: named with a weight over 0, or not named and `*` so.
pub(super) fn takes_gzip<'a>(values: impl Iterator<Item = &'a HeaderValue>) -> bool {
    let mut named = None;
    let mut any = false;
    for part in values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
    {
        let mut pieces = part.split(';').map(str::trim);
        let coding = pieces.next().unwrap_or_default();
        let weight = pieces.find_map(|piece| {
            let (name, weight) = piece.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("q")
                .then(|| weight.trim().parse().unwrap_or(0.0))
        });
        let taken = weight.unwrap_or(1.0_f32) > 0.0;
        if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
            named = Some(taken);
        } else if coding == "*" {
            any = taken;
        }
    }
    named.unwrap_or(any)
}

/// Whether `If-None-Match` names this tag: in a list, as a weak one, or with `*`.
pub(super) fn has<'a>(values: impl Iterator<Item = &'a HeaderValue>, tag: &[u8]) -> bool {
    values.map(HeaderValue::as_bytes).any(|value| {
        // No tag of ours holds a comma, so a list may be cut at each.
        value.split(|byte| *byte == b',').any(|one| {
            let one = one.trim_ascii();
            one == b"*" || one.strip_prefix(b"W/").unwrap_or(one) == tag
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_given_to_those_who_take_it() {
        let takes = |text| takes_gzip([HeaderValue::from_static(text)].iter());
        for text in [
            "gzip",
            "deflate, GZIP;q=0.5",
            "*",
            "br;q=1, *;q=0.1",
            "gzip ; q=1",
        ] {
            assert!(takes(text), "{text}");
        }
        for text in [
            "",
            "identity",
            "gzip;q=0",
            "*;q=0",
            "gzip;q=0, *",
            "gzip;q=x",
            "br",
        ] {
            assert!(!takes(text), "{text}");
        }
        assert!(!takes_gzip([].iter()));
    }

    #[test]
    fn a_tag_is_known_in_every_form() {
        let knows = |text| has([HeaderValue::from_static(text)].iter(), b"\"abc\"");
        for text in [
            "\"abc\"",
            "W/\"abc\"",
            "\"x\", \"abc\"",
            "*",
            "\"x\",W/\"abc\" ",
        ] {
            assert!(knows(text), "{text}");
        }
        for text in ["abc", "\"ab\"", "", "\"abc\"x"] {
            assert!(!knows(text), "{text}");
        }
    }
}
