//! MX and PTR: where a letter that comes back goes, and whether the address that letters leave from
//! leads back to a name.

use super::super::Line;
use super::super::asks::{Names, Unanswered};
use super::Sender;
use crate::config::is_government;

pub(super) fn mail_servers(sender: &Sender<'_>, names: &dyn Names) -> Result<Line, Unanswered> {
    const NAME: &str = "mx";
    let domain = sender.domain;
    let servers = names.mail_servers(domain)?;
    let publish = format!("Publish: {domain}. MX 10 <the name of a server that takes its mail>");
    let bad = |wrong: String| sender.bad(NAME, format!("{wrong} {publish}"));
    if servers.is_empty() {
        return Ok(match names.addresses(domain)?.is_empty() {
            true => bad(format!(
                "{domain} has neither a mail server nor an address, so receivers refuse it as a \
                 sender."
            )),
            false => Line::warn(
                NAME,
                format!(
                    "{domain} names no mail server; letters that come back go to its own address. \
                     {publish}"
                ),
            ),
        });
    }
    for server in &servers {
        // RFC 7505.
        if matches!(server.as_str(), "" | ".") {
            return Ok(bad(format!(
                "{domain} says that it takes no mail, and many receivers refuse a sender who \
                 cannot be answered."
            )));
        }
        // A letter that comes back names the visitor it was for.
        if is_government(server) {
            return Ok(bad(format!(
                "Letters that come back go to {server}, which belongs to a government, and they \
                 name visitors."
            )));
        }
        if names.addresses(server)?.is_empty() {
            return Ok(bad(format!(
                "{server}, which takes the mail of {domain}, has no address."
            )));
        }
    }
    let say = format!("Letters that come back go to {}.", servers.join(", "));
    Ok(Line::ok(NAME, say))
}

pub(super) fn names_back(sender: &Sender<'_>, names: &dyn Names) -> Result<Line, Unanswered> {
    const NAME: &str = "ptr";
    if let Some(relay) = sender.relay {
        return Ok(Line::ok(
            NAME,
            format!(
                "Letters leave from {relay}; that its addresses lead back to a name is the work of \
                 its provider."
            ),
        ));
    }
    let Some(hello) = sender.hello else {
        return Ok(Line::warn(
            NAME,
            "The relay is this machine, and mail.hello_name is not set, so the address that \
             letters leave from is not looked at. Write there the name by which the relay greets \
             others (Postfix: myhostname).",
        ));
    };
    let from = names.addresses(hello)?;
    if from.is_empty() {
        let say = format!(
            "{hello}, the name that letters leave from, has no address. Publish: {hello}. A \
             <this machine's address>"
        );
        return Ok(sender.bad(NAME, say));
    }
    let remedy = format!("Let the company that gave it to you set its PTR record to {hello}.");
    for address in from {
        let back = names.names_of(address)?;
        let mut leads_back = false;
        for name in &back {
            leads_back |= names.addresses(name)?.contains(&address);
        }
        if !leads_back {
            let say = format!(
                "{address} does not lead back to a name that leads to it, and many receivers \
                 refuse letters from such an address. {remedy}"
            );
            return Ok(sender.bad(NAME, say));
        }
        let same = |name: &String| name.trim_end_matches('.').eq_ignore_ascii_case(hello);
        if !back.iter().any(same) {
            let back = back.join(", ");
            let say = format!(
                "{address} leads back to {back}, and the relay greets as {hello}. {remedy}"
            );
            return Ok(Line::warn(NAME, say));
        }
    }
    let say = format!("{hello} and its addresses lead to each other.");
    Ok(Line::ok(NAME, say))
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::super::{key, permits, policy};
    use super::*;

    /// Knows no name at all.
    struct Nothing;

    impl Names for Nothing {
        fn texts(&self, _: &str) -> Result<Vec<String>, Unanswered> {
            Ok(Vec::new())
        }

        fn addresses(&self, _: &str) -> Result<Vec<IpAddr>, Unanswered> {
            Ok(Vec::new())
        }

        fn mail_servers(&self, _: &str) -> Result<Vec<String>, Unanswered> {
            Ok(Vec::new())
        }

        fn names_of(&self, _: IpAddr) -> Result<Vec<String>, Unanswered> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn behind_a_providers_relay_the_provider_is_asked_for_what_only_it_knows() {
        let sender = Sender {
            domain: "post.example",
            selector: None,
            relay: Some("relay.example"),
            hello: None,
            is_grave: true,
        };
        let said = |line: Result<Line, Unanswered>| {
            let line = line.unwrap();
            (format!("{:?}", line.state), line.say)
        };
        let (state, say) = said(permits::look(&sender, &Nothing));
        assert_eq!(state, "Fail");
        assert!(
            say.contains("the provider of relay.example gives for SPF> -all\""),
            "{say}"
        );
        let (state, say) = said(key::look(&sender, &Nothing));
        assert!(
            state == "Warn" && say.contains("mail.dkim_selector"),
            "{say}"
        );
        assert_eq!(said(policy::look(&sender, &Nothing)).0, "Fail");
        assert_eq!(said(mail_servers(&sender, &Nothing)).0, "Fail");
        assert_eq!(said(names_back(&sender, &Nothing)).0, "Ok");
    }
}
