//! SPF: who may send for the sender's domain.

use std::net::IpAddr;

use super::super::Line;
use super::super::asks::{Names, Unanswered};
use super::Sender;
use super::spf::{self, Found, Says};

const NAME: &str = "spf";

pub(super) fn look(sender: &Sender<'_>, names: &dyn Names) -> Result<Line, Unanswered> {
    let domain = sender.domain;
    let from = sender.addresses(names)?;
    let wrong = match spf::record(names.texts(domain)?) {
        Found::None => format!("{domain} does not say who may send for it."),
        Found::Several => {
            format!("{domain} has several SPF records, and receivers take none. Keep one.")
        }
        Found::One(text) => match judged(domain, &text, &from, names)? {
            Ok(line) => return Ok(line),
            Err(wrong) => wrong,
        },
    };
    let wanted = wanted(sender, &from);
    let say = format!("{wrong} Publish: {domain}. TXT \"{wanted}\"");
    Ok(sender.bad(NAME, say))
}

fn judged(
    domain: &str,
    text: &str,
    from: &[IpAddr],
    names: &dyn Names,
) -> Result<Result<Line, String>, Unanswered> {
    if spf::rest(text) == Says::Pass {
        let wrong = format!("The SPF record of {domain} lets everybody send for it.");
        return Ok(Err(wrong));
    }
    for address in from {
        if spf::evaluate(names, domain, text, *address)? != Says::Pass {
            return Ok(Err(format!(
                "The SPF record of {domain} does not let {address} send, where letters leave \
                 from. It is now \"{text}\"."
            )));
        }
    }
    if !spf::names_somebody(text) {
        return Ok(Err(format!(
            "The SPF record of {domain} lets nobody send for it."
        )));
    }
    Ok(Ok(match spf::rest(text) {
        Says::Neutral | Says::Broken => Line::warn(
            NAME,
            format!(
                "The SPF record of {domain} does not say what holds for others. End it with \
                 -all: it is now \"{text}\"."
            ),
        ),
        _ => Line::ok(NAME, format!("{domain} says who may send for it.")),
    }))
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
