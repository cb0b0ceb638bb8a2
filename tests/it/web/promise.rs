//! Both halves of the promise stand on the privacy page, in both languages: what a thief does not find, and what remains.

use enkel::domain::locale::Locale;

use super::{Browser, Site};
use crate::app::Backend;

on_both_databases!(both_halves_of_the_promise_stand_on_the_privacy_page);

/// Each point of the promise, as the page puts it in Dutch and in English.
const POINTS: [[&str; 2]; 14] = [
    // What a stolen database or backup does not give.
    [
        "Wie onze database of een reservekopie steelt",
        "A stolen database or backup",
    ],
    ["vindt daarin geen naam", "names no one"],
    ["geen leesbare verklaring", "holds no readable declaration"],
    [
        "veranderen bijna niets aan wat iemand over één mens kan raden",
        "hardly change what anyone can guess about one person",
    ],
    ["in een grootboek", "in a ledger"],
    [
        "geen systeem, dienst of nummer van de overheid",
        "No government system, service or number",
    ],
    // What remains.
    [
        "wie ook de sleutels van de server steelt",
        "whoever also steals the server’s keys",
    ],
    [
        "lijsten met e-mailadressen uitproberen, duizenden per seconde",
        "lists of e-mail addresses, thousands a second",
    ],
    [
        "Van wie hij zo vindt, leest hij de verklaring",
        "reads the declaration of those found",
    ],
    [
        "de adressen van mails die nog niet verstuurd zijn",
        "the addresses of mails not yet sent",
    ],
    [
        "Wie de draaiende server in handen krijgt, ziet vanaf dat moment wat er wordt getypt",
        "Whoever controls the running server sees what is typed from then on",
    ],
    [
        "Uw mailbedrijf en onze mailbezorger",
        "Your mail provider and our mail relay",
    ],
    [
        "een neutrale mail met een code",
        "a neutral mail with a code came in",
    ],
    // How long a copy can be opened at all.
    [
        "Binnen drie maanden kan niemand die kopie nog openen",
        "Within three months nobody can open that copy",
    ],
];
const AUTOMATIC: [&str; 2] = [
    "kan daardoor ook de telbriefjes lezen die nog niet zijn geteld. Daar staat geen naam",
    "can also read the slips not yet counted. They carry no name",
];
const CEREMONY: [&str; 2] = [
    "De sleutel van de telbriefjes ligt bij het bestuur",
    "The key of the counting slips is with the board",
];

fn both_halves_of_the_promise_stand_on_the_privacy_page(on: Backend) {
    let site = Site::on(on);
    for (place, locale) in [Locale::Nl, Locale::En].into_iter().enumerate() {
        let mut reader = Browser::at(&site).speaking(locale);
        reader.opens("privacy");
        let words = reader.page.words();
        for point in POINTS {
            assert!(words.contains(point[place]), "{}", point[place]);
        }
        // This register counts by itself; one whose board counts says the other sentence.
        assert!(words.contains(AUTOMATIC[place]), "{}", AUTOMATIC[place]);
        assert!(!words.contains(CEREMONY[place]), "{}", CEREMONY[place]);
        let other = reader.word("privacy-counting-ceremony");
        assert!(other.contains(CEREMONY[place]), "{other}");
    }
}
