//! The licence of the figures, in the forms that other tools know. One that is not known here
//! stands in every file as the settings have it.

/// A licence.
pub(super) struct Licence<'a> {
    /// As the settings have it.
    pub title: &'a str,
    /// Its SPDX identifier, where it has one.
    pub spdx: Option<&'static str>,
    /// Where its text stands.
    pub address: Option<&'static str>,
}

const KNOWN: [(&str, &str, &str); 3] = [
    (
        "CC BY 4.0",
        "CC-BY-4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    (
        "CC BY-SA 4.0",
        "CC-BY-SA-4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    (
        "CC0 1.0",
        "CC0-1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
];

impl<'a> Licence<'a> {
    pub(super) fn of(title: &'a str) -> Self {
        let known = KNOWN
            .iter()
            .find(|(name, spdx, _)| *name == title || *spdx == title);
        Self {
            title,
            spdx: known.map(|(_, spdx, _)| *spdx),
            address: known.map(|(_, _, address)| *address),
        }
    }

    /// Its address where it has one, else its title.
    pub(super) fn name_or_address(&self) -> &str {
        self.address.unwrap_or(self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_known_by_either_of_its_names_and_no_other_is_taken_for_one() {
        for (name, spdx, address) in KNOWN {
            for title in [name, spdx] {
                let found = Licence::of(title);
                assert_eq!((found.title, found.spdx), (title, Some(spdx)));
                assert_eq!(found.name_or_address(), address);
            }
        }
        let own = Licence::of("Vrij voor iedereen");
        assert_eq!((own.spdx, own.address), (None, None));
        assert_eq!(own.name_or_address(), "Vrij voor iedereen");
    }
}
