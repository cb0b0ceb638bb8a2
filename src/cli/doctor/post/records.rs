//! The records of the sender's domain, one line each, with the record to publish.

use std::net::IpAddr;

use super::super::Line;
use super::super::asks::{Names, Unanswered};
use super::Sender;
use super::dkim_key::{Key, Published, read, tag};
use super::spf::{self, Found, Says};
use crate::config::is_government;

type Looked = Result<Line, Unanswered>;

/// RSA keys are taken from this length on, and recommended from the next (RFC 8301).
const SHORTEST_BITS: usize = 1_024;
const USUAL_BITS: usize = 2_048;

pub(super) fn spf(sender: &Sender<'_>, names: &dyn Names) -> Looked {
    const NAME: &str = "spf";
    let domain = sender.domain;
    let from = sender.addresses(names)?;
    let publish = format!("Publish: {domain}. TXT \"{}\"", wanted(sender, &from));
    let text = match spf::record(names.texts(domain)?) {
        Found::One(text) => text,
        Found::None => {
            return Ok(sender.bad(
                NAME,
                format!("{domain} does not say who may send for it. {publish}"),
            ));
        }
        Found::Several => {
            return Ok(sender.bad(
                NAME,
                format!(
                    "{domain} has several SPF records, and receivers take none. Keep one: {publish}"
                ),
            ));
        }
    };
    if spf::rest(&text) == Says::Pass {
        let say = format!("The SPF record of {domain} lets everybody send for it. {publish}");
        return Ok(sender.bad(NAME, say));
    }
    for address in &from {
        let says = spf::evaluate(names, domain, &text, *address)?;
        if says != Says::Pass {
            let say = format!(
                "The SPF record of {domain} does not let {address} send, where letters leave \
                 from. It is now \"{text}\". {publish}"
            );
            return Ok(sender.bad(NAME, say));
        }
    }
    if !spf::names_somebody(&text) {
        let say = format!("The SPF record of {domain} lets nobody send for it. {publish}");
        return Ok(sender.bad(NAME, say));
    }
    Ok(match spf::rest(&text) {
        Says::Neutral | Says::Broken => Line::warn(
            NAME,
            format!(
                "The SPF record of {domain} does not say what holds for others. End it with -all: it is now \"{text}\"."
            ),
        ),
        _ => Line::ok(NAME, format!("{domain} says who may send for it.")),
    })
}

/// The record that would be right, as far as that can be known from here.
fn wanted(sender: &Sender<'_>, from: &[IpAddr]) -> String {
    let who = match (sender.relay, from) {
        (Some(relay), _) => {
            format!("include:<the name that the provider of {relay} gives for SPF>")
        }
        (None, []) => "ip4:<this machine's address>".to_owned(),
        (None, from) => {
            let words = from.iter().map(|address| match address {
                IpAddr::V4(v4) => format!("ip4:{v4}"),
                IpAddr::V6(v6) => format!("ip6:{v6}"),
            });
            words.collect::<Vec<_>>().join(" ")
        }
    };
    format!("v=spf1 {who} -all")
}

/// The texts at the place of a key.
pub(in crate::cli::doctor) fn key_texts(
    names: &dyn Names,
    selector: &str,
    domain: &str,
) -> Result<Vec<String>, Unanswered> {
    names.texts(&format!("{selector}._domainkey.{domain}"))
}

pub(super) fn dkim(sender: &Sender<'_>, names: &dyn Names) -> Looked {
    const NAME: &str = "dkim";
    let domain = sender.domain;
    let Some(selector) = sender.selector else {
        return Ok(Line::warn(
            NAME,
            "mail.dkim_selector is not set, so the key that letters are signed with is not looked \
             at. Write there under which selector your relay signs (its provider says it; with \
             OpenDKIM it stands in the key table).",
        ));
    };
    let place = format!("{selector}._domainkey.{domain}");
    let publish = format!(
        "Publish the key that your relay signs with: {place}. TXT \"v=DKIM1; k=rsa; p=<the key \
         in base64>\""
    );
    let texts = key_texts(names, selector, domain)?;
    let mut found: Vec<Published> = texts.iter().filter_map(|text| read(text)).collect();
    let wrong = match (found.pop(), found.is_empty()) {
        (Some(one), true) => match judged(&one, &place) {
            Ok(line) => return Ok(line),
            Err(wrong) => wrong,
        },
        (None, _) => format!("There is no key at {place}, so no signature can be checked."),
        (Some(_), false) => format!("There are several keys at {place}; receivers may take none."),
    };
    Ok(sender.bad(NAME, format!("{wrong} {publish}")))
}

