//! Who handles data for the register, as its settings name them (GDPR art. 28).
//!
//! What the settings name is listed; what no other machine takes part in is said to be so; and a
//! machine elsewhere that nobody named yet, which only a register for trying out can have, is
//! listed by the name of the machine, so that it is never passed over.

use super::views::public::{Processor, ProcessorRole, SameServer};
use crate::config::{Company, DatabasePlace, Settings};

/// Everyone who is to be listed.
pub(super) fn named(settings: &Settings) -> Vec<Processor> {
    let companies = &settings.processors;
    let relay = elsewhere_relay(settings).map(str::to_owned);
    let found = [
        (ProcessorRole::Host, companies.host(), None),
        (ProcessorRole::MailRelay, companies.relay(), relay),
        (
            ProcessorRole::Database,
            companies.database(),
            elsewhere_database(settings),
        ),
        (ProcessorRole::Backup, companies.backup(), None),
    ];
    let listed = found.into_iter().filter_map(|(role, company, machine)| {
        let machine = machine.as_deref().map(|name| Company { name, place: "" });
        let company = company.or(machine)?;
        Some(Processor {
            role,
            name: company.name.to_owned(),
            place: company.place.to_owned(),
        })
    });
    listed.collect()
}

/// What stays on the server itself.
pub(super) fn same_server(settings: &Settings) -> SameServer {
    let companies = &settings.processors;
    SameServer {
        mail: companies.relay().is_none() && elsewhere_relay(settings).is_none(),
        database: companies.database().is_none() && elsewhere_database(settings).is_none(),
    }
}

fn elsewhere_relay(settings: &Settings) -> Option<&str> {
    let relay = &settings.mail.relay;
    relay.host().filter(|_| !relay.stays_on_this_machine())
}

fn elsewhere_database(settings: &Settings) -> Option<String> {
    match &settings.database.place {
        DatabasePlace::Postgres(place) if !place.stays_on_this_machine() => {
            Some(place.hosts().join(", "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const HOST: [(&str, &str); 2] = [
        ("processors.host_name", "Serverhuis BV"),
        ("processors.host_place", "Nederland"),
    ];

    fn settings(given: &[(&str, &str)]) -> Settings {
        Settings::given(Path::new(""), &[&HOST, given].concat()).unwrap()
    }

    fn lines(settings: &Settings) -> Vec<String> {
        let line = |found: Processor| format!("{:?} {} {}", found.role, found.name, found.place);
        named(settings).into_iter().map(line).collect()
    }

    #[test]
    fn what_runs_on_the_same_server_is_no_company() {
        let local = settings(&[
            ("mail.url", "smtp://localhost:25"),
            ("database.url", "postgres:///enkel?host=/run/postgresql"),
        ]);
        assert_eq!(lines(&local), ["Host Serverhuis BV Nederland"]);
        let (mail, database) = (true, true);
        assert_eq!(same_server(&local), SameServer { mail, database });
    }

    #[test]
    fn whoever_is_named_is_listed_also_behind_a_relay_on_this_machine() {
        let forwarded = settings(&[
            ("mail.url", "smtp://localhost:25"),
            ("processors.relay_name", "Postbode BV"),
            ("processors.relay_place", "België"),
            ("processors.backup_name", "Kluis BV"),
            ("processors.backup_place", "Nederland"),
        ]);
        assert_eq!(
            lines(&forwarded),
            [
                "Host Serverhuis BV Nederland",
                "MailRelay Postbode BV België",
                "Backup Kluis BV Nederland",
            ]
        );
        let (mail, database) = (false, true);
        assert_eq!(same_server(&forwarded), SameServer { mail, database });
    }

    #[test]
    fn a_machine_elsewhere_is_never_passed_over() {
        let unnamed = settings(&[
            ("mail.url", "smtps://relay.example"),
            ("database.url", "postgres://db.example/enkel"),
            ("database.network_protected", "true"),
        ]);
        let found = lines(&unnamed);
        assert!(found.contains(&"MailRelay relay.example ".to_owned()));
        assert!(found.contains(&"Database db.example ".to_owned()));
        let (mail, database) = (false, false);
        assert_eq!(same_server(&unnamed), SameServer { mail, database });
    }
}
