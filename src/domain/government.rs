//! Which hosts belong to a government. The register promises that no government system takes
//! part, so mail, database and site of a register in production may not stand on one.
//!
//! The list is short on purpose: it stops an honest mistake. It cannot know every municipality,
//! nor who owns the machine behind a private name.

/// Dutch national government and its well-known services.
const DUTCH: &[&str] = &[
    "overheid.nl",
    "rijksoverheid.nl",
    "rijksweb.nl",
    "government.nl",
    "belastingdienst.nl",
    "politie.nl",
    "rechtspraak.nl",
    "digid.nl",
    "logius.nl",
    "ind.nl",
    "rvig.nl",
    "duo.nl",
    "uwv.nl",
    "svb.nl",
    "cbs.nl",
    "aivd.nl",
    "nctv.nl",
    "om.nl",
    "coa.nl",
    "tweedekamer.nl",
    "eerstekamer.nl",
    "minaz.nl",
    "minbuza.nl",
    "minbzk.nl",
    "mindef.nl",
    "minez.nl",
    "minezk.nl",
    "minfin.nl",
    "minienw.nl",
    "minjenv.nl",
    "minlnv.nl",
    "minocw.nl",
    "minszw.nl",
    "minvenj.nl",
    "minvro.nl",
    "minvws.nl",
];

/// Common names of other governments that do not follow the `gov` pattern below.
const OTHER: &[&str] = &[
    "europa.eu",
    "bund.de",
    "admin.ch",
    "gv.at",
    "gc.ca",
    "fgov.be",
    "vlaanderen.be",
    "regeringen.se",
    "go.jp",
    "go.kr",
    "go.ke",
    "go.id",
];

/// Second-level names that countries set apart for their government (`gov.uk`, `gob.es`,
/// `gouv.fr`, `gub.uy`, `govt.nz`, `mil.tr`).
const SECOND_LEVEL: &[&str] = &["gov", "gob", "gouv", "gub", "govt", "mil"];

/// Whether this host lies in a domain of a government.
#[must_use]
pub fn is_government(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let second = labels.next().unwrap_or_default();
    if second.is_empty() {
        return false;
    }
    matches!(top, "gov" | "mil")
        || (top.len() == 2 && SECOND_LEVEL.contains(&second))
        || DUTCH.iter().chain(OTHER).any(|name| lies_in(&host, name))
}

fn lies_in(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn governments_are_known_by_their_domains() {
        for host in [
            "overheid.nl",
            "mail.rijksoverheid.nl",
            "WWW.MINBZK.NL.",
            "smtp.minvws.nl",
            "digid.nl",
            "state.gov",
            "army.mil",
            "gov.uk",
            "mail.service.gov.uk",
            "correo.gob.es",
            "impots.gouv.fr",
            "x.gub.uy",
            "mail.gov.ma",
            "ec.europa.eu",
        ] {
            assert!(is_government(host), "{host}");
        }
    }

    #[test]
    fn likeness_is_not_enough() {
        for host in [
            "nietoverheid.nl",
            "overheid.nl.example.org",
            "gov.example.org",
            "mygov.nl",
            "minima.nl",
            "localhost",
            "gov",
            "127.0.0.1",
            "/run/postgresql",
        ] {
            assert!(!is_government(host), "{host}");
        }
    }
}