fn judged(published: &Published, place: &str) -> Result<Line, String> {
    const NAME: &str = "dkim";
    match published.key {
        Key::Revoked => Err(format!("The key at {place} was taken back: it is empty.")),
        Key::Unreadable(why) => Err(format!("The key at {place} cannot be read: {why}.")),
        Key::Rsa { bits, .. } if bits < SHORTEST_BITS => Err(format!(
            "The key at {place} has {bits} bits; receivers refuse it."
        )),
        _ if published.is_trial => Ok(Line::warn(
            NAME,
            format!(
                "The key at {place} says t=y, for trying out: receivers may pass it over. Take that away."
            ),
        )),
        Key::Rsa { bits, .. } if bits < USUAL_BITS => Ok(Line::warn(
            NAME,
            format!(
                "The key at {place} has {bits} bits. Let the relay make one of {USUAL_BITS}, and publish it."
            ),
        )),
        _ => Ok(Line::ok(
            NAME,
            format!(
                "There is a key at {place}. Whether the relay signs with it, `enkel doctor --mail` shows."
            ),
        )),
    }
}

pub(super) fn dmarc(sender: &Sender<'_>, names: &dyn Names) -> Looked {
    const NAME: &str = "dmarc";
    let domain = sender.domain;
    let publish = format!("Publish: _dmarc.{domain}. TXT \"v=DMARC1; p=reject\"");
    let mut place = domain;
    // A domain without a record of its own is held to that of the one above (RFC 7489, 6.6.3).
    let found = loop {
        let texts = names.texts(&format!("_dmarc.{place}"))?;
        if let Some(text) = texts
            .into_iter()
            .find(|text| tag(text, "v").as_deref() == Some("DMARC1"))
        {
            break Some(text);
        }
        match place.split_once('.') {
            Some((_, above)) if above.contains('.') => place = above,
            _ => break None,
        }
    };
    let Some(text) = found else {
        return Ok(sender.bad(
            NAME,
            format!("{domain} does not say what to do with forged letters (DMARC). {publish}"),
        ));
    };
    let below = (place != domain).then(|| tag(&text, "sp")).flatten();
    let policy = below.or_else(|| tag(&text, "p"));
    Ok(match policy.as_deref() {
        Some("reject" | "quarantine") => Line::ok(
            NAME,
            format!("{domain} says what to do with forged letters."),
        ),
        Some("none") => Line::warn(
            NAME,
            format!(
                "The DMARC record of {domain} only watches (p=none). Once `enkel doctor --mail --check` is content: {publish}"
            ),
        ),
        _ => sender.bad(
            NAME,
            format!("The DMARC record of {domain} has no policy. {publish}"),
        ),
    })
}

pub(super) fn mx(sender: &Sender<'_>, names: &dyn Names) -> Looked {
    const NAME: &str = "mx";
    let domain = sender.domain;
    let servers = names.mail_servers(domain)?;
    let publish = format!("Publish: {domain}. MX 10 <the name of a server that takes its mail>");
    if servers
        .iter()
        .all(|server| matches!(server.as_str(), "" | "."))
        && !servers.is_empty()
    {
        let say = format!(
            "{domain} says that it takes no mail, and many receivers refuse a sender who cannot be answered. {publish}"
        );
        return Ok(sender.bad(NAME, say));
    }
    if servers.is_empty() {
        return Ok(match names.addresses(domain)?.is_empty() {
            true => sender.bad(NAME, format!("{domain} has neither a mail server nor an address, so receivers refuse it as a sender. {publish}")),
            false => Line::warn(NAME, format!("{domain} names no mail server; letters that come back go to its own address. {publish}")),
        });
    }
    for server in &servers {
        // A letter that comes back names the visitor it was for.
        if is_government(server) {
            let say = format!(
                "Letters that come back go to {server}, which belongs to a government, and they name visitors. {publish}"
            );
            return Ok(sender.bad(NAME, say));
        }
        if names.addresses(server)?.is_empty() {
            let say =
                format!("{server}, which takes the mail of {domain}, has no address. {publish}");
            return Ok(sender.bad(NAME, say));
        }
    }
    Ok(Line::ok(
        NAME,
        format!("Letters that come back go to {}.", servers.join(", ")),
    ))
}

pub(super) fn ptr(sender: &Sender<'_>, names: &dyn Names) -> Looked {
    const NAME: &str = "ptr";
    if let Some(relay) = sender.relay {
        let say = format!(
            "Letters leave from {relay}; that its addresses lead back to a name is the work of its provider."
        );
        return Ok(Line::ok(NAME, say));
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
            "{hello}, the name that letters leave from, has no address. Publish: {hello}. A <this machine's address>"
        );
        return Ok(sender.bad(NAME, say));
    }
    for address in from {
        let back = names.names_of(address)?;
        let mut leads_back = false;
        for name in &back {
            leads_back |= names.addresses(name)?.contains(&address);
        }
        if !leads_back {
            let say = format!(
                "{address} does not lead back to a name that leads to it, and many receivers \
                 refuse letters from such an address. Let the company that gave it to you set its \
                 PTR record to {hello}"
            );
            return Ok(sender.bad(NAME, format!("{say}.")));
        }
        let same = |name: &String| name.trim_end_matches('.').eq_ignore_ascii_case(hello);
        if !back.iter().any(same) {
            let say = format!(
                "{address} leads back to {}, and the relay greets as {hello}. Let the company that gave you the address set its PTR record to {hello}.",
                back.join(", ")
            );
            return Ok(Line::warn(NAME, say));
        }
    }
    Ok(Line::ok(
        NAME,
        format!("{hello} and its addresses lead to each other."),
    ))
}
