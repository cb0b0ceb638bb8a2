//! Addresses that seem to be of somebody's work: a hint is given, and nothing else follows.
//!
//! An employer may be able to read along. The list is short on purpose and never complete: it
//! knows governments and some of the largest employers, and nobody is refused by it.

use super::email::EmailAddress;
use super::government::is_government;

/// Mail domains of large employers in the Netherlands, by kind.
const EMPLOYERS: &[&str] = &[
    // Municipalities, provinces and water boards that use their own name.
    "amsterdam.nl",
    "rotterdam.nl",
    "denhaag.nl",
    "utrecht.nl",
    "eindhoven.nl",
    "groningen.nl",
    "tilburg.nl",
    "almere.nl",
    "breda.nl",
    "nijmegen.nl",
    "arnhem.nl",
    "haarlem.nl",
    "enschede.nl",
    "amersfoort.nl",
    "zaanstad.nl",
    "zuid-holland.nl",
    "noord-holland.nl",
    "brabant.nl",
    "gelderland.nl",
    // Hospitals.
    "amsterdamumc.nl",
    "erasmusmc.nl",
    "lumc.nl",
    "umcutrecht.nl",
    "umcg.nl",
    "radboudumc.nl",
    "mumc.nl",
    // Universities: students too should know that others keep the mailbox.
    "uva.nl",
    "vu.nl",
    "uu.nl",
    "rug.nl",
    "tudelft.nl",
    "tue.nl",
    "utwente.nl",
    "leidenuniv.nl",
    "eur.nl",
    "ru.nl",
    "maastrichtuniversity.nl",
    "wur.nl",
    "hva.nl",
    "hr.nl",
    "hu.nl",
    // Companies.
    "abnamro.com",
    "achmea.nl",
    "ah.nl",
    "akzonobel.com",
    "asml.com",
    "capgemini.com",
    "deloitte.nl",
    "dhl.com",
    "dsm.com",
    "heineken.com",
    "ing.com",
    "ing.nl",
    "jumbo.com",
    "klm.com",
    "kpmg.nl",
    "nn-group.com",
    "ns.nl",
    "nxp.com",
    "philips.com",
    "postnl.nl",
    "prorail.nl",
    "pwc.com",
    "rabobank.nl",
    "randstad.nl",
    "schiphol.nl",
    "shell.com",
    "tatasteeleurope.com",
    "unilever.com",
    "vodafoneziggo.com",
];

/// Whether this address seems to be one of somebody's work. Looks at the domain alone, every time
/// at the whole list: the answer takes as long for one address as for another.
#[must_use]
pub fn seems_of_work(address: &EmailAddress) -> bool {
    let domain = address.domain();
    let employer = EMPLOYERS
        .iter()
        .filter(|name| lies_in(domain, name))
        .count();
    is_government(domain) | (employer > 0)
}

fn lies_in(domain: &str, name: &str) -> bool {
    domain
        .strip_suffix(name)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_known_by_its_domain_and_likeness_is_not_enough() {
        for (address, work) in [
            ("a@rotterdam.nl", true),
            ("a@student.tudelft.nl", true),
            ("a@mail.minbzk.nl", true),
            ("a@service.gov.uk", true),
            ("a@gmail.com", false),
            ("rotterdam.nl@example.org", false),
            ("a@mijnrotterdam.nl", false),
            ("a@rotterdam.nl.example", false),
        ] {
            let address = EmailAddress::parse(address).unwrap();
            assert_eq!(seems_of_work(&address), work);
        }
    }
}
